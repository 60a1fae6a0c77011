// The stock of activation codes over SQL. Two reservations never get the same item: each takes a
// row that nobody else has locked, and one card's reservations of one batch wait for each other.

import { type Kysely, type Selectable, sql } from 'kysely'
import { formatCursor, parseCursor } from './cursor.ts'
import type { Page } from './page.ts'
import { textArray } from './postgres-arrays.ts'
import type { Tables } from './postgres-tables.ts'
import type {
  FreeWish,
  HeldItem,
  PoolWish,
  Reservation,
  StockItem,
  StockShelf,
  StockWanted,
} from './stock-item.ts'

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
      INSERT INTO stock (tenant, iccid, operator, profile_type, activation_code,
        confirmation_code, state, eid, batch_id)
      SELECT * FROM unnest(${textArray(items.map(({ tenant }) => tenant))}::text[],
        ${textArray(items.map(({ iccid }) => iccid))}::text[],
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

  async ofOthers(tenant: string, iccids: readonly string[]): Promise<readonly string[]> {
    const { rows } = await sql<{ iccid: string }>`
      SELECT iccid FROM stock
      WHERE iccid = ANY(${textArray(iccids)}::text[]) AND tenant <> ${tenant}`.execute(this.#db)
    return rows.map(({ iccid }) => iccid)
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
        // What is held leaves its campaign: it may not be given out there either.
        state: sql`CASE WHEN pool IS NULL OR held_at IS NOT NULL THEN 'available'
          ELSE 'reserved' END`,
        pool: sql`CASE WHEN held_at IS NULL THEN pool END`,
        eid: null,
        batch_id: null,
      })
      .where('iccid', '=', iccid)
      .where('seen', '=', false)
      .where('eid', '=', eid)
      .where('batch_id', '=', batchId)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  /** One transaction for a campaign at a time; items that others are taking are passed over. */
  async fillPool(wish: PoolWish): Promise<number> {
    const { tenant, pool, operator, profileType, count } = wish
    return this.#db.transaction().execute(async (transaction) => {
      await sql`SELECT pg_advisory_xact_lock(hashtextextended(${pool}, 1))`.execute(transaction)
      const held = await levelOf(transaction, pool)
      if (held >= count) return held
      const isType = profileType === undefined ? sql`true` : sql`profile_type = ${profileType}`
      const { numAffectedRows = 0n } = await sql`
        UPDATE stock SET state = 'reserved', pool = ${pool} WHERE iccid IN (
          SELECT iccid FROM stock WHERE tenant = ${tenant} AND operator = ${operator}
            AND state = 'available' AND held_at IS NULL AND ${isType} ORDER BY iccid LIMIT ${count - held} FOR UPDATE SKIP LOCKED)`.execute(
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
      WHERE eid IS NOT NULL AND NOT seen AND batch_id IS NOT NULL AND iccid > ${after}
      ORDER BY iccid LIMIT ${limit}`.execute(this.#db)
    return rows
  }

  async counts(tenant: string): ReturnType<StockShelf['stock']> {
    const isHeld = sql<boolean>`eid IS NULL AND held_at IS NOT NULL`
    const rows = await this.#db
      .selectFrom('stock')
      .select(({ fn }) => [
        'operator',
        'profile_type',
        fn
          .countAll<number>()
          .filterWhere('state', '=', 'available')
          .filterWhere('held_at', 'is', null)
          .as('available'),
        fn.countAll<number>().filterWhere('state', '=', 'reserved').as('reserved'),
        fn.countAll<number>().filterWhere(isHeld).as('held'),
      ])
      .where('tenant', '=', tenant)
      .groupBy(['operator', 'profile_type'])
      .orderBy('operator')
      .orderBy('profile_type')
      .execute()
    return rows.map(({ operator, profile_type, available, reserved, held }) => ({
      operator,
      ...(profile_type === null ? {} : { profileType: profile_type }),
      ...{ available, reserved, held },
    }))
  }

  async hold(at: number): ReturnType<StockShelf['holdStock']> {
    const { rows } = await sql<{ tenant: string; count: number }>`
      WITH held AS (
        UPDATE stock SET held_at = coalesce(held_at, ${at}),
          pool = CASE WHEN eid IS NOT NULL THEN pool END,
          state = CASE WHEN eid IS NULL THEN 'available' ELSE 'reserved' END
        WHERE NOT seen RETURNING tenant, eid)
      SELECT tenant, count(*) AS count FROM held WHERE eid IS NULL
      GROUP BY tenant ORDER BY tenant`.execute(this.#db)
    return rows
  }

  async held(
    tenant: string,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Page<HeldItem>> {
    const [after = ''] = page.cursor === undefined ? [] : parseCursor(page.cursor, ['string'])
    const rows = await this.#db
      .selectFrom('stock')
      .selectAll()
      .where('tenant', '=', tenant)
      .where('held_at', 'is not', null)
      .where('eid', 'is', null)
      .where('iccid', '>', String(after))
      .orderBy('iccid')
      .limit(page.limit + 1)
      .execute()
    const items = rows.slice(0, page.limit).map(heldItem)
    const last = items.at(-1)
    return last && rows.length > page.limit
      ? { items, cursor: formatCursor([last.iccid]) }
      : { items }
  }

  async free({ tenant, operator, iccids }: FreeWish): Promise<number> {
    const isOperator = operator === undefined ? sql`true` : sql`operator = ${operator}`
    const isNamed = iccids ? sql`iccid = ANY(${textArray(iccids)}::text[])` : sql`true`
    const { rows } = await sql<{ free: boolean }>`
      UPDATE stock SET held_at = NULL
      WHERE tenant = ${tenant} AND held_at IS NOT NULL AND ${isOperator} AND ${isNamed}
      RETURNING eid IS NULL AS free`.execute(this.#db)
    return rows.filter(({ free }) => free).length
  }
}

const heldItem = (row: StockRow): HeldItem => ({
  ...{ iccid: row.iccid, operator: row.operator, heldAt: row.held_at ?? 0 },
  ...(row.profile_type === null ? {} : { profileType: row.profile_type }),
})

async function levelOf(db: Kysely<Tables>, pool: string): Promise<number> {
  const { held } = await db
    .selectFrom('stock')
    .where('pool', '=', pool)
    .where('eid', 'is', null)
    .select(({ fn }) => fn.countAll<number>().as('held'))
    .executeTakeFirstOrThrow()
  return held
}

function matching(db: Kysely<Tables>, { tenant, operator, profileType }: StockWanted) {
  const query = db.selectFrom('stock').where('tenant', '=', tenant).where('operator', '=', operator)
  return profileType === undefined ? query : query.where('profile_type', '=', profileType)
}

/** What may be taken: what is kept for the pool, or what is available to all. */
function free(db: Kysely<Tables>, wanted: StockWanted) {
  const query = matching(db, wanted).where('held_at', 'is', null)
  return wanted.pool === undefined
    ? query.where('state', '=', 'available')
    : query.where('pool', '=', wanted.pool).where('eid', 'is', null)
}

function itemOf(row: StockRow): StockItem {
  return {
    tenant: row.tenant,
    iccid: row.iccid,
    operator: row.operator,
    activationCode: row.activation_code,
    state: row.state,
    ...(row.profile_type === null ? {} : { profileType: row.profile_type }),
    ...(row.confirmation_code === null ? {} : { confirmationCode: row.confirmation_code }),
    ...(row.eid === null ? {} : { eid: row.eid }),
    ...(row.batch_id === null ? {} : { batchId: row.batch_id }),
    ...(row.pool === null ? {} : { pool: row.pool }),
    ...(row.held_at === null ? {} : { heldAt: row.held_at }),
    ...(row.seen ? { isSeen: true as const } : {}),
  }
}
