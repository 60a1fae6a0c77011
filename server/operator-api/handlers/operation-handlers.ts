// Operations: judge a wish, start it for many devices, follow it, ask why, cancel it.

import { ApiProblem } from '@holdfast/api/client.ts'
import type { Caller, Handlers } from '@holdfast/api/handlers.ts'
import { problemOf, problemOfRefusal } from '@holdfast/api/problem.ts'
import { cancelOperation } from '@holdfast/fleet/accept-wish.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import { explainOperation } from '@holdfast/fleet/explain-operation.ts'
import type { Operation } from '@holdfast/fleet/operation.ts'
import type { OperationFilter } from '../../store/contract.ts'
import type { Batch } from '../batch-book.ts'
import { judgeStart } from '../dry-run.ts'
import { claimKey } from '../idempotency.ts'
import type { OperatorShop } from '../shop.ts'
import { continueBatch, runBatch } from '../start-batch.ts'
import { judgeSize } from '../start-size.ts'
import { eidsOf } from '../target.ts'
import { maskAskedWish } from '../views/mask-asked-wish.ts'
import { viewOperation } from '../views/operation-view.ts'
import { lastSeenOf } from './device-handlers.ts'

type OperationHandlers = Pick<
  Handlers,
  | 'dryRun'
  | 'startOperations'
  | 'batch'
  | 'listOperations'
  | 'countOperations'
  | 'operation'
  | 'explainOperation'
  | 'cancelOperation'
>

const usualLimit = 100

export const operationHandlers = (shop: OperatorShop): OperationHandlers => ({
  async dryRun({ body }, caller) {
    const { wish, target, expectedDevices, deadlineAt, required = [] } = body
    const { tenant } = caller
    const eids = await eidsOf(shop, target, { expected: expectedDevices, tenant })
    const limit = deadlineAt === undefined ? {} : { deadlineAt }
    const problem = await judgeSize(shop, { wish, eids, caller })
    const judged = await judgeStart(shop, { wish, eids, tenant, required, ...limit })
    return { ...judged, ...(problem ? { problem } : {}) }
  },
  startOperations: (request, caller) => startOperations(shop, request, caller),
  async batch({ params }, caller) {
    const batch = await findBatch(shop, params.batchId, caller)
    const { wish, batchId, createdAt, createdBy, reason, total } = batch
    const open = await shop.world.store.countOperations({ batchId, open: true })
    return {
      ...{ batchId, createdAt, createdBy, reason, total },
      ...{ accepted: batch.accepted, refused: batch.refused, refusals: batch.refusals },
      wish: maskAskedWish(wish),
      outcomes: await shop.world.store.countOperations({ batchId }),
      open: sumOf(open),
    }
  },
  async listOperations({ query }, { tenant }) {
    const { limit = usualLimit, cursor } = query
    const wanted = { limit, ...(cursor ? { cursor } : {}) }
    const page = await shop.world.store.operations({ ...filterOf(query), tenant }, wanted)
    return { ...page, items: page.items.map(viewOperation) }
  },
  async countOperations({ query }, { tenant }) {
    const outcomes = await shop.world.store.countOperations({ ...filterOf(query), tenant })
    return { total: sumOf(outcomes), outcomes }
  },
  async operation({ params }, caller) {
    return viewOperation((await findOperation(shop, params.id, caller)).operation)
  },
  async explainOperation({ params }, caller) {
    const { operation, state } = await findOperation(shop, params.id, caller)
    const { operationId, eid } = operation
    const lastSeenAt = await lastSeenOf(shop, eid)
    const now = shop.world.clock.now()
    const contact = lastSeenAt === undefined ? {} : { lastSeenAt }
    return { explanation: explainOperation(state, operationId, now, contact), now }
  },
  async cancelOperation({ params }, caller) {
    const { operation } = await findOperation(shop, params.id, caller)
    const { operationId, eid } = operation
    const { actor } = caller
    const { store, clock } = shop.world
    const reply = await store.onCard(eid, (state) => {
      if (!state) throw new Error(`the card ${eid} of an operation must exist`)
      return cancelOperation(state, { operationId, actor }, clock.now())
    })
    if (reply.kind === 'refused') throw new ApiProblem(problemOfRefusal(reply))
    const after = await findOperation(shop, params.id, caller)
    return { result: reply.kind, operation: viewOperation(after.operation) }
  },
})

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

interface Which {
  readonly outcome?: OperationFilter['outcomes']
  readonly batchId?: string
  readonly eid?: string
  readonly open?: boolean
}

const filterOf = ({ outcome, batchId, eid, open }: Which): OperationFilter => ({
  ...(outcome === undefined ? {} : { outcomes: outcome }),
  ...(batchId === undefined ? {} : { batchId }),
  ...(eid === undefined ? {} : { eid }),
  ...(open === undefined ? {} : { open }),
})

interface FoundOperation {
  readonly operation: Operation
  readonly state: CardState
}

async function findOperation(
  { world }: OperatorShop,
  id: string,
  caller: Caller,
): Promise<FoundOperation> {
  const operation = await world.store.operation(id)
  const state = operation && (await world.store.card(operation.eid))
  if (operation && state?.tenant === caller.tenant) return { operation, state }
  throw new ApiProblem(problemOf('unknown-operation', `no operation has the id ${id}`))
}

async function findBatch(shop: OperatorShop, id: string, caller: Caller): Promise<Batch> {
  const batch = await shop.batches.find(id)
  if (batch?.tenant === caller.tenant) return batch
  throw new ApiProblem(problemOf('unknown-batch', `no batch has the id ${id}`))
}

type StartRequest = Parameters<Handlers['startOperations']>[0]

async function startOperations(shop: OperatorShop, request: StartRequest, caller: Caller) {
  const { body, headers } = request
  const { store, clock, randomBytes } = shop.world
  const at = clock.now()
  const fresh = `B-${Buffer.from(randomBytes(9)).toString('base64url')}`
  const key = headers['idempotency-key']
  const batchId =
    key === undefined
      ? fresh
      : await claimKey(store, caller, { key, request: body, batchId: fresh, at })
  const known = await shop.batches.find(batchId)
  if (known) return repeated(shop, await continueBatch(shop, known))
  const eids = await eidsOf(shop, body.target, {
    expected: body.expectedDevices,
    tenant: caller.tenant,
  })
  const tooMany = await judgeSize(shop, { wish: body.wish, eids, caller })
  if (tooMany) throw new ApiProblem(problemOfRefusal(tooMany, 422))
  const batch = newBatch({ batchId, body, caller, at, total: eids.length })
  await shop.batches.begin(batch, eids)
  const started = await runBatch(shop, batch, eids)
  return viewStarted(started.batch, started.operations, false)
}

interface NewBatch {
  readonly batchId: string
  readonly body: StartRequest['body']
  readonly caller: Caller
  readonly at: number
  readonly total: number
}

const newBatch = ({ batchId, body, caller, at, total }: NewBatch): Batch => ({
  ...{ batchId, total },
  tenant: caller.tenant,
  createdAt: at,
  createdBy: caller.actor,
  wish: body.wish,
  reason: body.reason,
  ...(body.deadlineAt === undefined ? {} : { deadlineAt: body.deadlineAt }),
  ...(body.required === undefined ? {} : { required: body.required }),
  accepted: 0,
  refused: 0,
  refusals: {},
  state: 'running',
})

async function repeated(shop: OperatorShop, batch: Batch) {
  const page = await shop.world.store.operations({ batchId: batch.batchId }, { limit: 100 })
  return viewStarted(batch, page.items, true)
}

function viewStarted(batch: Batch, operations: readonly Operation[], isRepeated: boolean) {
  const { batchId, total, accepted, refused, refusals } = batch
  return {
    ...{ batchId, total, accepted, refused, refusals },
    operations: operations.map(viewOperation),
    repeated: isRepeated,
  }
}
