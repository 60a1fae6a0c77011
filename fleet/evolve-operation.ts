// What events say about operations: how far each has come, what it waits for, how it ended.

import { enabledProfile } from './card-queries.ts'
import type { CardState, InFlight } from './card-state.ts'
import type { CardFact, EventDraft } from './event.ts'
import type { Instant } from './evidence.ts'
import type { Operation } from './operation.ts'
import type { Step } from './plan.ts'

export function evolveOperation(state: CardState, event: EventDraft): CardState {
  const { fact } = event
  if (fact.kind === 'operation-created') {
    const operation = { ...fact.operation, ordinal: state.version }
    return { ...state, operations: { ...state.operations, [operation.operationId]: operation } }
  }
  if (fact.kind === 'dispatched') {
    return changed(state, fact.inFlight.operationId, (operation) =>
      afterDispatch(operation, fact.inFlight, state),
    )
  }
  if (!('operationId' in fact) || fact.operationId === undefined) return state
  return changed(state, fact.operationId, (operation) => afterFact(operation, fact, event.at))
}

function changed(
  state: CardState,
  operationId: string,
  change: (operation: Operation) => Operation,
): CardState {
  const operation = state.operations[operationId]
  if (!operation) return state
  return { ...state, operations: { ...state.operations, [operationId]: change(operation) } }
}

function afterFact(operation: Operation, fact: CardFact, at: Instant): Operation {
  switch (fact.kind) {
    case 'step-begun':
      return atStep(operation, fact)
    case 'plan-remade':
      return { ...atStep(operation, { stepIndex: fact.stepIndex }), plan: fact.plan }
    case 'target-known':
      return { ...operation, targetIccid: fact.iccid }
    case 'profiles-read':
      return { ...operation, readAt: at }
    case 'profile-changed':
      return { ...operation, changedAt: at }
    case 'doubt-raised':
      return { ...operation, doubt: fact.doubt }
    case 'doubt-settled':
      return {
        ...without(operation, 'doubt'),
        ...(fact.staysOn ? { staysOn: fact.staysOn } : {}),
      }
    case 'step-put-off':
      return afterPause(operation, fact)
    case 'operation-held':
      return { ...operation, hold: fact.hold }
    case 'operation-released':
      return without(operation, 'hold')
    case 'result-distrusted':
      return fact.reason.code === 'card-not-accepting'
        ? { ...operation, unsignedErrors: (operation.unsignedErrors ?? 0) + 1 }
        : operation
    case 'cancel-asked':
      return { ...operation, cancelAsked: { by: fact.by, at } }
    case 'download-progressed':
      return afterProgress(operation, fact, at)
    case 'outcome-changed':
      return afterOutcome(operation, fact, at)
    default:
      return operation
  }
}

function without<K extends keyof Operation>(operation: Operation, key: K): Operation {
  const { [key]: _, ...rest } = operation
  return rest as Operation
}

function atStep(
  operation: Operation,
  to: { stepIndex: number; stepDeadlineAt?: Instant; lastWait?: true },
): Operation {
  const { stepDeadlineAt: _, notBefore: __, lastWait: ___, putOffs: ____, ...rest } = operation
  return {
    ...rest,
    stepIndex: to.stepIndex,
    ...(to.stepDeadlineAt === undefined ? {} : { stepDeadlineAt: to.stepDeadlineAt }),
    ...(to.lastWait ? { lastWait: true } : {}),
  }
}

function afterPause(
  operation: Operation,
  { until, reason, isFree }: Extract<CardFact, { kind: 'step-put-off' }>,
): Operation {
  const kind = operation.plan.steps[operation.stepIndex]?.step.kind
  const tries = kind && operation.attempts?.[kind]
  const attempts =
    isFree && kind && tries ? { attempts: { ...operation.attempts, [kind]: tries - 1 } } : {}
  const putOffs = (operation.putOffs ?? 0) + 1
  return { ...operation, ...attempts, notBefore: until, reason, putOffs }
}

function afterProgress(
  operation: Operation,
  { phase, transactionId }: Extract<CardFact, { kind: 'download-progressed' }>,
  at: Instant,
): Operation {
  const begins = phase === 'authentication-started' ? 1 : 0
  return {
    ...operation,
    download: {
      phase,
      at,
      sessions: (operation.download?.sessions ?? 0) + begins,
      ...(transactionId ? { transactionId } : {}),
    },
    ...(phase === 'package-delivered' ? { wasDelivered: true } : {}),
  }
}

function afterOutcome(
  operation: Operation,
  fact: Extract<CardFact, { kind: 'outcome-changed' }>,
  at: Instant,
): Operation {
  const { reason: _, ...rest } = operation
  const next = {
    ...rest,
    outcome: fact.to,
    ...(fact.reason ? { reason: fact.reason } : {}),
    ...(fact.targetIccid ? { targetIccid: fact.targetIccid } : {}),
    ...(fact.formerIccid ? { formerIccid: fact.formerIccid } : {}),
    ...(fact.to === 'applied' && operation.changeSentAt !== undefined ? { changedAt: at } : {}),
  }
  if (!fact.ended) return next
  const { doubt: __, stepDeadlineAt: ___, notBefore: ____, hold: _____, ...ended } = next
  const isReached = fact.to === operation.plan.goal
  const stepIndex = isReached ? operation.plan.steps.length : operation.stepIndex
  // A late truth (F43) holds from when it came: what it says need not have been so before.
  const isNew = operation.endedAt === undefined || fact.to !== operation.outcome
  return { ...ended, stepIndex, endedAt: isNew ? at : operation.endedAt }
}

function afterDispatch(operation: Operation, inFlight: InFlight, state: CardState): Operation {
  const { notBefore: _, ...rest } = operation
  if (inFlight.purpose === 'ask-stored' || inFlight.purpose === 'read-back') {
    const { doubt } = operation
    return doubt ? { ...rest, doubt: { ...doubt, asked: doubt.asked + 1 } } : rest
  }
  const { wayBack } = inFlight
  if (wayBack) return { ...rest, wayBacks: counted(operation.wayBacks, wayBack.kind) }
  const step = operation.plan.steps[inFlight.stepIndex]
  if (!step) return rest
  const stepDeadlineAt = operation.stepDeadlineAt ?? inFlight.sentAt + step.deadlineMs
  const marks = sentMarks(operation, step, inFlight, state)
  const attempts = counted(operation.attempts, step.step.kind)
  return { ...rest, attempts, stepDeadlineAt, ...marks }
}

/** One more of this kind. */
const counted = (counts: Readonly<Record<string, number>> = {}, kind: string) => ({
  ...counts,
  [kind]: (counts[kind] ?? 0) + 1,
})

/** What the first and the latest dispatch of a change leave in the operation's memory. */
function sentMarks(
  operation: Operation,
  { step }: Step,
  { sentAt, plmn }: InFlight,
  state: CardState,
): Partial<Operation> {
  if (step.kind === 'identify' || step.kind === 'read') return {}
  const changeSentAt = operation.changeSentAt ?? sentAt
  if (step.kind === 'download') {
    const { download } = operation
    const fresh = download ? { download: { ...download, phase: 'triggered', sessions: 0 } } : {}
    return {
      ...fresh,
      changeSentAt,
      iccidsBefore: operation.iccidsBefore ?? Object.keys(state.profiles),
    }
  }
  if (step.kind !== 'enable') return { changeSentAt }
  const targetIccid = step.iccid ?? operation.targetIccid
  const former = enabledProfile(state)?.iccid
  return {
    changeSentAt,
    enableSentAt: sentAt,
    ...(plmn === undefined ? {} : { enableSentFrom: plmn }),
    ...(targetIccid ? { targetIccid } : {}),
    ...(former && former !== targetIccid ? { formerIccid: former } : {}),
  }
}
