// The scenario of the sandbox: a fleet as it is in the field. Most swaps go well, some fail for
// reasons that people must act on, and messages and power get lost all the time.

import { calm } from './calm.ts'
import type { Scenario } from './scenario.ts'

export const usual: Scenario = {
  ...calm,
  name: 'default',
  words: 'lost replies, power cuts, slow and sleeping devices, operators that are late',
  devices: 300,
  faultHours: 48,
  link: {
    lostRequest: 0.01,
    lostReply: 0.02,
    duplicate: 0.005,
    lateDuplicate: 0.005,
    truncatedReply: 0.002,
    slow: 0.008,
  },
  power: { cutPerStep: 0.001, offMinutesMin: 1, offMinutesMax: 90 },
  coverage: { holesPerDay: 0.1, hoursMin: 0.5, hoursMax: 8 },
  makers: {
    ...calm.makers,
    forgetsStoredResults: 0.2,
    omitsInfo2: 0.02,
    ignoresRefresh: 0.02,
    nightSleepers: 0.2,
  },
  lines: { activatedLate: 0.04, lateHoursMax: 20, neverActivated: 0.02, withoutSession: 0.02 },
  cards: {
    full: 0.02,
    unknownElement: 0.01,
    reportsWrongly: 0.01,
    factoryFallback: 0.5,
    oddEncodings: 0.1,
  },
  smdp: {
    confirmationCode: 0.1,
    releasedLate: 0.02,
    outages: [{ smdp: 0, fromHour: 6, hours: 2 }],
  },
}
