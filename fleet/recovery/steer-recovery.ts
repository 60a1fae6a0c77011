// A person takes recovery in hand: stops the ladder of a device, lets it go on, or asks for one rung
// now. What a person asks for is judged like everything else; only the ladder's order is passed by.

import type { CardState } from '../card-state.ts'
import { beginChange, decided, record } from '../change.ts'
import type { Decision, Refusal } from '../decision.ts'
import type { Instant } from '../evidence.ts'
import { refuse } from '../reasons/reason.ts'
import { judgeAction } from './choose-rung.ts'
import type { ClimbFacts } from './climb.ts'
import { climb, takeRung } from './climb.ts'
import type { RecoveryAction } from './rung.ts'
import { isWaiting } from './rung.ts'

type Steered = Decision<{ readonly kind: 'done' } | Refusal>

/** No rung is taken any more until somebody resumes; facts are still judged. */
export function stopRecovery(
  state: CardState,
  { actor, reason }: { readonly actor: string; readonly reason?: string },
  now: Instant,
): Steered {
  const change = beginChange(state, now, actor)
  if (!state.silence) return decided(change, refuse('no-open-silence'))
  if (state.silence.stopped) return decided(change, { kind: 'done' })
  const why = reason === undefined ? {} : { reason }
  const stopped = record(change, { kind: 'recovery-stopped', by: actor, ...why })
  return decided(stopped, { kind: 'done' })
}

/** The ladder goes on where it stood. */
export function resumeRecovery(
  state: CardState,
  { actor }: { readonly actor: string },
  now: Instant,
): Steered {
  const change = beginChange(state, now, actor)
  if (!state.silence) return decided(change, refuse('no-open-silence'))
  if (!state.silence.stopped) return decided(change, { kind: 'done' })
  return decided(record(change, { kind: 'recovery-resumed', by: actor }), { kind: 'done' })
}

export interface TryRequest extends ClimbFacts {
  readonly actor: string
  /** The next of the ladder when absent. */
  readonly rung?: RecoveryAction
}

/**
 * Takes this rung, or the ladder's next one, now. Refuses without an open case, while another rung
 * is under way, and when the rung cannot be carried out or would overdraw a budget.
 */
export function tryRung(state: CardState, request: TryRequest, now: Instant): Steered {
  const change = beginChange(state, now, request.actor)
  const { silence } = state
  if (!silence) return decided(change, refuse('no-open-silence'))
  const waiting = silence.rungs.findLast(isWaiting)
  if (waiting && waiting.action !== 'wait' && waiting.dueAt > now) {
    return decided(change, refuse('recovery-under-way', waiting.action))
  }
  const settled = waiting
    ? record(change, { kind: 'recovery-answered', actionId: waiting.actionId, outcome: 'no-help' })
    : change
  if (request.rung === undefined) return decided(climb(settled, request), { kind: 'done' })
  const { hooks } = request
  const objection = judgeAction(request.rung, { state, silence, hooks, now })
  if (objection !== undefined) {
    return decided(change, refuse('recovery-not-possible', objection))
  }
  const facts = { ...request, count: 1, by: request.actor }
  return decided(takeRung(settled, request.rung, facts), { kind: 'done' })
}
