// Everything at once, far more often than in the field: for finding what is wrong, not for showing.

import { usual } from './default.ts'
import type { Scenario } from './scenario.ts'

export const stormLite: Scenario = {
  ...usual,
  name: 'storm-lite',
  words: 'every fault, many times as often as in the field',
  faultHours: 72,
  livenessHours: 48,
  link: {
    lostRequest: 0.05,
    lostReply: 0.08,
    duplicate: 0.03,
    lateDuplicate: 0.04,
    truncatedReply: 0.01,
    slow: 0.03,
  },
  power: { cutPerStep: 0.008, offMinutesMin: 1, offMinutesMax: 240 },
  coverage: { holesPerDay: 0.4, hoursMin: 0.5, hoursMax: 12 },
  makers: {
    ...usual.makers,
    forgetsStoredResults: 0.3,
    omitsInfo2: 0.05,
    ignoresRefresh: 0.08,
  },
  lines: { activatedLate: 0.1, lateHoursMax: 30, neverActivated: 0.06, withoutSession: 0.06 },
  cards: {
    full: 0.05,
    unknownElement: 0.04,
    reportsWrongly: 0.04,
    factoryFallback: 0.4,
    oddEncodings: 0.3,
  },
  smdp: {
    confirmationCode: 0.2,
    releasedLate: 0.06,
    outages: [
      { smdp: 0, fromHour: 2, hours: 6 },
      { smdp: 1, fromHour: 10, hours: 12 },
    ],
  },
}
