// Doubt: something must be known before an operation may go on. Here it is raised, and settled by
// what the card proved. It is never settled by guessing, and a change in doubt is never sent again
// as if nothing had happened (S3, F35, F36).

import { currentStep, enabledProfile } from './card-queries.ts'
import type { CardState } from './card-state.ts'
import type { Change } from './change.ts'
import { operationIn, record } from './change.ts'
import { confirmAgainstList } from './confirm.ts'
import { defaultDeadlines } from './deadlines.ts'
import type { Doubt, Operation, OperationId, Reason } from './operation.ts'
import { end, move } from './outcome.ts'
import type { StepKind } from './plan.ts'
import { planSteps } from './plan-steps.ts'
import { putOff } from './put-off.ts'
import { reason } from './reasons/reason.ts'

/** Raises or renews a doubt; the first one sets the final deadline. */
export function raiseDoubt(
  change: Change,
  operationId: OperationId,
  about: Pick<Doubt, 'reason' | 'next' | 'eimTransactionId' | 'retry' | 'seenOn'>,
): Change {
  const { doubt: old, plan } = operationIn(change, operationId)
  const doubtMs = plan.deadlines?.doubtMs ?? defaultDeadlines.doubtMs
  const doubt: Doubt = {
    asked: old?.asked ?? 0,
    since: old?.since ?? change.now,
    until: old?.until ?? change.now + doubtMs,
    ...about,
  }
  return record(change, { kind: 'doubt-raised', operationId, doubt })
}

export const settleDoubt = (change: Change, operationId: OperationId, why: Reason): Change =>
  operationIn(change, operationId).doubt
    ? record(change, { kind: 'doubt-settled', operationId, reason: why })
    : change

/**
 * The card proved the change of a step of this kind; nothing, when the operation is at another.
 */
export function proveStep(
  change: Change,
  operationId: OperationId,
  kind: StepKind['kind'],
  why: Reason,
): Change {
  if (currentStep(operationIn(change, operationId))?.kind !== kind) return change
  return move(settleDoubt(change, operationId, why), operationId, 'step-proven')
}

/** The card proved its list of profiles: what the operation was in doubt about is known now. */
export function settleByRead(change: Change, operationId: OperationId): Change {
  const operation = operationIn(change, operationId)
  const { doubt } = operation
  if (!doubt) return change
  const settled = record(change, {
    kind: 'doubt-settled',
    operationId,
    reason: reason('resolved-by-read'),
    ...(doubt.seenOn ? { staysOn: doubt.seenOn } : {}),
  })
  switch (currentStep(operation)?.kind) {
    case 'confirm':
      return confirmAgainstList(settled, operationId, doubt)
    case 'enable':
      return settleEnable(settled, operationId, doubt)
    case 'download':
      return settleDownload(settled, operationId, doubt)
    default:
      return isStillNeeded(settled, operationId) ? undone(settled, operationId, doubt) : settled
  }
}

/** Whether the card's state still lacks what the current step should bring. */
function isStillNeeded({ state, now }: Change, operationId: OperationId): boolean {
  const operation = state.operations[operationId]
  if (!operation) return false
  const [first] = planSteps({ state, wish: operation.wish, now, operation })
  return first !== undefined && first.step.kind === currentStep(operation)?.kind
}

/** The change was not made: it is made again, or fails where no further try would help. */
function undone(change: Change, operationId: OperationId, doubt: Doubt): Change {
  if (doubt.retry === 'never') return end(change, operationId, 'failed', doubt.reason)
  const { why, result } = doubt.reason
  const again = move(change, operationId, 'found-undone', reason('found-undone', why, result))
  const isDownload = currentStep(operationIn(change, operationId))?.kind === 'download'
  if (!isDownload) return again
  return putOff(again, operationId, doubt.reason, doubt.retry === 'later' ? true : undefined)
}

function settleEnable(change: Change, operationId: OperationId, doubt: Doubt): Change {
  const operation = operationIn(change, operationId)
  const { targetIccid, formerIccid } = operation
  const enabled = enabledProfile(change.state)?.iccid
  if (enabled === targetIccid) return change
  const byCard = backByItself(change.state, operation)
  if (enabled !== undefined && enabled === formerIccid && byCard) {
    return end(change, operationId, 'rolled-back', byCard)
  }
  if (enabled === undefined || enabled === formerIccid) return undone(change, operationId, doubt)
  return end(change, operationId, 'failed', reason('changed-by-others', `${enabled} is enabled`))
}

/** Why it is thought that the card had enabled the target and went back; absent: nothing. */
function backByItself(state: CardState, operation: Operation): Reason | undefined {
  const { targetIccid, enableSentAt = Number.POSITIVE_INFINITY } = operation
  const { lastStateChange: cause, serving, attached } = state
  if (cause?.cause === 'fallback' && cause.at >= enableSentAt) return reason('fallback-by-card')
  const wasSeen = [serving, attached].some(
    (seen) => seen?.iccid === targetIccid && seen !== undefined && seen.at >= enableSentAt,
  )
  return wasSeen ? reason('found-on-former') : undefined
}

function settleDownload(change: Change, operationId: OperationId, doubt: Doubt): Change {
  const { targetIccid, iccidsBefore = [] } = operationIn(change, operationId)
  const onCard = Object.keys(change.state.profiles)
  if (targetIccid !== undefined && onCard.includes(targetIccid)) {
    return move(change, operationId, 'step-proven', reason('adopted-after-error', targetIccid))
  }
  const fresh = onCard.filter((iccid) => !iccidsBefore.includes(iccid))
  const [iccid] = fresh
  if (targetIccid !== undefined || iccid === undefined) return undone(change, operationId, doubt)
  if (fresh.length > 1) {
    return end(change, operationId, 'failed', reason('ambiguous-download', fresh.join(', ')))
  }
  const known = record(change, { kind: 'target-known', operationId, iccid, evidence: 'proven' })
  return move(known, operationId, 'step-proven', reason('adopted-after-error', iccid))
}

/**
 * The doubt could not be settled. What is unknown stays unknown; what the card has proven stays,
 * without the heartbeat that is missing; what the card refused has failed.
 */
export function endDoubted(
  change: Change,
  operationId: OperationId,
  why: Reason = reason('still-unknown'),
): Change {
  const { outcome, doubt } = operationIn(change, operationId)
  if (outcome === 'applied') return end(change, operationId, 'heartbeat-overdue', why)
  if (outcome !== 'sent' && outcome !== 'queued') return end(change, operationId, undefined, why)
  const isOpenQuestion = doubt?.eimTransactionId !== undefined
  return isOpenQuestion
    ? end(change, operationId, 'result-missed', why)
    : end(change, operationId, 'failed', doubt?.reason ?? why)
}
