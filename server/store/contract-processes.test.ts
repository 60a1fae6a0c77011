// What happens when several processes write to one database, when one is killed, when the database
// goes away for a moment, and when too much is asked.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { CardEvent } from '@holdfast/fleet/event.ts'
import { evolve } from '@holdfast/fleet/evolve.ts'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Frontier } from '../audit/merkle.ts'
import type { Store } from './contract.ts'
import type { PostgresAddress } from './postgres-connection.ts'
import { openPostgresStore, type PostgresStoreOptions } from './postgres-store.ts'
import { type Engine, type Opened, sqlEngines, startEngine } from './testing/engines.ts'
import {
  createOperation,
  draft,
  eidOf,
  importCard,
  imported,
  record,
  rules,
  start,
} from './testing/facts.ts'

const eid = eidOf(1)

describe.each(sqlEngines)('stores on one database (%s)', (name) => {
  let engine: Engine
  let opened: Opened
  let store: Store
  let others: Store[]

  beforeAll(async () => {
    engine = await startEngine(name)
  })
  afterAll(() => engine.stop())
  beforeEach(async () => {
    opened = await engine.open()
    store = opened.store
    others = []
  })
  afterEach(async () => {
    await Promise.all(others.map((one) => one.close()))
    await opened.close()
  })

  const openOther = async (options: Partial<PostgresStoreOptions> = {}): Promise<Store> => {
    const address = opened.address as PostgresAddress
    const other = await openPostgresStore({ address, rules, ...options })
    others.push(other)
    return other
  }

  it('commit nothing of a campaign after the stop that another one commits', async () => {
    const other = await openOther()
    const name = { collection: 'campaigns', key: 'C-1', tenant: 'default' }
    const setGate = (by: Store, open: boolean) =>
      by.onDocument(name, () => ({
        value: { open },
        facts: [
          {
            subject: { kind: 'campaign', id: 'C-1' },
            ...{ at: start, actor: 'person:ann', fact: { kind: open ? 'opened' : 'stopped' } },
          },
        ],
        reply: null,
        guard: { campaignId: 'C-1', open },
      }))
    const cards = Array.from({ length: 400 }, (_, n) => eidOf(n))
    await Promise.all(cards.map((one) => importCard(store, one)))
    await setGate(store, true)
    const send = (by: Store, one: string) =>
      by
        .onCard(one, () => ({
          events: [draft(one, { kind: 'card-seen-first', evidence: 'reported' })],
          ...{ reply: 'sent', onlyWhile: { campaignId: 'C-1' } },
        }))
        .catch((cause: unknown) => (cause as { code?: string }).code)
    const sending = cards.slice(0, 380).map(async (one, n) => {
      if (n >= 100) await wait(n)
      return send(n % 2 === 0 ? store : other, one)
    })
    await Promise.all(sending.slice(0, 120))
    const before = performance.now()
    await setGate(other, false)
    expect(performance.now() - before).toBeLessThan(5_000)
    const late = await Promise.all(cards.slice(380).map((one) => send(store, one)))
    expect(new Set(late)).toEqual(new Set(['gate-closed']))
    const outcomes = await Promise.all(sending)
    expect(new Set([...outcomes, ...late])).toEqual(new Set(['sent', 'gate-closed']))
    const told = (await store.log('default', 0, 1_000)).map(({ text }) => JSON.parse(text))
    const stop = told.findIndex(({ fact }) => fact.kind === 'stopped')
    const sent = told.filter(({ fact }) => fact.kind === 'card-seen-first')
    expect(sent).toHaveLength(outcomes.filter((one) => one === 'sent').length)
    expect(sent.filter(({ position }) => position > stop)).toEqual([])
    await expectWholeLog()
  })

  const expectFolded = async (card: string): Promise<void> => {
    const folded = (await store.eventsOf(card)).reduce<CardState | undefined>(evolve, undefined)
    expect(await store.card(card)).toEqual(folded)
  }

  const expectWholeLog = async (): Promise<readonly CardEvent[]> => {
    const { size, root } = await store.logHead('default')
    const entries = await store.log('default', 0, size + 1)
    expect(entries.map(({ position }) => position)).toEqual(
      Array.from({ length: size }, (_, i) => i),
    )
    const frontier = new Frontier()
    for (const { leaf } of entries) frontier.append(leaf)
    expect(Buffer.from(root).equals(frontier.root())).toBe(true)
    return entries.map(({ text }) => JSON.parse(text))
  }

  it('race for one card: each work counts once, the loser decides again on the new state', async () => {
    const other = await openOther()
    const decided: number[] = []
    const work = (one: Store) =>
      one.onCard(eid, (state) => {
        decided.push(state?.version ?? 0)
        return { events: [imported(eid)], reply: state?.version ?? 0 }
      })
    const replies = await Promise.all(
      Array.from({ length: 60 }, (_, i) => work(i % 2 ? store : other)),
    )
    expect(replies.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i))
    expect(decided.length).toBeGreaterThan(60)
    expect((await store.card(eid))?.version).toBe(60)
    await expectWholeLog()
  })

  it('race on many cards: no event lost, the log without gaps, the state its events', async () => {
    const both = [store, await openOther()]
    const eids = Array.from({ length: 25 }, (_, i) => eidOf(i))
    const works = both.flatMap((one) =>
      eids.flatMap((card) => Array.from({ length: 8 }, () => importCard(one, card))),
    )
    await Promise.all(works)
    const events = await expectWholeLog()
    expect(events).toHaveLength(25 * 16)
    for (const card of eids) {
      await expectFolded(card)
      expect((await store.card(card))?.version).toBe(16)
    }
  })

  it('answer from the present state although an older one was kept in memory', async () => {
    const other = await openOther()
    await importCard(store, eid)
    await record(other, eid, { kind: 'serving', iccid: '891' })
    const seen = await store.onCard(eid, (state) => ({ events: [], reply: state?.serving?.iccid }))
    expect(seen).toBe('891')
  })

  it('reserve different items of one stock', async () => {
    const both = [store, await openOther()]
    await store.addStock(
      Array.from({ length: 50 }, (_, i) => ({
        tenant: 'default',
        iccid: `8988${i}`,
        operator: 'Home',
        activationCode: 'LPA:1$a$b',
        state: 'available' as const,
      })),
    )
    const given = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        (both[i % 2] as Store).reserveStock({
          ...{ tenant: 'default', operator: 'Home', eid: eidOf(i), batchId: 'b' },
        }),
      ),
    )
    expect(new Set(given.map((one) => one?.iccid)).size).toBe(50)
  })

  it('lose nothing acknowledged when a process is killed in the middle of writing', async () => {
    const acknowledged = await writeAndKill(opened.address as PostgresAddress)
    expect(acknowledged.size).toBe(32)
    for (const [card, version] of acknowledged) {
      expect((await store.card(card))?.version).toBeGreaterThanOrEqual(version)
      await expectFolded(card)
    }
    await expectWholeLog()
  })

  it('go on when their connections are cut, however often', async () => {
    await importCard(store, eid)
    const works = Array.from({ length: 1_500 }, async (_, i) => {
      await wait(i)
      return importCard(store, eidOf(i % 30)).then(
        () => 'committed',
        (cause) => cause.code,
      )
    })
    const ended = Promise.all(works)
    for (const cut of Array.from({ length: 40 }).keys()) {
      await cutConnections(opened.address as PostgresAddress)
      await wait(cut)
    }
    const outcomes = new Set(await ended)
    expect([...outcomes].filter((one) => one !== 'committed' && one !== 'unavailable')).toEqual([])
    await importCard(store, eid)
    expect((await store.card(eid))?.version).toBeGreaterThanOrEqual(2)
    await expectWholeLog()
    for (const card of Array.from({ length: 30 }, (_, i) => eidOf(i))) await expectFolded(card)
  })

  it('write nothing of a transaction whose connection was cut in the middle of it', async () => {
    await importCard(store, eid)
    const other = await connected(opened.address as PostgresAddress)
    await other.query(`BEGIN; SELECT * FROM log_head FOR UPDATE`)
    const work = importCard(store, eid).catch((cause) => cause.code)
    // It waits for the head; then it has what it asked for, and then it is cut.
    await waitUntil(async () => (await other.query(waitingForALock)).rows.length > 0)
    const cut = other.query(
      `COMMIT; SELECT pg_sleep(0.1); SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND state = 'idle in transaction'`,
    )
    await new Promise(setImmediate) // the words are sent
    // This process is busy meanwhile: it hears of both at once.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400)
    const answers = (await cut) as unknown as readonly pg.QueryResult[]
    expect(answers.at(-1)?.rowCount).toBe(1)
    await other.end()
    expect(await work).toBe('unavailable')
    expect((await store.card(eid))?.version).toBe(1)
    expect(await expectWholeLog()).toHaveLength(1)
    await importCard(store, eid)
    await expectFolded(eid)
    await expectWholeLog()
  })

  it('let a bad work fail alone, not those committed with it', async () => {
    const good = Array.from({ length: 20 }, (_, i) => importCard(store, eidOf(i)))
    const far = { ...imported(eidOf(50)), at: 253_402_300_799_999 }
    // An index row cannot hold this batchId: the database refuses the whole statement.
    const bad = createOperation(store, eidOf(51), { batchId: hardToCompress(100_000) })
    await expect(bad).rejects.toThrow('index row')
    await Promise.all(good)
    await store.onCard(eidOf(50), () => ({ events: [far], reply: 0 }))
    expect(await store.countDevices({})).toBe(21)
    await expectWholeLog()
  })

  it('refuse more than may wait, and take work again afterwards', async () => {
    const small = await openOther({ waitingMax: 10 })
    const works = Array.from({ length: 30 }, (_, i) =>
      importCard(small, eidOf(i)).then(
        () => 'committed',
        (cause) => cause.code,
      ),
    )
    const outcomes = await Promise.all(works)
    expect(outcomes.filter((one) => one === 'committed')).toHaveLength(10)
    expect(outcomes.filter((one) => one === 'overloaded')).toHaveLength(20)
    await importCard(small, eid)
  })

  it('keep events of a decision together with its state, or neither', async () => {
    await importCard(store, eid)
    const failing = store.onCard(eid, () => ({
      events: [draft(eid, { kind: 'serving', iccid: '1' }), { ...imported(eid), actor: '' }],
      reply: 0,
    }))
    await expect(failing).rejects.toThrow('actor')
    expect((await store.card(eid))?.serving).toBeUndefined()
    expect(await store.eventsOf(eid)).toHaveLength(1)
  })
})

/** Text that compression does not shrink below an index row's limit. */
function hardToCompress(length: number): string {
  let seed = 1
  let text = ''
  while (text.length < length) {
    seed = Math.imul(seed, 1_103_515_245) + 12_345
    text += String.fromCharCode(33 + ((seed >>> 16) % 90))
  }
  return text
}

/** The last version of each card whose commit the killed writer had seen acknowledged. */
async function writeAndKill(address: PostgresAddress): Promise<ReadonlyMap<string, number>> {
  const script = join(import.meta.dirname, 'testing/write-until-killed.ts')
  const child = spawn(process.execPath, [script, JSON.stringify(address)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const acknowledged = new Map<string, number>()
  let rest = ''
  let count = 0
  child.stdout.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const [card, version] of lines.map((line) => line.split(' '))) {
      acknowledged.set(card as string, Number(version))
      if (++count === 1000) child.kill('SIGKILL')
    }
  })
  await once(child, 'close')
  return acknowledged
}

const waitingForALock = `SELECT pid FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'`

async function connected(address: PostgresAddress): Promise<pg.Client> {
  const client = new pg.Client(
    typeof address === 'string' ? { connectionString: address } : address,
  )
  await client.connect()
  return client
}

async function waitUntil(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('what was waited for did not come')
    await wait(5)
  }
}

/** Ends every other connection to the database, as a restart or a failing network would. */
async function cutConnections(address: PostgresAddress): Promise<void> {
  const client = await connected(address)
  await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`)
  await client.end()
}
