// When something is due next, known while no other process writes to the database: until then nobody
// has to ask it. A question looks some minutes ahead; every write of this process that makes
// something due tells when, after it and whatever became of it.

import { bucketCount } from '@holdfast/gsma/ids/eid.ts'
import type { CardItemKind } from './card-items.ts'

/** Deadlines of cards, silence after contacts, items by their kind. */
export type TimerKind = 'card' | 'contact' | CardItemKind

export interface DueWish<Row> {
  readonly kind: TimerKind
  readonly buckets: readonly number[]
  readonly now: number
  /** What is due until an instant, the soonest first, at least one where there is any. */
  readonly ask: (until: number) => Promise<readonly Row[]>
  readonly dueAtOf: (row: Row) => number
}

/** An instant at which something of a kind becomes due. */
export interface OwnTimer {
  readonly kind: TimerKind
  readonly at: number | undefined
}

const aheadMs = 600_000

interface Shelf {
  /** Nothing is due before; unknown when absent. */
  nextAt?: number
  /** Writes under way. */
  writing: number
  /** Writes that ended. */
  written: number
}

export class OwnTimers {
  readonly #isAlone: boolean
  readonly #shelves = new Map<TimerKind, Shelf>()

  /** `isAlone`: no other process writes to this database; otherwise it is asked each time. */
  constructor(isAlone: boolean) {
    this.#isAlone = isAlone
  }

  /** What is due now, the soonest first. */
  async due<Row>(wish: DueWish<Row>): Promise<readonly Row[]> {
    const { kind, buckets, now, ask, dueAtOf } = wish
    if (!this.#isAlone || buckets.length < bucketCount) return ask(now)
    const shelf = this.#shelfOf(kind)
    const isKnown = shelf.writing === 0 && shelf.nextAt !== undefined
    if (isKnown && now < (shelf.nextAt ?? 0)) return []
    const { written } = shelf
    const until = now + aheadMs
    const rows = await ask(until)
    const due = rows.filter((row) => dueAtOf(row) <= now)
    delete shelf.nextAt
    // What is due now may stay so: it is asked for again.
    if (due.length > 0 || shelf.writing > 0 || shelf.written !== written) return due
    const [next] = rows
    shelf.nextAt = next ? dueAtOf(next) : until
    return due
  }

  /** Does a write that makes these due. */
  async write<T>(timers: readonly OwnTimer[], work: () => Promise<T>): Promise<T> {
    for (const { kind } of timers) this.#shelfOf(kind).writing++
    try {
      return await work()
    } finally {
      for (const { kind, at } of timers) {
        const shelf = this.#shelfOf(kind)
        shelf.writing--
        shelf.written++
        if (at !== undefined && shelf.nextAt !== undefined && at < shelf.nextAt) shelf.nextAt = at
      }
    }
  }

  #shelfOf(kind: TimerKind): Shelf {
    const known = this.#shelves.get(kind)
    if (known) return known
    const fresh: Shelf = { writing: 0, written: 0 }
    this.#shelves.set(kind, fresh)
    return fresh
  }
}
