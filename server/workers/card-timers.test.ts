import { testEid } from '@holdfast/simulator/card/new-card.ts'
import { describe, expect, it } from 'vitest'
import { openSite } from '../testing/site.ts'
import { runCardTimers } from './card-timers.ts'

const day = 86_400_000

describe('the deadlines of cards', () => {
  it('are worked off when they are due, and not before', async () => {
    await using site = await openSite()
    const eids = [1, 2, 3].map((serial) => testEid(serial))
    for (const eid of eids) {
      await site.addCard(eid)
      await site.start(eid, { kind: 'audit' })
    }
    expect(await runCardTimers(site.world)).toBe(0)
    await site.clock.moveTo(site.clock.now() + 500 * day)
    expect(await runCardTimers(site.world)).toBeGreaterThanOrEqual(3)
    for (const eid of eids) {
      const operations = Object.values((await site.state(eid)).operations)
      expect(operations.map(({ outcome }) => outcome)).toEqual(['expired'])
    }
    expect(await runCardTimers(site.world)).toBe(0)
  })

  it('of one card that fails do not hold up the others', async () => {
    await using site = await openSite()
    const [bad = '', good = ''] = [4, 5].map((serial) => testEid(serial))
    for (const eid of [bad, good]) {
      await site.addCard(eid)
      await site.start(eid, { kind: 'audit' })
    }
    await site.clock.moveTo(site.clock.now() + 500 * day)
    const { store } = site.world
    const failing: typeof store.onCard = (eid, decide) =>
      eid === bad ? Promise.reject(new Error('broken')) : store.onCard(eid, decide)
    const world = {
      ...site.world,
      store: new Proxy(store, {
        get: (target, name) => (name === 'onCard' ? failing : Reflect.get(target, name)),
      }),
    }
    await runCardTimers(world)
    expect((await site.state(good)).operations).not.toEqual({})
    expect(Object.values((await site.state(good)).operations)[0]?.outcome).toBe('expired')
    expect(site.logged).toHaveLength(1)
  })
})
