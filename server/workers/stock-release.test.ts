import type { Operation } from '@holdfast/fleet/operation.ts'
import { expect, it } from 'vitest'
import { operationIdOf } from '../operator-api/batch-book.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { createOperation } from '../store/testing/facts.ts'
import { addCards, addCodes, endOpen, fleetEid } from '../testing/campaign-fleet.ts'
import { testRules, testStart } from '../testing/site.ts'
import { ReservationSweep } from './stock-release.ts'

async function shop() {
  const store = new MemoryStore(testRules)
  const clock = { now: () => testStart, every: () => () => undefined }
  const world = { store, clock, log: () => undefined }
  await addCards(world, 3)
  await addCodes(store, 3)
  return { store, world, sweep: new ReservationSweep(world) }
}

const reserve = (store: MemoryStore, n: number) =>
  store.reserveStock({ tenant: 'default', operator: 'nordtel', eid: fleetEid(n), batchId: 'B-1' })

/** An operation of the batch on this card that took the card's code. */
async function start(store: MemoryStore, n: number, more: Partial<Operation> = {}): Promise<void> {
  const eid = fleetEid(n)
  const item = await reserve(store, n)
  const { iccid = '', activationCode = '', operator = '' } = item ?? {}
  const profile = { kind: 'activation-code', activationCode, iccid, operator } as const
  const operationId = operationIdOf('B-1', eid)
  await createOperation(store, eid, {
    ...{ operationId, batchId: 'B-1', wish: { kind: 'swap', profile } },
    ...more,
  })
}

it('gives back a code whose operation never came to be, when a second look finds it so', async () => {
  const { store, sweep } = await shop()
  await reserve(store, 0)
  expect(await sweep.run()).toBe(0)
  expect(await sweep.run()).toBe(1)
  expect(await store.stock('default')).toMatchObject([{ available: 3, reserved: 0 }])
})

it('gives back a code whose operation ended without it, and leaves one that is open', async () => {
  const { store, world, sweep } = await shop()
  await start(store, 0)
  await start(store, 1)
  await endOpen(world, 'expired', { only: (eid) => eid === fleetEid(0) })
  expect(await sweep.run()).toBe(1)
  expect(await sweep.run()).toBe(0)
  expect((await store.reservations('', 10)).map(({ eid }) => eid)).toEqual([fleetEid(1)])
})

it('does not take a code from a start that began between the two looks', async () => {
  const { store, sweep } = await shop()
  await reserve(store, 2)
  await sweep.run()
  await start(store, 2)
  expect(await sweep.run()).toBe(0)
  expect(await store.reservations('', 10)).toHaveLength(1)
})

it('keeps a code of which a device was told, although its try was put off and counts as none', async () => {
  const { store, world, sweep } = await shop()
  await start(store, 0, { attempts: { download: 0 } })
  await endOpen(world, 'cancelled', { only: () => true })
  expect(await sweep.run()).toBe(0)
  expect(await store.reservations('', 10)).toHaveLength(1)
})
