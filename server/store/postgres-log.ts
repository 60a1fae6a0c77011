// The event log over SQL: a card's events, a tenant's log in order, its head, its checkpoints.

import type { CardEvent } from '@holdfast/fleet/event.ts'
import type { Kysely } from 'kysely'
import { Frontier, leafHash } from '../audit/merkle.ts'
import { bucketOfCard } from './bucket.ts'
import type { Checkpoint, LogEntry } from './contract.ts'
import { parseLogEvent } from './event-text.ts'
import type { OwnReads } from './own-reads.ts'
import type { Tables } from './postgres-tables.ts'

const entriesTogether = 1_000

export class PostgresLog {
  readonly #db: Kysely<Tables>
  readonly #reads: OwnReads

  constructor(db: Kysely<Tables>, reads: OwnReads) {
    this.#db = db
    this.#reads = reads
  }

  async eventsOf(eid: string, after: number, limit: number): Promise<readonly CardEvent[]> {
    const rows = await this.#db
      .selectFrom('event')
      .select('lines')
      .where('bucket', '=', bucketOfCard(eid))
      .where('eid', '=', eid)
      .where('card_version', '>', after)
      .orderBy('card_version')
      .limit(limit)
      .execute()
    return rows
      .flatMap(({ lines }) => lines.split('\n').map((text) => parseLogEvent(text) as CardEvent))
      .filter(({ cardVersion }) => cardVersion > after)
      .slice(0, limit)
  }

  async entries(tenant: string, from: number, limit: number): Promise<readonly LogEntry[]> {
    if (!this.#reads.isAlone) return this.#read(tenant, from, limit)
    if ((await this.head(tenant)).size <= from) return []
    // Several follow a log, each from about its last end: they get what one of them read.
    const size = Math.max(limit, entriesTogether)
    const key = `${tenant} ${from} ${size}`
    const read = await this.#reads.read('log', key, () => this.#read(tenant, from, size))
    return read.length > limit ? read.slice(0, limit) : read
  }

  async #read(tenant: string, from: number, limit: number): Promise<readonly LogEntry[]> {
    const rows = await this.#db
      .selectFrom('event')
      .select(['position', 'lines'])
      .where('tenant', '=', tenant)
      .where('position', '>=', from)
      .orderBy('position')
      .limit(limit)
      .execute()
    return rows
      .flatMap(entriesOf)
      .filter(({ position }) => position >= from)
      .slice(0, limit)
  }

  head(tenant: string): Promise<{ readonly size: number; readonly root: Uint8Array }> {
    return this.#reads.read('head', `head ${tenant}`, async () => {
      const row = await this.#db
        .selectFrom('log_head')
        .select(['size', 'frontier'])
        .where('tenant', '=', tenant)
        .executeTakeFirst()
      const frontier = row ? Frontier.decode(row.size, row.frontier) : new Frontier()
      return { size: frontier.size, root: frontier.root() }
    })
  }

  tenants(): Promise<readonly string[]> {
    return this.#reads.read('head', 'tenants', async () => {
      const query = this.#db.selectFrom('log_head').select('tenant').orderBy('tenant')
      return (await query.execute()).map(({ tenant }) => tenant)
    })
  }

  async putCheckpoint(checkpoint: Checkpoint): Promise<void> {
    const { tenant, size, at, note } = checkpoint
    await this.#db
      .insertInto('checkpoint')
      .values({ tenant, size, at, note })
      .onConflict((conflict) => conflict.columns(['tenant', 'size']).doNothing())
      .execute()
  }

  async checkpoints(tenant: string): Promise<readonly Checkpoint[]> {
    return this.#db
      .selectFrom('checkpoint')
      .select(['tenant', 'size', 'at', 'note'])
      .where('tenant', '=', tenant)
      .orderBy('size')
      .execute()
  }

  async checkpointAt(tenant: string, size: number): Promise<Checkpoint | undefined> {
    return this.#db
      .selectFrom('checkpoint')
      .select(['tenant', 'size', 'at', 'note'])
      .where('tenant', '=', tenant)
      .where('size', '=', size)
      .executeTakeFirst()
  }

  async lastCheckpoint(tenant: string): Promise<Checkpoint | undefined> {
    return this.#db
      .selectFrom('checkpoint')
      .select(['tenant', 'size', 'at', 'note'])
      .where('tenant', '=', tenant)
      .orderBy('size', 'desc')
      .limit(1)
      .executeTakeFirst()
  }
}

/** The entries of one row; its position is that of the last line. */
function entriesOf(row: { readonly position: number; readonly lines: string }): LogEntry[] {
  const texts = row.lines.split('\n')
  const first = row.position - texts.length + 1
  return texts.map((text, i) => ({ position: first + i, text, leaf: leafHash(text) }))
}
