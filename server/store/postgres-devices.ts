// The fleet list over SQL: filter, page, count, facets. Reads of the whole fleet by nature; they
// take no locks, so a distributed database may spread them.

import type { DeviceFilter } from '@holdfast/fleet/device-filter.ts'
import type { DeviceSummary } from '@holdfast/fleet/device-summary.ts'
import { type Expression, expressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import { bucketOfCard } from './bucket.ts'
import type { Store } from './contract.ts'
import { formatCursor, parseCursor } from './cursor.ts'
import type { ListedFilter } from './device-row.ts'
import type { Page } from './page.ts'
import type { Tables } from './postgres-tables.ts'

interface Joined {
  readonly d: Tables['device']
  readonly c: Tables['contact']
}

const listedColumns = {
  tenant: 'd.tenant',
  eids: 'd.eid',
  generation: 'd.generation',
  form: 'd.form',
  country: 'd.country',
  operator: 'd.operator',
  model: 'd.model',
  firmware: 'd.firmware',
  site: 'd.site',
  owner: 'd.owner',
  lastOutcome: 'd.last_outcome',
} as const satisfies Record<Exclude<ListedFilter, 'silenceClass'>, string>

const facetColumns = {
  generation: 'd.generation',
  country: 'd.country',
  operator: 'd.operator',
  model: 'd.model',
  lastOutcome: 'd.last_outcome',
} as const

export class PostgresDevices {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async page(
    filter: DeviceFilter,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Page<DeviceSummary>> {
    let query = this.#matching(filter)
      .select(['d.summary', 'c.last_seen_at'])
      .orderBy('d.eid')
      .limit(page.limit + 1)
    if (page.cursor !== undefined) {
      query = query.where('d.eid', '>', String(parseCursor(page.cursor, ['string'])[0]))
    }
    const rows = await query.execute()
    const items = rows.slice(0, page.limit).map(({ summary, last_seen_at }) => ({
      ...summary,
      ...(last_seen_at === null ? {} : { lastSeenAt: last_seen_at }),
    }))
    const last = items.at(-1)
    return last && rows.length > page.limit
      ? { items, cursor: formatCursor([last.eid]) }
      : { items }
  }

  async count(filter: DeviceFilter): Promise<number> {
    const row = await this.#matching(filter)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    return row.count
  }

  /** All facets in one pass over the matching devices. */
  async facets(filter: DeviceFilter): ReturnType<Store['facets']> {
    const columns = Object.values(facetColumns)
    const sets = sql.join(columns.map((column) => sql`(${sql.ref(column)})`))
    const rows = await this.#matching(filter)
      .select(({ fn }) => [
        ...columns,
        sql<number>`grouping(${sql.join(columns.map((column) => sql.ref(column)))})`.as('absent'),
        fn.countAll<number>().as('count'),
      ])
      .groupBy(sql`grouping sets (${sets})`)
      .execute()
    const facets = Object.keys(facetColumns).map((name, i) => {
      // `grouping` has a bit for each column that is not in the row's group, the first one highest.
      const others = (1 << columns.length) - 1 - (1 << (columns.length - 1 - i))
      const counts = rows
        .filter(({ absent }) => absent === others)
        .map((row) => [Object.values(row)[i], row.count] as const)
        .filter(([value]) => value !== null)
      return [name, Object.fromEntries(counts)] as const
    })
    return Object.fromEntries(facets)
  }

  #matching(filter: DeviceFilter) {
    return matchingDevices(this.#db, filter)
  }
}

/** The devices that match; the database leaves out the contacts where nothing asks for them. */
export function matchingDevices(db: Kysely<Tables>, filter: DeviceFilter) {
  return db
    .selectFrom('device as d')
    .leftJoin('contact as c', (join) =>
      join.onRef('c.bucket', '=', 'd.bucket').onRef('c.eid', '=', 'd.eid'),
    )
    .where(({ and }) => and(conditionsOf(filter)))
}

function conditionsOf(filter: DeviceFilter): readonly Expression<SqlBool>[] {
  const builder = expressionBuilder<Joined, 'd' | 'c'>()
  const conditions: Expression<SqlBool>[] = []
  for (const [name, column] of Object.entries(listedColumns)) {
    const wanted: readonly string[] | undefined = filter[name as ListedFilter]
    if (wanted) conditions.push(sql<boolean>`${sql.ref(column)} = ANY(${[...wanted]}::text[])`)
  }
  if (filter.silenceClass) {
    const classes = [...filter.silenceClass]
    conditions.push(sql<boolean>`d.summary->>'silenceClass' = ANY(${classes}::text[])`)
  }
  if (filter.eids) {
    const buckets = [...new Set(filter.eids.map(bucketOfCard))]
    conditions.push(sql<boolean>`d.bucket = ANY(${buckets}::smallint[])`)
  }
  if (filter.text !== undefined) {
    conditions.push(builder('d.search', 'like', likePattern(filter.text)))
  }
  if (filter.hasOpenOperation !== undefined) {
    conditions.push(builder('d.open_operations', filter.hasOpenOperation ? '>' : '=', 0))
  }
  const { notSeenSince } = filter
  if (notSeenSince !== undefined) {
    const { or } = builder
    conditions.push(
      or([builder('c.last_seen_at', 'is', null), builder('c.last_seen_at', '<', notSeenSince)]),
    )
  }
  return conditions
}

/** A part of the search text, in which the pattern's own signs mean themselves. */
function likePattern(text: string): string {
  const literal = text.toLowerCase().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)
  return `%${literal.replaceAll('\0', '\uFFFD')}%`
}
