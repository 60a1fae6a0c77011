// Carries the card's operations on as far as it goes without the device: after every input it looks
// at the oldest open operation, plans the rest of it from what is known now, and ends, begins or
// changes steps accordingly. What it cannot do by itself it leaves for the next poll.

import { currentStep, enabledProfile, headOperation, isOpen } from './card-queries.ts'
import type { Change } from './change.ts'
import { operationIn, record } from './change.ts'
import { checkConfirmation } from './confirm.ts'
import { doubtAsksMax } from './deadlines.ts'
import { endDoubted, raiseDoubt } from './doubt.ts'
import { judgePlan } from './judge-wish.ts'
import type { Operation, OperationId } from './operation.ts'
import { end, move } from './outcome.ts'
import type { Plan, Step, StepKind } from './plan.ts'
import { triesOf } from './quirks/match-quirks.ts'
import { reason } from './reasons/reason.ts'
import { raiseFlapping } from './safety/flap-guard.ts'

/** The change with all that follows from it; ended operations make room for the next one. */
export function continueWork(change: Change): Change {
  let next = change
  for (;;) {
    const head = headOperation(next.state)
    if (!head) return raiseFlapping(next)
    next = proceed(next, head)
    if (isOpen(operationIn(next, head.operationId))) return raiseFlapping(next)
  }
}

function proceed(change: Change, operation: Operation): Change {
  const { operationId } = operation
  const { doubt } = operation
  if (change.state.inFlight) return change
  if (doubt) {
    const isSpent = doubt.asked >= doubtAsksMax
    return isSpent ? endDoubted(change, operationId, reason('no-answer')) : change
  }
  if (currentStep(operation)?.kind === 'confirm') return proceedConfirm(change, operation)
  const verdict = judgePlan({
    state: change.state,
    wish: operation.wish,
    now: change.now,
    operation,
    ...(operation.plan.deadlines ? { deadlines: operation.plan.deadlines } : {}),
  })
  if (verdict.kind === 'refused') {
    const input = operation.changedAt === undefined ? 'refused' : 'failed'
    return end(change, operationId, input, { code: verdict.code, why: verdict.why })
  }
  const [first] = verdict.plan.steps
  if (!first) return finish(change, operation)
  if (first.step.kind !== 'confirm' && isCancelled(operation)) return cancelled(change, operation)
  const aligned = align(change, operation, verdict.plan)
  if (first.step.kind === 'confirm') return beginConfirm(aligned, operationId, first)
  const spent = operation.attempts?.[first.step.kind] ?? 0
  return spent >= triesOf(change.state, first.step.kind)
    ? giveUp(aligned, operationId, first.step)
    : aligned
}

/** The card is as wished. */
function finish(change: Change, { operationId, changeSentAt, wish }: Operation): Change {
  const wasAsked = changeSentAt !== undefined || wish.kind === 'audit'
  return end(change, operationId, 'change-proven', wasAsked ? undefined : reason('already-so'))
}

/** What the network has seen on the target, or nobody knows, cannot be called cancelled. */
const isCancelled = ({ cancelAsked, outcome }: Operation): boolean =>
  cancelAsked !== undefined && (outcome === 'queued' || outcome === 'sent')

function cancelled(change: Change, { operationId, changedAt, cancelAsked }: Operation): Change {
  const isStopped = cancelAsked?.by.startsWith('campaign:') === true
  const why = isStopped ? reason('campaign-aborted') : reason('cancelled-by-person')
  return changedAt === undefined
    ? end(change, operationId, 'cancelled', why)
    : end(change, operationId, 'failed', reason('ended-half-way', 'it was cancelled'))
}

function giveUp(change: Change, operationId: OperationId, step: StepKind): Change {
  const { reason: last, changedAt } = operationIn(change, operationId)
  if (step.kind === 'identify' || step.kind === 'read') {
    return end(change, operationId, 'failed', last ?? reason('no-answer'))
  }
  const facts = changedAt === undefined ? undefined : 'earlier steps are done'
  return end(change, operationId, 'failed', reason('not-executed', facts, last?.result))
}

/** Records where the operation stands now: the next step, or a plan that had to be made again. */
function align(change: Change, operation: Operation, rest: Plan): Change {
  const { operationId, stepIndex, plan } = operation
  const planned = plan.steps.slice(stepIndex)
  if (isSame(planned, rest.steps, operation)) return change
  if (isSame(planned.slice(1), rest.steps, operation)) {
    const doing = rest.steps[0]?.step.kind ?? 'confirm'
    const begun = { kind: 'step-begun', operationId, stepIndex: stepIndex + 1, doing } as const
    return move(record(change, begun), operationId, 'step-proven')
  }
  const [current] = planned
  const wasTried = current !== undefined && (operation.attempts?.[current.step.kind] ?? 0) > 0
  const isDone = wasTried && !rest.steps.some(({ step }) => step.kind === current.step.kind)
  const done = plan.steps.slice(0, isDone ? stepIndex + 1 : stepIndex)
  return record(change, {
    kind: 'plan-remade',
    operationId,
    plan: { ...rest, steps: [...done, ...rest.steps] },
    stepIndex: done.length,
    reason: reason('facts-changed'),
  })
}

function isSame(planned: readonly Step[], rest: readonly Step[], operation: Operation): boolean {
  if (planned.length !== rest.length) return false
  return planned.every(({ step }, i) => isSameStep(step, rest[i]?.step, operation))
}

/** A planned step without an ICCID is about the operation's target. */
function isSameStep(planned: StepKind, now: StepKind | undefined, operation: Operation): boolean {
  if (planned.kind !== now?.kind) return false
  const resolved =
    'iccid' in now && !('iccid' in planned) && now.iccid === operation.targetIccid
      ? { ...planned, iccid: now.iccid }
      : planned
  return JSON.stringify(sorted(resolved)) === JSON.stringify(sorted(now))
}

const sorted = (step: StepKind): readonly unknown[] =>
  Object.entries(step).toSorted(([a], [b]) => (a < b ? -1 : 1))

/** The target is proven enabled; the wait for the device begins. */
function beginConfirm(change: Change, operationId: OperationId, confirm: Step): Change {
  const operation = operationIn(change, operationId)
  const { step } = confirm
  const iccid = step.kind === 'confirm' ? step.iccid : undefined
  const isKnown = operation.targetIccid !== undefined || iccid === undefined
  const named = isKnown
    ? change
    : record(change, { kind: 'target-known', operationId, iccid, evidence: 'proven' })
  const wasSent = operation.enableSentAt !== undefined
  const why = wasSent ? undefined : reason('already-so', iccid && `${iccid} is enabled`)
  const applied = move(named, operationId, 'change-proven', why)
  const begun = record(applied, {
    kind: 'step-begun',
    operationId,
    stepIndex: operation.stepIndex,
    doing: 'confirm',
    stepDeadlineAt: change.now + confirm.deadlineMs,
  })
  return checkConfirmation(begun, operationId)
}

function proceedConfirm(change: Change, operation: Operation): Change {
  const { operationId, targetIccid } = operation
  const enabled = enabledProfile(change.state)
  const isElsewhere = enabled?.evidence === 'proven' && enabled.iccid !== targetIccid
  if (change.state.profilesDoubtedAt !== undefined && !isElsewhere) {
    return raiseDoubt(change, operationId, { reason: reason('state-change-cause'), next: 'read' })
  }
  const isBegun = operation.stepDeadlineAt !== undefined
  const confirm = operation.plan.steps[operation.stepIndex]
  return isBegun || !confirm
    ? checkConfirmation(change, operationId)
    : beginConfirm(change, operationId, confirm)
}
