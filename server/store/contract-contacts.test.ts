// The contract of contacts and card items, on every engine.

import { bucketCount } from '@holdfast/gsma/ids/eid.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bucketPrefix } from './bucket.ts'
import type { CardItem } from './card-items.ts'
import type { FleetRules, Store } from './contract.ts'
import { fleetRules } from './fleet-rules.ts'
import { type Engine, engineNames, type Opened, startEngine } from './testing/engines.ts'
import { eidOf, importCard, record, start } from './testing/facts.ts'

const eid = eidOf(1)
const hour = 3_600_000
const minute = 60_000
const allBuckets = Array.from({ length: bucketCount }, (_, bucket) => bucket)

/** Every reported state change is a row: `raised:5` opens number 5, `ended:5` closes it. */
const itemsOf: FleetRules['itemsOf'] = (_before, { eid: card, tenant }, events) =>
  events.flatMap(({ fact, at }) => {
    if (fact.kind !== 'state-change-reported') return []
    const [what, number] = fact.cause.split(':')
    const open = what === 'raised'
    const row = { kind: 'recovery-action', itemId: `${bucketPrefix(card)}-${number}` } as const
    const due = open ? { dueAt: at } : {}
    const name = Number(number) % 2 === 0 ? 'even' : 'odd'
    return [{ ...row, eid: card, tenant, class: name, open, at, ...due, body: { cause: what } }]
  })

describe.each(engineNames)('a store on %s', (name) => {
  let engine: Engine
  let opened: Opened
  let store: Store

  beforeAll(async () => {
    engine = await startEngine(name)
  })
  afterAll(() => engine.stop())
  beforeEach(async () => {
    opened = await engine.open({ rules: { ...fleetRules, itemsOf } })
    store = opened.store
  })
  afterEach(() => opened.close())

  const poll = (at: number, card = eid) => store.recordContacts([{ eid: card, at }])
  const silentAt = async (now: number) =>
    (await store.contacts.silent(allBuckets, now, 100)).map((contact) => contact.eid)

  describe('contacts', () => {
    beforeEach(() => importCard(store, eid, { contactEveryMinutes: 60 }))

    it('keep the rhythm of the polls, those close together as one', async () => {
      expect(await store.contacts.known(eid)).toBeUndefined()
      expect(await store.contacts.several([eid, eidOf(2)])).toEqual([])
      for (const at of [0, minute, 2 * minute, hour, hour + minute, 2 * hour])
        await poll(start + at)
      expect(await store.contacts.known(eid)).toMatchObject({
        lastSeenAt: start + 2 * hour,
        rhythm: { lastAt: start + 2 * hour, gaps: [hour, hour] },
      })
    })

    it('are not changed by a poll that is older than the last', async () => {
      await poll(start + hour)
      const known = await store.contacts.known(eid)
      expect(await store.contacts.several([eidOf(2), eid])).toEqual([known])
      await poll(start)
      expect(await store.contacts.known(eid)).toEqual(known)
    })

    it('tell what is late, when it is late and not before', async () => {
      await poll(start)
      const lateAt = (await store.contacts.known(eid))?.lateAt ?? 0
      expect(lateAt).toBeGreaterThan(start + hour)
      expect(lateAt).toBeLessThanOrEqual(start + 1.2 * hour)
      expect(await silentAt(lateAt - 1)).toEqual([])
      expect(await silentAt(lateAt)).toEqual([eid])
      await poll(start + hour)
      expect(await silentAt(lateAt)).toEqual([])
    })

    it('know that a card which never polled is not late', async () => {
      await store.recordContacts([{ eid, at: start, over: 'application' }])
      expect(await store.contacts.known(eid)).toMatchObject({
        lastSeenAt: start,
        application: { lastAt: start },
      })
      expect(await silentAt(start + 1000 * hour)).toEqual([])
    })

    it('keep channels apart: a heartbeat is heard, and the polls are still missed', async () => {
      await poll(start)
      const before = await store.contacts.known(eid)
      const at = start + hour
      await store.recordContacts([{ eid, at, over: 'application', plmn: '262-01' }])
      await store.recordContacts([{ eid, at: at + 5, over: 'network' }])
      expect(await store.contacts.known(eid)).toEqual({
        ...before,
        lastSeenAt: at + 5,
        application: expect.objectContaining({ lastAt: at }),
        network: expect.objectContaining({ lastAt: at + 5 }),
      })
      expect((await store.devices({}, { limit: 1 })).items[0]?.lastSeenAt).toBe(at + 5)
    })

    it('learn nothing from a call that our own wake made', async () => {
      await store.recordContacts([{ eid, at: start, over: 'wake' }])
      expect(await store.contacts.known(eid)).toBeUndefined()
      await poll(start)
      await store.recordContacts([{ eid, at: start + 3 * hour, over: 'wake' }])
      await poll(start + 3 * hour + minute)
      await poll(start + 4 * hour)
      expect(await store.contacts.known(eid)).toMatchObject({
        lastSeenAt: start + 4 * hour,
        rhythm: { lastAt: start + 4 * hour, gaps: [hour - minute] },
      })
    })

    it('take several channels of one card in one batch', async () => {
      await store.recordContacts([
        { eid, at: start + 2, over: 'application' },
        { eid, at: start },
        { eid, at: start + 1, plmn: '262-01' },
      ])
      expect(await store.contacts.known(eid)).toMatchObject({
        lastSeenAt: start + 2,
        rhythm: { lastAt: start + 1, lastPlmn: '262-01' },
        application: { lastAt: start + 2 },
      })
    })

    it('put off a look, or leave it to the next poll; a newer poll makes that void', async () => {
      await poll(start)
      await store.contacts.putLooks([{ eid, polledAt: start, lateAt: start + 9 * hour }])
      expect(await silentAt(start + 8 * hour)).toEqual([])
      expect(await silentAt(start + 9 * hour)).toEqual([eid])
      await store.contacts.putLooks([{ eid, polledAt: start }])
      expect(await silentAt(start + 1000 * hour)).toEqual([])
      await poll(start + minute)
      expect(await silentAt(start + 2 * hour)).toEqual([eid])
      await store.contacts.putLooks([{ eid, polledAt: start }])
      expect(await silentAt(start + 2 * hour)).toEqual([eid])
    })

    it('give the longest overdue first, at most as many as asked, of the asked buckets', async () => {
      const cards = [2, 3, 4].map(eidOf)
      for (const [i, card] of cards.entries()) {
        await importCard(store, card, { contactEveryMinutes: 60 })
        await poll(start - i * hour, card)
      }
      expect(await silentAt(start + 10 * hour)).toEqual(cards.toReversed())
      const two = await store.contacts.silent(allBuckets, start + 10 * hour, 2)
      expect(two.map((contact) => contact.eid)).toEqual(cards.toReversed().slice(0, 2))
      expect(await store.contacts.silent([], start + 10 * hour, 9)).toEqual([])
    })

    it('know the new time when the inventory says something else of the device', async () => {
      await poll(start)
      await importCard(store, eid, { contactEveryMinutes: 600 })
      await store.contacts.refresh([eid])
      expect(await silentAt(start + 2 * hour)).toEqual([])
      expect(await silentAt(start + 12 * hour)).toEqual([eid])
      await store.contacts.putLooks([{ eid, polledAt: start }])
      await store.contacts.refresh([eid])
      expect(await silentAt(start + 1000 * hour)).toEqual([])
    })
  })

  describe('card items', () => {
    const change = (cause: string, at: number, card = eid) =>
      record(store, card, { kind: 'state-change-reported', cause }, at)
    const all = { kind: 'recovery-action', tenant: 'default' } as const
    const idsOf = (items: readonly CardItem[]) => items.map(({ itemId }) => itemId.slice(3))
    const due = (now: number, buckets = allBuckets) =>
      store.items.due('recovery-action', { buckets, now, limit: 10 })

    beforeEach(async () => {
      await importCard(store, eid)
      for (const number of [1, 2, 3, 4, 5]) await change(`raised:${number}`, start + number)
      await change('ended:3', start + 3)
    })

    it('are listed newest first, by class and state, in pages', async () => {
      const page = await store.items.page({ ...all, open: true }, { limit: 3 })
      expect(idsOf(page.items)).toEqual(['5', '4', '2'])
      const cursor = page.cursor ?? ''
      const rest = await store.items.page({ ...all, open: true }, { limit: 3, cursor })
      expect([idsOf(rest.items), rest.cursor]).toEqual([['1'], undefined])
      const ended = await store.items.page({ ...all, open: false }, { limit: 3 })
      expect(ended.items).toEqual([
        {
          ...{ kind: 'recovery-action', itemId: `${bucketPrefix(eid)}-3`, eid, tries: 0 },
          // It ended after the fifth began, whatever its own clock said.
          ...{ tenant: 'default', class: 'odd', open: false, at: start + 5 },
          body: { cause: 'ended' },
        },
      ])
      const odd = await store.items.page({ ...all, class: 'odd' }, { limit: 9 })
      expect(idsOf(odd.items)).toEqual(['5', '3', '1'])
      expect(await store.items.page({ ...all, tenant: 'acme' }, { limit: 9 })).toEqual({
        items: [],
      })
    })

    it('are counted by class, and by how old they are', async () => {
      expect(await store.items.counts({ ...all, open: true }, [start + 2, start + 9])).toEqual([
        { class: 'even', count: 2, before: [0, 2] },
        { class: 'odd', count: 2, before: [1, 2] },
      ])
      expect(await store.items.counts({ ...all, open: false }, [])).toEqual([
        { class: 'odd', count: 1, before: [] },
      ])
    })

    it('are found by their id', async () => {
      const itemId = `${bucketPrefix(eid)}-2`
      expect(await store.items.one('recovery-action', itemId)).toMatchObject({ itemId, eid })
      expect(await store.items.one('field-visit', itemId)).toBeUndefined()
      expect(await store.items.one('recovery-action', 'nonsense')).toBeUndefined()
    })

    it('are due from their instant on, the soonest first, closed ones never', async () => {
      expect(idsOf(await due(start))).toEqual([])
      expect(idsOf(await due(start + 4))).toEqual(['1', '2', '4'])
      expect(await due(start + 9, [])).toEqual([])
    })

    it('are taken by one of two, and come back when their time is over', async () => {
      const [first] = (await due(start + 1)) as [CardItem]
      const taken = await Promise.all([
        store.items.take(first, start + hour),
        store.items.take(first, start + hour),
      ])
      expect(taken.toSorted()).toEqual([false, true])
      expect(idsOf(await due(start + 1))).toEqual([])
      const [again] = await due(start + hour)
      expect(again).toMatchObject({ itemId: `${bucketPrefix(eid)}-2` })
      expect((await due(start + hour)).find(({ at }) => at === start + 1)?.tries).toBe(1)
    })

    it('cannot be taken once they are closed, and keep their count of tries', async () => {
      const [first] = (await due(start + 1)) as [CardItem]
      await store.items.take(first, start + 2)
      const [again] = (await due(start + 2)).filter(({ tries }) => tries === 1)
      await change('ended:1', start + 10)
      expect(await store.items.take(again as CardItem, start + hour)).toBe(false)
      expect(await store.items.one('recovery-action', first.itemId)).toMatchObject({
        open: false,
        tries: 1,
      })
    })
  })
})
