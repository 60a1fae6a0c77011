// Queues one operation on each card of a start: wish → (stock) → accept → record, a few cards at a
// time, progress on record. What a card refuses is counted by code and changes nothing. The stock is
// given out in the order of the devices, so that a start that was interrupted and goes on gives every
// device the item that it would have had anyway.

import { type Accepted, acceptWish } from '@holdfast/fleet/accept-wish.ts'
import type { Refusal } from '@holdfast/fleet/decision.ts'
import type { Operation } from '@holdfast/fleet/operation.ts'
import { refuse } from '@holdfast/fleet/reasons/reason.ts'
import type { Wish } from '@holdfast/fleet/wish.ts'
import { inParallel } from '../in-parallel.ts'
import {
  contactOf,
  factsForStart,
  judgeDevice,
  type StartFacts,
  withNeeds,
} from '../preflight/start-facts.ts'
import type { Reservation, StockItem } from '../store/stock-item.ts'
import { StoreError } from '../store/store-error.ts'
import { type AskedWish, type Batch, operationIdOf } from './batch-book.ts'
import type { OperatorShop } from './shop.ts'

const cardsAtOnce = 128
const progressEveryCards = 1_000
const operationsShownMax = 100
const triesMax = 5

/** What a start needs of the shop. */
export type StartShop = Pick<OperatorShop, 'world' | 'batches'> & {
  readonly desk: Pick<OperatorShop['desk'], 'countryRules'>
}

export interface StartedBatch {
  readonly batch: Batch
  /** The first operations, for the answer. */
  readonly operations: readonly Operation[]
}

/** Starts a batch that was just put on record on every card. */
export function runBatch(
  shop: StartShop,
  batch: Batch,
  eids: readonly string[],
): Promise<StartedBatch> {
  return shop.batches.inTurn(batch.batchId, () => startAll(shop, batch, eids))
}

/**
 * Goes on with a batch of which a part was started before; resolves with it when it is done. Two
 * who ask for it at once do not both run it.
 */
export function continueBatch(shop: StartShop, { batchId }: Batch): Promise<Batch> {
  return shop.batches.inTurn(batchId, async () => {
    const batch = await shop.batches.find(batchId)
    if (!batch) throw new Error(`the start ${batchId} is not on record`)
    if (batch.state === 'done') return batch
    return (await startAll(shop, batch, await shop.batches.eidsOf(batch))).batch
  })
}

async function startAll(
  shop: StartShop,
  batch: Batch,
  eids: readonly string[],
): Promise<StartedBatch> {
  const operations: Operation[] = []
  const refusals: Record<string, number> = {}
  let done = 0
  const now = (): Batch => {
    const refused = Object.values(refusals).reduce((sum, count) => sum + count, 0)
    return { ...batch, refusals: { ...refusals }, refused, accepted: done - refused }
  }
  const inTurn = turns()
  const rules = shop.desk.countryRules.of(batch.tenant)
  const facts = await factsForStart(shop.world.store, batch.wish, {
    rules,
    ...(batch.required ? { required: batch.required } : {}),
  })
  await inParallel(eids, cardsAtOnce, async (eid) => {
    const reply = await startOne(shop, batch, { eid, inTurn, facts })
    done++
    if (reply.kind === 'refused') refusals[reply.code] = (refusals[reply.code] ?? 0) + 1
    else if (operations.length < operationsShownMax) operations.push(reply.operation)
    if (done % progressEveryCards === 0) await shop.batches.save(now())
  })
  const ended: Batch = { ...now(), state: 'done' }
  await shop.batches.end(ended)
  return { batch: ended, operations }
}

type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** Each work begins when the one asked for before it has ended, well or badly. */
function turns(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work, work)
    last = mine
    return mine
  }
}

interface Starting {
  readonly eid: string
  readonly inTurn: InTurn
  readonly facts: StartFacts
  readonly tries?: number
}

async function startOne(
  shop: StartShop,
  batch: Batch,
  { eid, inTurn, facts, tries = 1 }: Starting,
): Promise<Accepted | Refusal> {
  const { store } = shop.world
  const { batchId, tenant } = batch
  const stock = stockAskedFor(batch.wish)
  const item = stock && (await inTurn(() => store.reserveStock({ ...stock, tenant, eid, batchId })))
  if (stock && !item) return refuse('stock-empty', stock.operator)
  const holding = item && { iccid: item.iccid, eid, batchId }
  const wish = withNeeds(wishFor(batch.wish, item), facts)
  try {
    const more = holding ? { holding } : {}
    const reply = await acceptOn(shop, batch, { eid, wish, facts, ...more })
    if (reply.kind === 'refused' && holding) await store.releaseStock(holding)
    return reply
  } catch (cause) {
    // The code was given back by another process that ran this start too: it takes another one.
    const isLost = cause instanceof StoreError && cause.code === 'gate-closed'
    if (!isLost || tries >= triesMax) throw cause
    return startOne(shop, batch, { eid, inTurn, facts, tries: tries + 1 })
  }
}

interface Accepting {
  readonly eid: string
  readonly wish: Wish
  readonly facts: StartFacts
  /** The code that it takes; it must still be this start's when the operation is committed. */
  readonly holding?: Reservation
}

function acceptOn(
  { world }: StartShop,
  batch: Batch,
  { eid, wish, facts, holding }: Accepting,
): Promise<Accepted | Refusal> {
  const { batchId, createdBy, deadlineAt, tenant } = batch
  return world.store.onCard<Accepted | Refusal>(eid, async (state) => {
    if (state?.tenant !== tenant) return { events: [], reply: unknownDevice }
    const request = { operationId: operationIdOf(batchId, eid), wish, actor: createdBy, batchId }
    const release = batch.total === 1 ? { releasesFlapHold: true as const } : {}
    const limit = deadlineAt === undefined ? {} : { deadlineAt }
    const now = world.clock.now()
    if (!state.operations[request.operationId]) {
      const stock = facts.isFromStock ? 'reserved' : 'not-from-stock'
      const contact = deadlineAt && (await contactOf(world.store, state, now))
      const known = contact ? { contact } : {}
      const start = { state, wish, now, stock, ...limit, ...release, ...known } as const
      const [against] = judgeDevice(facts, start).refusals
      if (against) return { events: [], reply: against }
    }
    const decision = acceptWish(state, { ...request, ...limit, ...release }, now)
    return { ...decision, ...(holding ? { onlyHolding: holding } : {}) }
  })
}

export const unknownDevice: Refusal = {
  kind: 'refused',
  code: 'unknown-device',
  why: 'no device has this EID',
  remedy: 'import the inventory that names it first',
}

/** What a wish takes from the stock, if it does. */
export function stockAskedFor(wish: AskedWish) {
  if (wish.kind !== 'swap' && wish.kind !== 'download') return undefined
  if (wish.profile.kind !== 'stock') return undefined
  const { operator, profileType } = wish.profile
  return { operator, ...(profileType === undefined ? {} : { profileType }) }
}

/** The wish as fleet knows it; `item` stands in for the stock. */
export function wishFor(wish: AskedWish, item: StockItem | undefined): Wish {
  if (wish.kind !== 'swap' && wish.kind !== 'download') return wish
  const { kind, profile } = wish
  if (profile.kind !== 'stock') return { kind, profile }
  if (!item) throw new Error('a wish for stock needs an item of it')
  const { activationCode, confirmationCode, iccid, operator } = item
  const code = confirmationCode === undefined ? {} : { confirmationCode }
  return { kind, profile: { kind: 'activation-code', activationCode, iccid, operator, ...code } }
}

/** Goes on with starts that a stopped server left; resolves with how many. */
export async function resumeBatches(shop: StartShop): Promise<number> {
  const left = await shop.batches.unfinished()
  for (const batch of left) {
    shop.world.log('warn', 'a start that was interrupted goes on', { batchId: batch.batchId })
    await continueBatch(shop, batch)
  }
  return left.length
}
