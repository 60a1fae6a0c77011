// What a failure says about trying again, and whose failure it is. Permanent errors are not retried
// (F17, F25); what a server or an operator mends is, and it feeds the circuit breakers (F24, F31).

import type { Reason } from '../operation.ts'
import { isServerTrouble, retryAfterInstall, retryAfterRefusal } from '../smdp-refusals.ts'
import type { TargetState } from './target-state.ts'

export type FailureCause =
  /** The SM-DP+ did not answer, or was not able to. */
  | 'smdp'
  /** The operator's order, subscription or network. */
  | 'operator'
  /** The card or the profile package: the same again gives the same. */
  | 'card'
  /** The device, its modem, its radio or its software. */
  | 'device'
  /** Nobody knows. */
  | 'unclear'

export interface FailureClass {
  readonly cause: FailureCause
  /** Whether the same wish on the same device may work another time. */
  readonly isPermanent: boolean
}

const permanentCard: FailureClass = { cause: 'card', isPermanent: true }
const deviceLater: FailureClass = { cause: 'device', isPermanent: false }

/** By our own code, where no standard's code says more. */
const byCode: Readonly<Record<string, FailureClass>> = {
  'card-refused': permanentCard,
  'package-refused': { cause: 'card', isPermanent: false },
  'card-not-accepting': permanentCard,
  'card-not-proven': permanentCard,
  'counter-desynchronised': permanentCard,
  'package-format': permanentCard,
  'install-failed': permanentCard,
  'ambiguous-download': permanentCard,
  'policy-forbids-disable': permanentCard,
  'no-download-route': permanentCard,
  'not-executed': deviceLater,
  'step-deadline': deviceLater,
  'operation-deadline': deviceLater,
  'still-unknown': deviceLater,
  'no-answer': deviceLater,
  'ended-half-way': deviceLater,
  'modem-stays': deviceLater,
  'switched-back': deviceLater,
  'application-silent': deviceLater,
  'rolled-back-by-card': { cause: 'operator', isPermanent: false },
  'fallback-by-card': { cause: 'operator', isPermanent: false },
  'found-on-former': { cause: 'operator', isPermanent: false },
}

/** The class of a failure; what is not in the table is unclear and may be tried again. */
export function classifyFailure(reason: Reason | undefined): FailureClass {
  if (!reason) return { cause: 'unclear', isPermanent: false }
  const { result } = reason
  if (result?.family === 'ErrorReason') {
    return { cause: 'card', isPermanent: retryAfterInstall(Number(result.code)) === 'never' }
  }
  if (result?.family === 'ES9+') return classifyAnswer(result.code)
  return byCode[reason.code] ?? { cause: 'unclear', isPermanent: false }
}

/** A subject/reason pair or an HTTP status of the SM-DP+. */
function classifyAnswer(code: string | number): FailureClass {
  const retry = retryAfterRefusal(code)
  if (isServerTrouble(code)) return { cause: 'smdp', isPermanent: false }
  const isOrder = /^8\.(2|8)/.test(String(code))
  return { cause: isOrder ? 'operator' : 'card', isPermanent: retry === 'never' }
}

/** Whether a person's "retry the failed" takes this device again. */
export function isRetryable(state: TargetState, reason: Reason | undefined): boolean {
  switch (state) {
    case 'expired':
    case 'overdue':
    case 'unknown':
    case 'cancelled':
    // Nothing was sent; it is judged anew, with what is known by then.
    case 'refused':
      return true
    case 'failed':
    case 'rolled-back':
      return !classifyFailure(reason).isPermanent
    default:
      return false
  }
}
