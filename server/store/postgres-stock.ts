// The stock of activation codes over SQL. Two reservations never get the same item: each takes a
// row that nobody else has locked, and one card's reservations of one batch wait for each other.

import { type Kysely, type Selectable, sql } from 'kysely'
import { textArray } from './postgres-arrays.ts'
import type { Tables } from './postgres-tables.ts'
import type { PoolWish, Reservation, StockItem, StockShelf, StockWanted } from './stock-item.ts'

const rowsPerStatement = 10_000

type StockRow = Selectable<Tables['stock']>

export class PostgresStock {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async add(items: readonly StockItem[]): ReturnType<StockShelf['addStock']> {
    let added = 0
    for (let at = 0; at < items.length; at += rowsPerStatement) {
      added += await this.#addSome(items.slice(at, at + rowsPerStatement))
    }
    return { added, known: items.length - added }
  }

  async #addSome(items: readonly StockItem[]): Promise<number> {
    const { numAffectedRows } = await sql`
      INSERT INTO stock (iccid, operator, profile_type, activation_code, confirmation_code, state,
        eid, batch_id)
      SELECT * FROM unnest(${textArray(items.map(({ iccid }) => iccid))}::text[],
        ${textArray(items.map(({ operator }) => operator))}::text[],
        ${textArray(items.map(({ profileType }) => profileType))}::text[],
        ${textArray(items.map(({ activationCode }) => activationCode))}::text[],
        ${textArray(items.map(({ confirmationCode }) => confirmationCode))}::text[],
        ${textArray(items.map(({ state }) => state))}::text[],
        ${textArray(items.map(({ eid }) => eid))}::text[],
        ${textArray(items.map(({ batchId }) => batchId))}::text[])
      ON CONFLICT (iccid) DO NOTHING`.execute(this.#db)
    return Number(numAffectedRows ?? 0)
  }

  async reserve(wanted: StockWanted): Promise<StockItem | undefined> {
    return this.#db.transaction().execute(async (transaction) => {
      const key = JSON.stringify([wanted.eid, wanted.batchId])
      await sql`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(transaction)
      const known = await matching(transaction, wanted)
        .where('state', '=', 'reserved')
        .where('eid', '=', wanted.eid)
        .where('batch_id', '=', wanted.batchId)
        .selectAll()
        .executeTakeFirst()
      if (known) return itemOf(known)
      const taken = await transaction
        .updateTable('stock')
        .set({ state: 'reserved', eid: wanted.eid, batch_id: wanted.batchId })
        .where('iccid', '=', () =>
          free(transaction, wanted)
            .select('iccid')
            .orderBy('iccid')
            .limit(1)
            .forUpdate()
            .skipLocked(),
        )
        .returningAll()
        .executeTakeFirst()
      return taken && itemOf(taken)
    })
  }

  async release({ iccid, eid, batchId }: Reservation): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('stock')
      .set({
        state: sql`CASE WHEN pool IS NULL THEN 'available' ELSE 'reserved' END`,
        eid: null,
        batch_id: null,
      })
      .where('iccid', '=', iccid)
      .where('eid', '=', eid)
      .where('batch_id', '=', batchId)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  /** One transaction for a campaign at a time; items that others are taking are passed over. */
  async fillPool(wish: PoolWish): Promise<number> {
    const { pool, operator, profileType, count } = wish
    return this.#db.transaction().execute(async (transaction) => {
      await sql`SELECT pg_advisory_xact_lock(hashtextextended(${pool}, 1))`.execute(transaction)
      const held = await levelOf(transaction, pool)
      if (held >= count) return held
      const isType = profileType === undefined ? sql`true` : sql`profile_type = ${profileType}`
      const { numAffectedRows = 0n } = await sql`
        UPDATE stock SET state = 'reserved', pool = ${pool} WHERE iccid IN (
          SELECT iccid FROM stock WHERE operator = ${operator} AND state = 'available'
            AND ${isType} ORDER BY iccid LIMIT ${count - held} FOR UPDATE SKIP LOCKED)`.execute(
        transaction,
      )
      return held + Number(numAffectedRows)
    })
  }

  poolLevel(pool: string): Promise<number> {
    return levelOf(this.#db, pool)
  }

  async dropPool(pool: string): Promise<number> {
    const { rows } = await sql<{ freed: boolean }>`
      UPDATE stock SET pool = NULL,
        state = CASE WHEN eid IS NULL THEN 'available' ELSE 'reserved' END
      WHERE pool = ${pool} RETURNING eid IS NULL AS freed`.execute(this.#db)
    return rows.filter(({ freed }) => freed).length
  }

  async reservations(after: string, limit: number): Promise<readonly Reservation[]> {
    const { rows } = await sql<Reservation>`
      SELECT iccid, eid, batch_id AS "batchId" FROM stock
      WHERE state = 'reserved' AND eid IS NOT NULL AND batch_id IS NOT NULL AND iccid > ${after}
      ORDER BY iccid LIMIT ${limit}`.execute(this.#db)
    return rows
  }

  async counts(): ReturnType<StockShelf['stock']> {
    const rows = await this.#db
      .selectFrom('stock')
      .select(({ fn }) => [
        'operator',
        'profile_type',
        fn.countAll<number>().filterWhere('state', '=', 'available').as('available'),
        fn.countAll<number>().filterWhere('state', '=', 'reserved').as('reserved'),
      ])
      .groupBy(['operator', 'profile_type'])
      .orderBy('operator')
      .orderBy('profile_type')
      .execute()
    return rows.map(({ operator, profile_type, available, reserved }) => ({
      operator,
      ...(profile_type === null ? {} : { profileType: profile_type }),
      available,
      reserved,
    }))
  }
}

async function levelOf(db: Kysely<Tables>, pool: string): Promise<number> {
  const { held } = await db
    .selectFrom('stock')
    .where('pool', '=', pool)
    .where('eid', 'is', null)
    .select(({ fn }) => fn.countAll<number>().as('held'))
    .executeTakeFirstOrThrow()
  return held
}

function matching(db: Kysely<Tables>, { operator, profileType }: StockWanted) {
  const query = db.selectFrom('stock').where('operator', '=', operator)
  return profileType === undefined ? query : query.where('profile_type', '=', profileType)
}

/** What may be taken: what is kept for the pool, or what is available to all. */
function free(db: Kysely<Tables>, wanted: StockWanted) {
  const query = matching(db, wanted)
  return wanted.pool === undefined
    ? query.where('state', '=', 'available')
    : query.where('pool', '=', wanted.pool).where('eid', 'is', null)
}

function itemOf(row: StockRow): StockItem {
  return {
    iccid: row.iccid,
    operator: row.operator,
    activationCode: row.activation_code,
    state: row.state,
    ...(row.profile_type === null ? {} : { profileType: row.profile_type }),
    ...(row.confirmation_code === null ? {} : { confirmationCode: row.confirmation_code }),
    ...(row.eid === null ? {} : { eid: row.eid }),
    ...(row.batch_id === null ? {} : { batchId: row.batch_id }),
    ...(row.pool === null ? {} : { pool: row.pool }),
  }
}
