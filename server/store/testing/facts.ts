// Cards, events and operations for the stores' tests.

import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { CardFact, EventDraft } from '@holdfast/fleet/event.ts'
import type { Operation, OutcomeName } from '@holdfast/fleet/operation.ts'
import { completeEid } from '@holdfast/gsma/ids/eid.ts'
import { bucketPrefix } from '../bucket.ts'
import type { FleetRules, Store } from '../contract.ts'
import { fleetRules } from '../fleet-rules.ts'

export const rules: FleetRules = fleetRules

/** A valid EID; another one for each index. */
export function eidOf(index: number): string {
  return completeEid(`8904403200000000000000${String(index).padStart(8, '0')}`)
}

export const start = Date.UTC(2026, 10, 22, 12)

export function draft(eid: string, fact: CardFact, at = start): EventDraft {
  return { eid, at, actor: 'person:ann', fact }
}

export function imported(eid: string, more: Partial<CardState['device']> = {}): EventDraft {
  const serial = `S-${eid.slice(-8)}`
  return draft(eid, {
    kind: 'card-imported',
    generation: 'sgp32',
    device: { serial, ...more },
    iccids: [`8988${eid.slice(-14)}`],
  })
}

export async function importCard(
  store: Store,
  eid: string,
  more: Partial<CardState['device']> = {},
): Promise<void> {
  await store.onCard(eid, () => ({ events: [imported(eid, more)], reply: undefined }))
}

/** Adds one event to a card, whatever its state. */
export async function record(store: Store, eid: string, fact: CardFact, at = start): Promise<void> {
  await store.onCard(eid, () => ({ events: [draft(eid, fact, at)], reply: undefined }))
}

export function operationOf(eid: string, more: Partial<Operation> = {}): Operation {
  return {
    operationId: `${bucketPrefix(eid)}-${eid}`,
    eid,
    wish: { kind: 'enable', iccid: '8988211000000000001' },
    plan: {
      steps: [
        {
          step: { kind: 'enable', iccid: '8988211000000000001', rollbackFlag: true },
          deadlineMs: 86_400_000,
          dispatchDeadlineMs: 600_000,
          proof: 'a signed result',
          wayBack: { kind: 'rollback-flag', why: 'The card goes back by itself.' },
        },
      ],
      goal: 'serving',
      whySafe: ['The profile that serves now stays on the card.'],
      madeAt: start,
    },
    stepIndex: 0,
    outcome: 'queued',
    createdAt: start,
    createdBy: 'person:ann',
    deadlineAt: start + 86_400_000,
    ...more,
  }
}

export async function createOperation(
  store: Store,
  eid: string,
  more: Partial<Operation> = {},
): Promise<Operation> {
  const operation = operationOf(eid, more)
  await record(store, eid, { kind: 'operation-created', operation })
  return operation
}

export function outcomeChanged(
  operationId: string,
  from: OutcomeName,
  to: OutcomeName,
  ended = false,
): CardFact {
  const base = { kind: 'outcome-changed', operationId, from, to } as const
  return ended ? { ...base, ended: true } : base
}

export function dispatched(eid: string, more: { readonly suffix?: string } = {}): CardFact {
  return {
    kind: 'dispatched',
    inFlight: {
      what: 'package',
      operationId: operationOf(eid).operationId,
      stepIndex: 0,
      eimTransactionId: `${bucketPrefix(eid)}${more.suffix ?? 'AA55'}`,
      counterValue: 1,
      bytes: 'BF5100',
      sentAt: start,
      resultDueAt: start + 600_000,
    },
  }
}

/** Every `serving` makes an item. */
export const rulesWithItems: FleetRules = {
  ...rules,
  itemsOf: (_, { eid, tenant }, events) =>
    events
      .filter(({ fact }) => fact.kind === 'serving')
      .map(() => ({
        ...{ kind: 'recovery-action', itemId: `${bucketPrefix(eid)}-${eid}`, eid, tenant },
        ...{ class: 'odd', open: true, at: start, dueAt: start, body: {} },
      })),
}
