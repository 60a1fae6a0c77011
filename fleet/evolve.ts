// Folds one event into a card's state. State is nothing but its events replayed, so this function
// is total: every kind of event, in any order, on any state, gives a state. It decides nothing;
// what an event means was decided when it was recorded.

import { enabledProfile } from './card-queries.ts'
import type { CardState } from './card-state.ts'
import { kept } from './deadlines.ts'
import type { EventDraft } from './event.ts'
import { lastEventAt } from './event-time.ts'
import { evolveDispatch } from './evolve-dispatch.ts'
import { evolveFlips } from './evolve-flips.ts'
import { evolveOperation } from './evolve-operation.ts'
import { evolveProfiles } from './evolve-profiles.ts'
import { evolveSilence } from './silence/evolve-silence.ts'
import { dueAtOf } from './timers.ts'

export type TenantEvent = EventDraft & { readonly tenant: string }

/** A card of which nothing is known but its number. */
export const unknownCard = (eid: string, tenant: string): CardState => ({
  eid,
  tenant,
  generation: 'sgp32',
  version: 0,
  device: {},
  importedIccids: [],
  profiles: {},
  operations: {},
  appliedSeqNumbers: [],
})

/** The state after `event`; `version` counts the events applied. */
export function evolve(state: CardState | undefined, event: TenantEvent): CardState {
  const before = state ?? unknownCard(event.eid, event.tenant)
  const after = evolveOperation(
    evolveDispatch(evolveProfiles(evolveCard(before, event), event), event),
    event,
  )
  const watched = evolveSilence(evolveFlips(before, after, event), event)
  const { dueAt: _, ...rest } = pruned(watched)
  const next = { ...rest, version: before.version + 1, ...lastEventAt(before, event) }
  const dueAt = dueAtOf(next)
  return dueAt === undefined ? next : { ...next, dueAt }
}

/** What an event says about the card and the device as such. */
function evolveCard(state: CardState, event: EventDraft): CardState {
  const { fact, at } = event
  switch (fact.kind) {
    case 'card-imported':
      return {
        ...state,
        generation: fact.generation,
        device: fact.device,
        importedIccids: fact.iccids,
      }
    case 'card-seen-first':
      return { ...state, firstSeenAt: state.firstSeenAt ?? at }
    case 'association-recorded':
      return { ...state, association: fact.association }
    case 'card-identified':
      return { ...state, euicc: fact.euicc }
    case 'counter-jumped':
      return state.association
        ? { ...state, association: { ...state.association, counterValue: fact.to } }
        : state
    case 'result-applied':
      return withRollback(state, fact.results, at)
    case 'doubt-settled':
      return fact.staysOn ? { ...state, refreshIgnoredAt: at } : state
    case 'state-change-reported':
      return { ...state, lastStateChange: { cause: fact.cause, at } }
    case 'attach-refused':
      return {
        ...state,
        attachRefused: {
          iccid: fact.iccid,
          rejectCause: fact.rejectCause,
          at,
          ...optional('plmn', fact.plmn),
        },
      }
    case 'attached':
      return { ...state, attached: { iccid: fact.iccid, at, ...optional('plmn', fact.plmn) } }
    case 'serving':
      return { ...state, serving: { iccid: fact.iccid, at } }
    default:
      return state
  }
}

/** EnableProfileResult rollbackNotAvailable. SGP.32 §2.11.2.1. */
const rollbackNotAvailable = 20

/** What a signed result shows of the card's rolling back; nothing enabled, nothing to go back to. */
function withRollback(
  state: CardState,
  results: readonly { readonly name: string; readonly code: number }[],
  at: number,
): CardState {
  const shows = results.some(({ name, code }) => name === 'rollbackResult' && code === 0)
  const refuses = results.some(
    ({ name, code }) => name === 'enableResult' && code === rollbackNotAvailable,
  )
  if (!shows && !(refuses && enabledProfile(state))) return state
  return { ...state, rollback: { shows, at } }
}

/** The field, unless its value is absent. */
const optional = <K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> =>
  value === undefined ? {} : ({ [key]: value } as Record<K, V>)

/** The state without what it need not keep: old ended operations, old sequence numbers. */
function pruned(state: CardState): CardState {
  const { operations, appliedSeqNumbers } = state
  const ended = Object.values(operations).filter(({ endedAt }) => endedAt !== undefined)
  const surplus = ended.length - kept.endedOperations
  const numbers = appliedSeqNumbers.slice(-kept.seqNumbers)
  if (surplus <= 0) return { ...state, appliedSeqNumbers: numbers }
  const dropped = new Set(
    ended
      .toSorted((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))
      .slice(0, surplus)
      .map(({ operationId }) => operationId),
  )
  const left = Object.entries(operations).filter(([id]) => !dropped.has(id))
  return { ...state, operations: Object.fromEntries(left), appliedSeqNumbers: numbers }
}
