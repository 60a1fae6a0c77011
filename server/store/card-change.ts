// From a decision to what has to be written: the next state, the events with their places among the
// card's, the operations that changed. The same for every engine, so they cannot differ in it.

import assert from 'node:assert/strict'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { CardEvent, EventDraft } from '@holdfast/fleet/event.ts'
import { inOrder } from '@holdfast/fleet/event-time.ts'
import type { Operation } from '@holdfast/fleet/operation.ts'
import { bucketInId, bucketOfCard, formatBucket } from './bucket.ts'
import type { ItemsOf } from './card-items.ts'
import type { CardWork, FleetRules, RawMessage } from './contract.ts'
import type { UnplacedEvent } from './event-text.ts'

/** The tenant of a new card when its first work names none. */
export const defaultTenant = 'default'

export interface CardChange {
  readonly bucket: number
  readonly eid: string
  readonly tenant: string
  readonly before: CardState | undefined
  /** The state after the events; equals `before` when there are none. */
  readonly after: CardState | undefined
  readonly events: readonly UnplacedEvent[]
  readonly operations: readonly Operation[]
  readonly messages: readonly RawMessage[]
  readonly items: ReturnType<ItemsOf>
  /** ICCIDs that the card was not known to have before. */
  readonly newIccids: readonly string[]
  /** What must hold at the commit (see `CardWork`). */
  readonly gates: Pick<CardWork<unknown>, 'onlyWhile' | 'onlyHolding'>
}

/**
 * What `work` changes on a card in state `before`.
 * @throws AssertionError when the work breaks a rule of the contract (another card's event, an
 * empty actor, an id without its bucket)
 */
export function changeOf(
  rules: FleetRules,
  card: { readonly eid: string; readonly state: CardState | undefined },
  work: CardWork<unknown>,
): CardChange {
  const { eid, state: before } = card
  const tenant = before?.tenant ?? work.tenant ?? defaultTenant
  let after = before
  const events: UnplacedEvent[] = []
  for (const draft of work.events) {
    const fault = faultOf(draft, eid)
    assert(fault === undefined, fault)
    const cardVersion: number = (after?.version ?? 0) + 1
    const event = { ...inOrder(after, draft), tenant, cardVersion }
    after = rules.evolve(after, event)
    assert(after.version === cardVersion, 'evolve counts each event of a card once')
    events.push(event)
  }
  const bucket = bucketOfCard(eid)
  const operations = changedOperations(before, after)
  for (const { operationId } of operations) assertBucket(operationId, bucket)
  if (after?.inFlight) assertBucket(after.inFlight.eimTransactionId, bucket)
  const messages = after ? (work.messages ?? []) : []
  const items = after && after !== before ? rules.itemsOf(before, after, events) : []
  for (const { itemId, at, dueAt = at } of items) {
    assertBucket(itemId, bucket)
    assert(isInstant(at) && isInstant(dueAt), `item ${itemId} needs instants`)
  }
  const { onlyWhile, onlyHolding } = work
  const gates = { ...(onlyWhile ? { onlyWhile } : {}), ...(onlyHolding ? { onlyHolding } : {}) }
  const newIccids = iccidsNewIn(before, after)
  const made = { operations, messages, items, newIccids, gates }
  return { bucket, eid, tenant, before, after, events, ...made }
}

function iccidsNewIn(
  before: CardState | undefined,
  after: CardState | undefined,
): readonly string[] {
  if (!after || after.profiles === before?.profiles) return []
  return Object.keys(after.profiles).filter((iccid) => before?.profiles[iccid] === undefined)
}

/** Which rule of the contract an event breaks, if any. */
function faultOf(draft: EventDraft, eid: string): string | undefined {
  const what = () => `the ${draft.fact.kind} event of card ${draft.eid}`
  if (draft.eid !== eid) return `${what()} cannot be recorded on card ${eid}`
  if (draft.actor === '') return `${what()} needs an actor`
  return isInstant(draft.at) ? undefined : `${what()} needs an instant`
}

/** Whole milliseconds between the years 1970 and 10000. */
function isInstant(at: number): boolean {
  return Number.isInteger(at) && at >= 0 && at < 253_402_300_800_000
}

function assertBucket(id: string, bucket: number): void {
  if (bucketInId(id) === bucket) return
  assert.fail(`the id ${id} has to begin with its card's bucket, ${formatBucket(bucket)}`)
}

/** Entries of `operations` that are another object than before. */
function changedOperations(
  before: CardState | undefined,
  after: CardState | undefined,
): readonly Operation[] {
  if (!after || after === before) return []
  const known = before?.operations ?? {}
  return Object.values(after.operations).filter(
    (operation) => known[operation.operationId] !== operation,
  )
}

/** The events with their places in the tenant's log, beginning at `position`. */
export function placed(events: readonly UnplacedEvent[], position: number): readonly CardEvent[] {
  return events.map((event, i) => ({ ...event, position: position + i }))
}
