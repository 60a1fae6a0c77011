// Who wants to hear of committed events in this process: live views. A listener that fails is
// reported and does not disturb the others or the commit.

type Listener<Event> = (events: readonly Event[]) => void

export class Told<Event> {
  readonly #listeners = new Set<Listener<Event>>()

  listen(listener: Listener<Event>): () => void {
    const own: Listener<Event> = (events) => listener(events)
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  tell(events: readonly Event[]): void {
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
