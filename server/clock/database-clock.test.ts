import { applyHeartbeat } from '@holdfast/fleet/apply-contact.ts'
import { importCard } from '@holdfast/fleet/import-card.ts'
import { describe, expect, it } from 'vitest'
import { lastLoggedAt } from '../last-logged.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { draft, eidOf, rules } from '../store/testing/facts.ts'
import { DatabaseClock } from './database-clock.ts'

const begin = Date.UTC(2026, 10, 22, 12)
const second = 1_000
const hour = 3_600 * second
const day = 24 * hour

/** A database and the machines around it, under one true time. */
function machines() {
  const told: string[] = []
  const truth = { passedMs: 0, database: 0, first: 0, second: 0 }
  const store = new MemoryStore(rules, () => begin + truth.passedMs + truth.database)
  const openOn = (machine: 'first' | 'second', more: { readonly isRestored?: boolean } = {}) =>
    lastLoggedAt(store).then((notBefore) =>
      DatabaseClock.open({
        ...{ store, notBefore, ...more },
        elapsed: { elapsed: () => truth.passedMs, noteSleep: () => undefined },
        machineNow: () => begin + truth.passedMs + truth[machine],
        log: (_level, text) => told.push(text),
      }),
    )
  const pass = (ms: number) => {
    truth.passedMs += ms
  }
  return { store, truth, told, openOn, pass, trueNow: () => begin + truth.passedMs }
}

const eid = eidOf(1)
const row = { eid, generation: 'sgp32', device: {}, iccids: [] } as const

describe('the time of a server', () => {
  it('is not moved by its machine’s clock, and says that it is wrong', async () => {
    const { truth, told, openOn, pass, trueNow } = machines()
    const clock = await openOn('first')
    for (const wrong of [2 * day, -30 * day]) {
      truth.first = wrong
      pass(hour)
      await clock.agree()
      expect(clock.now()).toBe(trueNow())
      expect(clock.trouble()).toContain('machine-clock-apart: ')
    }
    expect(clock.trouble()).toContain('30 days behind')
    truth.first = 0
    await clock.agree()
    expect(clock.trouble()).toBeUndefined()
    expect(told).toHaveLength(2)
  })

  it('is the same for two servers whose machines’ clocks are days apart', async () => {
    const { store, truth, openOn, pass, trueNow } = machines()
    const first = await openOn('first')
    await store.onCard(eid, (state) => importCard(state, row, 'person:ann', first.now()))
    truth.first = 2 * day
    truth.second = -30 * day
    pass(hour)
    const other = await openOn('second')
    await first.agree()
    await other.agree()
    expect([first.now(), other.now()]).toEqual([trueNow(), trueNow()])
  })

  it('is the same for all when the database’s clock is set, and again when it is mended', async () => {
    const { truth, openOn, pass, trueNow } = machines()
    const first = await openOn('first')
    const other = await openOn('second')
    for (const wrong of [2 * day, -30 * day, 0]) {
      truth.database = wrong
      pass(5 * second)
      await first.agree()
      await other.agree()
      const third = await openOn('second')
      await third.agree()
      expect([first.now(), other.now(), third.now()]).toEqual(Array(3).fill(trueNow()))
      expect(first.trouble()).toEqual(wrong === 0 ? undefined : expect.stringContaining('database'))
    }
  })

  it('is remembered by the database as long as a server lives, and for minutes after', async () => {
    const { truth, openOn, pass, trueNow } = machines()
    const first = await openOn('first')
    truth.database = 2 * day
    for (let n = 0; n < 20; n++) {
      pass(30 * second)
      await first.agree()
    }
    truth.second = -hour
    expect((await openOn('second')).now()).toBe(trueNow())
    pass(hour)
    // Nobody vouches any more, and this machine's clock bears neither out.
    expect((await openOn('second')).now()).toBe(trueNow() + 2 * day)
  })

  it('goes on while the database cannot be reached', async () => {
    const { store, openOn, pass, trueNow, told } = machines()
    const clock = await openOn('first')
    store.machineNow = () => Promise.reject(new Error('gone'))
    pass(hour)
    await clock.agree()
    expect(clock.now()).toBe(trueNow())
    expect(told).toEqual([expect.stringContaining('could not be read')])
  })

  it('forgets what was agreed on when the database is a backup on another machine', async () => {
    const { truth, openOn, pass, trueNow } = machines()
    truth.database = 2 * hour
    const first = await openOn('first')
    truth.database = 0
    pass(second)
    await first.agree()
    truth.first = day
    expect((await openOn('first')).now()).toBe(trueNow() + 2 * hour)
    const restored = await openOn('first', { isRestored: true })
    expect(restored.now()).toBe(trueNow())
  })
})

describe('the events of one card', () => {
  it('never go back, though the servers that write it have other times', async () => {
    const { store } = machines()
    await store.onCard(eid, (state) => importCard(state, row, 'person:ann', begin + 2 * day))
    await store.onCard(eid, (state) =>
      importCard(state, { ...row, device: { serial: 'S2' } }, 'person:ann', begin),
    )
    const events = await store.eventsOf(eid)
    expect(events.length).toBeGreaterThan(1)
    expect(events.every(({ at }) => at === begin + 2 * day)).toBe(true)
  })

  it('keep the instant of which a device tells', async () => {
    const { store } = machines()
    const iccid = '8988000000000000001'
    await store.onCard(eid, (state) => importCard(state, row, 'person:ann', begin + hour))
    await store.onCard(eid, (state) => {
      if (!state) throw new Error('it was just imported')
      return applyHeartbeat(state, { iccid, at: begin }, begin + 2 * hour)
    })
    expect((await store.eventsOf(eid)).at(-1)).toMatchObject({ at: begin })
  })

  it('set the time of no server that begins, where a device tells of the future', async () => {
    const { store, openOn, trueNow } = machines()
    await store.onCard(eid, (state) => importCard(state, row, 'person:ann', begin))
    const told = draft(eid, { kind: 'serving', iccid: '8988000000000000001' }, begin + 365 * day)
    await store.onCard(eid, () => ({ events: [told], reply: undefined }))
    expect((await openOn('first')).now()).toBe(trueNow())
  })
})
