// Indirect download: the device asks us to talk to the SM-DP+ for it. SGP.32 §3.2.3. Relayed is only
// what belongs to a download that we asked for, to the server of its activation code; so the eIM
// is no open door to other servers.

import { parseActivationCode } from '@holdfast/gsma/ids/activation-code.ts'
import { revealSecret } from '@holdfast/gsma/ids/secret.ts'
import { currentStep, openOperations } from './card-queries.ts'
import type { CardState } from './card-state.ts'
import type { Change } from './change.ts'
import { beginChange, decided, record } from './change.ts'
import { continueWork } from './continue-work.ts'
import { relaySessionsMax } from './deadlines.ts'
import type { Decision, Refusal } from './decision.ts'
import { downloadStopped } from './download-result.ts'
import type { Instant } from './evidence.ts'
import type { Operation, OperationId, Reason } from './operation.ts'
import { reason, refuse } from './reasons/reason.ts'
import { retryAfterCancel, retryAfterRefusal } from './smdp-refusals.ts'

/** What an InitiateAuthentication of a device says. */
export interface RelayRequest {
  readonly smdpAddress?: string
  readonly matchingId?: string
  /** Of the trigger that the device follows, upper-case hex. */
  readonly eimTransactionId?: string
  /** The operation that the session was begun for, when one was. */
  readonly operationId?: OperationId
}

export interface Relay {
  readonly kind: 'relay'
  readonly smdpAddress: string
  readonly matchingId?: string
  readonly confirmationCode?: string
  readonly operationId?: OperationId
}

/** Whether, and to where, a download of this device is relayed. */
export function judgeRelay(state: CardState | undefined, request: RelayRequest): Relay | Refusal {
  if (!state) return refuse('relay-card-unknown')
  const operation = downloadUnderWay(state, request)
  const step = operation && currentStep(operation)
  if (!operation || step?.kind !== 'download') return refuse('relay-no-download')
  // A session that was begun may come to its end; only a new one can be one too many.
  const isNew = request.operationId === undefined
  if (isNew && (operation.download?.sessions ?? 0) >= relaySessionsMax) {
    return refuse('relay-too-often')
  }
  const code = parseActivationCode(step.activationCode)
  if (!code.ok) return refuse('activation-code-invalid', code.why)
  const { smdpAddress } = code.value
  const matchingId = revealSecret(code.value.matchingId)
  const asked = request.smdpAddress?.toLowerCase()
  if (asked !== undefined && asked !== '' && asked !== smdpAddress) {
    return refuse('relay-other-server', `${asked} instead of ${smdpAddress}`)
  }
  if (request.matchingId !== undefined && request.matchingId !== matchingId) {
    return refuse('relay-other-matching-id')
  }
  const { confirmationCode } = step
  return {
    kind: 'relay',
    smdpAddress,
    ...(matchingId === '' ? {} : { matchingId }),
    ...(confirmationCode === undefined ? {} : { confirmationCode }),
    operationId: operation.operationId,
  }
}

/** What tells downloads of one card apart. */
interface DownloadClue {
  readonly operationId?: OperationId
  readonly eimTransactionId?: string
  /** Of the SM-DP+'s session. */
  readonly transactionId?: string
}

/**
 * The operation whose trigger the device has, whether or not its result is missed by now. A card
 * may have several that were tried, when one of them is held back: a session counts for the one it
 * is about, or that one would be tried again while its profile is being installed (F13, S11).
 */
function downloadUnderWay(state: CardState, clue: DownloadClue): Operation | undefined {
  const underWay = openOperations(state).filter(
    (one) => currentStep(one)?.kind === 'download' && (one.attempts?.download ?? 0) > 0,
  )
  const { dispatches = [] } = state
  const named =
    clue.operationId ??
    dispatches.findLast((past) => past.eimTransactionId === clue.eimTransactionId)?.operationId
  if (named !== undefined) return underWay.find(({ operationId }) => operationId === named)
  const { transactionId } = clue
  const bySession = underWay.find(
    ({ download }) => transactionId !== undefined && download?.transactionId === transactionId,
  )
  if (bySession) return bySession
  const triggers = dispatches.filter(({ what }) => what === 'download-trigger')
  const lastTriggerOf = (one: Operation): number =>
    triggers.findLastIndex(({ operationId }) => operationId === one.operationId)
  return underWay.toSorted((a, b) => lastTriggerOf(b) - lastTriggerOf(a))[0]
}

/** How far the relay has come. */
export type RelayPhase =
  | 'authentication-started'
  | 'authenticated'
  | 'package-delivered'
  /** The SM-DP+ refused, or could not be reached; `reason.result` has its subject/reason pair. */
  | 'refused'
  /** The device ended the session; `reason.result` has its CancelSessionReason. */
  | 'cancelled'

export interface RelayProgress {
  readonly phase: RelayPhase
  /** The operation that the session was begun for, when one was. */
  readonly operationId?: OperationId
  /** Of the SM-DP+'s session, upper-case hex. */
  readonly transactionId?: string
  readonly reason?: Reason
}

/** Keeps how far the download is, which prolongs its deadline, or what stopped it. */
export function relayProgressed(
  state: CardState,
  progress: RelayProgress,
  now: Instant,
): Decision<null> {
  const actor = progress.phase === 'refused' ? 'operator:smdp' : 'device'
  const change = beginChange(state, now, actor)
  const operation = downloadUnderWay(state, progress)
  const { operationId: _, ...told } = progress
  const noted = record(change, {
    kind: 'download-progressed',
    ...(operation ? { operationId: operation.operationId } : {}),
    ...told,
  })
  if (!operation) return decided(noted, null)
  return decided(continueWork(stopped(noted, operation.operationId, progress)), null)
}

function stopped(change: Change, operationId: string, progress: RelayProgress): Change {
  const { phase, reason: given } = progress
  const code = given?.result?.code
  if (phase === 'refused') {
    const why = given ?? reason('download-failed', 'the SM-DP+ refused')
    return downloadStopped(change, operationId, { reason: why, retry: retryAfterRefusal(code) })
  }
  if (phase === 'cancelled') {
    const why = given ?? reason('download-stopped')
    return downloadStopped(change, operationId, { reason: why, retry: retryAfterCancel(code) })
  }
  return change
}
