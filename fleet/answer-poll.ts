// What a polling device gets now. SGP.32 §3.1.1 and §5.14.5 (GetEimPackage). At most one thing is
// in flight per card (S1): until its result came or is missed, a repeated poll gets the same bytes.
// Pure: the same card, poll and time always give the same answer.

import type { EuiccPackageSigned } from '@holdfast/gsma/sgp32/euicc-package.ts'
import type { IpaEuiccDataRequest } from '@holdfast/gsma/sgp32/ipa-euicc-data.ts'
import type { ProfileDownloadTriggerRequest } from '@holdfast/gsma/sgp32/profile-download-trigger.ts'
import { applyHolds } from './campaign/apply-holds.ts'
import type { DispatchHolds } from './campaign/dispatch-holds.ts'
import { isCampaignOpenFor, mayRepeat, noHolds } from './campaign/dispatch-holds.ts'
import { endAborted } from './campaign/stop-operation.ts'
import { headOperation, isV10 } from './card-queries.ts'
import type { Envelope, PackageStep } from './card-request.ts'
import {
  identifyRequest,
  packageFor,
  storedResultsRequest,
  triggerRequest,
} from './card-request.ts'
import type { CardState, InFlight } from './card-state.ts'
import type { Change } from './change.ts'
import { beginChange, record } from './change.ts'
import { continueWork } from './continue-work.ts'
import { counterValueMax, defaultDeadlines } from './deadlines.ts'
import { endDoubted } from './doubt.ts'
import type { EventDraft } from './event.ts'
import type { Instant } from './evidence.ts'
import type { Operation, Reason } from './operation.ts'
import { outcomeAfter } from './outcome-table.ts'
import { beginOwnAudit } from './own-audit.ts'
import type { StepKind } from './plan.ts'
import { refuse } from './reasons/reason.ts'
import { restoringStep } from './safety/restore-way-back.ts'
import { endSilence } from './silence/end-silence.ts'
import { raiseAuthority } from './silence/raise-authority.ts'
import { noteStateChange } from './state-change.ts'
import { missResult, passTime } from './time-passed.ts'

/** What a poll says, and what the answer is made with. */
export interface PollFacts {
  readonly notifyStateChange?: boolean
  /** The standard's number; any other is kept as it is. */
  readonly stateChangeCause?: number
  readonly plmn?: string
  /** The edition that this request was written in, where its shape shows it. */
  readonly dialect?: 'v1.0' | 'v1.2'
  /** Twelve octets, upper-case hex; the first octet is the card's bucket. */
  readonly newTransactionId: string
  readonly eimId: string
  /** Without them nothing of a campaign leaves; other operations are not concerned. */
  readonly holds?: DispatchHolds
}

/** What is about to leave; `recordDispatch` makes it part of the card's state. */
export type DispatchDraft = Omit<InFlight, 'bytes' | 'sentAt' | 'resultDueAt'> & {
  readonly resultAfterMs: number
}

export type PollReply =
  | { readonly kind: 'nothing' }
  /** The same arm as before, upper-case hex. */
  | { readonly kind: 'again'; readonly bytes: string }
  | {
      readonly kind: 'package'
      readonly signed: EuiccPackageSigned
      /** Goes into the signature; 0 stands for none. */
      readonly associationToken?: number
      readonly dispatch: DispatchDraft
    }
  | {
      readonly kind: 'data-request'
      readonly request: IpaEuiccDataRequest
      readonly dispatch: DispatchDraft
    }
  | {
      readonly kind: 'trigger'
      readonly request: ProfileDownloadTriggerRequest
      readonly dispatch: DispatchDraft
    }

export interface PollAnswer {
  readonly events: readonly EventDraft[]
  /** The card's state with `events` applied; `recordDispatch` wants this one. */
  readonly state: CardState
  readonly reply: PollReply
}

/** What the device gets; events must be recorded, and a dispatch too, before the reply leaves. */
export function answerPoll(state: CardState, poll: PollFacts, now: Instant): PollAnswer {
  const back = endSilence(beginChange(state, now, 'device'))
  const seen = raiseAuthority(noteContact(back, poll), poll.newTransactionId)
  const timed = endAborted(missDelivered(passTime(seen)), poll.holds)
  const { inFlight } = timed.state
  if (inFlight) {
    const isAgain = mayRepeat(timed.state, poll.holds)
    return answer(timed, isAgain ? { kind: 'again', bytes: inFlight.bytes } : { kind: 'nothing' })
  }
  const worked = continueWork(timed)
  const audited = beginOwnAudit(worked, `${poll.newTransactionId}-own`)
  const { change, mayGo } = applyHolds(continueWork(audited), poll.holds)
  return mayGo ? choose(change, poll) : answer(change, { kind: 'nothing' })
}

const answer = ({ events, state }: Change, reply: PollReply): PollAnswer => ({
  events,
  state,
  reply,
})

function noteContact(change: Change, poll: PollFacts): Change {
  const first =
    change.state.firstSeenAt === undefined
      ? record(change, { kind: 'card-seen-first', evidence: 'reported' })
      : change
  return poll.notifyStateChange || poll.stateChangeCause !== undefined
    ? noteStateChange(first, poll)
    : first
}

/**
 * A device that polls again after it was given the whole profile has left the download: it would
 * only download a second time. What became of it is asked instead (F13, F14).
 */
function missDelivered(change: Change): Change {
  const { inFlight, operations } = change.state
  if (inFlight?.what !== 'download-trigger') return change
  const phase = operations[inFlight.operationId]?.download?.phase
  return phase === 'package-delivered' ? missResult(change) : change
}

function choose(change: Change, poll: PollFacts): PollAnswer {
  const head = headOperation(change.state)
  if (!head || (head.notBefore ?? 0) > change.now) return answer(change, { kind: 'nothing' })
  const { doubt } = head
  const counterValue = (change.state.association?.counterValue ?? 0) + 1
  const refused = head.reason?.result
  const envelope: Envelope = {
    eid: change.state.eid,
    eimId: poll.eimId,
    eimTransactionId: poll.newTransactionId,
    counterValue,
    isReduced: refused !== undefined && refusesTags(refused),
    isV10: (poll.dialect ?? (isV10(change.state) ? 'v1.0' : 'v1.2')) === 'v1.0',
  }
  if (doubt?.next === 'ask-stored') {
    return answer(change, askStored(head, envelope))
  }
  const step = doubt ? ({ kind: 'read' } as const) : head.plan.steps[head.stepIndex]?.step
  if (!step) return answer(change, { kind: 'nothing' })
  if (step.kind === 'confirm') return answer(change, restore(change, envelope, poll))
  if (step.kind === 'identify' || step.kind === 'download') {
    return answer(change, unsigned(head, envelope, step))
  }
  if (counterValue > counterValueMax) return stopCounting(change, head, poll)
  const at = step.kind === 'enable' && poll.plmn !== undefined ? { plmn: poll.plmn } : {}
  return answer(change, signedPackage(change.state, envelope, { head, step, ...at }))
}

/** Who is waited for has nothing to fetch, but for a way back that the card lacks. */
function restore(
  { state, now }: Change,
  envelope: Envelope,
  { plmn, holds }: PollFacts,
): PollReply {
  const head = headOperation(state)
  if (!head || !isCampaignOpenFor(head, holds ?? noHolds)) return { kind: 'nothing' }
  const step = restoringStep(state, head, { polledFrom: plmn, now })
  if (!step || envelope.counterValue > counterValueMax) return { kind: 'nothing' }
  return signedPackage(state, envelope, { head, step, wayBack: step })
}

/** incorrectTagList of an IPA, incorrectInputValues of a card. */
const refusesTags = ({ family, code }: NonNullable<Reason['result']>): boolean =>
  code === 1 && (family === 'IpaEuiccDataErrorCode' || family === 'ProfileInfoListError')

/**
 * No counter is left to read the card with: what is unknown stays unknown, and the next operation
 * is looked at. A change without a counter was refused before it came here.
 */
function stopCounting(change: Change, head: Operation, poll: PollFacts): PollAnswer {
  const { code, why } = refuse('counter-exhausted')
  return choose(continueWork(endDoubted(change, head.operationId, { code, why })), poll)
}

function askStored(head: Operation, envelope: Envelope): PollReply {
  const request = storedResultsRequest(envelope)
  const resultAfterMs = head.plan.deadlines?.identifyMs ?? defaultDeadlines.identifyMs
  const draft = draftOf(head, envelope, resultAfterMs)
  return {
    kind: 'data-request',
    request,
    dispatch: { ...draft, what: 'data-request', purpose: 'ask-stored' },
  }
}

function unsigned(
  head: Operation,
  envelope: Envelope,
  step: Extract<StepKind, { kind: 'identify' | 'download' }>,
): PollReply {
  const draft = draftOf(head, envelope)
  if (step.kind === 'identify') {
    const dispatch: DispatchDraft = { ...draft, what: 'data-request', purpose: 'step' }
    return { kind: 'data-request', request: identifyRequest(envelope), dispatch }
  }
  const dispatch: DispatchDraft = { ...draft, what: 'download-trigger', purpose: 'step' }
  return { kind: 'trigger', request: triggerRequest(envelope, step.activationCode), dispatch }
}

/** What a package is to do, and for what. */
interface Asked {
  readonly head: Operation
  readonly step: PackageStep
  /** The same step, when it is not the plan's. */
  readonly wayBack?: InFlight['wayBack']
  readonly plmn?: string
}

function signedPackage(
  state: CardState,
  envelope: Envelope,
  { head, step, wayBack, plmn }: Asked,
): PollReply {
  const { associationToken } = state.association ?? {}
  const resultAfterMs = head.plan.deadlines?.packageMs ?? defaultDeadlines.packageMs
  const beside = wayBack ? 'way-back' : 'read-back'
  const purpose = wayBack || head.doubt ? beside : 'step'
  return {
    kind: 'package',
    signed: packageFor(envelope, step, head.targetIccid),
    ...(associationToken === undefined ? {} : { associationToken }),
    dispatch: {
      ...draftOf(head, envelope, purpose === 'step' ? undefined : resultAfterMs),
      what: 'package',
      purpose,
      ...(wayBack ? { wayBack } : {}),
      ...(plmn === undefined ? {} : { plmn }),
      counterValue: envelope.counterValue,
    },
  }
}

function draftOf(head: Operation, envelope: Envelope, resultAfterMs?: number) {
  const step = head.plan.steps[head.stepIndex]
  return {
    operationId: head.operationId,
    stepIndex: head.stepIndex,
    eimTransactionId: envelope.eimTransactionId,
    resultAfterMs: resultAfterMs ?? step?.dispatchDeadlineMs ?? defaultDeadlines.packageMs,
  }
}

/**
 * The events that make `dispatch` part of the card's state, `bytes` being exactly what leaves
 * (BF51, BF52 or BF54, upper-case hex). They must be durable before the bytes leave (S1).
 * @throws Error when something is in flight already or the counter would not rise
 */
export function recordDispatch(
  state: CardState,
  dispatch: DispatchDraft,
  bytes: string,
  now: Instant,
): readonly EventDraft[] {
  if (state.inFlight) throw new Error('at most one dispatch is in flight per card')
  const { resultAfterMs, ...draft } = dispatch
  const used = state.association?.counterValue ?? 0
  if (draft.counterValue !== undefined && draft.counterValue <= used) {
    throw new Error(`counterValue ${draft.counterValue} must be above ${used}`)
  }
  const inFlight: InFlight = { ...draft, bytes, sentAt: now, resultDueAt: now + resultAfterMs }
  const sent = record(beginChange(state, now, 'device'), { kind: 'dispatched', inFlight })
  const operation = sent.state.operations[draft.operationId]
  if (!operation) throw new Error('a dispatch must belong to an operation of the card')
  const { operationId, outcome, targetIccid, formerIccid } = operation
  const to = outcomeAfter(outcome, 'dispatched')
  if (to === outcome) return sent.events
  return record(sent, {
    kind: 'outcome-changed',
    operationId,
    from: outcome,
    to,
    ...(targetIccid ? { targetIccid } : {}),
    ...(formerIccid ? { formerIccid } : {}),
  }).events
}
