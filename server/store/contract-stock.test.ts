// The contract of the stock, on every engine: given out once, each tenant's own, kept for campaigns,
// held after a restore, adopted by the card that shows a profile.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from './contract.ts'
import type { AdoptedItem, StockItem } from './stock-item.ts'
import { type Engine, engineNames, type Opened, startEngine } from './testing/engines.ts'
import { draft, eidOf, importCard, imported, record, start } from './testing/facts.ts'

const tenant = 'default'
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

  describe('the stock', () => {
    const item = (i: number, more: Partial<StockItem> = {}): StockItem => ({
      tenant,
      iccid: `89882110000000000${String(i).padStart(2, '0')}`,
      operator: 'Home',
      activationCode: `LPA:1$smdp.example.com$M-${i}`,
      state: 'available',
      ...more,
    })
    const wanted = (i: number, batchId = 'batch-1') => ({
      tenant,
      operator: 'Home',
      eid: eidOf(i),
      batchId,
    })

    it('takes each item once', async () => {
      expect(await store.addStock([item(1), item(2), item(2)])).toEqual({ added: 2, known: 1 })
      expect(await store.addStock([item(2), item(3)])).toEqual({ added: 1, known: 1 })
      expect(await store.addStock([])).toEqual({ added: 0, known: 0 })
    })

    it('gives fifty askers fifty different items, and the rest none', async () => {
      await store.addStock(Array.from({ length: 40 }, (_, i) => item(i)))
      const given = await Promise.all(
        Array.from({ length: 50 }, (_, i) => store.reserveStock(wanted(i))),
      )
      const iccids = given.flatMap((one) => (one ? [one.iccid] : []))
      expect(iccids).toHaveLength(40)
      expect(new Set(iccids).size).toBe(40)
      expect(await store.stock(tenant)).toEqual([
        { operator: 'Home', available: 0, reserved: 40, held: 0 },
      ])
    })

    it('gives the same item when asked again, also at the same time', async () => {
      await store.addStock(Array.from({ length: 9 }, (_, i) => item(i)))
      const given = await Promise.all(
        Array.from({ length: 10 }, () => store.reserveStock(wanted(1))),
      )
      expect(new Set(given.map((one) => one?.iccid)).size).toBe(1)
      expect(given[0]).toMatchObject({ state: 'reserved', eid: eidOf(1), batchId: 'batch-1' })
      const other = await store.reserveStock(wanted(1, 'batch-2'))
      expect(other?.iccid).not.toBe(given[0]?.iccid)
      expect(await store.stock(tenant)).toEqual([
        { operator: 'Home', available: 7, reserved: 2, held: 0 },
      ])
    })

    it('looks at operator and profile type', async () => {
      await store.addStock([
        item(1, { profileType: 'iot', confirmationCode: '1234' }),
        item(2, { operator: 'Away' }),
      ])
      expect(await store.reserveStock({ ...wanted(1), profileType: 'voice' })).toBeUndefined()
      expect(await store.reserveStock({ ...wanted(1), profileType: 'iot' })).toEqual({
        ...item(1, { profileType: 'iot', confirmationCode: '1234' }),
        state: 'reserved',
        eid: eidOf(1),
        batchId: 'batch-1',
      })
      expect(await store.stock(tenant)).toEqual([
        { operator: 'Away', available: 1, reserved: 0, held: 0 },
        { operator: 'Home', profileType: 'iot', available: 0, reserved: 1, held: 0 },
      ])
    })

    it('takes an item back', async () => {
      await store.addStock([item(1)])
      const given = await store.reserveStock(wanted(1))
      expect(await store.reserveStock(wanted(2))).toBeUndefined()
      const held = { iccid: given?.iccid ?? '', eid: eidOf(1), batchId: 'batch-1' }
      expect(await store.releaseStock({ ...held, eid: eidOf(2) })).toBe(false)
      expect(await store.releaseStock({ ...held, batchId: 'batch-2' })).toBe(false)
      expect(await store.releaseStock({ ...held, iccid: 'unknown' })).toBe(false)
      expect(await store.reserveStock(wanted(2))).toBeUndefined()
      expect(await store.releaseStock(held)).toBe(true)
      expect(await store.releaseStock(held)).toBe(false)
      expect((await store.reserveStock(wanted(2)))?.iccid).toBe(given?.iccid)
    })
  })

  describe('stock that is kept for a campaign', () => {
    const item = (n: number): StockItem => ({
      tenant,
      iccid: `89880000000000000${String(n).padStart(2, '0')}`,
      ...{ operator: 'Home', activationCode: `LPA:1$smdp.example.com$${n}`, state: 'available' },
    })
    const wanted = (n: number, pool?: string) => ({
      ...{ tenant, operator: 'Home', eid: eidOf(n), batchId: 'C-1.0', ...(pool ? { pool } : {}) },
    })
    beforeEach(() => store.addStock(Array.from({ length: 10 }, (_, n) => item(n))))

    it('is for nobody else until it is given up', async () => {
      expect(await store.fillPool({ tenant, pool: 'C-1', operator: 'Home', count: 8 })).toBe(8)
      expect(await store.fillPool({ tenant, pool: 'C-1', operator: 'Home', count: 8 })).toBe(8)
      const others = await Promise.all([1, 2, 3].map((n) => store.reserveStock(wanted(n))))
      expect(others.filter((one) => one !== undefined)).toHaveLength(2)
      expect(await store.fillPool({ tenant, pool: 'C-2', operator: 'Home', count: 1 })).toBe(0)
      const mine = await store.reserveStock(wanted(5, 'C-1'))
      expect(mine).toMatchObject({ eid: eidOf(5), batchId: 'C-1.0', pool: 'C-1' })
      expect(await store.reserveStock(wanted(5, 'C-1'))).toEqual(mine)
      expect(await store.reservations('', 10)).toHaveLength(3)
      const held = { iccid: mine?.iccid ?? '', eid: eidOf(5), batchId: 'C-1.0' }
      expect(await store.releaseStock(held)).toBe(true)
      expect(await store.stock(tenant)).toEqual([
        { operator: 'Home', available: 0, reserved: 10, held: 0 },
      ])
      await store.reserveStock(wanted(6, 'C-1'))
      expect(await store.dropPool('C-1')).toBe(7)
      expect(await store.stock(tenant)).toEqual([
        { operator: 'Home', available: 7, reserved: 3, held: 0 },
      ])
    })

    it('is never promised twice to 200 that want it at once', async () => {
      const askers = Array.from({ length: 200 }, (_, n) => n)
      await store.fillPool({ tenant, pool: 'C-1', operator: 'Home', count: 6 })
      const given = await Promise.all(
        askers.map((n) => store.reserveStock(wanted(n, n % 2 === 0 ? 'C-1' : undefined))),
      )
      const iccids = given.flatMap((one) => one?.iccid ?? [])
      expect(iccids).toHaveLength(10)
      expect(new Set(iccids).size).toBe(10)
    })

    it('holds up an operation whose code was given back meanwhile', async () => {
      await importCard(store, eidOf(1))
      const given = await store.reserveStock(wanted(1))
      const onlyHolding = { iccid: given?.iccid ?? '', eid: eidOf(1), batchId: 'C-1.0' }
      const work = { events: [draft(eidOf(1), seen)], reply: 1, onlyHolding }
      await store.onCard(eidOf(1), () => work)
      await store.releaseStock(onlyHolding)
      await expect(store.onCard(eidOf(1), () => work)).rejects.toMatchObject({
        code: 'gate-closed',
      })
    })
  })

  describe('the stock of several tenants', () => {
    const item = (n: number, owner: string): StockItem => ({
      tenant: owner,
      iccid: `89880000000000000${String(n).padStart(2, '0')}`,
      ...{ operator: 'Home', activationCode: `LPA:1$smdp.example.com$${n}`, state: 'available' },
    })

    it("is each one's own: counted, given out and kept for nobody else", async () => {
      await store.addStock([item(1, 'red'), item(2, 'blue'), item(3, 'blue')])
      expect(await store.stock('red')).toMatchObject([{ available: 1 }])
      expect(await store.stock('blue')).toMatchObject([{ available: 2 }])
      expect(await store.stock('green')).toEqual([])
      const wanted = { tenant: 'red', operator: 'Home', batchId: 'b' }
      expect(await store.reserveStock({ ...wanted, eid: eidOf(1) })).toMatchObject({
        ...item(1, 'red'),
        state: 'reserved',
      })
      expect(await store.reserveStock({ ...wanted, eid: eidOf(2) })).toBeUndefined()
      const pool = { tenant: 'red', pool: 'C-1', operator: 'Home', count: 5 }
      expect(await store.fillPool(pool)).toBe(0)
    })

    it('does not take an ICCID that another tenant has, and tells which those are', async () => {
      await store.addStock([item(1, 'red'), item(2, 'blue')])
      const iccids = [1, 2, 3].map((n) => item(n, '').iccid)
      expect(await store.stockOfOthers('blue', iccids)).toEqual([iccids[0]])
      expect(await store.addStock([item(1, 'blue')])).toEqual({ added: 0, known: 1 })
      expect(await store.stock('blue')).toMatchObject([{ available: 1 }])
    })
  })

  describe('stock after a restore', () => {
    const iccidOf = (n: number) => `89880000000000000${String(n).padStart(2, '0')}`
    const item = (n: number, owner = tenant): StockItem => ({
      ...{ tenant: owner, iccid: iccidOf(n), operator: n < 8 ? 'Home' : 'Away' },
      ...{ activationCode: `LPA:1$smdp.example.com$${n}`, state: 'available' },
    })
    const wanted = (n: number) => ({ tenant, operator: 'Home', eid: eidOf(n), batchId: 'b' })
    const levels = async () => {
      const [away, home] = await store.stock(tenant)
      return [home, away].map((level) => level && [level.available, level.reserved, level.held])
    }
    beforeEach(() => store.addStock(Array.from({ length: 10 }, (_, n) => item(n))))

    it('is held, and what is added afterwards is not', async () => {
      await store.addStock([item(20, 'other')])
      await store.fillPool({ tenant, pool: 'C-1', operator: 'Home', count: 3 })
      const given = await store.reserveStock(wanted(1))
      expect(await store.holdStock(start)).toEqual([
        { tenant, count: 9 },
        { tenant: 'other', count: 1 },
      ])
      expect(await levels()).toEqual([
        [0, 1, 7],
        [0, 0, 2],
      ])
      expect(await store.reserveStock(wanted(2))).toBeUndefined()
      expect(await store.reserveStock(wanted(1))).toEqual({ ...given, heldAt: start })
      expect(await store.poolLevel('C-1')).toBe(0)
      const again = { tenant, pool: 'C-1', operator: 'Home', count: 3 }
      expect(await store.fillPool(again)).toBe(0)
      await store.addStock([item(7), { ...item(11), operator: 'Home' }])
      expect((await store.reserveStock(wanted(2)))?.iccid).toBe(iccidOf(11))
    })

    it('stays held when it comes back from a card, and from a campaign', async () => {
      await store.fillPool({ tenant, pool: 'C-1', operator: 'Home', count: 3 })
      const mine = await store.reserveStock({ ...wanted(1), pool: 'C-1' })
      await store.holdStock(start)
      const given = { iccid: mine?.iccid ?? '', eid: eidOf(1), batchId: 'b' }
      expect(await store.releaseStock(given)).toBe(true)
      expect(await store.poolLevel('C-1')).toBe(0)
      expect(await levels()).toEqual([
        [0, 0, 8],
        [0, 0, 2],
      ])
    })

    it('is listed, and freed by ICCID, by operator or as a whole', async () => {
      await store.holdStock(start)
      const first = await store.heldStock(tenant, { limit: 6 })
      const next = { limit: 6, ...(first.cursor ? { cursor: first.cursor } : {}) }
      const rest = await store.heldStock(tenant, next)
      expect(first.items[0]).toEqual({ iccid: iccidOf(0), operator: 'Home', heldAt: start })
      expect([...first.items, ...rest.items].map(({ iccid }) => iccid)).toEqual(
        Array.from({ length: 10 }, (_, n) => iccidOf(n)),
      )
      expect(rest.cursor).toBeUndefined()
      expect(await store.freeStock({ tenant: 'other' })).toBe(0)
      expect(await store.freeStock({ tenant, iccids: [iccidOf(3), 'unknown'] })).toBe(1)
      expect((await store.reserveStock(wanted(1)))?.iccid).toBe(iccidOf(3))
      expect(await store.freeStock({ tenant, operator: 'Away' })).toBe(2)
      expect(await store.freeStock({ tenant })).toBe(7)
      expect(await levels()).toEqual([
        [7, 1, 0],
        [2, 0, 0],
      ])
    })

    const shows = (eid: string, n: number) =>
      record(store, eid, {
        ...{ kind: 'profile-changed', change: 'installed', iccid: iccidOf(n) },
        evidence: 'proven',
      })

    it('is adopted by the card that shows the profile, once, from its commit on', async () => {
      const told: AdoptedItem[] = []
      store.onAdopted((items) => void told.push(...items))
      await importCard(store, eidOf(1))
      await store.holdStock(start)
      await shows(eidOf(1), 4)
      await shows(eidOf(1), 4)
      expect(told).toEqual([{ tenant, iccid: iccidOf(4), eid: eidOf(1) }])
      expect(await levels()).toEqual([
        [0, 1, 7],
        [0, 0, 2],
      ])
      expect(await store.freeStock({ tenant })).toBe(9)
      const rest = await Promise.all(
        [1, 2, 3, 4, 5, 6, 7, 8].map((n) => store.reserveStock(wanted(n))),
      )
      expect(rest.map((one) => one?.iccid)).not.toContain(iccidOf(4))
    })

    it('leaves the card that a code was given to for the card that shows it', async () => {
      const told: AdoptedItem[] = []
      store.onAdopted((items) => void told.push(...items))
      await importCard(store, eidOf(1))
      await importCard(store, eidOf(2))
      const given = await store.reserveStock(wanted(2))
      const n = Number(given?.iccid.slice(-2))
      await shows(eidOf(1), n)
      expect(told).toEqual([{ tenant, iccid: iccidOf(n), eid: eidOf(1), formerEid: eidOf(2) }])
      expect(await store.reservations('', 10)).toEqual([])
      const held = { iccid: iccidOf(n), eid: eidOf(2), batchId: 'b' }
      expect(await store.releaseStock(held)).toBe(false)
    })

    it('does not go back once its own card was seen with it, and tells nobody', async () => {
      const told: AdoptedItem[] = []
      store.onAdopted((items) => void told.push(...items))
      await importCard(store, eidOf(1))
      const given = await store.reserveStock(wanted(1))
      const held = { iccid: given?.iccid ?? '', eid: eidOf(1), batchId: 'b' }
      await shows(eidOf(1), Number(given?.iccid.slice(-2)))
      expect(await store.releaseStock(held)).toBe(false)
      expect(await store.reserveStock(wanted(1))).toMatchObject({ ...given, isSeen: true })
      expect(told).toEqual([])
    })

    it("is not adopted by another tenant's card", async () => {
      const eid = eidOf(3)
      await store.onCard(eid, () => ({ events: [imported(eid)], reply: null, tenant: 'other' }))
      await shows(eid, 4)
      expect(await levels()).toEqual([
        [8, 0, 0],
        [2, 0, 0],
      ])
    })
  })
})
