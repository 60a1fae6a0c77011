// The rules that keep the tables distributable (STACK §12), looked at in every statement that the
// store sends on a tour of all its methods, and in the schema.

import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from './contract.ts'
import { formatCursor } from './cursor.ts'
import { type Engine, type Opened, startEngine } from './testing/engines.ts'
import {
  createOperation,
  dispatched,
  draft,
  eidOf,
  importCard,
  record,
  start,
} from './testing/facts.ts'
import { dumpSchema } from './testing/schema-dump.ts'

/** Tables that grow with the fleet. */
const hot = [
  ...['card', 'device', 'contact', 'card_item', 'operation', 'event', 'message'],
  'campaign_target',
]
/** Those that people list; read for the whole fleet, never locked or written so. */
const listed = ['device', 'operation', 'event', 'card_item', 'campaign_target']

let engine: Engine
let opened: Opened
const sent = new Set<string>()
const query = pg.Client.prototype.query

beforeAll(async () => {
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [first] = args
    sent.add(typeof first === 'string' ? first : (first as { readonly text: string }).text)
    return Reflect.apply(query, this, args)
  } as typeof query
  engine = await startEngine('bundled')
  opened = await engine.open()
  await tour(opened.store)
  pg.Client.prototype.query = query
})

afterAll(async () => {
  await opened.close()
  await engine.stop()
})

describe('every statement on a table that grows with the fleet', () => {
  const statements = () =>
    [...sent].filter(
      (text) => !/^\s*(CREATE|ALTER|DROP|--)/.test(text) && tablesIn(text).length > 0,
    )

  it('is seen by this test', () => {
    const tables = new Set(statements().flatMap(tablesIn))
    expect([...tables].toSorted()).toEqual(hot.toSorted())
    expect(statements().length).toBeGreaterThan(25)
  })

  it('carries the bucket, or is a read without locks for a list', () => {
    const wrong = statements().filter((text) => !carriesBucket(text) && !isListing(text))
    expect(wrong).toEqual([])
  })

  it('takes no locks across buckets', () => {
    const wrong = statements().filter(
      (text) => /for (no key )?(update|share)/i.test(text) && !carriesBucket(text),
    )
    expect(wrong).toEqual([])
  })

  it('would be found if it broke the rule', () => {
    for (const text of [
      'UPDATE card SET attention = false',
      'DELETE FROM "event" WHERE at < 5',
      'SELECT eid FROM card WHERE due_at < 5 FOR UPDATE SKIP LOCKED',
      'INSERT INTO contact (eid) VALUES ($1)',
      'SELECT * FROM device FOR SHARE',
    ]) {
      expect(tablesIn(text)).not.toEqual([])
      expect(carriesBucket(text) || isListing(text)).toBe(false)
    }
  })
})

describe('the schema', () => {
  it('is the golden file (update it with vitest -u, and look at the difference)', async () => {
    await expect(await dumpSchema(opened.address ?? '')).toMatchFileSnapshot('schema.sql')
  })

  it('has no triggers', async () => {
    expect(await dumpSchema(opened.address ?? '')).not.toMatch(/TRIGGER|FUNCTION/)
  })

  it('begins every key of a growing table with the bucket, and leaves room in its pages', async () => {
    const dump = await dumpSchema(opened.address ?? '')
    for (const table of hot) {
      const text = dump.split('\n\n').find((part) => part.startsWith(`CREATE TABLE ${table} (`))
      expect(text).toMatch(/PRIMARY KEY \(bucket, (eid|operation_id|kind|campaign_id, eid)/)
      const uniques = [...(text ?? '').matchAll(/CREATE UNIQUE INDEX.*|UNIQUE \(.*/g)]
      expect(uniques.filter(([line]) => !line.includes('bucket'))).toEqual([])
      if (table !== 'event') expect(text).toMatch(/fillfactor=(7\d|80)/)
    }
  })
})

function tablesIn(text: string): string[] {
  return hot.filter((table) =>
    new RegExp(`\\b(from|join|into|update)\\s+"?${table}"?(\\s|$)`, 'i').test(text),
  )
}

/** A condition on the bucket, a join by it, or rows that bring it along. */
function carriesBucket(text: string): boolean {
  const condition = /\bbucket"?\s*=\s*(\$\d|any\s*\(\$\d|"?\w+"?\."?bucket)/i
  if (/^\s*insert/i.test(text)) return /insert into "?\w+"?( as \w+)? \(bucket,/i.test(text)
  // Rows that are read from all buckets, without locks, and written each with its own.
  const isCopy = /^\s*with/i.test(text) && !/\b(update|delete|for share)\b(?! set)/i.test(text)
  if (isCopy) return /insert into campaign_target \(bucket,/i.test(text)
  return condition.test(text)
}

function isListing(text: string): boolean {
  const isPlainRead = /^\s*select/i.test(text) && !/\bfor\s+(no key )?(update|share)/i.test(text)
  return isPlainRead && tablesIn(text).every((table) => listed.includes(table))
}

/** Calls every method of the store, with every filter. */
async function tour(store: Store): Promise<void> {
  const eid = eidOf(1)
  await importCard(store, eid)
  const operation = await createOperation(store, eid, { batchId: 'b' })
  await record(store, eid, dispatched(eid))
  const message = {
    at: start,
    interface: 'ESipa',
    direction: 'in',
    name: 'GetEimPackage',
    bytes: Uint8Array.of(1),
  } as const
  await store.onCard(eid, () => ({ events: [], messages: [message], reply: 0 }))
  await store.onCard(eid, () => ({ events: [], reply: 0 }))
  await store.card(eid)
  await store.cardByTransaction('AA')
  await store.dueCards([1, 2], start, 10)
  for await (const _ of store.attention()) break
  await store.recordContacts([{ eid, at: start }])
  await store.recordContacts([{ eid, at: start + 1 }])
  await touchContacts(store, eid)
  const words = ['x']
  await touchLists(store, {
    text: 'x',
    eids: [eid],
    generation: words,
    form: words,
    country: words,
    operator: words,
    model: words,
    firmware: words,
    site: words,
    owner: words,
    lastOutcome: ['queued'],
    hasOpenOperation: true,
    notSeenSince: start,
  })
  await touchLists(store, {})
  for (const filter of [
    {},
    { eid },
    { batchId: 'b' },
    { outcomes: ['queued'] as const },
    { open: true },
  ]) {
    const page = await store.operations(filter, { limit: 1 })
    await store.operations(filter, { limit: 1, ...(page.cursor ? { cursor: page.cursor } : {}) })
    await store.countOperations(filter)
  }
  await store.operation(operation.operationId)
  await store.eventsOf(eid)
  await store.log('default', 0, 10)
  await store.logHead('default')
  await store.messagesOf(eid, 10)
  await store.onDocument({ collection: 'c', key: 'k', tenant: 'default' }, () => {
    const subject = { kind: 'campaign', id: 'k' }
    const fact = { subject, at: start, actor: 'clock', fact: { kind: 'begun' } }
    return { value: 1, facts: [fact], reply: 0, guard: { campaignId: 'c', open: true } }
  })
  await store.factsOf('c', 'k')
  const gates = { onlyWhile: { campaignId: 'c' } }
  await store.onCard(eid, () => ({ events: [draft(eid, seen)], reply: 0, ...gates }))
  await tourCampaigns(store)
}

const seen = { kind: 'card-seen-first', evidence: 'reported' } as const

async function tourCampaigns(store: Store): Promise<void> {
  const [campaignId, tenant] = ['c', 'default']
  const all = { campaignId, tenant, filter: {} }
  await store.freezeTargets({ ...all, sizesOf: (total) => [1, total - 1] })
  await store.joinTargets({ ...all, wave: 1 })
  await store.countJoinable(all)
  const filter = { campaignId, wave: 0, states: ['waiting'] as const, codes: ['x'] }
  const narrow = { ...filter, combination: 'y', eids: [eidOf(1)] }
  for (const one of [{ campaignId }, narrow]) await store.targets(one, { limit: 1 })
  await store.targets({ campaignId }, { limit: 1, cursor: formatCursor([0, '1']) })
  await store.changeTargets([{ campaignId, eid: eidOf(1), state: 'admitted', at: start }])
  await store.changeAllTargets({ campaignId }, { state: 'stopped', at: start })
  await store.countTargets(campaignId)
  await store.countCombinations(campaignId)
  await store.dropTargets(campaignId)
}

async function touchContacts(store: Store, eid: string): Promise<void> {
  await store.contacts.known(eid)
  await store.contacts.silent([1, 2], start, 10)
  await store.contacts.putLooks([{ eid, polledAt: start }])
  await store.contacts.refresh([eid])
  const all = { kind: 'silence-case', tenant: 'default' } as const
  for (const filter of [all, { ...all, open: true, class: 'late' }]) {
    const page = { limit: 1, cursor: Buffer.from('[1,"1"]').toString('base64url') }
    await store.items.page(filter, page)
    await store.items.counts(filter, [start])
  }
  await store.items.one('silence-case', 'AA-1')
  await store.items.due('silence-case', { buckets: [1, 2], now: start, limit: 10 })
  const item = { ...all, itemId: 'AA-1', eid, class: 'late', open: true, at: start, dueAt: start }
  await store.items.take({ ...item, tries: 0, body: {} }, start)
}

async function touchLists(store: Store, filter: Parameters<Store['devices']>[0]): Promise<void> {
  await store.devices(filter, { limit: 1 })
  await store.devices(filter, { limit: 1, cursor: Buffer.from('["1"]').toString('base64url') })
  await store.countDevices(filter)
  await store.facets(filter)
}
