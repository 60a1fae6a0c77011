// How many changes may leave in a minute for one SM-DP+ or one operator. A bucket of one minute's
// allowance that fills evenly; a device that finds it empty gets nothing and comes again.

import type { Instant } from '../evidence.ts'

export interface RateBucket {
  readonly perMinute: number
  /** What may leave at once, at `at`. */
  readonly left: number
  readonly at: Instant
}

const minuteMs = 60_000

export const newRateBucket = (perMinute: number, now: Instant): RateBucket => ({
  perMinute,
  left: Math.max(1, perMinute),
  at: now,
})

/** The bucket at that time; time that goes back fills nothing (S12). */
export function fillRate(bucket: RateBucket, now: Instant): RateBucket {
  const passed = Math.max(0, now - bucket.at)
  const most = Math.max(1, bucket.perMinute)
  const left = Math.min(most, bucket.left + (passed * bucket.perMinute) / minuteMs)
  return { ...bucket, left, at: Math.max(now, bucket.at) }
}

/** Whether one may leave now; when not, from when on. */
export function rateVerdict(
  bucket: RateBucket,
  now: Instant,
): { readonly kind: 'go' } | { readonly kind: 'wait'; readonly until: Instant } {
  const { left, perMinute } = fillRate(bucket, now)
  if (left >= 1) return { kind: 'go' }
  return { kind: 'wait', until: now + Math.ceil(((1 - left) * minuteMs) / perMinute) }
}

/** The bucket after one left. */
export const spendRate = (bucket: RateBucket, now: Instant): RateBucket => {
  const filled = fillRate(bucket, now)
  return { ...filled, left: Math.max(0, filled.left - 1) }
}
