// A profile that one eUICC operating system cannot read (install error 12), in a campaign over the
// whole fleet: how many devices are hurt before the combination is held. F17, F56.

import { calm } from './calm.ts'
import type { Scenario } from './scenario.ts'

export const badProfile: Scenario = {
  ...calm,
  name: 'bad-profile',
  words: 'one eUICC operating system cannot read the new profile',
  devices: 2_000,
  faultHours: 1,
  livenessHours: 24,
  boundHours: 14 * 24,
  endsAtBound: true,
  windowSeconds: 60,
  pollMinutes: { 60: 2, 180: 4, 360: 4 },
  cards: {
    ...calm.cards,
    systems: { '1.4.2': 5, '2.0.0': 4, '1.3.9': 2 },
    unknownElementSystem: '1.3.9',
  },
  campaign: {
    of: 'fleet',
    waves: [
      { name: 'canary', devices: 50 },
      { name: 'first', devices: 300 },
      { name: 'second', devices: 650 },
      { name: 'rest' },
    ],
    thresholds: { successAtLeast: 0.5, failureAtMost: 0.4, confidence: 0.95 },
    deviceDeadlineMinutes: 4 * 24 * 60,
  },
}
