// The states that decisions are made on. Reads are grouped like commits; recently used states are
// kept in memory, which is safe because nothing is concluded from a kept state without the
// database agreeing on its version: a commit checks it, and a decision without events is checked
// by `isPresent`. While no other process writes to the database, a kept state is the present one.

import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { Pool } from 'pg'
import { bucketOfCard } from './bucket.ts'
import { Gathering } from './gathering.ts'
import { int2Array, textArray } from './postgres-arrays.ts'
import { whileReachable } from './postgres-connection.ts'
import { selectCards, selectVersions } from './postgres-hot-statements.ts'
import { type CardRow, cardOf } from './stored-card.ts'

export interface PresentCard {
  readonly state: CardState | undefined
  /** Whether it was just read; a kept one may be stale. */
  readonly isFresh: boolean
}

export interface PresentOptions {
  readonly keptMax: number
  readonly batchMax: number
  /** No other process writes to this database. */
  readonly isAlone: boolean
}

export class PresentCards {
  readonly #kept = new Map<string, CardState>()
  readonly #keptMax: number
  readonly #isAlone: boolean
  readonly #reads: Gathering<string, CardRow | undefined>
  readonly #versions: Gathering<string, number | undefined>

  constructor(pool: Pool, options: PresentOptions) {
    const { keptMax, batchMax, isAlone } = options
    this.#keptMax = keptMax
    this.#isAlone = isAlone
    this.#reads = new Gathering({ batchMax, run: (eids) => readRows(pool, eids) })
    this.#versions = new Gathering({ batchMax, run: (eids) => readVersions(pool, eids) })
  }

  async read(eid: string): Promise<PresentCard> {
    const kept = this.#kept.get(eid)
    if (kept) return { state: kept, isFresh: this.#isAlone }
    return { state: await this.#readFresh(eid), isFresh: true }
  }

  /** The state as the database has it now. Whoever changes a card forgets it first. */
  async present(eid: string): Promise<CardState | undefined> {
    const kept = this.#isAlone ? this.#kept.get(eid) : undefined
    return kept ?? this.#readFresh(eid)
  }

  async #readFresh(eid: string): Promise<CardState | undefined> {
    const row = await this.#reads.add(eid)
    // Here and not in the group, so that a damaged row stops only its own card.
    return row && cardOf(row)
  }

  /** Whether the database still has this version of the card. */
  async isPresent(state: CardState): Promise<boolean> {
    return (await this.#versions.add(state.eid)) === state.version
  }

  keep(state: CardState): void {
    this.#kept.delete(state.eid) // a Map keeps insertion order: the oldest use is first
    this.#kept.set(state.eid, state)
    if (this.#kept.size <= this.#keptMax) return
    const [oldest] = this.#kept.keys()
    if (oldest !== undefined) this.#kept.delete(oldest)
  }

  forget(eid: string): void {
    this.#kept.delete(eid)
  }
}

async function readRows(
  pool: Pool,
  eids: readonly string[],
): Promise<readonly (CardRow | undefined)[]> {
  const { rows } = await whileReachable('cards could not be read', () =>
    pool.query<CardRow>({
      name: 'select-cards',
      text: selectCards,
      values: keysOf(eids),
    }),
  )
  const byEid = new Map(rows.map((row) => [row.eid, row]))
  return eids.map((eid) => byEid.get(eid))
}

async function readVersions(
  pool: Pool,
  eids: readonly string[],
): Promise<readonly (number | undefined)[]> {
  const { rows } = await whileReachable('cards could not be read', () =>
    pool.query<{ eid: string; version: number }>({
      name: 'select-versions',
      text: selectVersions,
      values: keysOf(eids),
    }),
  )
  const byEid = new Map(rows.map(({ eid, version }) => [eid, version]))
  return eids.map((eid) => byEid.get(eid))
}

function keysOf(eids: readonly string[]): Buffer[] {
  const wanted = [...new Set(eids)]
  return [int2Array(wanted.map(bucketOfCard)), textArray(wanted)]
}
