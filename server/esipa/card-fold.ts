// Several decisions about one card as one piece of work: each sees the state that the ones before
// it made, and all their events are committed together.

import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { Decision } from '@holdfast/fleet/decision.ts'
import type { EventDraft } from '@holdfast/fleet/event.ts'
import { evolve } from '@holdfast/fleet/evolve.ts'

export class CardFold {
  #state: CardState
  readonly #events: EventDraft[] = []

  constructor(state: CardState) {
    this.#state = state
  }

  /** The card as it is after what was decided so far. */
  get state(): CardState {
    return this.#state
  }

  get events(): readonly EventDraft[] {
    return this.#events
  }

  /** Takes one decision in, and gives its reply. */
  take<Reply>({ events, reply }: Decision<Reply>): Reply {
    const { tenant } = this.#state
    for (const event of events) this.#state = evolve(this.#state, { ...event, tenant })
    this.#events.push(...events)
    return reply
  }
}
