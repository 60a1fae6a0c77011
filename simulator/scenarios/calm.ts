// The calm scenario: nothing goes wrong but what radio always does. For looking at the product and
// for telling a fault of the simulation from one of the product.

import type { Scenario } from './scenario.ts'

export const calm: Scenario = {
  name: 'calm',
  words: 'devices of all kinds, no faults',
  devices: 300,
  faultHours: 1,
  livenessHours: 36,
  boundHours: 240,
  link: {
    lostRequest: 0,
    lostReply: 0,
    duplicate: 0,
    lateDuplicate: 0,
    truncatedReply: 0,
    slow: 0,
  },
  power: { cutPerStep: 0, offMinutesMin: 1, offMinutesMax: 10 },
  coverage: { holesPerDay: 0, hoursMin: 1, hoursMax: 2 },
  pollMinutes: { 5: 1, 15: 5, 60: 60, 360: 22, 1440: 12 },
  makers: {
    dialect: { 'v1.0': 1, 'v1.2': 3, 'v1.3': 6 },
    jsonBinding: 0.3,
    downloads: { direct: 3, indirect: 4, both: 3 },
    forgetsStoredResults: 0,
    bundlesNotifications: 0.7,
    omitsInfo2: 0,
    newConnectionPerPoll: 0.3,
    nightSleepers: 0.1,
    ignoresRefresh: 0,
    heartbeatFirst: 0.5,
  },
  lines: { activatedLate: 0, lateHoursMax: 0, neverActivated: 0, withoutSession: 0 },
  cards: { full: 0, unknownElement: 0, reportsWrongly: 0, factoryFallback: 0.5, oddEncodings: 0 },
  smdp: { confirmationCode: 0.1, releasedLate: 0, outages: [] },
}
