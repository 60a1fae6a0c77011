// A card enters the inventory, or a file says more about it; and the association with our eIM is
// recorded. All of it is claimed by a person or a file: it never touches what the card has proven.

import type { Association, CardState, DeviceFacts } from './card-state.ts'
import type { Change } from './change.ts'
import { beginChange, decided, record } from './change.ts'
import type { Decision, Refusal } from './decision.ts'
import type { EventDraft } from './event.ts'
import type { Instant } from './evidence.ts'
import { refuse } from './reasons/reason.ts'
import { missResult } from './time-passed.ts'

/** One row of an inventory, after its checks. */
export interface CardRow {
  readonly eid: string
  readonly generation: CardState['generation']
  readonly device: DeviceFacts
  readonly iccids: readonly string[]
}

export interface Imported {
  readonly kind: 'added' | 'updated' | 'unchanged'
}

/**
 * Adds the card, or what the row says about it. A field that the row leaves out stays as it was;
 * a row that would take a managed card out of our generation is refused.
 */
export function importCard(
  state: CardState | undefined,
  row: CardRow,
  actor: string,
  now: Instant,
): Decision<Imported | Refusal> {
  const { eid, generation } = row
  const imported = (device: DeviceFacts, iccids: readonly string[]): EventDraft => ({
    eid,
    at: now,
    actor,
    fact: { kind: 'card-imported', generation, device, iccids },
  })
  if (!state || state.version === 0) {
    return { events: [imported(row.device, row.iccids)], reply: { kind: 'added' } }
  }
  if (state.association && generation !== state.generation) {
    const refusal = refuse('import-other-generation', `${state.generation}, not ${generation}`)
    return { events: [], reply: refusal }
  }
  const device = { ...state.device, ...row.device }
  const iccids = [...new Set([...state.importedIccids, ...row.iccids])]
  const isSame =
    generation === state.generation &&
    iccids.length === state.importedIccids.length &&
    isSameDevice(device, state.device)
  if (isSame) return { events: [], reply: { kind: 'unchanged' } }
  return { events: [imported(device, iccids)], reply: { kind: 'updated' } }
}

const isSameDevice = (one: DeviceFacts, other: DeviceFacts): boolean =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].every(
    (key) => one[key as keyof DeviceFacts] === other[key as keyof DeviceFacts],
  )

/**
 * What was in flight under a former association cannot be answered any more and counts as missed.
 * Records that the card is associated with our eIM, with the counter and token known. For the
 * same eIM and token the counter never falls (S1); a renewed association has a token of its own.
 */
export function recordAssociation(
  state: CardState,
  association: Association,
  actor: string,
  now: Instant,
): Decision<Association> {
  const old = state.association
  const isRenewed =
    !old ||
    old.eimId !== association.eimId ||
    (association.associationToken !== undefined &&
      association.associationToken !== old.associationToken)
  const counterValue = isRenewed
    ? association.counterValue
    : Math.max(old.counterValue, association.counterValue)
  const next = { ...association, counterValue }
  const change: Change = beginChange(state, now, actor)
  const recorded = record(change, { kind: 'association-recorded', association: next })
  if (!isRenewed || !state.inFlight) return decided(recorded, next)
  return decided(missResult(recorded), next)
}
