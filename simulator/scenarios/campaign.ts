// One campaign over the whole fleet, in a canary and two waves, with the troubles that a field has.

import { calm } from './calm.ts'
import { usual } from './default.ts'
import type { Scenario } from './scenario.ts'

export const campaign: Scenario = {
  ...calm,
  name: 'campaign',
  words: 'one campaign moves the fleet: a canary and two waves',
  faultHours: 48,
  livenessHours: 1,
  link: usual.link,
  power: usual.power,
  pollMinutes: { 15: 3, 60: 5, 360: 2 },
  makers: { ...calm.makers, nightSleepers: 0 },
  lines: { ...calm.lines, activatedLate: 0.02, lateHoursMax: 6 },
  campaign: {
    of: 'fleet',
    waves: [{ name: 'canary', devices: 10 }, { name: 'first', share: 0.4 }, { name: 'rest' }],
    thresholds: { successAtLeast: 0.5, failureAtMost: 0.4, confidence: 0.9 },
    deviceDeadlineMinutes: 3 * 24 * 60,
  },
}
