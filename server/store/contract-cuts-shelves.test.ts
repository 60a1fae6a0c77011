// What documents, stock and campaigns' devices are when the connection is cut, at every request of
// each call that writes them.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TargetChange } from './campaign-target.ts'
import type { Store } from './contract.ts'
import type { LogFact } from './document.ts'
import type { StockItem } from './stock-item.ts'
import {
  type Call,
  type CutRig,
  type CutRigs,
  cutEverywhere,
  openCutRigs,
  type Scene,
  wholeLog,
} from './testing/cut-everywhere.ts'
import { sqlEngines } from './testing/engines.ts'
import { eidOf, imported, start } from './testing/facts.ts'

const tenantOf = (n: number): string => `tenant-${n}`
const campaignOf = (n: number): string => `C-${n}`

const factOf = (n: number, kind: string): LogFact => ({
  ...{ subject: { kind: 'campaign', id: campaignOf(n) }, at: start, actor: 'person:ann' },
  fact: { kind },
})

interface Counted {
  readonly count: number
}

/** Counts on, with what else the work has. */
const countOn = (by: Store, n: number, facts: readonly LogFact[], isGated: boolean) =>
  by.onDocument<Counted, number>(documentOf(n), ({ count } = { count: 0 }) => ({
    ...{ value: { count: count + 1 }, facts, reply: count + 1 },
    ...(isGated ? { guard: { campaignId: campaignOf(n), open: count % 2 === 0 } } : {}),
  }))

const documentOf = (n: number) => ({
  ...{ collection: `campaigns-${n}`, key: campaignOf(n), tenant: tenantOf(n) },
})

const lookAtDocument =
  ({ rows }: CutRig, n: number): Call['look'] =>
  async (store) => {
    const { collection, key } = documentOf(n)
    const document = await store.document<Counted>(collection, key)
    const all = await store.documents<Counted>(collection)
    expect(all).toEqual(document ? [document] : [])
    expect(document?.value.count).toBe(document?.version)
    const facts = await store.factsOf(collection, key)
    return {
      version: document?.version,
      facts: facts.map(({ version, fact }) => [version, fact.kind]),
      gates: await rows('SELECT open FROM dispatch_guard WHERE campaign_id = $1', campaignOf(n)),
      log: await wholeLog(store, tenantOf(n)),
    }
  }

const documents: readonly Scene[] = [
  {
    title: 'a new document with facts and a gate',
    prepare: async (rig, n) => ({
      act: (by) => countOn(by, n, [factOf(n, 'one'), factOf(n, 'two')], true),
      look: lookAtDocument(rig, n),
    }),
  },
  {
    title: 'a known document with a fact',
    prepare: async (rig, n) => {
      await countOn(rig.store, n, [factOf(n, 'first')], true)
      return {
        act: (by) => countOn(by, n, [factOf(n, 'next')], false),
        look: lookAtDocument(rig, n),
      }
    },
  },
  {
    title: "a document's value alone",
    prepare: async (rig, n) => ({
      act: (by) => countOn(by, n, [], false),
      look: lookAtDocument(rig, n),
    }),
  },
]

const itemsOf = (n: number): readonly StockItem[] =>
  [1, 2, 3, 4].map((i) => ({
    ...{ tenant: tenantOf(n), iccid: `8988211${String(n).padStart(8, '0')}${i}` },
    ...{ operator: 'Home', activationCode: `LPA:1$smdp.example.com$M-${n}-${i}` },
    state: 'available',
  }))

const wantedOf = (n: number) => ({
  ...{ tenant: tenantOf(n), operator: 'Home', eid: eidOf(n), batchId: 'b' },
})
const poolOf = (n: number) => ({
  ...{ tenant: tenantOf(n), pool: campaignOf(n), operator: 'Home', count: 2 },
})
const givenOf = (n: number, i: number) => ({
  ...{ iccid: itemsOf(n)[i]?.iccid ?? '', eid: eidOf(n), batchId: 'b' },
})

const lookAtStock =
  (n: number): Call['look'] =>
  async (store) => {
    const levels = await store.stock(tenantOf(n))
    const all = levels.reduce((sum, one) => sum + one.available + one.reserved + one.held, 0)
    expect([0, 4]).toContain(all)
    const held = await store.heldStock(tenantOf(n), { limit: 9 })
    const given = await store.reservations('', 99_999)
    return {
      levels,
      held: held.items.length,
      given: given.filter(({ eid }) => eid === eidOf(n)).length,
      pool: await store.poolLevel(campaignOf(n)),
    }
  }

type Deed = (by: Store, n: number) => Promise<unknown>

/** Scenes about things that are looked at in this way, after what `ready` does with them. */
const scenesOf =
  (look: (n: number) => Call['look'], first: readonly Deed[] = []) =>
  (title: string, act: Deed, ...ready: readonly Deed[]): Scene => ({
    title,
    prepare: async ({ store }, n) => {
      for (const one of [...first, ...ready]) await one(store, n)
      return { act: (by) => act(by, n), look: look(n) }
    },
  })

/** About four codes. */
const ofStock = scenesOf(lookAtStock)

const add = (by: Store, n: number) => by.addStock(itemsOf(n))
const reserve = (by: Store, n: number) => by.reserveStock(wantedOf(n))
const fill = (by: Store, n: number) => by.fillPool(poolOf(n))
const hold = (by: Store) => by.holdStock(start)

const stock: readonly Scene[] = [
  ofStock('codes that come into stock', add),
  ofStock('a code that is given to a card', reserve, add),
  ofStock(
    'a code that is given to a card out of a pool',
    (by, n) => by.reserveStock({ ...wantedOf(n), pool: campaignOf(n) }),
    add,
    fill,
  ),
  ofStock('a code that comes back', (by, n) => by.releaseStock(givenOf(n, 0)), add, reserve),
  ofStock('a pool that is filled', fill, add, reserve),
  ofStock('a pool that is dropped', (by, n) => by.dropPool(campaignOf(n)), add, fill),
  ofStock('codes that are held', hold, add, reserve, fill),
  ofStock(
    'codes that are freed',
    (by, n) => by.freeStock({ tenant: tenantOf(n), operator: 'Home' }),
    add,
    hold,
  ),
]

const devicesOf = (n: number): readonly string[] => [0, 1, 2, 3].map((i) => eidOf(n * 10 + i))

const importDevices = (by: Store, n: number, eids = devicesOf(n)): Promise<unknown> =>
  Promise.all(
    eids.map((eid) =>
      by.onCard(eid, () => ({ events: [imported(eid)], reply: null, tenant: tenantOf(n) })),
    ),
  )

const membersOf = (n: number) => ({
  ...{ campaignId: campaignOf(n), tenant: tenantOf(n), filter: {} },
})
const freeze = (by: Store, n: number) =>
  by.freezeTargets({ ...membersOf(n), sizesOf: (total) => [1, total - 1] })

const lookAtTargets =
  (n: number): Call['look'] =>
  async (store) => {
    const campaignId = campaignOf(n)
    const { items } = await store.targets({ campaignId }, { limit: 99 })
    const counts = await store.countTargets(campaignId)
    for (const { wave, state, devices } of counts) {
      expect(items.filter((one) => one.wave === wave && one.state === state)).toHaveLength(devices)
    }
    expect(counts.reduce((sum, { devices }) => sum + devices, 0)).toBe(items.length)
    const combined = await store.countCombinations(campaignId)
    return {
      devices: items.map(({ state, code, tries }) => [state, code, tries].join(' ')).sort(),
      waves: [0, 1].map((wave) => items.filter((one) => one.wave === wave).length),
      combined: combined.reduce((sum, { devices }) => sum + devices, 0),
    }
  }

const changesOf = (n: number, more: Partial<TargetChange>): readonly TargetChange[] =>
  devicesOf(n).map((eid) => ({
    ...{ campaignId: campaignOf(n), eid, at: start, from: ['waiting'], state: 'admitted' },
    ...more,
  }))
const fail = (by: Store, n: number) =>
  by.changeTargets(changesOf(n, { state: 'failed', code: 'card-refused', combination: 'os-9' }))

/** About four devices. */
const ofTargets = scenesOf(lookAtTargets, [(by, n) => importDevices(by, n)])

/** A few of the many requests that go through every bucket, and the last of them. */
const some = [1, 100, 259, 260]
const someRounds = [1, 2, 9, 16, 19, 20, 21]

const targets: readonly Scene[] = [
  ofTargets('devices that are frozen', freeze),
  ofTargets(
    'devices that join',
    (by, n) => by.joinTargets({ ...membersOf(n), wave: 1 }),
    freeze,
    (by, n) => importDevices(by, n, [eidOf(n * 10 + 4)]),
  ),
  ofTargets('devices that are admitted', (by, n) => by.changeTargets(changesOf(n, {})), freeze),
  {
    ...ofTargets(
      'devices that are changed twice at once',
      (by, n) =>
        by.changeTargets([
          ...changesOf(n, { from: ['failed'], state: 'waiting', isRetry: true }),
          ...changesOf(n, { state: 'excluded', code: 'excluded-by-person' }),
        ]),
      freeze,
      fail,
    ),
    isStepwise: true,
  },
  {
    ...ofTargets(
      'all devices that are changed',
      (by, n) =>
        by.changeAllTargets(
          { campaignId: campaignOf(n), states: ['waiting'] },
          { state: 'stopped', at: start },
        ),
      freeze,
    ),
    isStepwise: true,
    places: someRounds,
  },
  {
    ...ofTargets('devices that are dropped', (by, n) => by.dropTargets(campaignOf(n)), freeze),
    places: some,
  },
]

describe.each(sqlEngines)('on %s', { timeout: 90_000 }, (engine) => {
  let opened: CutRigs

  beforeAll(async () => {
    opened = await openCutRigs(engine)
  })
  afterAll(() => opened?.close())

  it.each([...documents, ...stock, ...targets])(
    '$title: they are whole or not there, wherever it is cut',
    async (scene) => {
      for (const cuts of await cutEverywhere(opened, scene)) expect(cuts).toBeGreaterThan(3)
    },
  )
})
