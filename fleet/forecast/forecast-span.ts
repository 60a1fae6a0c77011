// The span that a forecast tells of drawn instants: a middle, and what nine of ten draws do not pass on
// either side.

import type { Instant } from '../evidence.ts'
import type { Span } from './forecast.ts'
import { likelyMiddle, nearShare } from './likely-middle.ts'
import { quantileOf } from './quantile.ts'

/** The span of instants, told as times since `from`; absent when there are none. */
export function spanOf(values: readonly Instant[], from: Instant): Span | undefined {
  if (values.length === 0) return undefined
  const sorted = values.map((value) => value - from).toSorted((a, b) => a - b)
  const [p10, p90] = [boundOf(sorted, 0.1), boundOf(sorted, 0.9)]
  const p50 = Math.min(p90, Math.max(p10, likelyMiddle(sorted)))
  const at = (time: number): Instant => from + Math.round(time)
  return { p10: at(p10), p50: at(p50), p90: at(p90) }
}

/** Between two days far apart lies no answer: there one of them is told. */
function boundOf(sorted: readonly number[], share: number): number {
  const weighted = quantileOf(sorted, share)
  const plain = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number
  return Math.abs(weighted - plain) <= nearShare * Math.abs(plain) ? weighted : plain
}
