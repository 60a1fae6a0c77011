// Quantiles of a few dozen draws. What a campaign waits for last often comes on one of two days, and a
// single draw in the middle would jump from one to the other; every draw counts here, by how likely
// it is to be the quantile (Harrell and Davis, 1982), so that the answer moves no more than it must.

import type { Instant } from '../evidence.ts'
import type { Span } from './forecast.ts'

/** How finely the weights are added up. */
const slices = 64
/** What is no further apart than this share of the time it takes is near. */
const nearShare = 0.1

/** The span of instants, told as times since `from`; absent when there are none. */
export function spanOf(values: readonly Instant[], from: Instant): Span | undefined {
  if (values.length === 0) return undefined
  const sorted = values.map((value) => value - from).toSorted((a, b) => a - b)
  const at = (share: number): Instant => from + Math.round(toldOf(sorted, share))
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) }
}

/** Between two days far apart lies no answer: there one of them is told. */
function toldOf(sorted: readonly number[], share: number): number {
  const weighted = quantileOf(sorted, share)
  const plain = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number
  return Math.abs(weighted - plain) <= nearShare * Math.abs(plain) ? weighted : plain
}

/** `sorted`: not empty. */
export function quantileOf(sorted: readonly number[], share: number): number {
  const n = sorted.length
  const [a, b] = [(n + 1) * share, (n + 1) * (1 - share)]
  const logOf = (x: number): number => (a - 1) * Math.log(x) + (b - 1) * Math.log(1 - x)
  const top = a > 1 && b > 1 ? logOf((a - 1) / (a + b - 2)) : logOf(share)
  let all = 0
  let sum = 0
  for (const [at, value] of sorted.entries()) {
    let weight = 0
    for (let slice = 0; slice < slices; slice++) {
      weight += Math.exp(logOf((at + (slice + 0.5) / slices) / n) - top)
    }
    all += weight
    sum += weight * value
  }
  return sum / all
}
