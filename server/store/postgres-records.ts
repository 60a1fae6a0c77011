// Named records and relay sessions over SQL.

import type { Kysely } from 'kysely'
import type { NamedRecord, RelaySession } from './contract.ts'
import type { Tables } from './postgres-tables.ts'
import { relaySessionKeptMs } from './relay-session.ts'

export class PostgresRecords {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async put({ collection, key, value }: NamedRecord): Promise<void> {
    const text = JSON.stringify(value ?? null)
    await this.#db
      .insertInto('record')
      .values({ collection, key, value: text })
      .onConflict((conflict) =>
        conflict.columns(['collection', 'key']).doUpdateSet({ value: text }),
      )
      .execute()
  }

  async claim({ collection, key, value }: NamedRecord): Promise<NamedRecord> {
    for (let attempt = 0; attempt < 10; attempt++) {
      await this.#db
        .insertInto('record')
        .values({ collection, key, value: JSON.stringify(value ?? null) })
        .onConflict((conflict) => conflict.columns(['collection', 'key']).doNothing())
        .execute()
      const kept = await this.one(collection, key)
      // Only a deletion between the two statements leaves nothing; then the claim is made again.
      if (kept) return kept
    }
    throw new Error(`The record ${collection}/${key} is deleted as fast as it is claimed.`)
  }

  async one(collection: string, key: string): Promise<NamedRecord | undefined> {
    return this.#db
      .selectFrom('record')
      .selectAll()
      .where('collection', '=', collection)
      .where('key', '=', key)
      .executeTakeFirst()
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
    await this.#db
      .deleteFrom('record')
      .where('collection', '=', collection)
      .where('key', '=', key)
      .execute()
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
