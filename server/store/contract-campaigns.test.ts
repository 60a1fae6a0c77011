// The contract of documents, gates and campaigns' devices, on every engine.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Frontier } from '../audit/merkle.ts'
import type { CampaignTarget, TargetFilter } from './campaign-target.ts'
import type { Store } from './contract.ts'
import type { LogFact } from './document.ts'
import { type Engine, engineNames, type Opened, startEngine } from './testing/engines.ts'
import { draft, eidOf, importCard, imported, start } from './testing/facts.ts'

const tenant = 'default'
const name = { collection: 'campaigns', key: 'C-1', tenant }
const factOf = (kind: string, more: Partial<LogFact> = {}): LogFact => ({
  ...{ subject: { kind: 'campaign', id: 'C-1' }, at: start, actor: 'person:ann' },
  ...{ fact: { kind }, ...more },
})
const seen = { kind: 'card-seen-first', evidence: 'reported' } as const

describe.each(engineNames)('a store on %s', (engineName) => {
  let engine: Engine
  let opened: Opened
  let store: Store

  beforeAll(async () => {
    engine = await startEngine(engineName)
  })
  afterAll(() => engine.stop())
  beforeEach(async () => {
    opened = await engine.open()
    store = opened.store
  })
  afterEach(() => opened.close())

  const setGate = (open: boolean) =>
    store.onDocument(name, () => ({
      value: { open },
      facts: [factOf(open ? 'opened' : 'closed')],
      reply: null,
      guard: { campaignId: 'C-1', open },
    }))

  describe('documents', () => {
    it('keep a value with its facts in the log, beside those of cards', async () => {
      await importCard(store, eidOf(1))
      await store.onDocument(name, (value) => {
        expect(value).toBeUndefined()
        return { value: { n: 1 }, facts: [factOf('one'), factOf('two')], reply: null }
      })
      await importCard(store, eidOf(2))
      const reply = await store.onDocument<{ n: number }, number>(name, (value) => ({
        value: { n: (value?.n ?? 0) + 1 },
        facts: [factOf('three')],
        reply: value?.n ?? 0,
      }))
      expect(reply).toBe(1)
      expect(await store.document('campaigns', 'C-1')).toEqual({
        ...name,
        version: 2,
        value: { n: 2 },
      })
      const entries = await store.log(tenant, 0, 100)
      const told = entries.map(({ text }) => JSON.parse(text))
      expect(told.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4])
      expect(told.map(({ fact }) => fact.kind)).toEqual([
        ...['card-imported', 'one', 'two', 'card-imported', 'three'],
      ])
      expect(told[1]).toEqual({ tenant, position: 1, version: 1, ...factOf('one') })
      const frontier = new Frontier()
      for (const { leaf } of entries) frontier.append(leaf)
      const head = await store.logHead(tenant)
      expect([head.size, [...head.root]]).toEqual([5, [...frontier.root()]])
      const facts = await store.factsOf('campaigns', 'C-1', 1)
      expect(facts.map(({ fact, version }) => [fact.kind, version])).toEqual([['three', 2]])
    })

    it('are decided one after the other, and told when they are committed', async () => {
      const told: string[] = []
      store.onLogged((events) => told.push(...events.map(({ fact }) => fact.kind)))
      const decideOnce = () =>
        store.onDocument<number, number>(name, (value = 0) => ({
          value: value + 1,
          facts: [factOf(`to ${value + 1}`)],
          reply: value + 1,
        }))
      const replies = await Promise.all(Array.from({ length: 10 }, decideOnce))
      expect(replies.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
      expect(told).toEqual(replies.map((n) => `to ${n}`))
      expect((await store.documents('campaigns')).map(({ value }) => value)).toEqual([10])
    })

    it('leave nothing behind when the decision refuses or breaks a rule', async () => {
      await store.onDocument(name, () => ({ facts: [], reply: 'no' }))
      const bad = [
        { facts: [factOf('x')], reply: 0 },
        { value: 1, facts: [factOf('x', { actor: '' })], reply: 0 },
        { value: 1, facts: [factOf('x', { at: 1.5 })], reply: 0 },
      ]
      for (const work of bad) await expect(store.onDocument(name, () => work)).rejects.toThrow()
      expect(await store.document('campaigns', 'C-1')).toBeUndefined()
      expect((await store.logHead(tenant)).size).toBe(0)
    })
  })

  describe('the gate of a campaign', () => {
    const send = (eid: string) =>
      store.onCard(eid, () => ({
        ...{ events: [draft(eid, seen)], reply: 'sent', onlyWhile: { campaignId: 'C-1' } },
      }))

    it('lets nothing be committed before it is opened or after it is closed', async () => {
      for (const n of [1, 2, 3]) await importCard(store, eidOf(n))
      await expect(send(eidOf(1))).rejects.toMatchObject({ code: 'gate-closed' })
      await setGate(true)
      expect(await send(eidOf(1))).toBe('sent')
      await setGate(false)
      await expect(send(eidOf(2))).rejects.toMatchObject({ code: 'gate-closed' })
      expect(await store.eventsOf(eidOf(2))).toHaveLength(1)
    })

    it('stops only the changes that need it, not those that are committed with them', async () => {
      const free = Array.from({ length: 20 }, (_, n) => eidOf(n))
      const bound = Array.from({ length: 20 }, (_, n) => eidOf(100 + n))
      for (const eid of [...free, ...bound]) await importCard(store, eid)
      const outcomes = await Promise.allSettled([
        ...free.map((eid) => store.onCard(eid, () => ({ events: [draft(eid, seen)], reply: 1 }))),
        ...bound.map(send),
      ])
      expect(outcomes.map(({ status }) => status)).toEqual([
        ...free.map(() => 'fulfilled'),
        ...bound.map(() => 'rejected'),
      ])
      expect((await store.logHead(tenant)).size).toBe(60)
    })
  })

  describe('devices of a campaign', () => {
    const freeze = (more: { readonly campaignId?: string } = {}) =>
      store.freezeTargets({
        ...{ campaignId: 'C-1', tenant, filter: { country: ['DE'] }, ...more },
        sizesOf: (total) => [2, 3, total - 5],
      })
    const all = async (filter: TargetFilter): Promise<readonly CampaignTarget[]> => {
      const items: CampaignTarget[] = []
      let cursor: string | undefined
      do {
        const page = await store.targets(filter, { limit: 4, ...(cursor ? { cursor } : {}) })
        items.push(...page.items)
        cursor = page.cursor
      } while (cursor !== undefined)
      return items
    }
    beforeEach(async () => {
      for (let n = 0; n < 20; n++)
        await importCard(store, eidOf(n), { country: n < 15 ? 'DE' : 'FR' })
      await store.onCard(eidOf(30), () => ({
        ...{ events: [imported(eidOf(30), { country: 'DE' })], reply: 0, tenant: 'other' },
      }))
    })

    it('are frozen in waves of the sizes that were asked, and only once', async () => {
      expect(await freeze()).toEqual([2, 3, 10])
      await importCard(store, eidOf(40), { country: 'DE' })
      expect(await freeze()).toEqual([2, 3, 10])
      const found = await all({ campaignId: 'C-1' })
      expect(new Set(found.map(({ eid }) => eid)).size).toBe(15)
      expect(found.every(({ state, tries }) => state === 'waiting' && tries === 0)).toBe(true)
      expect((await all({ campaignId: 'C-1', wave: 1 })).length).toBe(3)
      expect(await store.countTargets('C-1')).toEqual([
        { wave: 0, state: 'waiting', devices: 2 },
        { wave: 1, state: 'waiting', devices: 3 },
        { wave: 2, state: 'waiting', devices: 10 },
      ])
    })

    it('have their waves in another order in each campaign, the same when asked again', async () => {
      const canaries = new Set<string>()
      for (let n = 0; n < 12; n++) {
        await freeze({ campaignId: `C-${n}` })
        const canary = await all({ campaignId: `C-${n}`, wave: 0 })
        canaries.add(canary.map(({ eid }) => eid).join())
      }
      expect(canaries.size).toBeGreaterThan(3)
      await store.dropTargets('C-1')
      expect(await store.countTargets('C-1')).toEqual([])
      await freeze({ campaignId: 'C-1' })
      const again = await all({ campaignId: 'C-1', wave: 0 })
      expect(canaries).toContain(again.map(({ eid }) => eid).join())
    })

    it('join the last wave when they match later', async () => {
      await freeze()
      await importCard(store, eidOf(40), { country: 'DE' })
      const joining = { campaignId: 'C-1', tenant, filter: { country: ['DE'] }, wave: 2 }
      expect(await store.joinTargets(joining)).toBe(1)
      expect(await store.joinTargets(joining)).toBe(0)
      expect(await freeze()).toEqual([2, 3, 11])
    })

    it('change only from where they should be, and are counted as they change', async () => {
      await freeze()
      const [a, b] = (await all({ campaignId: 'C-1', wave: 0 })).map(({ eid }) => eid)
      const change = { campaignId: 'C-1', eid: a ?? '', at: start }
      const admit = { ...change, from: ['waiting'], state: 'admitted', operationId: 'op' } as const
      expect(await store.changeTargets([admit, { ...admit, eid: b ?? '' }])).toHaveLength(2)
      expect(await store.changeTargets([admit])).toEqual([])
      const end = { ...change, ofOperation: 'op', state: 'failed', code: 'card-refused' } as const
      const known = { combination: 'os-9', version: 7 }
      expect(await store.changeTargets([{ ...end, ofOperation: 'other', ...known }])).toEqual([])
      expect(await store.changeTargets([{ ...end, ...known }])).toEqual([a])
      expect(await store.changeTargets([{ ...end, version: 6, state: 'succeeded' }])).toEqual([])
      const failed = await all({ campaignId: 'C-1', states: ['failed'], codes: ['card-refused'] })
      expect(failed).toEqual([
        {
          ...{ campaignId: 'C-1', eid: a, wave: 0, state: 'failed', operationId: 'op', tries: 0 },
          ...{ code: 'card-refused', combination: 'os-9', changedAt: start },
        },
      ])
      expect(await store.countCombinations('C-1')).toEqual([
        { combination: 'os-9', wave: 0, state: 'failed', code: 'card-refused', devices: 1 },
      ])
      expect(
        await store.changeTargets([
          { ...change, from: ['failed'], state: 'waiting', isRetry: true },
          { ...change, from: ['waiting'], state: 'excluded', code: 'excluded-by-person' },
        ]),
      ).toEqual([a, a])
      expect((await all({ campaignId: 'C-1', eids: [a ?? ''] }))[0]?.tries).toBe(1)
      const waiting = { campaignId: 'C-1', states: ['waiting'] as const }
      expect(await store.changeAllTargets(waiting, { state: 'stopped', at: start })).toBe(13)
      expect(await store.countTargets('C-1')).toEqual([
        { wave: 0, state: 'admitted', devices: 1 },
        { wave: 0, state: 'excluded', devices: 1 },
        { wave: 1, state: 'stopped', devices: 3 },
        { wave: 2, state: 'stopped', devices: 10 },
      ])
      expect(await store.countCombinations('C-1')).toEqual([
        {
          ...{ combination: 'os-9', wave: 0, state: 'excluded', code: 'excluded-by-person' },
          devices: 1,
        },
      ])
    })
  })
})
