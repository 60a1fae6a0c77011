// Small rules for the stores' own tests: just enough of `fleet` that states grow, operations change
// and times come due, so that what a test sees is the store's doing.

import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { EventDraft } from '@holdfast/fleet/event.ts'
import type { Operation } from '@holdfast/fleet/operation.ts'
import type { FleetRules } from './contract.ts'

export const standInRules: FleetRules = {
  evolve: (state, event) => {
    const before = state ?? newCard(event)
    return { ...evolveFact(before, event), version: before.version + 1 }
  },
  summaryOf: (state) => {
    const operations = Object.values(state.operations)
    const enabled = Object.values(state.profiles).find((profile) => profile.state === 'enabled')
    const last = operations.at(-1)
    return {
      eid: state.eid,
      tenant: state.tenant,
      generation: state.generation,
      device: state.device,
      profileCount: Object.keys(state.profiles).length,
      openOperations: operations.filter(({ endedAt }) => endedAt === undefined).length,
      ...(enabled ? { enabledIccid: enabled.iccid } : {}),
      ...(enabled?.serviceProviderName ? { operator: enabled.serviceProviderName } : {}),
      ...(last ? { lastOutcome: last.outcome } : {}),
    }
  },
  needsAttention: (state) => state.inFlight !== undefined || state.dueAt !== undefined,
}

function newCard({ eid, tenant }: { readonly eid: string; readonly tenant: string }): CardState {
  return {
    eid,
    tenant,
    generation: 'none',
    version: 0,
    device: {},
    importedIccids: [],
    profiles: {},
    operations: {},
    appliedSeqNumbers: [],
  }
}

function evolveFact(state: CardState, { fact, at }: EventDraft): CardState {
  switch (fact.kind) {
    case 'card-imported':
      return {
        ...state,
        generation: fact.generation,
        device: fact.device,
        importedIccids: fact.iccids,
      }
    case 'card-identified':
      return { ...state, euicc: fact.euicc }
    case 'profiles-read':
      return {
        ...state,
        profiles: Object.fromEntries(fact.profiles.map((profile) => [profile.iccid, profile])),
      }
    case 'operation-created':
      return withOperation({ ...state, dueAt: fact.operation.deadlineAt }, fact.operation)
    case 'outcome-changed': {
      const known = state.operations[fact.operationId]
      const ended = fact.ended ? { endedAt: at } : {}
      const { dueAt, ...idle } = state
      const next = fact.ended || dueAt === undefined ? idle : { ...idle, dueAt }
      return known ? withOperation(next, { ...known, outcome: fact.to, ...ended }) : next
    }
    case 'dispatched':
      return { ...state, inFlight: fact.inFlight }
    case 'in-flight-cleared': {
      const { inFlight: _, ...rest } = state
      return rest
    }
    case 'serving':
      return { ...state, serving: { iccid: fact.iccid, at } }
    default:
      return state
  }
}

function withOperation(state: CardState, operation: Operation): CardState {
  return { ...state, operations: { ...state.operations, [operation.operationId]: operation } }
}
