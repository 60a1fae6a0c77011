// E1: the runner dies at each of its writes, before and after it; the next one brings the campaign
// to the same end, with one operation a device and one code an operation.

import { expect, it } from 'vitest'
import { CountryRuleBook } from '../rules/country-rule-book.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { addCards, addCodes, endOpen } from '../testing/campaign-fleet.ts'
import { testRules, testStart } from '../testing/site.ts'
import type { World } from '../world.ts'
import { CampaignBook } from './campaign-book.ts'
import { CampaignRunner } from './campaign-runner.ts'
import { DispatchPicture } from './dispatch-picture.ts'
import { putCampaign } from './draft-campaign.ts'

const devices = 6
const name = { campaignId: 'C-1', tenant: 'default' }
const writes = new Set<PropertyKey>([
  ...['onCard', 'onDocument', 'changeTargets', 'changeAllTargets', 'putRecord'],
  ...['reserveStock', 'releaseStock', 'fillPool', 'dropPool'],
])

/** A store for one process that dies at its n-th write: before it, or just after. */
function mortal(store: MemoryStore, n: number, isAfter: boolean): World['store'] {
  let left = n
  return new Proxy(store, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target)
      if (typeof value !== 'function') return value
      if (!writes.has(property)) return value.bind(target)
      return async (...args: unknown[]) => {
        left--
        if (left < 0 || (left === 0 && !isAfter)) throw new Error('killed')
        const done: unknown = await Reflect.apply(value, target, args)
        if (left === 0) throw new Error('killed')
        return done
      }
    },
  })
}

async function planned() {
  const store = new MemoryStore(testRules)
  let now = testStart
  const clock = { now: () => now, every: () => () => undefined }
  const world = {
    store,
    clock,
    log: () => undefined,
    randomBytes: (n: number) => new Uint8Array(n),
  }
  await addCards(world, devices)
  await addCodes(store, devices)
  const book = new CampaignBook(world, new DispatchPicture())
  await putCampaign({ ...world, countryRules: new CountryRuleBook(world) }, book, {
    ...{ ...name, why: 'a test', actor: 'person:ann', filter: {} },
    plan: {
      name: 'spring',
      wish: { kind: 'swap', profile: { kind: 'stock', operator: 'nordtel' } },
      target: { kind: 'filter', filter: '' },
      ...{ follow: 'frozen', windows: [], rates: {}, approvalsNeeded: 0, startAt: testStart },
      waves: [{ name: 'canary', devices: 2 }, { name: 'rest' }],
      thresholds: { successAtLeast: 0.5, failureAtMost: 0.4, confidence: 0.6 },
      deviceDeadlineMs: 3_600_000,
    },
  })
  const pass = () => {
    now += 40_000
  }
  return { store, world, book, pass }
}

it.each(['before', 'after'])('goes on after a death %s each write', async (when) => {
  let isThrough = false
  let deaths = 0
  for (let n = 1; !isThrough; n++) {
    deaths++
    const { store, world, book, pass } = await planned()
    const dying = mortal(store, n, when === 'after')
    let died = false
    const log = (_level: string, _text: string, facts?: object) => {
      if (JSON.stringify(facts).includes('killed')) died = true
    }
    let runner = new CampaignRunner({ ...world, store: dying, log }, new DispatchPicture())
    for (let round = 0; round < 12; round++) {
      await runner.run().catch(() => {
        died = true
      })
      if (died) runner = new CampaignRunner(world, new DispatchPicture())
      died = false
      await endOpen(world, 'serving')
      pass()
    }
    isThrough = n > 200 || (await isUntouched(dying))
    expect([n, (await book.find(name.campaignId))?.phase]).toEqual([n, 'finished'])
    expect(await store.countTargets('C-1')).toEqual([
      { wave: 0, state: 'succeeded', devices: 2 },
      { wave: 1, state: 'succeeded', devices: 4 },
    ])
    const { items } = await store.operations({}, { limit: 100 })
    expect(new Set(items.map(({ eid }) => eid)).size).toBe(devices)
    expect(items).toHaveLength(devices)
    const held = await store.reservations('', 100)
    expect(new Set(held.map(({ eid }) => eid)).size).toBe(devices)
    expect(await store.stock('default')).toMatchObject([{ available: 0, reserved: devices }])
  }
  expect(deaths).toBeGreaterThan(30)
})

/** Whether the process never came to the write at which it was to die. */
async function isUntouched(store: World['store']): Promise<boolean> {
  try {
    await store.putRecord({ collection: 'probe', key: 'probe', value: 0 })
    return true
  } catch {
    return false // it had died, or dies at this very write
  }
}
