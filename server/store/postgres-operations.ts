// Operations over SQL: one by its id (whose first digits are the bucket), pages, counts.

import type { Operation } from '@holdfast/fleet/operation.ts'
import type { Kysely } from 'kysely'
import { bucketInId, bucketOfCard } from './bucket.ts'
import type { OperationFilter } from './contract.ts'
import { formatCursor, parseCursor } from './cursor.ts'
import type { OwnReads } from './own-reads.ts'
import type { Page } from './page.ts'
import type { Tables } from './postgres-tables.ts'

export class PostgresOperations {
  readonly #db: Kysely<Tables>
  readonly #reads: OwnReads

  constructor(db: Kysely<Tables>, reads: OwnReads) {
    this.#db = db
    this.#reads = reads
  }

  async one(operationId: string): Promise<Operation | undefined> {
    const bucket = bucketInId(operationId)
    if (bucket === undefined) return undefined
    const query = this.#db
      .selectFrom('operation')
      .select('body')
      .where('bucket', '=', bucket)
      .where('operation_id', '=', operationId)
    return this.#reads.read(
      'operation',
      operationId,
      async () => (await query.executeTakeFirst())?.body,
    )
  }

  async page(
    filter: OperationFilter,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Page<Operation>> {
    let query = this.#matching(filter)
      .select('body')
      .orderBy('created_at', 'desc')
      .orderBy('operation_id', 'desc')
      .limit(page.limit + 1)
    if (page.cursor !== undefined) {
      const [createdAt, operationId] = parseCursor(page.cursor, ['number', 'string'])
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(
          refTuple('created_at', 'operation_id'),
          '<',
          tuple(Number(createdAt), String(operationId)),
        ),
      )
    }
    const rows = await query.execute()
    const items = rows.slice(0, page.limit).map(({ body }) => body)
    const last = items.at(-1)
    if (!last || rows.length <= page.limit) return { items }
    return { items, cursor: formatCursor([last.createdAt, last.operationId]) }
  }

  async count(filter: OperationFilter): Promise<Readonly<Record<string, number>>> {
    const rows = await this.#matching(filter)
      .select(({ fn }) => ['outcome', fn.countAll<number>().as('count')])
      .groupBy('outcome')
      .execute()
    return Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count]))
  }

  #matching(filter: OperationFilter) {
    const { tenant, eid, batchId, outcomes, open } = filter
    let query = this.#db.selectFrom('operation')
    if (tenant !== undefined) {
      query = query.where(({ exists, selectFrom }) =>
        exists(
          selectFrom('device')
            .select('device.eid')
            .whereRef('device.bucket', '=', 'operation.bucket')
            .whereRef('device.eid', '=', 'operation.eid')
            .where('device.tenant', '=', tenant),
        ),
      )
    }
    if (eid !== undefined) {
      query = query.where('bucket', '=', bucketOfCard(eid)).where('eid', '=', eid)
    }
    if (batchId !== undefined) query = query.where('batch_id', '=', batchId)
    if (outcomes) query = query.where('outcome', 'in', outcomes.length > 0 ? outcomes : [''])
    if (open !== undefined) query = query.where('open', '=', open)
    return query
  }
}
