// Who wants to hear of committed events in this process: live views. A listener that fails is
// reported and does not disturb the others or the commit.

import type { CardEvent } from '@holdfast/fleet/event.ts'

type Listener = (events: readonly CardEvent[]) => void

export class Committed {
  readonly #listeners = new Set<Listener>()

  listen(listener: Listener): () => void {
    const own: Listener = (events) => listener(events)
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  tell(events: readonly CardEvent[]): void {
    if (events.length === 0) return
    for (const listener of this.#listeners) {
      try {
        listener(events)
      } catch (cause) {
        process.emitWarning(cause instanceof Error ? cause : String(cause))
      }
    }
  }
}
