// What is not spent, not begun, and not believed after a restore (F18, F50, B6, S11).

import { guardsOf } from '../guard.ts'

export const sparedGuards = [
  ...guardsOf(
    ['fleet/bootstrap/hold-for-line.test.ts', 'server/esipa/get-eim-package.test.ts'],
    [
      {
        file: 'fleet/bootstrap/hold-for-line.ts',
        find: 'if (!line || (leadsAway(operation) && isAffordable(operation, line))) return undefined',
        replace: 'if (!line || leadsAway(operation)) return undefined',
        protects: 'F18: what is left of a line is not spent on a download begun again',
      },
      {
        file: 'fleet/bootstrap/hold-for-line.ts',
        find: 'if (!line || (leadsAway(operation) && isAffordable(operation, line))) return undefined',
        replace: 'return undefined',
        protects: 'F18: a line that is nearly used up is spared',
      },
      {
        file: 'fleet/bootstrap/hold-for-line.ts',
        find: 'line && isFresh(line, now) && holdPolls(line)',
        replace: 'line && holdPolls(line)',
        protects: 'F18: an old word of an allowance holds nothing back',
      },
    ],
  ),
  ...guardsOf(
    ['fleet/limits', 'server/restore/log-heads.test.ts'],
    [
      {
        file: 'fleet/limits/judge-start.ts',
        find: "return refuse('start-needs-campaign', facts)",
        replace: 'return undefined',
        protects: 'B2: what a country asks approvals for needs a campaign',
      },
      {
        file: 'fleet/limits/judge-start.ts',
        find: 'if (devices > allowed) {',
        replace: 'if (false) {',
        protects: 'B6: what is too big to start at once needs a campaign',
      },
      {
        file: 'server/restore/log-heads.ts',
        find: 'if (size < known.size) {',
        replace: 'if (false) {',
        protects: 'F50: a database that is behind what was signed is noticed',
      },
    ],
  ),
]
