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
import type { Operation, Reason } from './operation.ts'
import { reason, refuse } from './reasons/reason.ts'
import { retryAfterCancel, retryAfterRefusal } from './smdp-refusals.ts'

/** What an InitiateAuthentication of a device says. */
export interface RelayRequest {
  readonly smdpAddress?: string
  readonly matchingId?: string
  readonly eimTransactionId?: string
}

export interface Relay {
  readonly kind: 'relay'
  readonly smdpAddress: string
  readonly matchingId?: string
  readonly confirmationCode?: string
  readonly operationId?: string
}

/** Whether, and to where, a download of this device is relayed. */
export function judgeRelay(state: CardState | undefined, request: RelayRequest): Relay | Refusal {
  if (!state) return refuse('relay-card-unknown')
  const operation = downloadUnderWay(state)
  const step = operation && currentStep(operation)
  if (!operation || step?.kind !== 'download') return refuse('relay-no-download')
  if ((operation.download?.sessions ?? 0) >= relaySessionsMax) return refuse('relay-too-often')
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

/** The operation whose trigger the device has, whether or not its result is missed by now. */
const downloadUnderWay = (state: CardState): Operation | undefined =>
  openOperations(state).find(
    (operation) =>
      currentStep(operation)?.kind === 'download' && (operation.attempts?.download ?? 0) > 0,
  )

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
  const operation = downloadUnderWay(state)
  const noted = record(change, {
    kind: 'download-progressed',
    ...(operation ? { operationId: operation.operationId } : {}),
    ...progress,
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
