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
import { proveStep, raiseDoubt } from './doubt.ts'
import type { Operation, OperationId, Reason } from './operation.ts'
import { end, move } from './outcome.ts'
import { putOff } from './put-off.ts'
import { reason } from './reasons/reason.ts'
import type { Retry } from './smdp-refusals.ts'
import { retryAfterInstall, retryAfterRefusal } from './smdp-refusals.ts'

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

/**
 * The card signed that the installation failed. SGP.22 §2.5.6. There are cards that sign so
 * although the profile is on them, so the card is read before it is believed (F15).
 */
export function installFailed(
  change: Change,
  operationId: OperationId,
  failure: { readonly command: number; readonly reason: number; readonly iccid?: string },
): Change {
  const operation = operationIn(change, operationId)
  if (!isOpen(operation)) return change
  const name = Object.entries(errorReasons).find(([, code]) => code === failure.reason)?.[0]
  const why = reason('install-failed', `command ${failure.command}, ${name ?? failure.reason}`, {
    family: 'ErrorReason',
    code: failure.reason,
  })
  const cleared = clearTrigger(change, operationId, 'install-failed')
  const named = nameExisting(cleared, operation, failure)
  return readBefore(named, operationId, { reason: why, retry: retryAfterInstall(failure.reason) })
}

/** The card says that it has this ICCID already: that is the profile the operation is about. */
function nameExisting(
  change: Change,
  { operationId, targetIccid }: Operation,
  failure: { readonly reason: number; readonly iccid?: string },
): Change {
  const { iccid } = failure
  const exists = failure.reason === errorReasons.installFailedDueToIccidAlreadyExistsOnEuicc
  if (!exists || iccid === undefined || targetIccid !== undefined) return change
  return record(change, { kind: 'target-known', operationId, iccid, evidence: 'proven' })
}

/** The IPA reports that the download did not work, often with what the SM-DP+ answered it. */
export function downloadReported(
  change: Change,
  { operationId, eimTransactionId }: PastDispatch,
  failure: { readonly reason: number; readonly errorResponse?: string },
): Change {
  const said = readErrorResponse(failure.errorResponse)
  const pair = said && subjectAndReason.test(said) ? said : undefined
  const result = pair
    ? { family: 'ES9+', code: pair }
    : { family: 'ProfileDownloadErrorReason', code: failure.reason }
  const why = reason('download-failed', said, result)
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
    return retryLater(cleared, operationId, { reason: why, retry: 'later' })
  }
  const stop = { reason: why, retry: retryAfterRefusal(pair), eimTransactionId }
  return readBefore(cleared, operationId, stop)
}

const subjectAndReason = /^\d+(\.\d+)*\/\d+(\.\d+)*$/

/** The octets as text where they are text, else as they came, in hex. */
function readErrorResponse(hex: string | undefined): string | undefined {
  if (!hex || !/^([2-6][0-9A-F]|7[0-9A-E])+$/i.test(hex)) return hex
  return hex.replace(/../g, (octet) => String.fromCharCode(Number.parseInt(octet, 16)))
}

/**
 * The download cannot go on, as the relay knows from the SM-DP+ or from the device's cancellation.
 * Before the whole profile was handed over, nothing can be on the card; afterwards it is read.
 */
export function downloadStopped(change: Change, operationId: OperationId, stop: Stop): Change {
  const operation = change.state.operations[operationId]
  if (!operation || !isOpen(operation) || operation.doubt) return change
  const { inFlight } = change.state
  const cleared = clearTrigger(change, operationId, 'download-failed')
  if (operation.wasDelivered) {
    const key = inFlight ? { eimTransactionId: inFlight.eimTransactionId } : {}
    return readBefore(cleared, operationId, { ...stop, ...key })
  }
  return stop.retry === 'never'
    ? end(cleared, operationId, 'failed', stop.reason)
    : retryLater(cleared, operationId, stop)
}

/** Why a download ended, and whether another try may help. */
export interface Stop {
  readonly reason: Reason
  readonly retry: Retry
  /** The trigger whose outcome is an open question. */
  readonly eimTransactionId?: string
}

/** The card is read before anything is concluded, because a profile may be on it (F14). */
const readBefore = (change: Change, operationId: OperationId, { retry, ...about }: Stop): Change =>
  raiseDoubt(change, operationId, {
    ...about,
    next: 'read',
    ...(retry === 'counted' ? {} : { retry }),
  })

const retryLater = (change: Change, operationId: OperationId, stop: Stop): Change =>
  putOff(
    move(change, operationId, 'found-undone', stop.reason),
    operationId,
    stop.reason,
    stop.retry === 'later' ? true : undefined,
  )

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
