// Rows of card items over SQL: lists, counts, and the queue of what is due. Their writing with a
// card's change stands in group-commit.ts.

import { type Kysely, sql } from 'kysely'
import { bucketInId, bucketOfCard } from './bucket.ts'
import type {
  CardItem,
  CardItemCount,
  CardItemFilter,
  CardItemKind,
  CardItems,
} from './card-items.ts'
import { formatCursor } from './cursor.ts'
import { readCursor } from './memory-items.ts'
import type { OwnTimers } from './own-timers.ts'
import type { Page } from './page.ts'
import type { CardItemTable, Tables } from './postgres-tables.ts'

export class PostgresItems implements CardItems {
  readonly #db: Kysely<Tables>
  readonly #timers: OwnTimers

  constructor(db: Kysely<Tables>, timers: OwnTimers) {
    this.#db = db
    this.#timers = timers
  }

  async page(
    filter: CardItemFilter,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Page<CardItem>> {
    let query = this.#matching(filter)
      .selectAll()
      .orderBy('at', 'desc')
      .orderBy('item_id', 'desc')
      .limit(page.limit + 1)
    if (page.cursor !== undefined) {
      const { at, itemId } = readCursor(page.cursor)
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('at', 'item_id'), '<', tuple(at, itemId)),
      )
    }
    const rows = await query.execute()
    const items = rows.slice(0, page.limit).map(itemOf)
    const last = items.at(-1)
    if (!last || rows.length <= page.limit) return { items }
    return { items, cursor: formatCursor([last.at, last.itemId]) }
  }

  async one(kind: CardItemKind, itemId: string): Promise<CardItem | undefined> {
    const bucket = bucketInId(itemId)
    if (bucket === undefined) return undefined
    const row = await this.#db
      .selectFrom('card_item')
      .selectAll()
      .where('bucket', '=', bucket)
      .where('kind', '=', kind)
      .where('item_id', '=', itemId)
      .executeTakeFirst()
    return row && itemOf(row)
  }

  async counts(
    filter: CardItemFilter,
    instants: readonly number[],
  ): Promise<readonly CardItemCount[]> {
    const before = instants.map((instant) => sql`count(*) FILTER (WHERE at < ${instant})`)
    const rows = await this.#matching(filter)
      .select(({ fn }) => [
        'class',
        fn.countAll<number>().as('count'),
        sql<readonly number[]>`array[${sql.join(before)}]::integer[]`.as('before'),
      ])
      .groupBy('class')
      .orderBy('class')
      .execute()
    return rows.map((row) => ({ class: row.class, count: row.count, before: row.before }))
  }

  async due(
    kind: CardItemKind,
    { buckets, now, limit }: Parameters<CardItems['due']>[1],
  ): Promise<readonly CardItem[]> {
    const ask = (until: number) =>
      this.#db
        .selectFrom('card_item')
        .selectAll()
        .where(sql<boolean>`bucket = ANY(${[...buckets]}::smallint[])`)
        .where('kind', '=', kind)
        .where(sql<boolean>`open`)
        .where('due_at', '<=', until)
        .orderBy('due_at')
        .orderBy('item_id')
        .limit(limit)
        .execute()
    const dueAtOf = (row: CardItemTable) => row.due_at ?? 0
    return (await this.#timers.due({ kind, ...{ buckets, now, ask, dueAtOf } })).map(itemOf)
  }

  async take(item: CardItem, dueAt: number, tries = item.tries + 1): Promise<boolean> {
    const bucket = bucketInId(item.itemId)
    if (bucket === undefined || item.dueAt === undefined) return false
    const query = this.#db
      .updateTable('card_item')
      .set({ due_at: dueAt, tries })
      .where('bucket', '=', bucket)
      .where('kind', '=', item.kind)
      .where('item_id', '=', item.itemId)
      .where(sql<boolean>`open`)
      .where('due_at', '=', item.dueAt)
    const timers = [{ kind: item.kind, at: dueAt }]
    const { numUpdatedRows } = await this.#timers.write(timers, () => query.executeTakeFirst())
    return numUpdatedRows > 0n
  }

  #matching({ kind, tenant, open, class: wanted, eid }: CardItemFilter) {
    let query = this.#db.selectFrom('card_item').where('kind', '=', kind)
    query = query.where('tenant', '=', tenant)
    if (open !== undefined) query = query.where('open', '=', open)
    if (wanted !== undefined) query = query.where('class', '=', wanted)
    if (eid !== undefined) {
      query = query.where('bucket', '=', bucketOfCard(eid)).where('eid', '=', eid)
    }
    return query
  }
}

function itemOf(row: CardItemTable): CardItem {
  const { kind, item_id, eid, tenant, open, at, due_at, tries, body } = row
  const due = due_at === null ? {} : { dueAt: due_at }
  return { kind, itemId: item_id, eid, tenant, class: row.class, open, at, ...due, tries, body }
}
