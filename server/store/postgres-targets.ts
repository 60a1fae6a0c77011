// The devices of campaigns over SQL. Frozen by one INSERT … SELECT from the device table; counts by
// wave and by combination are written in the statement that changes a device's state, so they are
// never another number than the rows.

import { bucketCount } from '@holdfast/gsma/ids/eid.ts'
import { type Kysely, type SqlBool, sql } from 'kysely'
import type { Pool } from 'pg'
import { bucketOfCard } from './bucket.ts'
import type {
  CampaignTarget,
  CombinationCount,
  FreezeWish,
  TargetChange,
  TargetCount,
  TargetFilter,
  TargetShelf,
  TargetState,
} from './campaign-target.ts'
import { formatCursor, parseCursor } from './cursor.ts'
import type { Page } from './page.ts'
import { int2Array, int8Array, textArray } from './postgres-arrays.ts'
import { isUniqueViolation, onceReachable } from './postgres-connection.ts'
import { matchingDevices } from './postgres-devices.ts'
import type { Tables } from './postgres-tables.ts'
import { changeTargets } from './postgres-target-statements.ts'

type PageWish = { readonly limit: number; readonly cursor?: string }

const bucketsAtOnce = 16
const changesPerStatement = 2_000

export class PostgresTargets {
  readonly #db: Kysely<Tables>
  readonly #pool: Pool

  constructor(db: Kysely<Tables>, pool: Pool) {
    this.#db = db
    this.#pool = pool
  }

  async freeze(wish: FreezeWish): Promise<readonly number[]> {
    const known = await this.#sizes(wish.campaignId)
    if (known.length > 0) return known
    try {
      await this.#db
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute((transaction) => freezeIn(transaction, wish))
    } catch (cause) {
      // Somebody else froze it meanwhile: that is the target.
      if (!isUniqueViolation(cause)) throw cause
    }
    return this.#sizes(wish.campaignId)
  }

  async #sizes(campaignId: string): Promise<readonly number[]> {
    const sizes: number[] = []
    for (const { wave, devices } of await this.counts(campaignId)) {
      sizes[wave] = (sizes[wave] ?? 0) + devices
    }
    return Array.from(sizes, (size) => size ?? 0)
  }

  async join({
    campaignId,
    tenant,
    filter,
    wave,
  }: Parameters<TargetShelf['joinTargets']>[0]): Promise<number> {
    const found = matchingDevices(this.#db, filter)
      .where('d.tenant', '=', tenant)
      .select(['d.bucket', 'd.eid'])
    const { rows } = await sql<{ devices: number }>`
      WITH joined AS (
        INSERT INTO campaign_target (bucket, campaign_id, eid, wave, state)
        SELECT bucket, ${campaignId}, eid, ${wave}, 'waiting' FROM ${found} AS found
        ON CONFLICT (bucket, campaign_id, eid) DO NOTHING RETURNING eid),
      counted AS (SELECT count(*) AS devices FROM joined),
      kept AS (
        INSERT INTO campaign_count (campaign_id, wave, state, devices)
        SELECT ${campaignId}, ${wave}, 'waiting', devices FROM counted WHERE devices > 0
        ON CONFLICT (campaign_id, wave, state)
        DO UPDATE SET devices = campaign_count.devices + excluded.devices)
      SELECT devices FROM counted`.execute(this.#db)
    return rows[0]?.devices ?? 0
  }

  async countJoinable({
    campaignId,
    tenant,
    filter,
  }: Parameters<TargetShelf['countJoinable']>[0]): Promise<number> {
    const { devices } = await matchingDevices(this.#db, filter)
      .where('d.tenant', '=', tenant)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('campaign_target as t')
              .select('t.eid')
              .whereRef('t.bucket', '=', 'd.bucket')
              .where('t.campaign_id', '=', campaignId)
              .whereRef('t.eid', '=', 'd.eid'),
          ),
        ),
      )
      .select(({ fn }) => fn.countAll<number>().as('devices'))
      .executeTakeFirstOrThrow()
    return devices
  }

  async page(filter: TargetFilter, page: PageWish): Promise<Page<CampaignTarget>> {
    let query = this.#db
      .selectFrom('campaign_target')
      .select(['bucket', 'campaign_id', 'eid', 'wave', 'state', 'operation_id', 'code'])
      .select(['combination', 'changed_at', 'tries'])
      .where(conditionOf(filter))
      .orderBy('bucket')
      .orderBy('eid')
      .limit(page.limit + 1)
    if (page.cursor !== undefined) {
      const [bucket, eid] = parseCursor(page.cursor, ['number', 'string'])
      query = query.where(sql<SqlBool>`(bucket, eid) > (${bucket}::smallint, ${eid})`)
    }
    const rows = await query.execute()
    const items = rows.slice(0, page.limit).map(targetOf)
    const last = rows[page.limit - 1]
    if (!last || rows.length <= page.limit) return { items }
    return { items, cursor: formatCursor([last.bucket, last.eid]) }
  }

  async change(changes: readonly TargetChange[]): Promise<readonly string[]> {
    const changed: string[] = []
    for (const round of rounds(changes)) {
      const asked = { name: 'change-targets', text: changeTargets, values: changeParameters(round) }
      const { rows } = await onceReachable(() => this.#pool.query<{ eid: string }>(asked))
      for (const { eid } of rows) changed.push(eid)
    }
    return changed
  }

  async changeAll(
    filter: TargetFilter,
    to: { readonly state: TargetState; readonly code?: string; readonly at: number },
  ): Promise<number> {
    let changed = 0
    for (let first = 0; first < bucketCount; first += bucketsAtOnce) {
      const { rows } = await sql<{ bucket: number; eid: string }>`
        SELECT bucket, eid FROM campaign_target
        WHERE bucket BETWEEN ${first} AND ${first + bucketsAtOnce - 1}
          AND ${conditionOf(filter)}`.execute(this.#db)
      const { campaignId, states } = filter
      const from = states ? { from: states } : {}
      changed += (await this.change(rows.map(({ eid }) => ({ campaignId, eid, ...from, ...to }))))
        .length
    }
    return changed
  }

  async counts(campaignId: string): Promise<readonly TargetCount[]> {
    return this.#db
      .selectFrom('campaign_count')
      .select(['wave', 'state', 'devices'])
      .where('campaign_id', '=', campaignId)
      .where('devices', '>', 0)
      .orderBy('wave')
      .orderBy('state')
      .execute()
  }

  async combinations(campaignId: string): Promise<readonly CombinationCount[]> {
    const rows = await this.#db
      .selectFrom('campaign_combination')
      .select(['combination', 'wave', 'state', 'code', 'devices'])
      .where('campaign_id', '=', campaignId)
      .where('devices', '>', 0)
      .orderBy('combination')
      .orderBy('wave')
      .orderBy('state')
      .orderBy('code')
      .execute()
    return rows.map(({ code, ...row }) => (code === '' ? row : { ...row, code }))
  }

  async drop(campaignId: string): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      for (let bucket = 0; bucket < bucketCount; bucket++) {
        await transaction
          .deleteFrom('campaign_target')
          .where('bucket', '=', bucket)
          .where('campaign_id', '=', campaignId)
          .execute()
      }
      await transaction.deleteFrom('campaign_count').where('campaign_id', '=', campaignId).execute()
      await transaction
        .deleteFrom('campaign_combination')
        .where('campaign_id', '=', campaignId)
        .execute()
    })
  }
}

/**
 * Waves are cut by rank of a hash that has nothing to do with the devices' numbers: the hash at
 * each boundary is found first, so that rows are written in the table's own order, not the hash's.
 */
async function freezeIn(transaction: Kysely<Tables>, wish: FreezeWish): Promise<void> {
  const { campaignId, tenant, filter, sizesOf } = wish
  const found = matchingDevices(transaction, filter).where('d.tenant', '=', tenant)
  const { total } = await found
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const sizes = sizesOf(total)
  const ends = sizes.map((_, i) => sizes.slice(0, i + 1).reduce((sum, size) => sum + size, 0))
  if (ends.at(-1) !== total) throw new Error(`waves of ${ends.at(-1)} devices for ${total}`)
  // The half keeps a rounded fraction on the right side of the boundary.
  const firsts = ends.filter((end) => end < total).map((end) => (end + 0.5) / total)
  const ranked = found
    .select(['d.bucket', 'd.eid'])
    .select(sql<number>`hashtextextended(d.eid, hashtextextended(${campaignId}, 0))`.as('place'))
  await sql`
    WITH ranked AS MATERIALIZED ${ranked},
    bounds AS (
      SELECT percentile_disc(${firsts}::float8[]) WITHIN GROUP (ORDER BY place) AS firsts
      FROM ranked)
    INSERT INTO campaign_target (bucket, campaign_id, eid, wave, state)
    SELECT bucket, ${campaignId}, eid, width_bucket(place, firsts), 'waiting'
    FROM ranked, bounds`.execute(transaction)
  const counts = sizes.map((devices, wave) => ({ wave, devices })).filter((one) => one.devices > 0)
  if (counts.length === 0) return
  await transaction
    .insertInto('campaign_count')
    .values(counts.map((one) => ({ campaign_id: campaignId, state: 'waiting' as const, ...one })))
    .execute()
}

function conditionOf(filter: TargetFilter) {
  const { campaignId, wave, states, codes, combination, eids, hasCode, changedUntil } = filter
  const parts = [sql<SqlBool>`campaign_id = ${campaignId}`]
  if (wave !== undefined) parts.push(sql`wave = ${wave}`)
  if (states) parts.push(sql`state = ANY(${[...states]}::text[])`)
  if (codes) parts.push(sql`code = ANY(${[...codes]}::text[])`)
  if (combination !== undefined) parts.push(sql`combination = ${combination}`)
  if (hasCode !== undefined) parts.push(hasCode ? sql`code IS NOT NULL` : sql`code IS NULL`)
  if (changedUntil !== undefined) parts.push(sql`coalesce(changed_at, 0) <= ${changedUntil}`)
  if (eids) {
    const buckets = [...new Set(eids.map(bucketOfCard))]
    parts.push(sql`bucket = ANY(${buckets}::smallint[]) AND eid = ANY(${[...eids]}::text[])`)
  }
  return sql<SqlBool>`${sql.join(parts, sql` AND `)}`
}

interface TargetRow extends Omit<Tables['campaign_target'], 'card_version'> {}

const targetOf = (row: TargetRow): CampaignTarget => ({
  campaignId: row.campaign_id,
  ...{ eid: row.eid, wave: row.wave, state: row.state, tries: row.tries },
  ...(row.operation_id === null ? {} : { operationId: row.operation_id }),
  ...(row.code === null ? {} : { code: row.code }),
  ...(row.combination === null ? {} : { combination: row.combination }),
  ...(row.changed_at === null ? {} : { changedAt: row.changed_at }),
})

/** Statement by statement, each with a device once at most, in the order that was given. */
function* rounds(changes: readonly TargetChange[]): Generator<readonly TargetChange[]> {
  let round: TargetChange[] = []
  let inRound = new Set<string>()
  for (const change of changes) {
    const key = `${change.campaignId} ${change.eid}`
    if (inRound.has(key) || round.length === changesPerStatement) {
      yield round
      round = []
      inRound = new Set()
    }
    round.push(change)
    inRound.add(key)
  }
  if (round.length > 0) yield round
}

const changeParameters = (changes: readonly TargetChange[]): Buffer[] => [
  int2Array(changes.map(({ eid }) => bucketOfCard(eid))),
  textArray(changes.map(({ campaignId }) => campaignId)),
  textArray(changes.map(({ eid }) => eid)),
  textArray(changes.map(({ from }) => from?.join(','))),
  textArray(changes.map(({ ofOperation }) => ofOperation)),
  int8Array(changes.map(({ version }) => version)),
  textArray(changes.map(({ state }) => state)),
  textArray(changes.map(({ operationId }) => operationId)),
  textArray(changes.map(({ code }) => code)),
  textArray(changes.map(({ combination }) => combination)),
  int8Array(changes.map(({ at }) => at)),
  int2Array(changes.map(({ isRetry }) => (isRetry ? 1 : 0))),
]
