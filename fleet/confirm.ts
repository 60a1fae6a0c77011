// The confirmation: the target is enabled, now the device itself must show that it works (C3).
// Success is a heartbeat of the device's own software over the target ICCID, received after the
// enable command left. The card's list decides everything else: whether the target is still
// enabled, whether the card went back, or whether somebody else changed it.

import { enabledProfile } from './card-queries.ts'
import type { CardState } from './card-state.ts'
import type { Change } from './change.ts'
import { operationIn, record } from './change.ts'
import type { Doubt, Operation, OperationId, Reason } from './operation.ts'
import { end, move } from './outcome.ts'
import { reason } from './reasons/reason.ts'

/** Whether `seen` shows the device on the operation's target, later than the enable command. */
export function isOnTarget(
  operation: Operation,
  seen: { readonly iccid: string; readonly at: number } | undefined,
): boolean {
  if (!seen || seen.iccid !== operation.targetIccid) return false
  return seen.at > (operation.enableSentAt ?? operation.createdAt)
}

/**
 * What is known already when the confirmation is the current step: a heartbeat that came before the
 * card's result ends it at once; another enabled profile in the card's list ends it badly.
 */
export function checkConfirmation(change: Change, operationId: OperationId): Change {
  const { state } = change
  const operation = operationIn(change, operationId)
  const against = againstTarget(state, operation)
  if (against) return end(change, operationId, against.input, against.why)
  if (isOnTarget(operation, state.serving)) {
    return end(change, operationId, 'heartbeat-on-target', reason('heartbeat-on-target'))
  }
  return isOnTarget(operation, state.attached)
    ? move(change, operationId, 'attach-on-target')
    : change
}

/** The card was read because of `doubt`: either the list speaks against the target, or it waits on. */
export function confirmAgainstList(change: Change, operationId: OperationId, doubt: Doubt): Change {
  const checked = checkConfirmation(change, operationId)
  const operation = operationIn(checked, operationId)
  if (operation.endedAt !== undefined || doubt.reason.code !== 'no-heartbeat') return checked
  const waiting = record(checked, {
    kind: 'step-begun',
    operationId,
    stepIndex: operation.stepIndex,
    stepDeadlineAt: doubt.until,
    lastWait: true,
  })
  return move(waiting, operationId, 'heartbeat-overdue', reason('application-silent'))
}

interface Against {
  readonly input: 'rolled-back' | 'failed'
  readonly why: Reason
}

/** What in the card's list speaks against the target being enabled; none while it is. */
function againstTarget(state: CardState, operation: Operation): Against | undefined {
  const { targetIccid, formerIccid, enableSentAt = operation.createdAt } = operation
  const enabled = enabledProfile(state)?.iccid
  if (targetIccid === undefined || enabled === targetIccid) return undefined
  if (!state.profiles[targetIccid]) {
    return { input: 'failed', why: reason('profile-gone', targetIccid) }
  }
  if (enabled === undefined || enabled !== formerIccid) {
    const facts = enabled ? `${enabled} is enabled` : 'no profile is enabled'
    return { input: 'failed', why: reason('changed-by-others', facts) }
  }
  const { lastStateChange: cause } = state
  const isFallback = cause?.cause === 'fallback' && cause.at >= enableSentAt
  const code = isFallback ? 'fallback-by-card' : 'found-on-former'
  return { input: 'rolled-back', why: reason(code, `${enabled} is enabled`) }
}
