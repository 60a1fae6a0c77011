// Takes a wish into the card's queue, or refuses it with every reason; and cancels an operation,
// which is only asked for once a change may be on its way: what the card does then is the truth.

import { isOpen, openOperations } from './card-queries.ts'
import type { CardState } from './card-state.ts'
import { beginChange, decided, operationIn, record } from './change.ts'
import { continueWork } from './continue-work.ts'
import type { Deadlines } from './deadlines.ts'
import { defaultDeadlines, openOperationsMax } from './deadlines.ts'
import type { Decision, Refusal } from './decision.ts'
import type { Instant } from './evidence.ts'
import type { Refused } from './judge-wish.ts'
import { judgePlan } from './judge-wish.ts'
import type { CampaignPlace, Operation, OperationId } from './operation.ts'
import { end } from './outcome.ts'
import { iccidOf } from './plan-steps.ts'
import { quirkDeadlines } from './quirks/match-quirks.ts'
import { reason, refuse } from './reasons/reason.ts'
import { judgeCancel } from './what-can-be-done.ts'
import type { Wish } from './wish.ts'

export interface WishRequest {
  readonly operationId: OperationId
  readonly wish: Wish
  readonly actor: string
  readonly batchId?: string
  readonly campaign?: CampaignPlace
  readonly deadlineAt?: Instant
  /** Where they differ from `defaultDeadlines`. */
  readonly deadlines?: Partial<Deadlines>
  /** A person starts it for this one device: the flap guard lets it pass. */
  readonly releasesFlapHold?: true
}

export interface Accepted {
  readonly kind: 'accepted'
  readonly operation: Operation
}

/**
 * Queues the wish as an operation with its plan. The same request again gives the same operation;
 * a wish that the card fulfils by its last list is an operation that only reads the card, which
 * then ends it, and waits for the heartbeat where one is due.
 */
export function acceptWish(
  state: CardState,
  request: WishRequest,
  now: Instant,
): Decision<Accepted | Refusal | Refused> {
  const { operationId, wish } = request
  const change = beginChange(state, now, request.actor)
  const known = state.operations[operationId]
  if (known) return decided(change, again(known, wish))
  const limit = judgeRequest(state, request, now)
  if (limit) return decided(change, limit)
  const asked = { ...quirkDeadlines(state), ...request.deadlines }
  const deadlines = Object.keys(asked).length > 0 ? { deadlines: asked } : {}
  const release = request.releasesFlapHold ? { releasesFlapHold: true as const } : {}
  const verdict = judgePlan({ state, wish, now, ...deadlines, ...release })
  if (verdict.kind === 'refused') return decided(change, verdict)
  const target = iccidOf(wish)
  const operation: Operation = {
    operationId,
    eid: state.eid,
    wish,
    plan: verdict.plan,
    stepIndex: 0,
    outcome: 'queued',
    createdAt: now,
    createdBy: request.actor,
    deadlineAt: request.deadlineAt ?? now + operationMs(request),
    ...release,
    ...(request.batchId === undefined ? {} : { batchId: request.batchId }),
    ...(request.campaign ? { campaign: request.campaign } : {}),
    ...(target === undefined ? {} : { targetIccid: target }),
  }
  const queued = continueWork(record(change, { kind: 'operation-created', operation }))
  return decided(queued, { kind: 'accepted', operation: operationIn(queued, operationId) })
}

const operationMs = ({ deadlines }: WishRequest): number =>
  deadlines?.operationMs ?? defaultDeadlines.operationMs

const again = (known: Operation, wish: Wish): Accepted | Refusal =>
  isSameWish(known.wish, wish)
    ? { kind: 'accepted', operation: known }
    : refuse('operation-id-taken', known.operationId)

/** Equal whatever the order of their fields, which a store does not keep. */
function isSameWish(one: Wish, other: Wish): boolean {
  const flat = (wish: Wish): readonly string[] => {
    const { profile, ...rest } = { profile: undefined, ...wish }
    return Object.entries({ ...rest, ...profile, wish: wish.kind })
      .map(([key, value]) => `${key}=${value}`)
      .toSorted()
  }
  return flat(one).join('\n') === flat(other).join('\n')
}

function judgeRequest(
  state: CardState,
  { deadlineAt }: WishRequest,
  now: Instant,
): Refusal | undefined {
  if (deadlineAt !== undefined && deadlineAt <= now) return refuse('deadline-past')
  const open = openOperations(state).length
  return open >= openOperationsMax ? refuse('too-many-operations', `${open} open`) : undefined
}

export interface CancelRequest {
  readonly operationId: OperationId
  readonly actor: string
}

/** Cancels at once while nothing can have changed on the card; else asks, and the card decides. */
export function cancelOperation(
  state: CardState,
  { operationId, actor }: CancelRequest,
  now: Instant,
): Decision<{ readonly kind: 'cancelled' | 'asked' } | Refusal> {
  const change = beginChange(state, now, actor)
  const operation = state.operations[operationId]
  if (!operation) return decided(change, refuse('operation-unknown', operationId))
  const refusal = judgeCancel(operation)
  if (refusal) return decided(change, refusal)
  if (operation.cancelAsked) return decided(change, { kind: 'asked' })
  const asked = record(change, { kind: 'cancel-asked', operationId, by: actor })
  if (operation.changeSentAt === undefined) {
    const why = reason('cancelled-by-person', actor)
    const cancelled = end(asked, operationId, 'cancelled', why)
    return decided(continueWork(cancelled), { kind: 'cancelled' })
  }
  const next = continueWork(asked)
  const isOver = !isOpen(operationIn(next, operationId))
  return decided(next, { kind: isOver ? 'cancelled' : 'asked' })
}
