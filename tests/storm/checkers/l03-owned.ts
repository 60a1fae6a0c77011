// L3: every divergence has an owner: an operation that ended without its goal says why in a code
// that people can look up, and a list of profiles that is not the card's is known to be in doubt.

import type { Evidence } from '../rig/evidence.ts'
import { type Checker, type Violation, violating } from './checker.ts'

const violation = violating('L3')

export const owned: Checker = {
  invariant: 'L3',
  words: 'whatever did not come out right says why',
  check: ({ operations }: Evidence): readonly Violation[] =>
    operations.flatMap(({ operationId, eid, outcome, endedAt, reason, wish }) => {
      const isGood = outcome === 'serving' || outcome === 'applied'
      if (endedAt === undefined || isGood || reason?.code) return []
      const what = `${operationId} (${wish.kind}) of card ${eid} ended ${outcome} without a reason`
      return [violation(endedAt, what)]
    }),
}
