// A visit that is no longer needed is called off where it was asked for: a person on the road for
// nothing is dear (C9).

import type { CardState } from '../card-state.ts'
import { beginChange, decided, record } from '../change.ts'
import type { Decision } from '../decision.ts'
import type { Instant } from '../evidence.ts'
import type { CallOff, SilenceCase } from '../silence/silence-case.ts'

/** The call that takes back the visit of a case; none where nobody was asked, or nobody took it on. */
export function callOffOf({ visit, rungs }: SilenceCase, now: Instant): CallOff | undefined {
  const { callId } = visit ?? {}
  const rung = rungs.find(({ actionId }) => actionId === callId)
  if (callId === undefined || rung?.outcome === 'refused') return undefined
  return { id: `${callId}-off`, of: callId, at: now }
}

export interface CallOffAnswer {
  readonly callOff: CallOff
  readonly outcome: 'accepted' | 'refused' | 'unanswered'
  readonly code?: string
  readonly why?: string
}

/** Notes what was answered; there is nothing else to try. */
export function applyCallOffAnswer(
  state: CardState,
  answer: CallOffAnswer,
  now: Instant,
): Decision<null> {
  const change = beginChange(state, now, 'operator:hook')
  return decided(record(change, { kind: 'call-off-answered', ...answer }), null)
}
