// Cards over SQL outside of decisions: by EID, by transaction, what is due, what needs attention,
// contacts and raw messages.

import { bucketCount } from '@holdfast/gsma/ids/eid.ts'
import { type Kysely, sql } from 'kysely'
import type { Pool } from 'pg'
import { bucketInId, bucketOfCard } from './bucket.ts'
import { type Contact, messagesKeptPerCard, type RawMessage } from './contract.ts'
import { parseMessages } from './message-text.ts'
import { int2Array, int8Array, textArray } from './postgres-arrays.ts'
import { upsertContacts } from './postgres-hot-statements.ts'
import type { Tables } from './postgres-tables.ts'

export class PostgresCards {
  readonly #db: Kysely<Tables>
  readonly #pool: Pool

  constructor(db: Kysely<Tables>, pool: Pool) {
    this.#db = db
    this.#pool = pool
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
    const rows = await this.#db
      .selectFrom('card')
      .select('eid')
      .where(sql<boolean>`bucket = ANY(${[...buckets]}::smallint[])`)
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .limit(limit)
      .execute()
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

  async recordContacts(contacts: readonly Contact[]): Promise<void> {
    const newest = new Map<string, Contact>()
    for (const contact of contacts) {
      const known = newest.get(contact.eid)
      if (!known || known.at <= contact.at) newest.set(contact.eid, { ...known, ...contact })
    }
    const rows = [...newest.values()].map((row) => ({ ...row, bucket: bucketOfCard(row.eid) }))
    if (rows.length === 0) return
    rows.sort((a, b) => a.bucket - b.bucket || (a.eid < b.eid ? -1 : 1))
    const values = [
      int2Array(rows.map(({ bucket }) => bucket)),
      textArray(rows.map(({ eid }) => eid)),
      int8Array(rows.map(({ at }) => at)),
      textArray(rows.map(({ plmn }) => plmn)),
    ]
    await this.#pool.query({ name: 'upsert-contacts', text: upsertContacts, values })
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
