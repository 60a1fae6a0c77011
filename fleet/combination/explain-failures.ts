// Which combinations fail, named as coarsely as the failures allow: the smallest set of attributes
// that holds the failures and leaves out the successes. "eUICC OS 3.1.2", not one of its seven-part
// combinations after the other (G3).

import { fisherTail, lowerBound } from '../campaign/binomial.ts'
import type { Thresholds } from '../campaign/thresholds.ts'
import type { CombinationCount, CountedCombination } from './combination-count.ts'
import { decidedOf, splitBy } from './combination-count.ts'
import type { CombinationPart, CombinationPattern } from './combination-key.ts'
import { combinationParts, formatPattern, matchesPattern } from './combination-key.ts'

/** Attributes in one explanation at most; more would name single devices. */
const partsMax = 3
/** One failure is an accident. */
const failuresMin = 2

export interface FailurePattern {
  readonly pattern: CombinationPattern
  readonly inside: CombinationCount
  readonly outside: CombinationCount
  /** Patterns that explain the same devices as well, and cannot be told apart from it yet. */
  readonly alternatives: readonly CombinationPattern[]
}

export type FailureExplanation =
  | { readonly kind: 'none' }
  /** Failures have something in common, but what does not share it has not told enough yet. */
  | { readonly kind: 'suspected'; readonly found: FailurePattern }
  | { readonly kind: 'named'; readonly found: FailurePattern }

/** What the failures have in common. Costs as many combinations as there are, not devices. */
export function explainFailures(
  counted: readonly CountedCombination[],
  thresholds: Thresholds,
): FailureExplanation {
  const candidates = candidatesOf(counted)
    .map((pattern) => ({ pattern, ...splitBy(counted, pattern) }))
    .filter(({ inside }) => isFailing(inside, thresholds))
    .filter((one) => isApart(one, thresholds))
  const contrasted = candidates.filter((one) => {
    const asMany = candidates.filter(({ pattern }) => sizeOf(pattern) === sizeOf(one.pattern))
    return isContrasted(one, thresholds, asMany.length)
  })
  const named = bestOf(contrasted)
  if (named) return { kind: 'named', found: named }
  const suspected = bestOf(candidates)
  return suspected ? { kind: 'suspected', found: suspected } : { kind: 'none' }
}

/** Enough of them fail, with the confidence asked for. */
export function isFailing(count: CombinationCount, thresholds: Thresholds): boolean {
  const { failureAtMost, confidence } = thresholds
  if (count.failed < failuresMin) return false
  return lowerBound(count.failed, decidedOf(count), confidence) > failureAtMost
}

type Split = Pick<FailurePattern, 'pattern' | 'inside' | 'outside'>

/** What does not share it is there, and does not fail by itself. */
function isApart({ outside }: Split, thresholds: Thresholds): boolean {
  if (decidedOf(outside) + outside.open === 0) return false
  const { failureAtMost, confidence } = thresholds
  return lowerBound(outside.failed, decidedOf(outside), confidence) <= failureAtMost
}

/**
 * That the failures fell inside is no accident, also when so many patterns were tried (Bonferroni):
 * two random failures always have some three attributes in common.
 */
export function isContrasted(
  { inside, outside }: Pick<Split, 'inside' | 'outside'>,
  { confidence }: Thresholds,
  tried: number,
): boolean {
  const tail = fisherTail(
    { n: decidedOf(inside), hits: inside.failed },
    { n: decidedOf(outside), hits: outside.failed },
  )
  return tail <= (1 - confidence) / Math.max(1, tried)
}

/** Every set of up to three attributes that some failing combination has. */
function candidatesOf(counted: readonly CountedCombination[]): readonly CombinationPattern[] {
  const failing = counted.filter(({ count }) => count.failed > 0).slice(0, failingMax)
  const found = new Map<string, CombinationPattern>()
  for (const { key } of failing) {
    for (const parts of subsets) {
      const pattern = Object.fromEntries(parts.map((part) => [part, key[part]]))
      found.set(formatPattern(pattern), pattern)
    }
  }
  return [...found.values()]
}

/** Failing combinations that are looked into; beyond that it is no matter of combinations. */
const failingMax = 40

const subsets: readonly (readonly CombinationPart[])[] = subsetsOf(combinationParts, partsMax)

function subsetsOf(
  parts: readonly CombinationPart[],
  max: number,
): readonly (readonly CombinationPart[])[] {
  let all: readonly (readonly CombinationPart[])[] = [[]]
  for (const part of parts) {
    all = [...all, ...all.filter((set) => set.length < max).map((set) => [...set, part])]
  }
  return all.filter((set) => set.length > 0)
}

/** The best explains most failures with least success; then the smallest; then the likeliest part. */
function bestOf(candidates: readonly Split[]): FailurePattern | undefined {
  const ranked = candidates.toSorted(
    (a, b) =>
      score(b) - score(a) ||
      sizeOf(a.pattern) - sizeOf(b.pattern) ||
      rankOf(a.pattern) - rankOf(b.pattern),
  )
  const [best] = ranked
  if (!best) return undefined
  const alternatives = ranked
    .filter((one) => one !== best && score(one) === score(best))
    .filter(({ pattern }) => sizeOf(pattern) === sizeOf(best.pattern))
    .map(({ pattern }) => pattern)
  return { ...best, alternatives }
}

/** Failures that it explains, less the successes that it would hold back without need. */
const score = ({ inside }: Split): number => inside.failed - inside.succeeded

const sizeOf = (pattern: CombinationPattern): number => Object.keys(pattern).length

/** A known value explains better than an unknown one; parts in the order of `combinationParts`. */
function rankOf(pattern: CombinationPattern): number {
  const places = combinationParts.flatMap((part, i) => {
    const value = pattern[part]
    return value === undefined ? [] : [value === '?' ? 100 + i : i]
  })
  return places.reduce((sum, place) => sum + place, 0)
}

/** The counted combinations without those that a pattern matches. */
export const withoutPatterns = (
  counted: readonly CountedCombination[],
  patterns: readonly CombinationPattern[],
): readonly CountedCombination[] =>
  counted.filter(({ key }) => !patterns.some((pattern) => matchesPattern(key, pattern)))
