// A small fleet in which an operator suspends lines, bootstrap allowances run out and devices fall
// silent, without a campaign: for looking at how Holdfast notices and what it does about it.

import { calm } from './calm.ts'
import type { Scenario } from './scenario.ts'

export const suspended: Scenario = {
  ...calm,
  name: 'suspended',
  words: 'operators suspend lines, allowances run out, some devices die',
  faultHours: 144,
  livenessHours: 24,
  boundHours: 240,
  endsAtBound: true,
  pollMinutes: { 60: 4, 360: 4, 720: 2 },
  knownRhythm: 0.8,
  movedShare: 0.3,
  fates: {
    shares: {
      'line-suspended': 0.25,
      'quota-short': 0.1,
      'validity-over': 0.05,
      'dead-battery': 0.05,
      'session-hung': 0.05,
    },
    fromDay: 2,
    untilDay: 5,
  },
  operators: {
    outages: [],
    roamingBlocks: [],
    batchSuspensions: [],
    lineReports: [
      { operator: 'Nordtel', everyHours: 1, lagHours: 0.1 },
      { operator: 'Costera', everyHours: 24, lagHours: 6 },
    ],
    hooks: {
      failing: 0.05,
      slow: 0,
      smsLost: 0.05,
      refused: 0,
      delayHoursMin: 1,
      delayHoursMax: 8,
      visitDaysMin: 1,
      visitDaysMax: 2,
    },
  },
}
