// What an SM-DP+'s answer, a device's cancellation or a card's installation error says about trying
// a download again. Subject and reason codes of SGP.22 §5.2.6.1 and §5.6. Blind retries use up an
// order's tries (F22, S11), so a pair that is not here counts as permanent; what only time mends is
// tried again without end but the operation's own deadlines.

import { errorReasons } from '@holdfast/gsma/sgp22/notification.ts'

/** `later`: time mends it; `counted`: another try may; `never`: no try will. */
export type Retry = 'later' | 'counted' | 'never'

const timeMends: readonly (string | number)[] = [
  /** The operator has not released the order yet. */
  '8.2/1.2',
  /** The transaction is unknown: the session took longer than the SM-DP+ keeps it (F21). */
  '8.10.1/3.9',
]

/** Whether the server is down, broken or too slow (F24): nothing is said about the order. */
export const isServerTrouble = (code: string | number): boolean =>
  code === 'unreachable' || code === 'timeout' || /^5\d\d$/.test(String(code))

/** Postponed and timeout of CancelSessionReason, SGP.22 §5.7.14. */
const cancelledForNow: readonly (string | number)[] = [1, 2]

/** The retry that a refusal allows; `code` is a subject/reason pair, or an HTTP status. */
export function retryAfterRefusal(code: string | number | undefined): Retry {
  if (code === undefined) return 'counted'
  return isServerTrouble(code) || timeMends.includes(code) ? 'later' : 'never'
}

/** The retry that a CancelSessionReason allows. */
export function retryAfterCancel(code: string | number | undefined): Retry {
  if (code === undefined) return 'counted'
  return cancelledForNow.includes(code) ? 'counted' : 'never'
}

/** The retry that an installation error allows (ErrorReason, SGP.22 §2.5.6): only interruption. */
export const retryAfterInstall = (code: number): Retry =>
  code === errorReasons.installFailedDueToInterruption ? 'counted' : 'never'
