// The contract of cards, events and messages, on every engine. Lists and the rest stand in
// contract-lists.test.ts, what several processes do in contract-processes.test.ts.

import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { CardEvent } from '@holdfast/fleet/event.ts'
import { evolve } from '@holdfast/fleet/evolve.ts'
import { bucketCount } from '@holdfast/gsma/ids/eid.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Frontier } from '../audit/merkle.ts'
import { bucketOfCard, bucketPrefix } from './bucket.ts'
import { messagesKeptPerCard, type RawMessage, type Store } from './contract.ts'
import { type Engine, engineNames, type Opened, startEngine } from './testing/engines.ts'
import {
  createOperation,
  dispatched,
  draft,
  eidOf,
  importCard,
  imported,
  operationOf,
  outcomeChanged,
  record,
  start,
} from './testing/facts.ts'

const eid = eidOf(1)

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

  describe('onCard', () => {
    it('lets no event of a card be before the one before it, but for what is reported', async () => {
      await importCard(store, eid)
      const iccid = '8988000000000000001'
      const back = start - 86_400_000
      await store.onCard(eid, () => ({
        events: [
          draft(eid, { kind: 'serving', iccid }, back),
          draft(eid, { kind: 'card-seen-first', evidence: 'claimed' }, back),
        ],
        reply: undefined,
      }))
      const events = await store.eventsOf(eid)
      expect(events.map(({ at }) => at)).toEqual([start, back, start])
      expect(await store.card(eid)).toMatchObject({ lastEventAt: start, firstSeenAt: start })
    })

    it('gives an unknown card as undefined, and creates it from its first events', async () => {
      const reply = await store.onCard(eid, (state) => ({
        events: [imported(eid)],
        reply: state === undefined ? 'new' : 'known',
        tenant: 'acme',
      }))
      expect(reply).toBe('new')
      expect(await store.card(eid)).toMatchObject({ eid, tenant: 'acme', version: 1 })
    })

    it('keeps activation and confirmation codes with the operation, never in the log', async () => {
      await importCard(store, eid)
      const profile = {
        kind: 'activation-code',
        activationCode: 'LPA:1$smdp.example.com$MATCH-77',
        confirmationCode: 'CONFIRM-88',
      } as const
      const wish = { kind: 'download', profile } as const
      const { operationId } = await createOperation(store, eid, { wish })
      expect((await store.operation(operationId))?.wish).toEqual(wish)
      expect((await store.card(eid))?.operations[operationId]?.wish).toEqual(wish)
      const texts = (await store.log('default', 0, 10)).map(({ text }) => text).join()
      expect(texts).toContain('smdp.example.com')
      expect(texts).not.toContain('MATCH-77')
      expect(texts).not.toContain('CONFIRM-88')
    })

    it('keeps a card’s tenant once it has one', async () => {
      await importCard(store, eid)
      await store.onCard(eid, () => ({ events: [imported(eid)], reply: 0, tenant: 'other' }))
      expect((await store.card(eid))?.tenant).toBe('default')
      expect((await store.eventsOf(eid)).map(({ tenant }) => tenant)).toEqual([
        'default',
        'default',
      ])
    })

    it('writes nothing when the decision has no events', async () => {
      const reply = await store.onCard(eid, () => ({ events: [], reply: 'nothing' }))
      expect(reply).toBe('nothing')
      expect(await store.card(eid)).toBeUndefined()
      expect((await store.logHead('default')).size).toBe(0)
    })

    it('passes on what the decision throws, writes nothing, and goes on', async () => {
      const failing = store.onCard(eid, () => {
        throw new Error('the decision failed')
      })
      await expect(failing).rejects.toThrow('the decision failed')
      expect(await store.card(eid)).toBeUndefined()
      await importCard(store, eid)
      expect((await store.card(eid))?.version).toBe(1)
    })

    it('takes a decision that waits', async () => {
      const reply = await store.onCard(eid, async () => ({
        events: [imported(eid)],
        reply: await Promise.resolve('signed'),
      }))
      expect(reply).toBe('signed')
    })

    it('runs a hundred works on one card one after the other, losing none', async () => {
      const seen = await Promise.all(
        Array.from({ length: 100 }, () =>
          store.onCard(eid, (state) => ({
            events: [imported(eid)],
            reply: state?.version ?? 0,
          })),
        ),
      )
      expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i))
      expect((await store.card(eid))?.version).toBe(100)
    })

    it('runs works on many cards together', async () => {
      const eids = Array.from({ length: 300 }, (_, i) => eidOf(i))
      await Promise.all(eids.map((one) => importCard(store, one)))
      expect(await store.countDevices({})).toBe(300)
      expect((await store.logHead('default')).size).toBe(300)
    })

    it('refuses what breaks the contract, by itself', async () => {
      const broken: Record<string, Promise<unknown>> = {
        'another card': store.onCard(eid, () => ({ events: [imported(eidOf(2))], reply: 0 })),
        'needs an actor': store.onCard(eid, () => ({
          events: [{ ...imported(eid), actor: '' }],
          reply: 0,
        })),
        'needs an instant': store.onCard(eid, () => ({
          events: [{ ...imported(eid), at: Number.NaN }],
          reply: 0,
        })),
        'has to begin with its card': createOperation(store, eid, { operationId: 'XY-1' }),
      }
      const good = importCard(store, eidOf(3))
      for (const [words, work] of Object.entries(broken)) {
        await expect(work).rejects.toThrow(words === 'another card' ? 'cannot be recorded' : words)
      }
      await good
      expect((await store.logHead('default')).size).toBe(1)
    })

    it('keeps a hostile device’s characters from stopping anybody', async () => {
      const hostile = '\0\uD800" \\ \n{}'
      await Promise.all([
        importCard(store, eid, { serial: hostile, model: hostile }),
        importCard(store, eidOf(2)),
      ])
      expect(await store.countDevices({})).toBe(2)
      expect((await store.card(eid))?.device.model?.startsWith('\0')).toBe(true)
      expect(await store.eventsOf(eid)).toHaveLength(1)
    })

    it('rejects when closed', async () => {
      await store.close()
      await expect(importCard(store, eid)).rejects.toMatchObject({ code: 'closed' })
    })
  })

  describe('the state', () => {
    it('equals the events folded', async () => {
      await liveThrough(store, eid)
      const events = await store.eventsOf(eid)
      const folded = events.reduce<CardState | undefined>(evolve, undefined)
      expect(await store.card(eid)).toEqual(folded)
      expect(events.map(({ cardVersion }) => cardVersion)).toEqual(events.map((_, i) => i + 1))
    })

    it('is the same from memory as from the database', async () => {
      await liveThrough(store, eid)
      const kept = await store.onCard(eid, (state) => ({ events: [], reply: state }))
      expect(kept).toEqual(await store.card(eid))
    })

    it('is found by the transaction in flight, and not after it', async () => {
      await importCard(store, eid)
      await createOperation(store, eid)
      await record(store, eid, dispatched(eid))
      const id = `${bucketPrefix(eid)}AA55`
      expect((await store.cardByTransaction(id))?.eid).toBe(eid)
      expect(await store.cardByTransaction(`${bucketPrefix(eid)}AA56`)).toBeUndefined()
      expect(await store.cardByTransaction('no hex')).toBeUndefined()
      const why = { code: 'test', why: 'a test' }
      await record(store, eid, { kind: 'in-flight-cleared', eimTransactionId: id, reason: why })
      expect(await store.cardByTransaction(id)).toBeUndefined()
    })

    it('has its operations in the order they came', async () => {
      await importCard(store, eid)
      for (const suffix of ['z', 'a', 'm']) {
        await createOperation(store, eid, { operationId: `${bucketPrefix(eid)}-${suffix}` })
      }
      const ids = Object.keys((await store.card(eid))?.operations ?? {})
      expect(ids.map((id) => id.slice(3))).toEqual(['z', 'a', 'm'])
    })
  })

  describe('what is due', () => {
    it('is given per bucket, soonest first, up to the limit', async () => {
      const eids = Array.from({ length: 20 }, (_, i) => eidOf(i))
      await Promise.all(eids.map((one) => importCard(store, one)))
      for (const [i, one] of eids.entries()) {
        await createOperation(store, one, { deadlineAt: start + 1000 * (20 - i) })
      }
      const all = Array.from({ length: bucketCount }, (_, i) => i)
      const dueAt = new Map<string, number>()
      for (const one of eids) dueAt.set(one, (await store.card(one))?.dueAt ?? 0)
      const soonestFirst = eids.toSorted((a, b) => (dueAt.get(a) ?? 0) - (dueAt.get(b) ?? 0))
      const late = start + 10 ** 9
      expect(await store.dueCards(all, late, 100)).toEqual(soonestFirst)
      expect(await store.dueCards(all, late, 3)).toEqual(soonestFirst.slice(0, 3))
      expect(await store.dueCards(all, start - 1, 100)).toEqual([])
      const [first] = soonestFirst as [string]
      expect(await store.dueCards([bucketOfCard(first)], late, 1)).toEqual([first])
      expect(await store.dueCards([], late, 100)).toEqual([])
    })

    it('is told for the doorway, card by card', async () => {
      await importCard(store, eid)
      const seen = new Map<string, boolean>()
      for await (const one of store.attention()) seen.set(one.eid, one.attention)
      expect(seen).toEqual(new Map([[eid, true]])) // never seen: a poll of it needs a look
    })
  })

  describe('the log', () => {
    it('has no gaps and no doubles, whatever commits at once', async () => {
      const eids = Array.from({ length: 40 }, (_, i) => eidOf(i))
      await Promise.all(
        eids.flatMap((one) => [importCard(store, one), createOperation(store, one)]),
      )
      const entries = await store.log('default', 0, 1000)
      expect(entries.map(({ position }) => position)).toEqual(
        Array.from({ length: 80 }, (_, i) => i),
      )
      const events = entries.map(({ text }) => JSON.parse(text) as CardEvent)
      expect(events.map(({ position }) => position)).toEqual(entries.map((_, i) => i))
      for (const one of eids) {
        const versions = events.filter((event) => event.eid === one).map((e) => e.cardVersion)
        expect(versions).toEqual([1, 2])
      }
    })

    it('is read from any place', async () => {
      for (let i = 0; i < 5; i++) {
        const events = [imported(eid), imported(eid), imported(eid)]
        await store.onCard(eid, () => ({ events, reply: 0 }))
      }
      const positions = async (from: number, limit: number) =>
        (await store.log('default', from, limit)).map(({ position }) => position)
      expect(await positions(4, 3)).toEqual([4, 5, 6])
      expect(await positions(13, 100)).toEqual([13, 14])
      expect(await positions(15, 100)).toEqual([])
      expect(await store.log('nobody', 0, 10)).toEqual([])
      const versions = async (after: number, limit: number) =>
        (await store.eventsOf(eid, after, limit)).map(({ cardVersion }) => cardVersion)
      expect(await versions(4, 3)).toEqual([5, 6, 7])
      expect(await versions(15, 3)).toEqual([])
    })

    it('has a head whose root the leaves prove', async () => {
      await Promise.all(Array.from({ length: 33 }, (_, i) => importCard(store, eidOf(i))))
      const frontier = new Frontier()
      for (const { leaf } of await store.log('default', 0, 1000)) frontier.append(leaf)
      const head = await store.logHead('default')
      expect(head.size).toBe(33)
      expect(Buffer.from(head.root).equals(frontier.root())).toBe(true)
    })

    it('is one per tenant', async () => {
      const tenants = ['acme', 'zeta']
      const works = Array.from({ length: 20 }, (_, i) =>
        store.onCard(eidOf(i), () => ({
          events: [imported(eidOf(i))],
          reply: 0,
          tenant: tenants[i % 2] as string,
        })),
      )
      await Promise.all(works)
      expect(await store.tenants()).toEqual(tenants)
      for (const tenant of tenants) {
        const entries = await store.log(tenant, 0, 100)
        expect(entries.map(({ position }) => position)).toEqual(
          Array.from({ length: 10 }, (_, i) => i),
        )
      }
    })

    it('keeps its checkpoints, the first one of a size', async () => {
      const checkpoint = (size: number, note: string) => ({ tenant: 'acme', size, at: start, note })
      for (const [size, note] of [
        [20, 'b'],
        [3, 'a'],
        [20, 'c'],
      ] as const) {
        await store.putCheckpoint(checkpoint(size, note))
      }
      expect(await store.checkpoints('acme')).toEqual([checkpoint(3, 'a'), checkpoint(20, 'b')])
      expect(await store.checkpoints('zeta')).toEqual([])
      expect(await store.lastCheckpoint('acme')).toEqual(checkpoint(20, 'b'))
      expect(await store.lastCheckpoint('zeta')).toBeUndefined()
    })

    it('takes events of any month', async () => {
      const months = [0, start, Date.UTC(2026, 11, 31, 23), Date.UTC(2031, 1, 1)]
      for (const at of months) {
        await store.onCard(eid, () => ({ events: [{ ...imported(eid), at }], reply: 0 }))
      }
      expect((await store.eventsOf(eid)).map(({ at }) => at)).toEqual(months)
    })

    it('is told to listeners after each commit, in order, until they leave', async () => {
      const heard: CardEvent[] = []
      const leave = store.onCommitted((events) => heard.push(...events))
      await Promise.all(Array.from({ length: 10 }, (_, i) => importCard(store, eidOf(i))))
      leave()
      await importCard(store, eidOf(11))
      expect(heard.map(({ position }) => position)).toEqual(Array.from({ length: 10 }, (_, i) => i))
      expect(heard).toEqual((await store.log('default', 0, 10)).map(({ text }) => JSON.parse(text)))
    })
  })

  describe('raw messages', () => {
    const message = (i: number): RawMessage => ({
      at: start + i,
      interface: 'ESipa',
      direction: i % 2 ? 'out' : 'in',
      name: 'GetEimPackage',
      bytes: Uint8Array.of(0xbf, 0x4f, i % 256),
    })

    it('are kept with their card, the newest first', async () => {
      await importCard(store, eid)
      const messages = [message(0), message(1)]
      await store.onCard(eid, () => ({ events: [], messages, reply: 0 }))
      await store.onCard(eid, () => ({ events: [], messages: [message(2)], reply: 0 }))
      expect(await store.messagesOf(eid, 10)).toEqual([message(2), message(1), message(0)])
      expect(await store.messagesOf(eid, 2)).toEqual([message(2), message(1)])
    })

    it('are bounded, the oldest going first', async () => {
      await importCard(store, eid)
      for (let i = 0; i < messagesKeptPerCard / 10 + 1; i++) {
        const messages = Array.from({ length: 10 }, (_, j) => message(10 * i + j))
        await store.onCard(eid, () => ({ events: [], messages, reply: 0 }))
      }
      const kept = await store.messagesOf(eid, 1000)
      expect(kept).toHaveLength(messagesKeptPerCard)
      expect(kept[0]).toEqual(message(209))
      expect(kept.at(-1)).toEqual(message(10))
    })

    it('of a card that stays unknown are not kept', async () => {
      await store.onCard(eid, () => ({ events: [], messages: [message(0)], reply: 0 }))
      expect(await store.messagesOf(eid, 10)).toEqual([])
    })
  })
})

/** A card with a bit of everything: certificates, an operation, a dispatch, an outcome. */
async function liveThrough(store: Store, card: string): Promise<void> {
  const { operationId } = operationOf(card)
  await importCard(store, card)
  const euicc = { eumCertificate: '3082'.repeat(300), asOf: start, evidence: 'proven' } as const
  await record(store, card, { kind: 'card-identified', euicc })
  await createOperation(store, card, { batchId: 'batch-1' })
  await store.onCard(card, () => ({
    events: [
      draft(card, dispatched(card)),
      draft(card, outcomeChanged(operationId, 'queued', 'sent')),
    ],
    reply: undefined,
  }))
  await record(store, card, outcomeChanged(operationId, 'sent', 'failed', true), start + 5)
}
