// Outcomes counted by combination (G2). Counts are plain sums, so they can be kept from committed
// events, added up, and computed again from the raw events with the same result.

import type { Interval } from '../campaign/binomial.ts'
import { intervalOf } from '../campaign/binomial.ts'
import type { CombinationKey, CombinationPattern } from './combination-key.ts'
import { matchesPattern, parseCombination } from './combination-key.ts'

/** Devices with one combination, by what became of them. */
export interface CombinationCount {
  /** Admitted and not decided yet. */
  readonly open: number
  readonly succeeded: number
  /** What says something about the combination: failed, rolled back, unknown, overdue. */
  readonly failed: number
  /** Of those that failed, by code. */
  readonly codes: Readonly<Record<string, number>>
}

/** By `formatPattern` of the whole key. */
export type CombinationCounts = Readonly<Record<string, CombinationCount>>

export const noCount: CombinationCount = { open: 0, succeeded: 0, failed: 0, codes: {} }

export const decidedOf = ({ succeeded, failed }: CombinationCount): number => succeeded + failed

export function addCounts(a: CombinationCount, b: CombinationCount): CombinationCount {
  const codes: Record<string, number> = { ...a.codes }
  for (const [code, count] of Object.entries(b.codes)) {
    const sum = (codes[code] ?? 0) + count
    if (sum === 0) delete codes[code]
    else codes[code] = sum
  }
  return {
    open: a.open + b.open,
    succeeded: a.succeeded + b.succeeded,
    failed: a.failed + b.failed,
    codes,
  }
}

/** A combination with its counts, read from a record of them. */
export interface CountedCombination {
  readonly key: CombinationKey
  readonly count: CombinationCount
}

/** The record as a list; a key that is no whole combination is passed over. */
export const countedOf = (counts: CombinationCounts): readonly CountedCombination[] =>
  Object.entries(counts).flatMap(([text, count]) => {
    const key = parseCombination(text)
    return key ? [{ key, count }] : []
  })

/** The sum over what matches, with its codes, and over what does not, without. */
export function splitBy(
  counted: readonly CountedCombination[],
  pattern: CombinationPattern,
): { readonly inside: CombinationCount; readonly outside: CombinationCount } {
  const inside = { open: 0, succeeded: 0, failed: 0 }
  const outside = { open: 0, succeeded: 0, failed: 0 }
  const codes: Record<string, number> = {}
  for (const { key, count } of counted) {
    const isInside = matchesPattern(key, pattern)
    const sum = isInside ? inside : outside
    sum.open += count.open
    sum.succeeded += count.succeeded
    sum.failed += count.failed
    if (isInside && count.failed > 0) addCodes(codes, count.codes)
  }
  return { inside: { ...inside, codes }, outside: { ...outside, codes: {} } }
}

function addCodes(sum: Record<string, number>, codes: CombinationCount['codes']): void {
  for (const [code, count] of Object.entries(codes)) sum[code] = (sum[code] ?? 0) + count
}

/** The share of success with its sample size and 95 % interval. */
export const evidenceOf = (count: CombinationCount): Interval =>
  intervalOf(count.succeeded, decidedOf(count))
