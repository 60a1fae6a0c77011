// What somebody outside answered when asked for an action. An answer never proves that it helped:
// only a contact does. A refusal makes room for the next rung at once.

import type { CardState } from '../card-state.ts'
import { beginChange, decided, record } from '../change.ts'
import type { Decision } from '../decision.ts'
import type { Instant } from '../evidence.ts'
import { deadlineMs } from './ladder-table.ts'
import { isWaiting } from './rung.ts'

export interface HookAnswer {
  readonly actionId: string
  readonly outcome: 'accepted' | 'refused' | 'unanswered' | 'put-off'
  /** Of an action that was put off: when it will be asked for. */
  readonly until?: Instant
  readonly code?: string
  readonly why?: string
}

/** Notes the answer; one to a rung that is over, or of a case that has ended, changes nothing. */
export function applyHookAnswer(
  state: CardState,
  { actionId, outcome, until, code, why }: HookAnswer,
  now: Instant,
): Decision<null> {
  const change = beginChange(state, now, 'operator:hook')
  const { silence } = state
  const rung = silence?.rungs.find((one) => one.actionId === actionId)
  if (!silence || !rung || !isWaiting(rung)) return decided(change, null)
  const isRepeated = outcome === rung.outcome && outcome === 'accepted'
  if (isRepeated) return decided(change, null)
  const from = outcome === 'put-off' ? (until ?? now) : now
  const { withinMs = deadlineMs(rung.action, silence.intervalMs) } = rung
  const isGoingOn = outcome === 'put-off' || outcome === 'accepted'
  const answered = record(change, {
    kind: 'recovery-answered',
    actionId,
    outcome: outcome === 'put-off' ? 'asked' : outcome,
    ...(isGoingOn ? { dueAt: from + withinMs } : {}),
    ...(code === undefined ? {} : { code }),
    ...(why === undefined ? {} : { why }),
  })
  return decided(answered, null)
}
