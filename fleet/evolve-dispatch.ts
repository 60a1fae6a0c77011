// What events say about the traffic with a card: what is in flight, what was answered, which
// counter and which sequence numbers are used up (S1, S2).

import { enabledProfile, isV10 } from './card-queries.ts'
import type { Association, CardState, InFlight, PastDispatch } from './card-state.ts'
import { kept } from './deadlines.ts'
import type { CardFact, EventDraft } from './event.ts'
import type { Instant } from './evidence.ts'
import type { Operation } from './operation.ts'
import type { StepKind } from './plan.ts'

type Answer = Extract<CardFact, { kind: 'result-applied' }>
type DownloadProgressed = Extract<CardFact, { kind: 'download-progressed' }>

/** Times the deadline of a download, from its trigger. */
const prolongedAtMost = 4

export function evolveDispatch(state: CardState, { fact, at }: EventDraft): CardState {
  switch (fact.kind) {
    case 'dispatched':
      return dispatched(state, fact.inFlight)
    case 'result-applied':
      return answered(state, fact)
    case 'card-data-received':
      return landed(state, fact.eimTransactionId)
    case 'in-flight-cleared':
      return landed(state, fact.eimTransactionId)
    case 'notification-received':
      return fact.evidence === 'proven' ? notified(state, fact.seqNumber, at) : state
    case 'download-progressed':
      return prolonged(state, fact, at)
    default:
      return state
  }
}

function dispatched(state: CardState, inFlight: InFlight): CardState {
  const { association } = state
  const past = pastDispatch(state, inFlight)
  const dispatches = past
    ? [...(state.dispatches ?? []), past].slice(-kept.dispatches)
    : state.dispatches
  return {
    ...state,
    inFlight,
    ...(dispatches ? { dispatches } : {}),
    ...(association && inFlight.counterValue !== undefined
      ? { association: usedUpTo(association, inFlight.counterValue) }
      : {}),
  }
}

/** A counter never falls (S1). */
const usedUpTo = (association: Association, counterValue: number): Association => ({
  ...association,
  counterValue: Math.max(association.counterValue, counterValue),
})

function pastDispatch(state: CardState, inFlight: InFlight): PastDispatch | undefined {
  const operation = state.operations[inFlight.operationId]
  const step = operation && stepAsked(inFlight, operation)
  if (!step) return undefined
  const iccid = 'iccid' in step ? (step.iccid ?? operation.targetIccid) : operation.targetIccid
  const formerIccid = enabledProfile(state)?.iccid
  const { what, operationId, stepIndex, eimTransactionId, counterValue, sentAt } = inFlight
  return {
    what,
    operationId,
    stepIndex,
    eimTransactionId,
    ...(counterValue === undefined ? {} : { counterValue }),
    step,
    ...(iccid === undefined ? {} : { iccid }),
    ...(formerIccid === undefined ? {} : { formerIccid }),
    sentAt,
    ...(isV10(state) && what === 'package' ? { eimSignature: signatureOf(inFlight) } : {}),
    answeredBy: [],
  }
}

/** A package ends with its signature, 64 octets. SGP.32 §2.11.1.1. */
const signatureOf = ({ bytes }: InFlight): string => bytes.slice(-128)

/** What the card is asked: the plan's step, what settles a doubt, or what leads back. */
function stepAsked(inFlight: InFlight, { plan }: Operation): StepKind | undefined {
  if (inFlight.purpose === 'ask-stored') return { kind: 'identify' }
  if (inFlight.purpose === 'read-back') return { kind: 'read' }
  return inFlight.wayBack ?? plan.steps[inFlight.stepIndex]?.step
}

function answered(state: CardState, { eimTransactionId, seqNumber }: Answer): CardState {
  const numbers = seqNumber === undefined ? [] : [seqNumber]
  const dispatches = state.dispatches?.map((past) =>
    past.eimTransactionId === eimTransactionId
      ? { ...past, answered: true as const, answeredBy: [...past.answeredBy, ...numbers] }
      : past,
  )
  const next = {
    ...state,
    ...(dispatches ? { dispatches } : {}),
    appliedSeqNumbers: [...state.appliedSeqNumbers, ...numbers],
  }
  return eimTransactionId === undefined ? next : landed(next, eimTransactionId)
}

function notified(state: CardState, seqNumber: number, at: Instant): CardState {
  const all = [...(state.notified ?? []), { seqNumber, at }]
  return {
    ...state,
    notified: all.slice(-kept.notifications),
    appliedSeqNumbers: [...state.appliedSeqNumbers, seqNumber],
  }
}

/** Without what was in flight, if it was this. */
function landed(state: CardState, eimTransactionId: string): CardState {
  if (state.inFlight?.eimTransactionId !== eimTransactionId) return state
  const { inFlight: _, ...rest } = state
  return rest
}

/**
 * A download that makes progress is not missed yet. Beginning it again is no progress, and there is
 * an end to it, or a device that always starts over would never be missed (L2).
 */
function prolonged(state: CardState, progress: DownloadProgressed, at: Instant): CardState {
  const { inFlight } = state
  if (!inFlight || inFlight.operationId !== progress.operationId) return state
  if (inFlight.what !== 'download-trigger') return state
  if (progress.phase === 'authentication-started') return state
  const step = state.operations[inFlight.operationId]?.plan.steps[inFlight.stepIndex]
  const deadlineMs = step?.dispatchDeadlineMs ?? 0
  const latest = inFlight.sentAt + prolongedAtMost * deadlineMs
  const resultDueAt = Math.max(inFlight.resultDueAt, Math.min(at + deadlineMs, latest))
  return { ...state, inFlight: { ...inFlight, resultDueAt } }
}
