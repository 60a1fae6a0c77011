import { expect, test } from 'vitest'
import { MemoryStore } from '../store/memory-store.ts'
import { eidOf, importCard, rules, start } from '../store/testing/facts.ts'
import { SiblingBook } from './sibling-book.ts'

const day = 86_400_000
const model = 'Meter M2'

async function fleetOf(siblings: number) {
  const store = new MemoryStore(rules)
  const [told, newcomer] = [eidOf(0), eidOf(1)]
  await importCard(store, told, { model, contactEveryMinutes: 60 })
  await importCard(store, newcomer, { model })
  for (let i = 2; i < 2 + siblings; i++) {
    await importCard(store, eidOf(i), { model, contactEveryMinutes: i % 4 === 0 ? 10_080 : 1440 })
  }
  for (const eid of [told, newcomer]) await store.recordContacts([{ eid, at: start }])
  let now = start + day
  const book = new SiblingBook({ store, clock: { now: () => now, every: () => () => {} } })
  const ask = async (eid: string) => book.of(eid, await store.contacts.known(eid))
  const pass = (ms: number) => {
    now += ms
  }
  return { store, told, newcomer, ask, pass }
}

test('a new device of which nothing is told has the interval of its siblings', async () => {
  const { newcomer, told, ask } = await fleetOf(30)
  expect(await ask(newcomer)).toEqual({ intervalMs: 7 * day, like: 7, of: 31 })
  expect(await ask(told)).toBeUndefined()
})

test('it has none where too few siblings are known', async () => {
  const { newcomer, ask } = await fleetOf(5)
  expect(await ask(newcomer)).toBeUndefined()
})

test('the whole fleet stands in for a model of which too few are known', async () => {
  const { store, newcomer, ask } = await fleetOf(5)
  for (let i = 20; i < 30; i++) {
    await importCard(store, eidOf(i), { model: 'Pump P3', contactEveryMinutes: 1440 })
  }
  expect(await ask(newcomer)).toMatchObject({ of: 16 })
})

test('siblings are asked about again only after hours', async () => {
  const { store, newcomer, ask, pass } = await fleetOf(8)
  expect(await ask(newcomer)).toBeUndefined()
  await importCard(store, eidOf(50), { model, contactEveryMinutes: 60 })
  expect(await ask(newcomer)).toBeUndefined()
  pass(day / 4)
  expect(await ask(newcomer)).toMatchObject({ of: 10 })
})

test('siblings without columns count by what they were seen to do', async () => {
  const { store, newcomer, ask } = await fleetOf(8)
  await importCard(store, eidOf(50), { model })
  for (let i = 0; i < 5; i++) {
    await store.recordContacts([{ eid: eidOf(50), at: start + i * 2 * day }])
  }
  expect(await ask(newcomer)).toMatchObject({ of: 10 })
})
