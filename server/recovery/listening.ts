// Since when devices can reach this site. Kept in the store, so that a restart tells an outage of
// ours from silence of theirs, and shared by all processes: while one listens, the site does.

import type { World } from '../world.ts'

const collection = 'recovery'
const key = 'listening'
const noteEveryMs = 30_000
/** A shorter gap is a restart: devices retry over it. */
const gapMsMax = 120_000

interface Listening {
  readonly since: number
  readonly notedAt: number
}

type ListeningWorld = Pick<World, 'store' | 'clock'>

export class ListeningBook {
  readonly #world: ListeningWorld
  #since: number

  private constructor(world: ListeningWorld, since: number) {
    this.#world = world
    this.#since = since
  }

  /** Begins now, or goes on from before a short gap. */
  static async open(world: ListeningWorld): Promise<ListeningBook> {
    const now = world.clock.now()
    const kept = (await world.store.record(collection, key))?.value as Listening | undefined
    const goesOn = kept !== undefined && now - kept.notedAt <= gapMsMax
    const book = new ListeningBook(world, goesOn ? kept.since : now)
    await book.note()
    return book
  }

  since = (): number => this.#since

  /** Notes that it is still so. */
  async note(): Promise<void> {
    const value: Listening = { since: this.#since, notedAt: this.#world.clock.now() }
    await this.#world.store.putRecord({ collection, key, value })
  }

  /** Keeps noting; gives what ends it. */
  begin(): () => void {
    return this.#world.clock.every(noteEveryMs, () => this.note())
  }
}
