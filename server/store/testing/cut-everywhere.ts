// Runs one call of the store's contract again and again, each time with its connection cut at the
// next request, and sees what became of it: told as done it is there; told as `unavailable` it is
// there as a whole or not at all; the next call works; and the store knows what a second one reads.

import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { expect } from 'vitest'
import { Frontier } from '../../audit/merkle.ts'
import type { Store } from '../contract.ts'
import { openPostgresStore, type PostgresStoreOptions } from '../postgres-store.ts'
import { type CutKind, CuttingProxy, cutKinds } from './cutting-proxy.ts'
import { type Engine, type EngineName, startEngine } from './engines.ts'
import { rules } from './facts.ts'

/** A store whose connections can be cut, and one on the same database whose are not. */
export interface CutRig {
  readonly store: Store
  readonly witness: Store
  readonly proxy: CuttingProxy
  /** What a statement gives, beside the stores. */
  readonly rows: (text: string, ...values: readonly unknown[]) => Promise<readonly unknown[]>
  /** Another number each time. */
  readonly next: () => number
}

/** Two of them: one writes among others, the other is alone on its database and keeps what it read. */
export interface CutRigs {
  readonly rigs: readonly CutRig[]
  close(): Promise<void>
}

export async function openCutRigs(
  name: EngineName,
  options: Partial<PostgresStoreOptions> = {},
): Promise<CutRigs> {
  const engine = await startEngine(name)
  const rigs = [
    await openRig(engine, options),
    await openRig(engine, { ...options, isAlone: true }),
  ]
  return {
    rigs,
    async close() {
      for (const rig of rigs) await rig.close()
      await engine.stop()
    },
  }
}

interface OpenRig extends CutRig {
  close(): Promise<void>
}

async function openRig(engine: Engine, options: Partial<PostgresStoreOptions>): Promise<OpenRig> {
  const opened = await engine.open({ ...options, isAlone: false })
  const { address } = opened
  if (!address) throw new Error('this engine has no connections')
  const proxy = await CuttingProxy.open(address)
  const store = await openPostgresStore({ rules, ...options, address: proxy.address })
  // Being alone began with the end of every other connection.
  await opened.store.machineNow().catch(() => undefined)
  const client = new pg.Client(
    typeof address === 'string' ? { connectionString: address } : address,
  )
  await client.connect()
  let last = 0
  return {
    ...{ store, witness: opened.store, proxy },
    rows: async (text, ...values) => (await client.query(text, [...values])).rows,
    next: () => ++last,
    async close() {
      await client.end()
      await store.close()
      await proxy.stop()
      await opened.close()
    },
  }
}

/** A call made ready on things of its own. */
export interface Call {
  readonly act: (store: Store) => Promise<unknown>
  /** What there is now of what the call writes, without the names that are its own. */
  readonly look: (store: Store) => Promise<unknown>
}

export interface Scene {
  readonly title: string
  readonly prepare: (rig: CutRig, n: number) => Promise<Call>
  /** It is written in several steps, each by itself whole; a second call makes it whole. */
  readonly isStepwise?: true
  /** Which requests are cut; every one when absent. */
  readonly places?: readonly number[]
}

const placesMax = 300
const deadlineMs = 6_000
/** SQLSTATE of a statement that somebody cancelled; the call failed by itself, not the database. */
export const cancelled = '57014'

/** Resolves with how many times the call was cut on each. */
export function cutEverywhere({ rigs }: CutRigs, scene: Scene): Promise<readonly number[]> {
  return Promise.all(rigs.map((rig) => cutOn(rig, scene)))
}

async function cutOn(rig: CutRig, scene: Scene): Promise<number> {
  const states = await statesOf(rig, scene)
  let cuts = 0
  for (const kind of cutKinds) {
    for (const number of scene.places ?? Array.from({ length: placesMax }, (_, i) => i + 1)) {
      if (!(await cutOnce(rig, scene, { kind, number, states }))) break
      cuts++
      expect(number).toBeLessThan(placesMax)
    }
  }
  return cuts
}

interface States {
  readonly before: unknown
  readonly once: unknown
  readonly twice: unknown
}

/** What is seen before the call, after it, and after it was made again; nothing is cut. */
async function statesOf(rig: CutRig, scene: Scene): Promise<States> {
  const { store } = rig
  const { act, look } = await scene.prepare(rig, rig.next())
  const before = await seenByBoth(rig, look)
  await act(store)
  const once = await seenByBoth(rig, look)
  await act(store)
  return { before, once, twice: await seenByBoth(rig, look) }
}

async function cutOnce(
  rig: CutRig,
  scene: Scene,
  { kind, number, states }: { kind: CutKind; number: number; states: States },
): Promise<boolean> {
  const { store, proxy } = rig
  const call = await scene.prepare(rig, rig.next())
  const where = `${scene.title}, request ${number} ${kind}`
  expect(await call.look(store), where).toEqual(states.before)
  proxy.arm({ kind, number })
  const told = await outcomeOf(call.act(store))
  if (!(await proxy.disarm())) {
    expect(told, where).toBe('done')
    return false
  }
  const refusal = kind === 'refused' ? [cancelled] : []
  expect(['done', 'unavailable', ...refusal], `${where}: ${told}`).toContain(told)
  const now = await seenByBoth(rig, call.look)
  const isIn = (one: unknown) => isSame(now, one)
  if (told === 'done') expect(now, where).toEqual(states.once)
  else if (!scene.isStepwise && !isIn(states.before)) expect(now, where).toEqual(states.once)
  expect(await outcomeOf(call.act(store)), `after ${where}`).toBe('done')
  const after = await seenByBoth(rig, call.look)
  const wasThere = isIn(states.once) && !isIn(states.before)
  const isRight = isSame(after, wasThere ? states.twice : states.once)
  if (!isRight && scene.isStepwise) expect(after, `after ${where}`).toEqual(states.twice)
  else if (!isRight) expect(after, `after ${where}`).toEqual(states.once)
  return true
}

/** `done`, or the code of the refusal; with its words when it has none. */
export function outcomeOf(work: Promise<unknown>): Promise<string> {
  const late = wait(deadlineMs, 'no answer in time', { ref: false })
  const told = work.then(
    () => 'done',
    (cause: unknown) => String((cause as { readonly code?: string }).code ?? cause),
  )
  return Promise.race([told, late])
}

/** What the store shows; the second one reads the same. */
async function seenByBoth({ store, witness }: CutRig, look: Call['look']): Promise<unknown> {
  const seen = await look(store)
  expect(seen).toEqual(await look(witness))
  return seen
}

function isSame(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b)
    return true
  } catch {
    return false
  }
}

/** The facts of a tenant's log, which has no gap and whose head is the root of its leaves. */
export async function wholeLog(store: Store, tenant: string): Promise<readonly string[]> {
  const { size, root } = await store.logHead(tenant)
  const entries = await store.log(tenant, 0, size + 10)
  expect(entries.map(({ position }) => position)).toEqual(Array.from({ length: size }, (_, i) => i))
  const frontier = new Frontier()
  for (const { leaf } of entries) frontier.append(leaf)
  expect([...root]).toEqual([...frontier.root()])
  return entries.map(({ text }) => JSON.parse(text).fact.kind)
}
