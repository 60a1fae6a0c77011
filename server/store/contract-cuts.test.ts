// What a card's work writes when its connection is cut: at every request of it, in every way that
// a connection ends.

import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { CardFact } from '@holdfast/fleet/event.ts'
import { evolve } from '@holdfast/fleet/evolve.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bucketPrefix } from './bucket.ts'
import type { CardWork, RawMessage, Store } from './contract.ts'
import {
  type CutRig,
  type CutRigs,
  cancelled,
  cutEverywhere,
  openCutRigs,
  outcomeOf,
  type Scene,
  wholeLog,
} from './testing/cut-everywhere.ts'
import { cutKinds } from './testing/cutting-proxy.ts'
import { sqlEngines } from './testing/engines.ts'
import { draft, eidOf, imported, operationOf, rulesWithItems, start } from './testing/facts.ts'

const message: RawMessage = {
  ...{ at: start, interface: 'ESipa', direction: 'in', name: 'GetEimPackage' },
  bytes: new Uint8Array([1, 2]),
}
const seen: CardFact = { kind: 'card-seen-first', evidence: 'reported' }

const tenantOf = (n: number): string => `tenant-${n}`
const iccidOf = (n: number): string => `8988211${String(n).padStart(12, '0')}`

async function lookAtCard(store: Store, n: number): Promise<unknown> {
  const eid = eidOf(n)
  const state = await store.card(eid)
  const events = await store.eventsOf(eid)
  expect(state).toEqual(events.reduce<CardState | undefined>(evolve, undefined))
  const operations = await store.operations({ eid }, { limit: 9 })
  expect(Object.fromEntries(operations.items.map((one) => [one.operationId, one]))).toEqual(
    state?.operations ?? {},
  )
  for (const one of operations.items) expect(await store.operation(one.operationId)).toEqual(one)
  const devices = await store.devices({ eids: [eid] }, { limit: 2 })
  const items = await store.items.page({ ...wantedItems, tenant: tenantOf(n), eid }, { limit: 9 })
  return {
    version: state?.version,
    messages: (await store.messagesOf(eid, 9)).length,
    operations: operations.items.length,
    open: devices.items.map(({ openOperations }) => openOperations),
    items: items.items.length,
    stock: await store.stock(tenantOf(n)),
    unseen: (await store.reservations('', 9_999)).filter((one) => one.eid === eid).length,
    log: await wholeLog(store, tenantOf(n)),
  }
}

const wantedItems = { kind: 'recovery-action' } as const

const importAs = (store: Store, n: number): Promise<void> =>
  store.onCard(eidOf(n), () => ({
    ...{ events: [imported(eidOf(n))], reply: undefined, tenant: tenantOf(n) },
  }))

const setGate = (store: Store, n: number, open: boolean): Promise<null> =>
  store.onDocument({ collection: 'campaigns', key: `C-${n}`, tenant: tenantOf(n) }, () => ({
    ...{ value: { open }, facts: [], reply: null, guard: { campaignId: `C-${n}`, open } },
  }))

/** Everything that a card's work can hold at once. */
const richWork = (n: number, state: CardState | undefined): CardWork<null> => {
  const eid = eidOf(n)
  const operationId = `${bucketPrefix(eid)}-${eid}-${state?.version}`
  const facts: readonly CardFact[] = [
    { kind: 'operation-created', operation: operationOf(eid, { operationId }) },
    { kind: 'profile-changed', change: 'installed', iccid: iccidOf(n), evidence: 'proven' },
    { kind: 'serving', iccid: iccidOf(n) },
  ]
  return {
    events: facts.map((fact) => draft(eid, fact)),
    messages: [message],
    reply: null,
    onlyWhile: { campaignId: `C-${n}` },
    onlyHolding: { iccid: iccidOf(n), eid, batchId: 'b' },
  }
}

async function prepareRich(store: Store, n: number): Promise<void> {
  const tenant = tenantOf(n)
  const item = { tenant, iccid: iccidOf(n), operator: 'Home', state: 'available' } as const
  await store.addStock([{ ...item, activationCode: `LPA:1$smdp.example.com$M-${n}` }])
  await store.reserveStock({ tenant, operator: 'Home', eid: eidOf(n), batchId: 'b' })
  await importAs(store, n)
  await setGate(store, n, true)
}

const lookAt = (n: number) => (store: Store) => lookAtCard(store, n)

const scenes: readonly Scene[] = [
  {
    title: "a new card of a new tenant's",
    prepare: async (_, n) => ({ act: (by) => importAs(by, n), look: lookAt(n) }),
  },
  {
    title: 'a work with everything in it',
    prepare: async ({ store }, n) => {
      await prepareRich(store, n)
      return {
        act: (by) => by.onCard(eidOf(n), (state) => richWork(n, state)),
        look: lookAt(n),
      }
    },
  },
  {
    title: 'messages and nothing else',
    prepare: async ({ store }, n) => {
      await importAs(store, n)
      const work = { events: [], messages: [message], reply: null }
      return { act: (by) => by.onCard(eidOf(n), () => work), look: lookAt(n) }
    },
  },
  {
    title: 'a work whose gate is closed',
    prepare: async ({ store }, n) => {
      await importAs(store, n)
      await setGate(store, n, false)
      const work = { events: [draft(eidOf(n), seen)], reply: null }
      return {
        act: (by) =>
          by
            .onCard(eidOf(n), () => ({ ...work, onlyWhile: { campaignId: `C-${n}` } }))
            .catch((cause) => expectCode(cause, 'gate-closed')),
        look: lookAt(n),
      }
    },
  },
]

function expectCode(cause: { readonly code?: string }, code: string): void {
  if (cause.code !== code) throw cause
}

describe.each(sqlEngines)('a card on %s', { timeout: 90_000 }, (engine) => {
  let opened: CutRigs

  beforeAll(async () => {
    opened = await openCutRigs(engine, { rules: rulesWithItems })
  })
  afterAll(() => opened?.close())

  it.each(scenes)('$title: is whole or not there, wherever it is cut', async (scene) => {
    for (const cuts of await cutEverywhere(opened, scene)) expect(cuts).toBeGreaterThan(10)
  })

  it('is whole or not there in a group, each as it was told', async () => {
    const cuts = await Promise.all(opened.rigs.map(cutGroup))
    for (const one of cuts) expect(one).toBeGreaterThan(20)
  })

  it('is told within seconds that the database is gone, also in a group', async () => {
    const [{ store, proxy, next }] = opened.rigs as [CutRig]
    const cards = Array.from({ length: 20 }, next)
    await Promise.all(cards.map((n) => importAs(store, n)))
    proxy.goAway()
    const told = await Promise.all(cards.map((n) => outcomeOf(importAs(store, n))))
    proxy.comeBack()
    expect(new Set(told)).toEqual(new Set(['unavailable']))
    await Promise.all(cards.map((n) => importAs(store, n)))
    for (const n of cards) await lookAtCard(store, n)
  })
})

it('is told in time when nothing comes back any more, and goes on over another connection', async () => {
  const { rigs, close } = await openCutRigs('bundled', {
    ...{ rules: rulesWithItems, answerWithinMs: 500, connectionsMax: 1 },
  })
  const [{ store, proxy }] = rigs as [CutRig]
  const record = { collection: 'a', key: 'b', value: 1 }
  const seenWork = { events: [draft(eidOf(1), seen)], reply: null }
  const works: readonly (() => Promise<unknown>)[] = [
    () => importAs(store, 1),
    () => setGate(store, 2, true),
    () => store.putRecord(record),
    () => store.contacts.known(eidOf(1)),
  ]
  for (const work of works) {
    await work()
    proxy.fallSilent()
    expect(['done', 'unavailable']).toContain(await outcomeOf(work()))
    // The one that reads and the one that commits are found out each by itself.
    await Promise.allSettled([store.machineNow(), store.onCard(eidOf(1), () => seenWork)])
    expect(await outcomeOf(work())).toBe('done')
  }
  await lookAtCard(store, 1)
  proxy.fallSilent()
  await close()
})

/** Several cards at once, cut at every request; how many times. */
async function cutGroup({ store, witness, proxy, next }: CutRig): Promise<number> {
  let cuts = 0
  for (const kind of cutKinds) {
    for (let number = 1; ; number++) {
      const cards = [next(), next(), next(), next()]
      proxy.arm({ kind, number })
      const told = await Promise.all(cards.map((n) => outcomeOf(importAs(store, n))))
      if (!(await proxy.disarm())) break
      cuts++
      for (const [i, n] of cards.entries()) {
        const seen = (await lookAtCard(store, n)) as { readonly version?: number }
        expect(seen).toEqual(await lookAtCard(witness, n))
        if (told[i] === 'done') expect(seen.version).toBe(1)
        else expect(['unavailable', cancelled]).toContain(told[i])
        expect(seen.version ?? 1).toBe(1)
      }
    }
  }
  return cuts
}
