// Documents over SQL: the value with its version, its facts in the tenant's log and the gate that
// they open or close are one transaction. As a group of cards does it, the log's head is locked
// from the moment positions are given until commit.

import assert from 'node:assert/strict'
import type { Pool, PoolClient, QueryConfig, QueryResultRow } from 'pg'
import { Frontier, leafHash } from '../audit/merkle.ts'
import { bucketOfCard } from './bucket.ts'
import {
  type DecideDocument,
  type DocumentName,
  type DocumentWork,
  faultOfDocument,
  formatFact,
  gatesOf,
  isIdle,
  type StoredDocument,
  type SubjectEvent,
} from './document.ts'
import type { EventPartitions } from './event-partitions.ts'
import { parseLogEvent, placeEvent } from './event-text.ts'
import type { OwnReads, OwnWrite } from './own-reads.ts'
import { isConflict, onceReachable, storeErrorOf, whileReachable } from './postgres-connection.ts'
import { StoreError } from './store-error.ts'
import { Told } from './told.ts'
import { Turns } from './turns.ts'

const triesMax = 20

interface Named extends DocumentName {
  readonly version: number
}

export class PostgresDocuments {
  readonly #pool: Pool
  readonly #partitions: EventPartitions
  readonly #reads: OwnReads
  readonly #turns = new Turns()
  readonly logged = new Told<SubjectEvent>()

  constructor(pool: Pool, partitions: EventPartitions, reads: OwnReads) {
    this.#pool = pool
    this.#partitions = partitions
    this.#reads = reads
  }

  decide<Value, Reply>(name: DocumentName, decide: DecideDocument<Value, Reply>): Promise<Reply> {
    return this.#turns.take(`${name.collection}/${name.key}`, async () => {
      for (let attempt = 0; attempt < triesMax; attempt++) {
        const known = await this.one<Value>(name.collection, name.key)
        const work = await decide(known?.value)
        const fault = faultOfDocument(name, work, known?.value)
        assert(fault === undefined, fault)
        const version = (known?.version ?? 0) + 1
        const named = { ...name, tenant: known?.tenant ?? name.tenant, version }
        if (isIdle(work)) return work.reply
        const commit = () => this.#commit(named, work, known?.value)
        if (await this.#reads.write(writesOf(named, work), commit)) return work.reply
      }
      const which = `${name.collection}/${name.key}`
      throw new StoreError('contended', `Other processes changed ${which} first every time.`)
    })
  }

  /** Whether it was committed; not when another process was quicker. */
  async #commit(
    named: Named,
    work: DocumentWork<unknown, unknown>,
    before: unknown,
  ): Promise<boolean> {
    await whileReachable('nothing was committed', () =>
      this.#partitions.ensure(work.facts.map(({ at }) => at)),
    )
    const client = await whileReachable('nothing was committed', () => this.#pool.connect())
    try {
      await client.query('BEGIN')
      const events = await write(client, named, { ...work, value: work.value ?? before })
      await client.query(events ? 'COMMIT' : 'ROLLBACK')
      client.release()
      if (events) this.logged.tell(events)
      return events !== undefined
    } catch (cause) {
      client.release(true) // closing the connection undoes what was begun
      if (isConflict(cause)) return false
      throw storeErrorOf(cause, 'whether the document was committed is not known')
    }
  }

  one<Value>(collection: string, key: string): Promise<StoredDocument<Value> | undefined> {
    return this.#reads.read('document', keyOfOne(collection, key), async () => {
      const [row] = await this.#query<StoredDocument<Value>>({
        name: 'select-document',
        text: `SELECT collection, key, tenant, version, value FROM document
               WHERE collection = $1 AND key = $2`,
        values: [collection, key],
      })
      return row
    })
  }

  all<Value>(collection: string): Promise<readonly StoredDocument<Value>[]> {
    return this.#reads.read('document', keyOfAll(collection), () =>
      this.#query<StoredDocument<Value>>({
        name: 'select-documents',
        text: `SELECT collection, key, tenant, version, value FROM document
               WHERE collection = $1 ORDER BY key`,
        values: [collection],
      }),
    )
  }

  async factsOf(collection: string, key: string, after: number): Promise<readonly SubjectEvent[]> {
    const subject = `${collection}/${key}`
    const rows = await this.#query<{ lines: string }>({
      text: `SELECT lines FROM event WHERE bucket = $1 AND eid = $2 AND card_version > $3
             ORDER BY card_version`,
      values: [bucketOfCard(subject), subject, after],
    })
    const texts = rows.flatMap(({ lines }) => lines.split('\n'))
    return texts.map((text) => parseLogEvent(text) as SubjectEvent) // rows of a document hold these
  }

  async #query<Row extends QueryResultRow>(asked: QueryConfig): Promise<readonly Row[]> {
    return (await onceReachable(() => this.#pool.query<Row>(asked))).rows
  }
}

const keyOfOne = (collection: string, key: string): string => `one ${collection}/${key}`
const keyOfAll = (collection: string): string => `all ${collection}`

function writesOf(
  { collection, key }: DocumentName,
  { facts }: DocumentWork<unknown, unknown>,
): readonly OwnWrite[] {
  const keys = [keyOfOne(collection, key), keyOfAll(collection)]
  const logged = [{ area: 'head' }, { area: 'log' }] as const
  return [{ area: 'document', keys }, ...(facts.length > 0 ? logged : [])]
}

/** The events as they were written; undefined when the document is another by now. */
async function write(
  client: PoolClient,
  named: Named,
  work: DocumentWork<unknown, unknown>,
): Promise<readonly SubjectEvent[] | undefined> {
  const { collection, key, tenant, version } = named
  const values = [collection, key, tenant, version, JSON.stringify(work.value ?? null)]
  const { rowCount } = await client.query(
    version === 1
      ? `INSERT INTO document (collection, key, tenant, version, value)
         VALUES ($1, $2, $3, $4, $5::json) ON CONFLICT (collection, key) DO NOTHING`
      : `UPDATE document SET value = $5::json, version = $4
         WHERE collection = $1 AND key = $2 AND tenant = $3 AND version = $4::bigint - 1`,
    values,
  )
  if (rowCount !== 1) return undefined
  for (const { gate, open } of work.guard ? gatesOf(work.guard) : []) {
    await client.query(
      `INSERT INTO dispatch_guard (campaign_id, open) VALUES ($1, $2)
       ON CONFLICT (campaign_id) DO UPDATE SET open = excluded.open`,
      [gate, open],
    )
  }
  return work.facts.length === 0 ? [] : appendFacts(client, named, work.facts)
}

async function appendFacts(
  client: PoolClient,
  { collection, key, tenant, version }: Named,
  facts: DocumentWork<unknown, unknown>['facts'],
): Promise<readonly SubjectEvent[]> {
  await client.query(
    `INSERT INTO log_head (tenant, size, frontier) VALUES ($1, 0, '') ON CONFLICT DO NOTHING`,
    [tenant],
  )
  const { rows } = await client.query<{ size: number; frontier: Uint8Array }>(
    'SELECT size, frontier FROM log_head WHERE tenant = $1 FOR UPDATE',
    [tenant],
  )
  const [row] = rows
  assert(row, `the log head of ${tenant} is there`)
  const head = Frontier.decode(Number(row.size), row.frontier)
  const texts = facts.map((fact, i) =>
    placeEvent(tenant, Number(row.size) + i, formatFact(version, fact)),
  )
  for (const text of texts) head.append(leafHash(text))
  const subject = `${collection}/${key}`
  const at = facts.at(-1)?.at
  await client.query(
    `INSERT INTO event (bucket, eid, card_version, at, tenant, position, lines)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [bucketOfCard(subject), subject, version, at, tenant, head.size - 1, texts.join('\n')],
  )
  await client.query('UPDATE log_head SET size = $2, frontier = $3 WHERE tenant = $1', [
    tenant,
    head.size,
    head.encode(),
  ])
  return texts.map((text) => parseLogEvent(text) as SubjectEvent) // just written by formatFact
}
