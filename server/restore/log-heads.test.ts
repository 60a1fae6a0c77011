import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openAuditKey } from '../audit/audit-key.ts'
import { signGrown } from '../audit/checkpoint-keeper.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { eidOf, importCard, rules, start } from '../store/testing/facts.ts'
import { LogHeads } from './log-heads.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-heads-'))
})
afterEach(() => rm(folder, { recursive: true }))

const open = () => LogHeads.open(join(folder, 'log-heads.json'), () => undefined)

/** Adds cards to a store and signs its log, as a running server does. */
async function grow(store: MemoryStore, heads: LogHeads, cards: readonly number[]) {
  for (const n of cards) await importCard(store, eidOf(n))
  const signer = await openAuditKey(join(folder, 'audit.pem'))
  const clock = { now: () => start, every: () => () => undefined }
  await signGrown({ store, signer, clock, heads, name: 'eim', log: () => undefined }, 'default')
}

it('a log that only grew since it was signed is the same one', async () => {
  const store = new MemoryStore(rules)
  await grow(store, await open(), [1, 2])
  expect(await (await open()).judge(store)).toBeUndefined()
  await importCard(store, eidOf(3))
  expect(await (await open()).judge(store)).toBeUndefined()
  // Another process signed further; this one's file stayed behind.
  const other = await LogHeads.open(join(folder, 'other.json'), () => undefined)
  await grow(store, other, [4])
  expect(await (await open()).judge(store)).toBeUndefined()
})

it('a log that is shorter than what was signed is a backup', async () => {
  const store = new MemoryStore(rules)
  await importCard(store, eidOf(1))
  const backup = store.copy()
  await grow(store, await open(), [2, 3])
  expect(await (await open()).judge(backup)).toBe(
    'the log of default has 1 events, and 3 were signed here',
  )
  expect(await (await open()).judge(new MemoryStore(rules))).toContain('has 0 events')
})

it('knows when it was last signed here, whatever the backup knows', async () => {
  const store = new MemoryStore(rules)
  const heads = await open()
  expect(heads.signedAt()).toBeUndefined()
  await grow(store, heads, [1])
  expect((await open()).signedAt()).toBe(start)
  await heads.noteTime(start + 299_999)
  expect((await open()).signedAt()).toBe(start)
  await heads.noteTime(start + 300_000)
  expect((await open()).signedAt()).toBe(start + 300_000)
  expect(await (await open()).judge(store)).toBeUndefined()
  await (await open()).forget()
  expect((await open()).signedAt()).toBeUndefined()
  await (await open()).noteTime(start)
  expect((await open()).signedAt()).toBeUndefined()
})

it('begins to know the time with heads that were put down without one', async () => {
  const store = new MemoryStore(rules)
  await grow(store, await open(), [1])
  const { default: head } = JSON.parse(await readFile(join(folder, 'log-heads.json'), 'utf8'))
  const { at: _, ...older } = head
  await writeFile(join(folder, 'log-heads.json'), JSON.stringify({ default: older }))
  const heads = await open()
  expect(heads.signedAt()).toBeUndefined()
  await heads.noteTime(start)
  expect((await open()).signedAt()).toBe(start)
  expect(await (await open()).judge(store)).toBeUndefined()
})

it('a log that went on from a backup is another one, however long it is', async () => {
  const store = new MemoryStore(rules)
  await importCard(store, eidOf(1))
  const backup = store.copy()
  await grow(store, await open(), [2, 3])
  await importCard(backup, eidOf(4))
  await importCard(backup, eidOf(5))
  expect(await (await open()).judge(backup)).toContain('is not the one whose first 3 events')
  const elsewhere = await LogHeads.open(join(folder, 'other.json'), () => undefined)
  await grow(backup, elsewhere, [6])
  expect(await (await open()).judge(backup)).toContain('is not the one whose first 3 events')
})

it('after a restore was applied the past counts no more, and a damaged file stops nothing', async () => {
  const store = new MemoryStore(rules)
  const heads = await open()
  await grow(store, heads, [1])
  await heads.forget()
  expect(await (await open()).judge(new MemoryStore(rules))).toBeUndefined()
  await writeFile(join(folder, 'log-heads.json'), '{"default":')
  const damaged = await open()
  expect(await damaged.judge(store)).toBeUndefined()
  await grow(store, damaged, [2])
  expect(await readFile(join(folder, 'log-heads.json'), 'utf8')).toContain('"size": 2')
})
