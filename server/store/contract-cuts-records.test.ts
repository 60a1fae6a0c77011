// What named records, relay sessions, checkpoints, contacts and items are when the connection is
// cut, at every request of each call that writes them; and what a reader is told then.

import { bucketCount } from '@holdfast/gsma/ids/eid.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bucketPrefix } from './bucket.ts'
import type { CardItem } from './card-items.ts'
import type { Store } from './contract.ts'
import {
  type Call,
  type CutRigs,
  cutEverywhere,
  openCutRigs,
  type Scene,
} from './testing/cut-everywhere.ts'
import { cutKinds } from './testing/cutting-proxy.ts'
import { sqlEngines } from './testing/engines.ts'
import { draft, eidOf, imported, rulesWithItems, start } from './testing/facts.ts'

const hour = 3_600_000
const day = 24 * hour
const allBuckets = Array.from({ length: bucketCount }, (_, bucket) => bucket)

type Step = (by: Store, n: number) => Promise<unknown>

/** A scene after what `ready` does. */
const ofThings = (
  title: string,
  act: Step,
  look: (by: Store, n: number) => Promise<unknown>,
  ...ready: readonly Step[]
): Scene => ({
  title,
  prepare: async ({ store }, n): Promise<Call> => {
    for (const one of ready) await one(store, n)
    return { act: (by) => act(by, n), look: (by) => look(by, n) }
  },
})

const collectionOf = (n: number): string => `things-${n}`
const put =
  (value: unknown): Step =>
  (by, n) =>
    by.putRecord({ collection: collectionOf(n), key: 'k', value })
const claim =
  (value: unknown): Step =>
  (by, n) =>
    by.claimRecord({ collection: collectionOf(n), key: 'k', value })
const remove: Step = (by, n) => by.deleteRecord(collectionOf(n), 'k')

const lookAtRecord = async (by: Store, n: number): Promise<unknown> => {
  const all = await by.records(collectionOf(n))
  const one = await by.record(collectionOf(n), 'k')
  expect(all).toEqual(one ? [one] : [])
  return one?.value
}

const records: readonly Scene[] = [
  ofThings('a new record', put({ a: 1 }), lookAtRecord),
  ofThings('a record that is put anew', put({ a: 2 }), lookAtRecord, put({ a: 1 })),
  ofThings('a record that is claimed', claim('mine'), lookAtRecord),
  ofThings('a record that another has claimed', claim('mine'), lookAtRecord, claim('its')),
  ofThings('a record that is deleted', remove, lookAtRecord, put({ a: 1 })),
]

const sessionOf = (n: number, name: string, startedAt: number) => ({
  ...{ transactionId: `${name}${n}`, smdpAddress: 'smdp.example.com', eid: eidOf(n), startedAt },
})
const beginSession: Step = (by, n) => by.putRelaySession(sessionOf(n, 'AA', start + 9 * day))
const lookAtSessions = async (by: Store, n: number): Promise<unknown> => [
  (await by.relaySession(`AA${n}`))?.startedAt,
  (await by.relaySession(`BB${n}`))?.startedAt,
]

const sign: Step = (by, n) =>
  by.putCheckpoint({ tenant: `tenant-${n}`, size: 7, at: start, note: 'note' })
const lookAtCheckpoints = async (by: Store, n: number): Promise<unknown> => {
  const all = await by.checkpoints(`tenant-${n}`)
  expect(await by.lastCheckpoint(`tenant-${n}`)).toEqual(all.at(-1))
  expect(await by.checkpointAt(`tenant-${n}`, 7)).toEqual(all.at(-1))
  return all.map(({ size, note }) => [size, note])
}

const others: readonly Scene[] = [
  {
    ...ofThings('a relay session that begins', beginSession, lookAtSessions, (by, n) =>
      by.putRelaySession(sessionOf(n, 'BB', start)),
    ),
    isStepwise: true, // old ones are forgotten first
  },
  ofThings(
    'a relay session that ends',
    (by, n) => by.endRelaySession(`AA${n}`),
    lookAtSessions,
    beginSession,
  ),
  ofThings('a checkpoint', sign, lookAtCheckpoints),
]

const importAs: Step = (by, n) =>
  by.onCard(eidOf(n), () => ({
    ...{ events: [imported(eidOf(n), { contactEveryMinutes: 60 })], reply: null },
  }))
const poll =
  (at: number): Step =>
  (by, n) =>
    by.recordContacts([{ eid: eidOf(n), at, plmn: '262-01' }])
const lookAtContact = async (by: Store, n: number): Promise<unknown> => {
  const { eid: _, ...known } = (await by.contacts.known(eidOf(n))) ?? { eid: '' }
  const silent = await by.contacts.silent(allBuckets, start + 900 * hour, 99_999)
  return { known, isSilent: silent.some(({ eid }) => eid === eidOf(n)) }
}

const contacts: readonly Scene[] = [
  ofThings('a first poll', poll(start), lookAtContact, importAs),
  ofThings('a poll after an hour', poll(start + hour), lookAtContact, importAs, poll(start)),
  ofThings('a poll soon after', poll(start + 1_000), lookAtContact, importAs, poll(start)),
  ofThings(
    'contacts over several channels',
    (by, n) =>
      by.recordContacts([
        { eid: eidOf(n), at: start + hour },
        { eid: eidOf(n), at: start + hour + 1, over: 'application' },
        { eid: eidOf(n), at: start + hour + 2, over: 'wake' },
      ]),
    lookAtContact,
    importAs,
    poll(start),
  ),
  ofThings(
    'a look that is put off',
    (by, n) =>
      by.contacts.putLooks([{ eid: eidOf(n), polledAt: start, lateAt: start + 999 * hour }]),
    lookAtContact,
    importAs,
    poll(start),
  ),
  ofThings(
    'a look after the inventory said more',
    (by, n) => by.contacts.refresh([eidOf(n)]),
    lookAtContact,
    importAs,
    poll(start),
    (by, n) => by.contacts.putLooks([{ eid: eidOf(n), polledAt: start, lateAt: start + hour }]),
  ),
]

const itemOf = (by: Store, n: number): Promise<CardItem | undefined> =>
  by.items.one('recovery-action', `${bucketPrefix(eidOf(n))}-${eidOf(n)}`)

const items: readonly Scene[] = [
  {
    title: 'an item that is taken up',
    prepare: async ({ store }, n) => {
      const fact = { kind: 'serving', iccid: '8988211' } as const
      await importAs(store, n)
      await store.onCard(eidOf(n), () => ({ events: [draft(eidOf(n), fact)], reply: null }))
      const item = (await itemOf(store, n)) as CardItem
      const wish = { buckets: allBuckets, now: start, limit: 99_999 }
      return {
        act: (by) => by.items.take(item, start + hour),
        look: async (by) => {
          const now = await itemOf(by, n)
          const due = await by.items.due('recovery-action', wish)
          return [now?.dueAt, now?.tries, due.some(({ eid }) => eid === eidOf(n))]
        },
      }
    },
  },
]

const one = { limit: 1 }
/** Every call that reads. */
const reads: Readonly<Record<string, (by: Store) => Promise<unknown>>> = {
  machineNow: (by) => by.machineNow(),
  card: (by) => by.card(eidOf(0)),
  cardByTransaction: (by) => by.cardByTransaction('00AA'),
  dueCards: (by) => by.dueCards([1], start, 1),
  attention: (by) => by.attention()[Symbol.asyncIterator]().next(),
  known: (by) => by.contacts.known(eidOf(0)),
  several: (by) => by.contacts.several([eidOf(0)]),
  silent: (by) => by.contacts.silent([1], start, 1),
  items: (by) => by.items.page({ kind: 'field-visit', tenant: 'default' }, one),
  item: (by) => by.items.one('field-visit', '00-1'),
  itemCounts: (by) => by.items.counts({ kind: 'field-visit', tenant: 'default' }, []),
  itemsDue: (by) => by.items.due('field-visit', { buckets: [1], now: start, limit: 1 }),
  devices: (by) => by.devices({}, one),
  countDevices: (by) => by.countDevices({}),
  facets: (by) => by.facets({}),
  operations: (by) => by.operations({}, one),
  operation: (by) => by.operation('00-1'),
  countOperations: (by) => by.countOperations({}),
  eventsOf: (by) => by.eventsOf(eidOf(0)),
  log: (by) => by.log('default', 0, 1),
  logHead: (by) => by.logHead('default'),
  tenants: (by) => by.tenants(),
  checkpoints: (by) => by.checkpoints('default'),
  checkpointAt: (by) => by.checkpointAt('default', 1),
  lastCheckpoint: (by) => by.lastCheckpoint('default'),
  messagesOf: (by) => by.messagesOf(eidOf(0), 1),
  relaySession: (by) => by.relaySession('AA'),
  record: (by) => by.record('a', 'b'),
  records: (by) => by.records('a'),
  document: (by) => by.document('a', 'b'),
  documents: (by) => by.documents('a'),
  factsOf: (by) => by.factsOf('a', 'b'),
  targets: (by) => by.targets({ campaignId: 'C' }, one),
  countJoinable: (by) => by.countJoinable({ campaignId: 'C', tenant: 'default', filter: {} }),
  countTargets: (by) => by.countTargets('C'),
  countCombinations: (by) => by.countCombinations('C'),
  stock: (by) => by.stock('default'),
  stockOfOthers: (by) => by.stockOfOthers('default', ['1']),
  poolLevel: (by) => by.poolLevel('C'),
  reservations: (by) => by.reservations('', 1),
  heldStock: (by) => by.heldStock('default', one),
}

describe.each(sqlEngines)('on %s', (engine) => {
  let opened: CutRigs

  beforeAll(async () => {
    opened = await openCutRigs(engine, { rules: rulesWithItems })
  })
  afterAll(() => opened?.close())

  it.each([...records, ...others, ...contacts, ...items])(
    '$title: it is whole or not there, wherever it is cut',
    async (scene) => {
      for (const cuts of await cutEverywhere(opened, scene)) expect(cuts).toBeGreaterThan(3)
    },
  )

  it.each(Object.entries(reads))(
    'a reader is told that the database is away: %s',
    async (title, act) => {
      const scene = {
        ...{ title, prepare: async () => ({ act, look: async () => undefined }) },
        places: [1],
      }
      // The one that is alone has what it read.
      const [cuts] = await cutEverywhere(opened, scene)
      expect(cuts).toBe(cutKinds.length)
    },
  )
})
