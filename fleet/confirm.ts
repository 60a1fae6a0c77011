// The confirmation: the target is enabled, now the device itself must show that it works (C3).
// Success is a heartbeat of the device's own software over the target ICCID, received after the
// card proved the enable. The card's list decides everything else: whether the target is still
// enabled, whether the card went back, or whether somebody else changed it.

import { enabledProfile } from './card-queries.ts'
import type { CardState } from './card-state.ts'
import type { Change } from './change.ts'
import { operationIn, record } from './change.ts'
import { defaultDeadlines } from './deadlines.ts'
import type { Instant } from './evidence.ts'
import type { Doubt, Operation, OperationId, Reason } from './operation.ts'
import { end, move } from './outcome.ts'
import { reason } from './reasons/reason.ts'

interface Seen {
  readonly iccid: string
  readonly at: Instant
}

/** Whether the network saw the target after the enable command left. */
export const isAttachedOnTarget = (operation: Operation, seen: Seen | undefined): boolean =>
  isSince(operation, seen, operation.enableSentAt ?? operation.createdAt)

/**
 * Whether the device's software called over the target after the card had proven the enable. One
 * that came earlier is no proof: until its result is delivered the card may still roll back.
 */
export const isServingOnTarget = (operation: Operation, seen: Seen | undefined): boolean => {
  const { createdAt, enableSentAt = createdAt, changedAt = createdAt } = operation
  return isSince(operation, seen, Math.max(enableSentAt, changedAt))
}

const isSince = ({ targetIccid }: Operation, seen: Seen | undefined, since: Instant): boolean =>
  seen !== undefined && seen.iccid === targetIccid && seen.at > since

/**
 * Whether anybody said, after this sign of life over the target, that the device left it: one that
 * is told days later proves what was. A later attach to the target overrules what came before it.
 */
export function hasLeftSince(state: CardState, { targetIccid }: Operation, seen: Seen): boolean {
  const { attached, attachRefused, lastStateChange } = state
  const isAttached = attached?.iccid === targetIccid
  const since = Math.max(seen.at, isAttached ? (attached?.at ?? 0) : 0)
  if (!isAttached && attached !== undefined && attached.at > since) return true
  if (attachRefused && attachRefused.iccid === targetIccid && attachRefused.at > since) return true
  return lastStateChange?.cause === 'fallback' && lastStateChange.at > since
}

/**
 * What is known without the device while the confirmation is the current step: another enabled
 * profile in the card's list ends it badly. Only a heartbeat, when it comes, ends it well.
 */
export function checkConfirmation(change: Change, operationId: OperationId): Change {
  const { state } = change
  const operation = operationIn(change, operationId)
  const against = againstTarget(state, operation)
  if (against) return end(change, operationId, against.input, against.why)
  return isAttachedOnTarget(operation, state.attached)
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
    doing: 'confirm',
    stepDeadlineAt: checked.now + lastWaitMs(operation),
    lastWait: true,
  })
  return move(waiting, operationId, 'heartbeat-overdue', reason('application-silent'))
}

const lastWaitMs = ({ plan }: Operation): number =>
  plan.deadlines?.lastWaitMs ?? defaultDeadlines.lastWaitMs

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
  const found = operation.wayBacks?.enable ? 'switched-back' : 'found-on-former'
  const code = isFallback ? 'fallback-by-card' : found
  return { input: 'rolled-back', why: reason(code, `${enabled} is enabled`) }
}
