// A decision in the making: the card's state, and the events that led to it from the stored one.
// Every recorded event is folded at once, so what a decision looks at next is what replaying its
// events would give.

import type { CardState } from './card-state.ts'
import type { Decision } from './decision.ts'
import type { CardFact, EventDraft } from './event.ts'
import type { Instant } from './evidence.ts'
import { evolve } from './evolve.ts'
import type { Operation } from './operation.ts'

export interface Change {
  readonly state: CardState
  readonly events: readonly EventDraft[]
  readonly now: Instant
  /** Whose input is being decided on: `card`, `device`, `clock`, `operator:…`, `person:…`. */
  readonly actor: string
}

export const beginChange = (state: CardState, now: Instant, actor: string): Change => ({
  state,
  events: [],
  now,
  actor,
})

/** `change` with one more fact. */
export function record(change: Change, fact: CardFact): Change {
  const { eid, tenant } = change.state
  const event: EventDraft = { eid, at: change.now, actor: change.actor, fact }
  return {
    ...change,
    state: evolve(change.state, { ...event, tenant }),
    events: [...change.events, event],
  }
}

/** The operation as it is now; it is kept as long as this decision needs it. */
export function operationIn(change: Change, operationId: string): Operation {
  const operation = change.state.operations[operationId]
  if (!operation) throw new Error(`operation ${operationId} must be among the card's operations`)
  return operation
}

export const decided = <Reply>(change: Change, reply: Reply): Decision<Reply> => ({
  events: change.events,
  reply,
})
