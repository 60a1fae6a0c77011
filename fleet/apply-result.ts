// What the device brings back: signed results and errors, unsigned errors, notifications, card
// data, failed downloads. What the card signed changes the card's state, once (S2, S7); anything
// else is kept as reported and only makes Holdfast look again. Acknowledged is what was recorded.

import { identify } from './card-identity.ts'
import { isOpen } from './card-queries.ts'
import type { CardState, EuiccFacts, PastDispatch } from './card-state.ts'
import type { Change } from './change.ts'
import { beginChange, decided, operationIn, record } from './change.ts'
import { continueWork } from './continue-work.ts'
import type { Decision } from './decision.ts'
import { endDoubted, raiseDoubt } from './doubt.ts'
import { downloadReported } from './download-result.ts'
import type { Instant } from './evidence.ts'
import type { AnswerKeys } from './find-dispatch.ts'
import { findDispatch } from './find-dispatch.ts'
import type { NotificationFacts } from './notification.ts'
import { takeNotification } from './notification.ts'
import type { Reason } from './operation.ts'
import { end, move, noteReason } from './outcome.ts'
import { applyPackageError, clearReplays } from './package-error.ts'
import { applyResults, doubtList } from './package-result.ts'
import { reason } from './reasons/reason.ts'
import { isDuplicate } from './result-order.ts'
import type { PackageResult } from './signed-result.ts'

/** What a result is, after the server checked its signature up to a trusted CI. */
export type SignedResult =
  | ({
      readonly trust: 'proven'
      readonly kind: 'result'
      readonly eimTransactionId?: string
      readonly counterValue: number
    } & PackageResult)
  | {
      readonly trust: 'proven'
      readonly kind: 'error'
      readonly eimTransactionId?: string
      readonly counterValue: number
      readonly code: number
    }
  | {
      readonly trust: 'none'
      readonly kind: 'unsigned-error' | 'unverified'
      readonly eimTransactionId?: string
      readonly why: string
      readonly code?: number
    }

/** seqNumbers that the card may forget now, because what they count is recorded. */
export interface Acknowledgement {
  readonly acknowledge: readonly number[]
}

const none: Acknowledgement = { acknowledge: [] }

/** The result of an eUICC package, in time, late, or once more. */
export function applyPackageResult(
  state: CardState,
  result: SignedResult,
  now: Instant,
): Decision<Acknowledgement> {
  if (result.trust === 'none') {
    return decided(distrust(beginChange(state, now, 'device'), result), none)
  }
  const change = beginChange(state, now, 'card')
  const past = findDispatch(state, 'package', result)
  if (result.kind === 'error') return decided(takeError(change, past, result), none)
  const acknowledgement = { acknowledge: [result.seqNumber] }
  if (isDuplicate(state, past, result.seqNumber)) return decided(change, acknowledgement)
  return decided(takeResult(change, past, result), acknowledgement)
}

function takeResult(
  change: Change,
  past: PastDispatch | undefined,
  result: Extract<SignedResult, { kind: 'result' }>,
): Change {
  const noted = record(change, {
    kind: 'result-applied',
    ...(past ? { operationId: past.operationId } : {}),
    ...keyOf(past, result),
    seqNumber: result.seqNumber,
    results: result.results.map(({ name, code }) => ({ name, code })),
  })
  const applied = past
    ? applyResults(clearReplays(noted), past, result)
    : applyForgotten(noted, result)
  return continueWork(applied)
}

/**
 * A package that is not on record any more, lost with a backup for example: the card did it, but
 * what it was for is not known. What the card did before it was last read is in that list.
 */
function applyForgotten(change: Change, { seqNumber }: PackageResult): Change {
  if (seqNumber < (change.state.profilesRead?.seqNumber ?? 0)) return change
  return doubtList(change, reason('package-forgotten'))
}

function takeError(
  change: Change,
  past: PastDispatch | undefined,
  error: Extract<SignedResult, { kind: 'error' }>,
): Change {
  if (past?.answered) return change
  const noted = record(change, {
    kind: 'result-applied',
    ...(past ? { operationId: past.operationId } : {}),
    ...keyOf(past, error),
    results: [{ name: 'euiccPackageError', code: error.code }],
  })
  return continueWork(past ? applyPackageError(noted, past, error.code) : noted)
}

const keyOf = (past: PastDispatch | undefined, { eimTransactionId }: AnswerKeys) => {
  const key = past?.eimTransactionId ?? eimTransactionId
  return key === undefined ? {} : { eimTransactionId: key }
}

/** Not signed by the card: kept as reported. An unsigned error makes Holdfast ask the card. */
function distrust(change: Change, result: Extract<SignedResult, { trust: 'none' }>): Change {
  const past = findDispatch(change.state, 'package', result)
  const isError = result.kind === 'unsigned-error'
  const why = reason(
    isError ? 'card-not-accepting' : 'result-not-proven',
    result.why,
    result.code === undefined
      ? undefined
      : { family: 'EuiccPackageUnsignedErrorCode', code: result.code },
  )
  const noted = record(change, {
    kind: 'result-distrusted',
    ...(past ? { operationId: past.operationId } : {}),
    ...keyOf(past, result),
    reason: why,
  })
  const isInFlight = past?.eimTransactionId === change.state.inFlight?.eimTransactionId
  if (!isError || !past || !isInFlight) return noted
  const { operationId, eimTransactionId } = past
  const cleared = record(noted, { kind: 'in-flight-cleared', eimTransactionId, reason: why })
  const operation = cleared.state.operations[operationId]
  if (!operation || !isOpen(operation)) return continueWork(cleared)
  return continueWork(askAfterError(cleared, past, why))
}

/**
 * The token and what the card kept are asked for, then the card is read; the change is tried once
 * more. A second such error is the last: what the card then proves decides.
 */
function askAfterError(change: Change, past: PastDispatch, why: Reason): Change {
  const { operationId, eimTransactionId, step } = past
  const operation = operationIn(change, operationId)
  const isLast = (operation.unsignedErrors ?? 0) > 1
  if (step.kind !== 'read') {
    const about = { reason: why, next: 'ask-stored', eimTransactionId } as const
    const doubted = raiseDoubt(change, operationId, { ...about, ...(isLast ? final : {}) })
    return move(doubted, operationId, 'result-missed', why)
  }
  if (!isLast) return raiseDoubt(change, operationId, { ...operation.doubt, ...askAgain(why) })
  return operation.doubt
    ? endDoubted(change, operationId, why)
    : end(change, operationId, 'failed', why)
}

const final = { retry: 'never' } as const
const askAgain = (why: Reason) => ({ reason: why, next: 'ask-stored' }) as const

/** A notification of the card: something happened to a profile, through us or not. */
export function applyNotification(
  state: CardState,
  notification: NotificationFacts,
  now: Instant,
): Decision<Acknowledgement> {
  const isProven = notification.trust === 'proven'
  const change = beginChange(state, now, isProven ? 'card' : 'device')
  if (!isProven) return decided(takeNotification(change, notification), none)
  const acknowledgement = { acknowledge: [notification.seqNumber] }
  if (state.appliedSeqNumbers.includes(notification.seqNumber)) {
    return decided(change, acknowledgement)
  }
  return decided(continueWork(takeNotification(change, notification)), acknowledgement)
}

/** The answer to a data request; results and notifications in it are applied apart. */
export interface CardDataFacts extends AnswerKeys {
  /** IpaEuiccDataErrorCode, when the IPA refused. */
  readonly dataError?: number
  readonly euicc?: EuiccFacts
  readonly associationToken?: number
}

/** Who the card is, or why the IPA does not tell. */
export function applyCardData(
  state: CardState,
  facts: CardDataFacts,
  now: Instant,
): Decision<Acknowledgement> {
  const change = beginChange(state, now, 'device')
  const past = findDispatch(state, 'data-request', facts)
  return decided(continueWork(identify(change, past, facts)), none)
}

export interface TriggerFailure extends AnswerKeys {
  readonly ok: false
  /** ProfileDownloadErrorReason. */
  readonly reason: number
  /** What the IPA got from the SM-DP+, upper-case hex. */
  readonly errorResponse?: string
}

/** The IPA says that a download did not work; it is only reported, so the card is read. */
export function applyTriggerResult(
  state: CardState,
  failure: TriggerFailure,
  now: Instant,
): Decision<Acknowledgement> {
  const change = beginChange(state, now, 'device')
  const past = findDispatch(state, 'download-trigger', failure)
  if (!past) return decided(change, none)
  return decided(continueWork(downloadReported(change, past, failure)), none)
}

/** The IPA could not read what we sent, or does not know it (eimPackageResultErrorCode). */
export function applyPackageFormatError(
  state: CardState,
  error: AnswerKeys & { readonly code: number },
  now: Instant,
): Decision<Acknowledgement> {
  const change = beginChange(state, now, 'device')
  const { inFlight } = state
  const isMeant =
    inFlight !== undefined &&
    (error.eimTransactionId === undefined || error.eimTransactionId === inFlight.eimTransactionId)
  if (!isMeant) return decided(change, none)
  const { operationId, eimTransactionId } = inFlight
  const result = { family: 'EimPackageResultErrorCode', code: error.code }
  const why = reason('package-format', undefined, result)
  const cleared = record(change, { kind: 'in-flight-cleared', eimTransactionId, reason: why })
  const operation = cleared.state.operations[operationId]
  if (!operation || !isOpen(operation)) return decided(continueWork(cleared), none)
  return decided(continueWork(refusedByIpa(cleared, operationId, why)), none)
}

/** What the IPA did not pass on did not happen, but only the IPA says so: the card is read. */
function refusedByIpa(change: Change, operationId: string, why: Reason): Change {
  const operation = change.state.operations[operationId]
  const kind = operation?.plan.steps[operation.stepIndex]?.step.kind
  if (operation?.doubt || kind === 'identify' || kind === 'read') {
    return noteReason(change, operationId, why)
  }
  return raiseDoubt(change, operationId, { reason: why, next: 'read', retry: 'never' })
}
