// How a download ended, from three sides: the card's signed installation result (notification.ts
// passes it on), the IPA's report, and what the relay sees of the SM-DP+. Only the card proves that
// a profile is or is not installed; as soon as a whole profile may have reached it, anything else
// leads to a read of the card (F13, F14, F15).

import { errorReasons } from '@holdfast/gsma/sgp22/notification.ts'
import { profileDownloadErrorReasons } from '@holdfast/gsma/sgp32/profile-download-trigger.ts'
import { isOpen } from './card-queries.ts'
import type { PastDispatch } from './card-state.ts'
import type { Change } from './change.ts'
import { operationIn, record } from './change.ts'
import { proveStep, raiseDoubt, settleDoubt } from './doubt.ts'
import type { Operation, OperationId, Reason } from './operation.ts'
import { end, move } from './outcome.ts'
import { putOff } from './package-result.ts'
import { reason } from './reasons/reason.ts'

/** The card installed a profile for this operation. */
export function downloadProven(change: Change, operationId: OperationId, iccid: string): Change {
  const operation = operationIn(change, operationId)
  const known =
    operation.targetIccid === iccid
      ? change
      : record(change, { kind: 'target-known', operationId, iccid, evidence: 'proven' })
  if (!isOpen(operation)) return lateDownload(known, operation)
  const why = reason('resolved-by-notification')
  const cleared = clearTrigger(known, operationId, 'resolved-by-notification')
  return proveStep(cleared, operationId, 'download', why)
}

/** An operation that had ended learns that its download worked; it does not begin again. */
function lateDownload(change: Change, { operationId, wish, outcome }: Operation): Change {
  if (outcome !== 'unknown' && outcome !== 'failed' && outcome !== 'expired') return change
  return wish.kind === 'download'
    ? end(change, operationId, 'change-proven', reason('late-truth'))
    : end(change, operationId, 'failed', reason('ended-half-way', 'the profile is on the card'))
}

/** The card signed that the installation failed. SGP.22 §2.5.6. */
export function installFailed(
  change: Change,
  operationId: OperationId,
  failure: { readonly command: number; readonly reason: number },
): Change {
  const operation = operationIn(change, operationId)
  if (!isOpen(operation)) return change
  const name = Object.entries(errorReasons).find(([, code]) => code === failure.reason)?.[0]
  const why = reason('install-failed', `command ${failure.command}, ${name ?? failure.reason}`, {
    family: 'ErrorReason',
    code: failure.reason,
  })
  const cleared = clearTrigger(change, operationId, 'install-failed')
  switch (failure.reason) {
    case errorReasons.installFailedDueToIccidAlreadyExistsOnEuicc:
      return raiseDoubt(cleared, operationId, { reason: why, next: 'read', isFinal: true })
    case errorReasons.installFailedDueToInterruption:
      return retryLater(settleDoubt(cleared, operationId, why), operationId, why)
    default:
      return end(settleDoubt(cleared, operationId, why), operationId, 'failed', why)
  }
}

/** The IPA reports that the download did not work. */
export function downloadReported(
  change: Change,
  { operationId }: PastDispatch,
  failure: { readonly reason: number; readonly errorResponse?: string },
): Change {
  const why = reason('download-failed', failure.errorResponse, {
    family: 'ProfileDownloadErrorReason',
    code: failure.reason,
  })
  const noted = record(change, {
    kind: 'download-progressed',
    operationId,
    phase: 'failed',
    reason: why,
  })
  const operation = noted.state.operations[operationId]
  if (!operation || !isOpen(operation)) return noted
  const cleared = clearTrigger(noted, operationId, 'download-failed')
  if (failure.reason === profileDownloadErrorReasons.ecallActive) {
    return retryLater(cleared, operationId, why)
  }
  return raiseDoubt(cleared, operationId, { reason: why, next: 'read' })
}

/**
 * The download cannot go on, as the relay knows from the SM-DP+ or from the device's cancellation.
 * Before the whole profile was handed over, nothing can be on the card; afterwards it is read.
 */
export function downloadStopped(
  change: Change,
  operationId: OperationId,
  stop: { readonly reason: Reason; readonly isPermanent: boolean },
): Change {
  const operation = change.state.operations[operationId]
  if (!operation || !isOpen(operation) || operation.doubt) return change
  const cleared = clearTrigger(change, operationId, 'download-failed')
  if (operation.wasDelivered) {
    const isFinal = stop.isPermanent ? ({ isFinal: true } as const) : {}
    return raiseDoubt(cleared, operationId, { reason: stop.reason, next: 'read', ...isFinal })
  }
  return stop.isPermanent
    ? end(cleared, operationId, 'failed', stop.reason)
    : retryLater(cleared, operationId, stop.reason)
}

function retryLater(change: Change, operationId: OperationId, why: Reason): Change {
  const undone = move(change, operationId, 'found-undone', why)
  const step = { kind: 'download', activationCode: '' } as const
  return putOff(undone, { operationId, step }, why)
}

/** What is in flight is answered, if it is this operation's trigger. */
function clearTrigger(
  change: Change,
  operationId: OperationId,
  code: 'resolved-by-notification' | 'install-failed' | 'download-failed',
): Change {
  const { inFlight } = change.state
  if (inFlight?.what !== 'download-trigger' || inFlight.operationId !== operationId) return change
  const { eimTransactionId } = inFlight
  return record(change, { kind: 'in-flight-cleared', eimTransactionId, reason: reason(code) })
}
