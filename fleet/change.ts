// A decision in the making: the card's state, and the events that led to it from the stored one.
// Every recorded event is folded at once, so what a decision looks at next is what replaying its
// events would give.

import type { CardState } from './card-state.ts'
import type { Decision } from './decision.ts'
import type { CardFact, EventDraft } from './event.ts'
import type { Instant } from './evidence.ts'
import { evolve } from './evolve.ts'

export interface Change {
  readonly state: CardState
  readonly events: readonly EventDraft[]
  readonly now: Instant
}

export const beginChange = (state: CardState, now: Instant): Change => ({ state, events: [], now })

/** `change` with one more fact, by whom. Instants do not run backwards: `at` is the decision's. */
export function record(change: Change, actor: string, fact: CardFact): Change {
  const { eid, tenant } = change.state
  const event: EventDraft = { eid, at: change.now, actor, fact }
  return {
    ...change,
    state: evolve(change.state, { ...event, tenant }),
    events: [...change.events, event],
  }
}

export const decided = <Reply>(change: Change, reply: Reply): Decision<Reply> => ({
  events: change.events,
  reply,
})
