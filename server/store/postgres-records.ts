// Named records and relay sessions over SQL.

import type { Kysely } from 'kysely'
import type { NamedRecord, RelaySession } from './contract.ts'
import type { OwnReads } from './own-reads.ts'
import type { Tables } from './postgres-tables.ts'
import { relaySessionKeptMs } from './relay-session.ts'

type RecordName = Pick<NamedRecord, 'collection' | 'key'>

const keyOf = ({ collection, key }: RecordName): string => `${collection}/${key}`

export class PostgresRecords {
  readonly #db: Kysely<Tables>
  readonly #reads: OwnReads

  constructor(db: Kysely<Tables>, reads: OwnReads) {
    this.#db = db
    this.#reads = reads
  }

  #write<T>({ collection, key }: RecordName, work: () => Promise<T>): Promise<T> {
    return this.#reads.write([{ area: 'record', keys: [keyOf({ collection, key })] }], work)
  }

  async put({ collection, key, value }: NamedRecord): Promise<void> {
    const text = JSON.stringify(value ?? null)
    const query = this.#db
      .insertInto('record')
      .values({ collection, key, value: text })
      .onConflict((conflict) =>
        conflict.columns(['collection', 'key']).doUpdateSet({ value: text }),
      )
    const kept = { collection, key, value: JSON.parse(text) }
    const written = { area: 'record', key: keyOf(kept), value: kept } as const
    await this.#reads.put(written, () => query.execute())
  }

  async claim({ collection, key, value }: NamedRecord): Promise<NamedRecord> {
    for (let attempt = 0; attempt < 10; attempt++) {
      const query = this.#db
        .insertInto('record')
        .values({ collection, key, value: JSON.stringify(value ?? null) })
        .onConflict((conflict) => conflict.columns(['collection', 'key']).doNothing())
      await this.#write({ collection, key }, () => query.execute())
      const kept = await this.one(collection, key)
      // Only a deletion between the two statements leaves nothing; then the claim is made again.
      if (kept) return kept
    }
    throw new Error(`The record ${collection}/${key} is deleted as fast as it is claimed.`)
  }

  one(collection: string, key: string): Promise<NamedRecord | undefined> {
    return this.#reads.read('record', keyOf({ collection, key }), () =>
      this.#db
        .selectFrom('record')
        .selectAll()
        .where('collection', '=', collection)
        .where('key', '=', key)
        .executeTakeFirst(),
    )
  }

  async all(collection: string): Promise<readonly NamedRecord[]> {
    return this.#db
      .selectFrom('record')
      .selectAll()
      .where('collection', '=', collection)
      .orderBy('key')
      .execute()
  }

  async delete(collection: string, key: string): Promise<void> {
    const query = this.#db
      .deleteFrom('record')
      .where('collection', '=', collection)
      .where('key', '=', key)
    await this.#write({ collection, key }, () => query.execute())
  }

  async putSession(session: RelaySession): Promise<void> {
    const row = {
      smdp_address: session.smdpAddress,
      eid: session.eid ?? null,
      operation_id: session.operationId ?? null,
      started_at: session.startedAt,
    }
    await this.#db
      .deleteFrom('relay_session')
      .where('started_at', '<', session.startedAt - relaySessionKeptMs)
      .execute()
    await this.#db
      .insertInto('relay_session')
      .values({ transaction_id: session.transactionId, ...row })
      .onConflict((conflict) => conflict.column('transaction_id').doUpdateSet(row))
      .execute()
  }

  async session(transactionId: string): Promise<RelaySession | undefined> {
    const row = await this.#db
      .selectFrom('relay_session')
      .selectAll()
      .where('transaction_id', '=', transactionId)
      .executeTakeFirst()
    if (!row) return undefined
    return {
      transactionId: row.transaction_id,
      smdpAddress: row.smdp_address,
      startedAt: row.started_at,
      ...(row.eid === null ? {} : { eid: row.eid }),
      ...(row.operation_id === null ? {} : { operationId: row.operation_id }),
    }
  }

  async endSession(transactionId: string): Promise<void> {
    await this.#db.deleteFrom('relay_session').where('transaction_id', '=', transactionId).execute()
  }
}
