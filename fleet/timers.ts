// What a card waits for, with the instant at which the wait is over. `dueAt` of the stored state is
// the first of them; `applyTime` takes them in order. Every timer that fires is gone afterwards or
// stands later, so time never has to be applied twice for one instant.

import { currentStep, openOperations } from './card-queries.ts'
import type { CardState } from './card-state.ts'
import type { Instant } from './evidence.ts'
import type { Operation } from './operation.ts'

export interface Timer {
  readonly at: Instant
  readonly kind: 'result' | 'doubt' | 'step' | 'operation'
  /** Absent for a result that belongs to no open operation any more. */
  readonly operationId?: string
}

/** All waits of a card, soonest first. */
export function timersOf(state: CardState): readonly Timer[] {
  const { inFlight } = state
  const result: readonly Timer[] = inFlight
    ? [{ at: inFlight.resultDueAt, kind: 'result', operationId: inFlight.operationId }]
    : []
  const others = openOperations(state).flatMap((operation) => operationTimers(state, operation))
  return [...result, ...others].toSorted((a, b) => a.at - b.at)
}

export const dueAtOf = (state: CardState): Instant | undefined => timersOf(state)[0]?.at

function operationTimers(state: CardState, operation: Operation): readonly Timer[] {
  const { operationId, doubt, stepDeadlineAt, deadlineAt } = operation
  if (doubt) return [{ at: doubt.until, kind: 'doubt', operationId }]
  const end: Timer = { at: deadlineAt, kind: 'operation', operationId }
  if (state.inFlight?.operationId === operationId) {
    return operation.changeSentAt === undefined ? [end] : []
  }
  const step: readonly Timer[] =
    stepDeadlineAt === undefined ? [] : [{ at: stepDeadlineAt, kind: 'step', operationId }]
  return currentStep(operation)?.kind === 'confirm' ? step : [...step, end]
}
