// Cards over SQL outside of decisions: by EID, by transaction, what is due, what needs attention,
// raw messages.

import { bucketCount } from '@holdfast/gsma/ids/eid.ts'
import { type Kysely, sql } from 'kysely'
import { bucketInId, bucketOfCard } from './bucket.ts'
import { messagesKeptPerCard, type RawMessage } from './contract.ts'
import { parseMessages } from './message-text.ts'
import type { OwnTimers } from './own-timers.ts'
import type { Tables } from './postgres-tables.ts'

export class PostgresCards {
  readonly #db: Kysely<Tables>
  readonly #timers: OwnTimers

  constructor(db: Kysely<Tables>, timers: OwnTimers) {
    this.#db = db
    this.#timers = timers
  }

  /** The card of the dispatch that is in flight under this id. */
  async byTransaction(eimTransactionId: string): Promise<string | undefined> {
    const bucket = bucketInId(eimTransactionId)
    if (bucket === undefined) return undefined
    const row = await this.#db
      .selectFrom('card')
      .select('eid')
      .where('bucket', '=', bucket)
      .where('in_flight_tx', '=', eimTransactionId)
      .executeTakeFirst()
    return row?.eid
  }

  async due(buckets: readonly number[], now: number, limit: number): Promise<readonly string[]> {
    const ask = (until: number) =>
      this.#db
        .selectFrom('card')
        .select(['eid', 'due_at'])
        .where(sql<boolean>`bucket = ANY(${[...buckets]}::smallint[])`)
        .where('due_at', '<=', until)
        .orderBy('due_at')
        .limit(limit)
        .execute()
    const dueAtOf = (row: { readonly due_at: number | null }) => row.due_at ?? 0
    const rows = await this.#timers.due({ kind: 'card', ...{ buckets, now, ask, dueAtOf } })
    return rows.map(({ eid }) => eid)
  }

  async *attention(): AsyncIterable<{ readonly eid: string; readonly attention: boolean }> {
    for (let bucket = 0; bucket < bucketCount; bucket++) {
      yield* await this.#db
        .selectFrom('card')
        .select(['eid', 'attention'])
        .where('bucket', '=', bucket)
        .execute()
    }
  }

  async messages(eid: string, limit: number): Promise<readonly RawMessage[]> {
    const rows = await this.#db
      .selectFrom('message')
      .select('lines')
      .where('bucket', '=', bucketOfCard(eid))
      .where('eid', '=', eid)
      .orderBy('number', 'desc')
      .limit(Math.min(limit, messagesKeptPerCard))
      .execute()
    const newestFirst = rows.flatMap(({ lines }) => parseMessages(lines).toReversed())
    return newestFirst.slice(0, Math.min(limit, messagesKeptPerCard))
  }
}
