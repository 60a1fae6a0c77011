// What happens when a wait is over. A deadline passing is an input like any other: a change whose
// result is missed becomes `unknown`, never failed; an operation that has not begun to change the
// card expires; everything else ends by what is proven.

import { currentStep } from './card-queries.ts'
import type { InFlight } from './card-state.ts'
import type { Change } from './change.ts'
import { operationIn, record } from './change.ts'
import { continueWork } from './continue-work.ts'
import { endDoubted, raiseDoubt } from './doubt.ts'
import type { OperationId } from './operation.ts'
import { end, move } from './outcome.ts'
import { reason } from './reasons/reason.ts'
import type { Timer } from './timers.ts'
import { timersOf } from './timers.ts'

/** Applies every wait that is over by now, in order, with what follows from each. */
export function passTime(change: Change): Change {
  let next = change
  for (;;) {
    const [timer] = timersOf(next.state)
    if (!timer || timer.at > next.now) return next
    next = continueWork(fire(next, timer))
  }
}

function fire(change: Change, timer: Timer): Change {
  const { operationId } = timer
  if (timer.kind === 'result') return missResult(change)
  if (operationId === undefined) return change
  if (timer.kind === 'doubt') return endDoubted(change, operationId, reason('still-unknown'))
  if (timer.kind === 'step') return endStep(change, operationId)
  return endByDeadline(change, operationId)
}

/** The result of what is in flight is missed. */
export function missResult(change: Change): Change {
  const { inFlight } = change.state
  if (!inFlight) return change
  const why = reason('dispatch-deadline')
  const { eimTransactionId, operationId } = inFlight
  const cleared = record(change, { kind: 'in-flight-cleared', eimTransactionId, reason: why })
  const operation = cleared.state.operations[operationId]
  if (!operation || operation.endedAt !== undefined) return cleared
  if (operation.doubt) return askOtherwise(cleared, inFlight)
  const kind = operation.plan.steps[inFlight.stepIndex]?.step.kind
  if (kind === 'identify' || kind === 'read') return cleared
  const doubted = raiseDoubt(cleared, operationId, {
    reason: why,
    eimTransactionId,
    next: 'ask-stored',
  })
  return move(doubted, operationId, 'result-missed', why)
}

/** A request that should settle a doubt got no answer: the other kind is tried next (L2). */
function askOtherwise(change: Change, { operationId, purpose }: InFlight): Change {
  const { doubt } = operationIn(change, operationId)
  if (!doubt) return change
  const next = purpose === 'ask-stored' ? 'read' : 'ask-stored'
  return raiseDoubt(change, operationId, { ...doubt, next })
}

function endStep(change: Change, operationId: OperationId): Change {
  const operation = operationIn(change, operationId)
  if (currentStep(operation)?.kind !== 'confirm') {
    return end(change, operationId, 'failed', reason('step-deadline', operation.reason?.why))
  }
  if (operation.lastWait) return end(change, operationId, 'heartbeat-overdue', operation.reason)
  const why = reason('no-heartbeat')
  const doubted = raiseDoubt(change, operationId, { reason: why, next: 'read' })
  return move(doubted, operationId, 'heartbeat-overdue', why)
}

function endByDeadline(change: Change, operationId: OperationId): Change {
  const { changedAt, outcome } = operationIn(change, operationId)
  const why = reason(changedAt === undefined ? 'operation-deadline' : 'ended-half-way')
  if (outcome !== 'queued' && outcome !== 'sent') return end(change, operationId, undefined, why)
  return end(change, operationId, changedAt === undefined ? 'expired' : 'failed', why)
}
