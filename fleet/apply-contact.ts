// Signs of life that do not come through the eIM: heartbeats of the device's own software, and what
// the operator's network says about where the SIM is attached. Only a heartbeat over the target
// ICCID, received after the enable command left, makes an operation a success (C3).

import { currentStep, isOpen, operationsInOrder } from './card-queries.ts'
import type { CardState } from './card-state.ts'
import type { Change } from './change.ts'
import { beginChange, decided, record } from './change.ts'
import { hasLeftSince, isAttachedOnTarget, isServingOnTarget } from './confirm.ts'
import { continueWork } from './continue-work.ts'
import { heartbeatEveryMs, switchSettlesMs } from './deadlines.ts'
import type { Decision } from './decision.ts'
import { raiseDoubt } from './doubt.ts'
import type { Instant } from './evidence.ts'
import type { Operation, OutcomeName } from './operation.ts'
import { end, move, noteReason } from './outcome.ts'
import { reason } from './reasons/reason.ts'
import { lastHeard } from './safety/abstract-card.ts'
import type { Sighting } from './seen-elsewhere.ts'
import { doubtIfElsewhere } from './seen-elsewhere.ts'

export interface Heartbeat {
  /** The ICCID that the device's software called over. */
  readonly iccid: string
  /** When the server received it; an instant in the future counts as now (S12). */
  readonly at: Instant
}

export interface Attach {
  readonly iccid: string
  readonly plmn?: string
  /** EMM or GMM cause, when the network refused the SIM. */
  readonly rejectCause?: number
  readonly at: Instant
}

/** A heartbeat. One that changes nothing and waits for nothing is recorded once an hour. */
export function applyHeartbeat(
  state: CardState,
  { iccid, at }: Heartbeat,
  now: Instant,
): Decision<null> {
  const change = beginChange(state, Math.min(at, now), 'device')
  const waiting = waitingForSignOfLife(state)
  const isNews = state.serving?.iccid !== iccid || change.now - state.serving.at >= heartbeatEveryMs
  if (!isNews && waiting.length === 0) return decided(change, null)
  if ((state.serving?.at ?? 0) > change.now) return decided(change, null)
  let next: Change = { ...record(change, { kind: 'serving', iccid }), now }
  for (const { operationId } of waiting) next = heard(next, operationId)
  next = seenBeside(next, waiting, { iccid, at: change.now, before: state.serving?.iccid })
  return decided(continueWork(next), null)
}

/** What the operator's network says. A refusal is kept, and proves nothing about the card. */
export function applyAttach(state: CardState, attach: Attach, now: Instant): Decision<null> {
  const change = beginChange(state, Math.min(attach.at, now), 'operator:network')
  if (attach.rejectCause !== undefined) return decided(refused(change, attach), null)
  const { iccid, plmn } = attach
  const isSame = state.attached?.iccid === iccid && state.attached.plmn === plmn
  const waiting = waitingForSignOfLife(state)
  if (isSame && waiting.length === 0) return decided(change, null)
  const seen = record(change, { kind: 'attached', iccid, ...(plmn === undefined ? {} : { plmn }) })
  let next: Change = { ...seen, now }
  for (const { operationId } of waiting) next = attachSeen(next, operationId)
  next = seenBeside(next, waiting, { iccid, at: change.now, before: state.attached?.iccid })
  return decided(continueWork(next), null)
}

/** An open operation that waits for the device judges by itself what it is seen on. */
const seenBeside = (change: Change, waiting: readonly Operation[], seen: Sighting): Change =>
  waiting.some(isOpen) ? change : doubtIfElsewhere(change, seen)

/** The same refusal is recorded once an hour; it explains silence, and proves nothing. */
function refused(change: Change, { iccid, plmn, rejectCause = 0 }: Attach): Change {
  const old = change.state.attachRefused
  const isSame = old?.iccid === iccid && old.plmn === plmn && old.rejectCause === rejectCause
  if (isSame && change.now - old.at < heartbeatEveryMs) return change
  return record(change, {
    kind: 'attach-refused',
    iccid,
    ...(plmn === undefined ? {} : { plmn }),
    rejectCause,
  })
}

/** Operations that a sign of life may move: also the last one that ended without one (F43). */
function waitingForSignOfLife(state: CardState): readonly Operation[] {
  const all = operationsInOrder(state)
  const lastEnable = Math.max(0, ...all.map(({ enableSentAt }) => enableSentAt ?? 0))
  return all.filter((one) => {
    if (one.plan.goal !== 'serving') return false
    if (isOpen(one)) {
      return one.enableSentAt !== undefined || currentStep(one)?.kind === 'confirm'
    }
    return awaitsLateTruth.includes(one.outcome) && (one.enableSentAt ?? 0) >= lastEnable
  })
}

const awaitsLateTruth: readonly OutcomeName[] = ['unknown', 'applied', 'attached']

function heard(change: Change, operationId: string): Change {
  const { serving } = change.state
  const operation = change.state.operations[operationId]
  if (!operation || !serving) return change
  if (isServingOnTarget(operation, serving)) {
    if (hasLeftSince(change.state, operation, serving)) return change
    return heardOnTarget(change, operation)
  }
  return elsewhere(change, operation, serving.iccid)
}

/**
 * Before the card's result came, a heartbeat on the target proves nothing lasting: the card may
 * still roll back. When the result is missed, a heartbeat newer than the doubt settles it.
 */
function heardOnTarget(change: Change, operation: Operation): Change {
  const { operationId, outcome, doubt } = operation
  const { serving } = change.state
  const why = reason('heartbeat-on-target')
  if (outcome === 'applied' || outcome === 'attached') {
    return end(change, operationId, 'heartbeat-on-target', why)
  }
  const isNewer = serving !== undefined && serving.at > (doubt?.since ?? operation.endedAt ?? 0)
  if (outcome !== 'unknown' || !isNewer) return change
  const doubted = doubt?.eimTransactionId === undefined ? change : adoptTarget(change, operation)
  return end(doubted, operationId, 'heartbeat-on-target', why)
}

/** The device's software says which profile is enabled; the card has not signed it (S7). */
function adoptTarget(change: Change, { operationId, targetIccid }: Operation): Change {
  if (targetIccid === undefined) return change
  return record(change, {
    kind: 'profile-changed',
    iccid: targetIccid,
    change: 'enabled',
    evidence: 'reported',
    operationId,
  })
}

/**
 * Seen on another profile after the enable was proven: not there yet, or gone back. A sign over the
 * target that proves nothing yet is none of that.
 */
function elsewhere(change: Change, operation: Operation, iccid: string): Change {
  const { operationId, outcome, enableSentAt, doubt, changedAt = 0, formerIccid } = operation
  if (iccid === operation.targetIccid) return change
  const seenAt = lastHeard(change.state)?.at ?? change.now
  if (iccid === formerIccid && seenAt < changedAt + switchSettlesMs) return change
  const isProvenOn = outcome === 'applied' || outcome === 'attached'
  if (!isOpen(operation) || !isProvenOn || enableSentAt === undefined || doubt) return change
  if (operation.staysOn === iccid) return noteReason(change, operationId, stillOn(iccid))
  return raiseDoubt(change, operationId, {
    reason: reason('heartbeat-elsewhere', iccid),
    next: 'read',
    seenOn: iccid,
  })
}

const stillOn = (iccid: string) => reason('modem-stays', `it calls over ${iccid}`)

function attachSeen(change: Change, operationId: string): Change {
  const operation = change.state.operations[operationId]
  const { attached } = change.state
  if (!operation || !attached) return change
  if (isAttachedOnTarget(operation, attached)) {
    const mayMove = operation.outcome === 'applied' || operation.outcome === 'unknown'
    return mayMove ? move(change, operationId, 'attach-on-target') : change
  }
  return elsewhere(change, operation, attached.iccid)
}
