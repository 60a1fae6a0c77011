// How many devices that share an attribute may be in the air or hurt before that attribute has
// proven itself in this campaign (G3): as many as the canary has. A combination that is new in the
// third wave thus gets its own canary, and a bad one hurts no more devices than that.

import { lowerBound } from '../campaign/binomial.ts'
import type { Thresholds } from '../campaign/thresholds.ts'
import type { CombinationCount, CountedCombination } from './combination-count.ts'
import { decidedOf, splitBy } from './combination-count.ts'
import type { CombinationKey, CombinationPattern } from './combination-key.ts'
import { combinationParts, mayMatchPattern } from './combination-key.ts'

/** Successes that make an attribute proven, unless the canary is smaller. */
const provenAfter = 5

export interface ExposureLimit {
  /** Devices of the canary. */
  readonly canary: number
  readonly thresholds: Thresholds
}

/** Why a device with this combination may not begin now; nothing when it may. */
export function judgeExposure(
  counted: readonly CountedCombination[],
  key: CombinationKey,
  limit: ExposureLimit,
): CombinationPattern | undefined {
  return exposedPatterns(key).find((pattern) => isAtLimit(splitBy(counted, pattern).inside, limit))
}

/** As many as the canary has are in the air or hurt, and nothing is proven. */
const isAtLimit = (count: CombinationCount, limit: ExposureLimit): boolean =>
  atRisk(count) >= Math.max(1, limit.canary) && !isProven(count, limit)

/** Each attribute by itself, then all together. */
const exposedPatterns = (key: CombinationKey): readonly CombinationPattern[] => [
  ...combinationParts.map((part) => ({ [part]: key[part] })),
  key,
]

/** In the air, or hurt already. */
const atRisk = ({ open, failed }: CombinationCount): number => open + failed

/** Enough successes, and its failures are not too many. */
export function isProven(count: CombinationCount, { canary, thresholds }: ExposureLimit): boolean {
  const { failureAtMost, confidence } = thresholds
  if (count.succeeded < Math.min(provenAfter, Math.max(1, canary))) return false
  return lowerBound(count.failed, decidedOf(count), confidence) <= failureAtMost
}

export type CombinationStanding = 'unproven' | 'proven' | 'failing' | 'held' | 'released'

/** How a pattern stands, for the list of combinations. */
export function standingOf(
  counted: readonly CountedCombination[],
  pattern: CombinationPattern,
  { limit, held, released }: StandingFacts,
): CombinationStanding {
  const covers = (one: CombinationPattern): boolean =>
    combinationParts.every((part) => one[part] === undefined || one[part] === pattern[part])
  if (held.some(covers)) return 'held'
  if (released.some(covers)) return 'released'
  const { inside } = splitBy(counted, pattern)
  if (isProven(inside, limit)) return 'proven'
  const isBad = lowerBound(inside.failed, decidedOf(inside), limit.thresholds.confidence)
  return isBad > limit.thresholds.failureAtMost ? 'failing' : 'unproven'
}

export interface StandingFacts {
  readonly limit: ExposureLimit
  readonly held: readonly CombinationPattern[]
  readonly released: readonly CombinationPattern[]
}

/** Whether the combination is among those held, or may be for all that is known of it. */
export const findHeld = (
  key: CombinationKey,
  held: readonly CombinationPattern[],
): CombinationPattern | undefined => held.find((pattern) => mayMatchPattern(key, pattern))
