// What an SM-DP+'s answer, or a device's cancellation, says about trying a download again. Subject
// and reason codes of SGP.22 §5.2.6.1 and §5.6. Blind retries use up an order's tries (F22, S11), so
// a pair that is not here counts as permanent; what only time mends is tried again without end but
// the operation's own deadlines.

/** `later`: time mends it; `counted`: another try may; `never`: no try will. */
export type Retry = 'later' | 'counted' | 'never'

const timeMends: readonly (string | number)[] = [
  /** The operator has not released the order yet. */
  '8.2/1.2',
  /** The transaction is unknown: the session took longer than the SM-DP+ keeps it (F21). */
  '8.10.1/3.9',
  /** The server is down or too slow (F24). */
  'unreachable',
  'timeout',
]

/** Postponed and timeout of CancelSessionReason, SGP.22 §5.7.14. */
const cancelledForNow: readonly (string | number)[] = [1, 2]

/** The retry that a refusal allows; `code` is a subject/reason pair, or an HTTP status. */
export function retryAfterRefusal(code: string | number | undefined): Retry {
  if (code === undefined) return 'counted'
  if (timeMends.includes(code)) return 'later'
  return /^5\d\d$/.test(String(code)) ? 'later' : 'never'
}

/** The retry that a CancelSessionReason allows. */
export function retryAfterCancel(code: string | number | undefined): Retry {
  if (code === undefined) return 'counted'
  return cancelledForNow.includes(code) ? 'counted' : 'never'
}
