// Whose breaker a campaign's failure counts on: the SM-DP+ or the operator that a change falls upon.
// What a failure is whose is decided in failure-class.ts.

import {
  applyBreakerOutcome,
  type Breaker,
  type BreakerKey,
  withoutTry,
} from '../breaker/breaker.ts'
import type { Instant } from '../evidence.ts'
import type { FailureCause } from './failure-class.ts'

export const smdpKey = (address: string): BreakerKey => `smdp:${address.toLowerCase()}`
export const isSmdpKey = (key: BreakerKey): boolean => key.startsWith('smdp:')
export const operatorKey = (name: string): BreakerKey => `operator:${name}`

/** How a request ended: `cause` is whose failure it was, absent for a success. */
export interface RequestEnd {
  readonly at: Instant
  readonly cause?: FailureCause
}

/** Whether a failure of this cause speaks against the one behind this key. */
export const speaksAgainst = (key: BreakerKey, cause: FailureCause): boolean =>
  cause === (isSmdpKey(key) ? 'smdp' : 'operator')

/**
 * The breaker after the end of a request. A failure of the card shows that the one behind the key
 * answered; one of anybody else says nothing of it.
 */
export function applyRequestEnd(breaker: Breaker, { at, cause }: RequestEnd): Breaker {
  const isFailure = cause !== undefined && speaksAgainst(breaker.key, cause)
  if (cause !== undefined && cause !== 'card' && !isFailure) return withoutTry(breaker)
  return applyBreakerOutcome(breaker, { at, isFailure })
}
