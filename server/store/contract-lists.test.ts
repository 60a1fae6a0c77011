// The contract of lists, sessions and records, on every engine.

import type { DeviceFilter } from '@holdfast/fleet/device-filter.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bucketPrefix } from './bucket.ts'
import type { OperationFilter, Store } from './contract.ts'
import { type Engine, engineNames, type Opened, startEngine } from './testing/engines.ts'
import {
  createOperation,
  draft,
  eidOf,
  imported,
  outcomeChanged,
  record,
  start,
} from './testing/facts.ts'

const eids = Array.from({ length: 12 }, (_, i) => eidOf(i)).toSorted()

describe.each(engineNames)('a store on %s', (name) => {
  let engine: Engine
  let opened: Opened
  let store: Store

  beforeAll(async () => {
    engine = await startEngine(name)
  })
  afterAll(() => engine.stop())
  beforeEach(async () => {
    opened = await engine.open()
    store = opened.store
  })
  afterEach(() => opened.close())

  it('tells what the clock of its machine shows', async () => {
    const before = Date.now()
    const told = await store.machineNow()
    // The engines of this test live on this machine, or near it.
    expect(Math.abs(told - before)).toBeLessThan(60_000)
    expect(Number.isInteger(told)).toBe(true)
  })

  describe('the list of devices', () => {
    beforeEach(() => fillFleet(store))

    const matching = async (filter: DeviceFilter): Promise<number[]> => {
      const { items } = await store.devices(filter, { limit: 100 })
      expect(await store.countDevices(filter)).toBe(items.length)
      return items.map(({ eid }) => eids.indexOf(eid))
    }

    it('is in the order of the EIDs and can be paged', async () => {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await store.devices({}, { limit: 5, ...(cursor ? { cursor } : {}) })
        seen.push(...page.items.map(({ eid }) => eid))
        cursor = page.cursor
      } while (cursor)
      expect(seen).toEqual(eids)
    })

    it('has no cursor when a page ends with the last device', async () => {
      expect((await store.devices({}, { limit: 12 })).cursor).toBeUndefined()
      expect((await store.devices({}, { limit: 11 })).cursor).toBeDefined()
    })

    it('refuses a cursor that it did not make', async () => {
      for (const cursor of ['', 'zzz', Buffer.from('[1,2]').toString('base64url')]) {
        await expect(store.devices({}, { limit: 5, cursor })).rejects.toThrow(RangeError)
      }
    })

    it('is filtered by each fact', async () => {
      expect(await matching({ country: ['DE'] })).toEqual([0, 3, 6, 9])
      expect(await matching({ country: ['DE', 'FR'] })).toEqual([0, 1, 3, 4, 6, 7, 9, 10])
      expect(await matching({ country: [] })).toEqual([])
      expect(await matching({ model: ['meter-1'], country: ['DE'] })).toEqual([3, 9])
      expect(await matching({ form: ['integrated'] })).toEqual([2])
      expect(await matching({ generation: ['sgp22'] })).toEqual([11])
      expect(await matching({ firmware: ['1.0'] })).toEqual([0, 1, 2, 3])
      expect(await matching({ site: ['a%b_c'] })).toEqual([5])
      expect(await matching({ owner: ['acme'] })).toEqual([4])
      expect(await matching({ eids: [eids[7] as string, 'unknown'] })).toEqual([7])
      expect(await matching({ eids: [] })).toEqual([])
      expect(await matching({ operator: ['Home'] })).toEqual([1])
    })

    it('is searched by parts of numbers and names, whatever the case', async () => {
      expect(await matching({ text: 'METER-1' })).toEqual([1, 3, 5, 7, 9, 11])
      expect(await matching({ text: eids[8] as string })).toEqual([8])
      expect(await matching({ text: `8988${eids[2]?.slice(-14)}` })).toEqual([2])
      expect(await matching({ text: '89882220000000' })).toEqual([1])
      expect(await matching({ text: '49015420323751' })).toEqual([6])
      expect(await matching({ text: 'a%B' })).toEqual([5])
      expect(await matching({ text: '%' })).toEqual([5])
      expect(await matching({ text: '_' })).toEqual([5])
      expect(await matching({ text: '\\' })).toEqual([])
      expect(await matching({ text: "'; DROP TABLE card; --" })).toEqual([])
    })

    it('is filtered by what its operations are doing', async () => {
      expect(await matching({ hasOpenOperation: true })).toEqual([4])
      expect(await matching({ hasOpenOperation: false })).toHaveLength(11)
      expect(await matching({ lastOutcome: ['queued'] })).toEqual([4])
      expect(await matching({ lastOutcome: ['failed', 'unknown'] })).toEqual([10])
    })

    it('is filtered by silence, and knows the last contact', async () => {
      await store.recordContacts([
        { eid: eids[0] as string, at: start, plmn: '26201' },
        { eid: eids[1] as string, at: start + 10 },
        { eid: eids[1] as string, at: start + 5 },
      ])
      await store.recordContacts([{ eid: eids[1] as string, at: start + 1 }])
      expect(await matching({ notSeenSince: start })).not.toContain(0)
      expect(await matching({ notSeenSince: start + 1 })).toContain(0)
      expect(await matching({ notSeenSince: start + 10 })).not.toContain(1)
      expect(await matching({ notSeenSince: start })).toContain(2)
      const { items } = await store.devices({ eids: [eids[1] as string] }, { limit: 1 })
      expect(items[0]?.lastSeenAt).toBe(start + 10)
    })

    it('is counted by facet', async () => {
      expect(await store.facets({})).toEqual({
        generation: { sgp32: 11, sgp22: 1 },
        country: { DE: 4, FR: 4, IT: 4 },
        operator: { Home: 1 },
        model: { 'meter-0': 6, 'meter-1': 6 },
        lastOutcome: { queued: 1, failed: 1 },
      })
      expect((await store.facets({ country: ['DE'] })).model).toEqual({
        'meter-0': 2,
        'meter-1': 2,
      })
    })
  })

  describe('the list of operations', () => {
    beforeEach(() => fillFleet(store))

    const found = async (filter: OperationFilter) =>
      (await store.operations(filter, { limit: 100 })).items.map(({ operationId }) => operationId)
    const idOn = (index: number) => `${bucketPrefix(eids[index] as string)}-${eids[index]}`

    it('is filtered, and counted by outcome', async () => {
      expect(await found({})).toEqual([idOn(10), idOn(4)])
      expect(await found({ eid: eids[4] as string })).toEqual([idOn(4)])
      expect(await found({ batchId: 'batch-1' })).toEqual([idOn(10)])
      expect(await found({ open: true })).toEqual([idOn(4)])
      expect(await found({ open: false })).toEqual([idOn(10)])
      expect(await found({ outcomes: ['failed', 'sent'] })).toEqual([idOn(10)])
      expect(await found({ outcomes: [] })).toEqual([])
      expect(await store.countOperations({})).toEqual({ queued: 1, failed: 1 })
      expect(await store.countOperations({ open: true })).toEqual({ queued: 1 })
    })

    it('is paged, the newest first, also among equals', async () => {
      const eid = eids[0] as string
      const prefix = bucketPrefix(eid)
      for (const [suffix, createdAt] of [
        ['a', 5],
        ['b', 7],
        ['c', 7],
        ['d', 7],
        ['e', 9],
      ] as const) {
        await createOperation(store, eid, { operationId: `${prefix}-${suffix}`, createdAt })
      }
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await store.operations({ eid }, { limit: 2, ...(cursor ? { cursor } : {}) })
        seen.push(...page.items.map(({ operationId }) => operationId.slice(3)))
        cursor = page.cursor
      } while (cursor)
      expect(seen).toEqual(['e', 'd', 'c', 'b', 'a'])
      await expect(store.operations({}, { limit: 2, cursor: 'x' })).rejects.toThrow(RangeError)
    })

    it('gives one by its id, as it is now', async () => {
      expect(await store.operation(idOn(10))).toMatchObject({
        outcome: 'failed',
        batchId: 'batch-1',
      })
      expect(await store.operation(`${idOn(10)}x`)).toBeUndefined()
      expect(await store.operation('no such id')).toBeUndefined()
    })
  })

  describe('relay sessions', () => {
    const session = { transactionId: 'AB12', smdpAddress: 'smdp.example.com', startedAt: start }

    it('are kept until they end', async () => {
      await store.putRelaySession(session)
      const whole = { ...session, eid: eidOf(1), operationId: 'op' }
      await store.putRelaySession(whole)
      expect(await store.relaySession('AB12')).toEqual(whole)
      await store.endRelaySession('AB12')
      expect(await store.relaySession('AB12')).toBeUndefined()
    })

    it('are forgotten after a week that nobody ended them', async () => {
      await store.putRelaySession(session)
      const later = start + 7 * 24 * 3_600_000
      await store.putRelaySession({ ...session, transactionId: 'B', startedAt: later })
      expect(await store.relaySession('AB12')).toEqual(session)
      await store.putRelaySession({ ...session, transactionId: 'C', startedAt: later + 1 })
      expect(await store.relaySession('AB12')).toBeUndefined()
    })
  })

  describe('records', () => {
    const value = { n: 1, list: [null, 'é'], text: '"\\' }

    it('are put, read, listed by key and deleted', async () => {
      await store.putRecord({ collection: 'token', key: 'b', value: 1 })
      await store.putRecord({ collection: 'token', key: 'a', value })
      await store.putRecord({ collection: 'other', key: 'a', value: 'text' })
      await store.putRecord({ collection: 'token', key: 'b', value: null })
      expect(await store.record('token', 'a')).toEqual({ collection: 'token', key: 'a', value })
      expect((await store.records('token')).map((one) => [one.key, one.value])).toEqual([
        ['a', value],
        ['b', null],
      ])
      await store.deleteRecord('token', 'a')
      expect(await store.record('token', 'a')).toBeUndefined()
      expect((await store.record('other', 'a'))?.value).toBe('text')
    })

    it('can be claimed by one of many', async () => {
      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          store.claimRecord({ collection: 'idempotency', key: 'k', value: i }),
        ),
      )
      expect(new Set(claims.map((one) => one.value)).size).toBe(1)
      expect(await store.record('idempotency', 'k')).toEqual(claims[0])
    })
  })
})

/** Twelve devices: countries in turn, models in turn, and single ones with something special. */
async function fillFleet(store: Store): Promise<void> {
  const special: Readonly<Record<number, object>> = {
    2: { form: 'integrated' },
    4: { owner: 'acme' },
    5: { site: 'a%b_c' },
    6: { imei: '490154203237518' },
  }
  const works = eids.map((eid, i) => {
    const device = {
      country: ['DE', 'FR', 'IT'][i % 3] as string,
      model: `meter-${i % 2}`,
      ...(i < 4 ? { firmware: '1.0' } : {}),
      ...special[i],
    }
    const event = imported(eid, device)
    const generation = i === 11 ? 'sgp22' : 'sgp32'
    const fact = { ...event.fact, generation } as typeof event.fact
    return store.onCard(eid, () => ({ events: [{ ...event, fact }], reply: undefined }))
  })
  await Promise.all(works)
  const profile = {
    iccid: '8988222000000000002',
    state: 'enabled',
    serviceProviderName: 'Home',
    evidence: 'proven',
    asOf: start,
  } as const
  const read = { kind: 'profiles-read', profiles: [profile], evidence: 'proven' } as const
  await store.onCard(eids[1] as string, (state) => ({
    events: [draft(state?.eid ?? '', read)],
    reply: undefined,
  }))
  await createOperation(store, eids[4] as string)
  const ended = await createOperation(store, eids[10] as string, {
    batchId: 'batch-1',
    createdAt: start + 1,
  })
  await record(
    store,
    eids[10] as string,
    outcomeChanged(ended.operationId, 'queued', 'failed', true),
  )
}
