// Why an operation is where it is, and above all why nothing is happening: which rule holds it,
// with which facts, and what would move it on.

import { currentStep, headOperation, isOpen } from './card-queries.ts'
import type { CardState, InFlight } from './card-state.ts'
import type { Instant } from './evidence.ts'
import type { Explanation, Ground, LastContact } from './explanation.ts'
import { contactInWords, spanInWords, untilInWords } from './explanation.ts'
import type { Doubt, Operation, OperationHold, OperationId } from './operation.ts'
import { findReason } from './reasons/reason.ts'
import { stepInWords } from './step-words.ts'
import { outcomeWords } from './timeline-outcome.ts'
import { wishInWords } from './wish-words.ts'

/** Why this operation is where it is; an id that the card does not have is explained as that. */
export function explainOperation(
  state: CardState,
  operationId: OperationId,
  now: Instant,
  contact: LastContact,
): Explanation {
  const operation = state.operations[operationId]
  if (!operation) return unknownOperation(operationId)
  const waiting = isOpen(operation)
    ? explainWaiting(state, operation, now, contact)
    : ended(operation)
  const { summary, because, wouldChange } = waiting
  return { summary: `${wishInWords(operation.wish)}: ${summary}`, because, wouldChange }
}

const unknownOperation = (operationId: OperationId): Explanation => ({
  summary: 'this card has no such operation any more',
  because: [{ rule: 'open operations and the last ten ended are kept', facts: [operationId] }],
  wouldChange: ["the device's timeline tells what happened"],
})

function ended(operation: Operation): Explanation {
  const { outcome, reason } = operation
  const text = reason && findReason(reason.code)
  return {
    summary: `ended as ${outcomeWords[outcome]}`,
    because: reason ? [{ rule: text?.words ?? reason.code, facts: factsOf(operation) }] : [],
    wouldChange: text ? [text.remedy] : [],
  }
}

function factsOf({ reason, targetIccid, formerIccid }: Operation): readonly string[] {
  const result = reason?.result
  return [
    ...(reason ? [reason.why] : []),
    ...(result ? [`${result.family} ${result.code}`] : []),
    ...(targetIccid ? [`target ${targetIccid}`] : []),
    ...(formerIccid ? [`former ${formerIccid}`] : []),
  ]
}

function explainWaiting(
  state: CardState,
  operation: Operation,
  now: Instant,
  contact: LastContact,
): Explanation {
  if (operation.hold) return heldBack(operation, operation.hold, now)
  const head = headOperation(state)
  if (head && head.operationId !== operation.operationId) return queuedBehind(head)
  const { inFlight } = state
  const called = contactInWords(contact, now)
  if (inFlight) return waitsForResult(inFlight, now, called)
  if (operation.doubt) return inDoubt(operation.doubt, now, called)
  if (operation.notBefore !== undefined && operation.notBefore > now) {
    return putOff(operation, operation.notBefore, now)
  }
  if (currentStep(operation)?.kind === 'confirm') {
    const facts = [called, ...refusalsSince(state, operation)]
    return waitsForHeartbeat(operation, now, facts)
  }
  return waitsForPoll(operation, now, called)
}

/** The device calls and gets nothing: whose rule that is, and until when. */
function heldBack(
  { campaign }: Operation,
  { reason, until }: OperationHold,
  now: Instant,
): Explanation {
  const text = findReason(reason.code)
  const place = campaign ? [`wave ${campaign.wave + 1} of campaign ${campaign.campaignId}`] : []
  const end = until === undefined ? [] : [`it ends by itself ${untilInWords(until, now)}`]
  return {
    summary: `held: ${reason.why}`,
    because: [{ rule: text?.words ?? reason.code, facts: [reason.why, ...place, ...end] }],
    wouldChange: [...end, ...(text ? [text.remedy] : [])],
  }
}

const queuedBehind = (head: Operation): Explanation => ({
  summary: 'it waits for another operation of the same card',
  because: [
    {
      rule: 'operations of one card run one after the other (S1)',
      facts: [`${wishInWords(head.wish)} is first: ${outcomeWords[head.outcome]}`],
    },
  ],
  wouldChange: ['the operation before it ends', 'a person cancels the operation before it'],
})

function waitsForResult(inFlight: InFlight, now: Instant, called: string): Explanation {
  const sent = `handed to the device ${spanInWords(now - inFlight.sentAt)} ago`
  return {
    summary: 'the device has the request; its result is awaited',
    because: [
      {
        rule: 'at most one request is in flight per card; until its result it is only repeated (S1)',
        facts: [
          inFlight.what,
          sent,
          `the result is missed ${untilInWords(inFlight.resultDueAt, now)}`,
        ],
      },
      { rule: 'a device sends a result when it calls', facts: [called] },
    ],
    wouldChange: [
      'the device brings the result',
      'the result is missed: then the card is asked what happened',
    ],
  }
}

function inDoubt(doubt: Doubt, now: Instant, called: string): Explanation {
  const next =
    doubt.next === 'ask-stored'
      ? 'the card is asked for stored results and notifications'
      : 'the card is asked for its signed list of profiles'
  return {
    summary: 'what happened on the card is not known for sure; it is asked at the next contact',
    because: [
      {
        rule: 'an unknown outcome is settled by the card, never by guessing (S3)',
        facts: [doubt.reason.why, `asked ${doubt.asked} times`, called],
      },
    ],
    wouldChange: [
      `the device calls: ${next}`,
      `no evidence until the final deadline, ${untilInWords(doubt.until, now)}: it ends as it stands`,
    ],
  }
}

const putOff = (operation: Operation, notBefore: Instant, now: Instant): Explanation => ({
  summary: 'the card could not do it just now; it is tried again shortly',
  because: [{ rule: 'a refusal that time may mend is tried again', facts: factsOf(operation) }],
  wouldChange: [`the device calls after the pause, which ends ${untilInWords(notBefore, now)}`],
})

/** What the operator's network said against the target since the enable left. */
function refusalsSince({ attachRefused }: CardState, operation: Operation): readonly string[] {
  const { targetIccid, enableSentAt = operation.createdAt } = operation
  if (attachRefused?.iccid !== targetIccid || !attachRefused) return []
  if (attachRefused.at < enableSentAt) return []
  return [`the network refuses ${attachRefused.iccid}, cause ${attachRefused.rejectCause}`]
}

function waitsForHeartbeat(
  operation: Operation,
  now: Instant,
  facts: readonly string[],
): Explanation {
  const target = operation.targetIccid ?? 'the target profile'
  const { stepDeadlineAt } = operation
  const overdue: readonly Ground[] = operation.lastWait
    ? [{ rule: 'the card was read again and the target is enabled', facts: factsOf(operation) }]
    : []
  return {
    summary: `${target} is enabled; now the device's own software must call over it`,
    because: [
      {
        rule: 'success is a heartbeat over the expected ICCID, nothing less (C3)',
        facts: [outcomeWords[operation.outcome], ...facts],
      },
      ...overdue,
    ],
    wouldChange: [
      `a heartbeat of the application over ${target}`,
      ...(stepDeadlineAt === undefined
        ? []
        : [`no heartbeat until the deadline, ${untilInWords(stepDeadlineAt, now)}`]),
    ],
  }
}

function waitsForPoll(operation: Operation, now: Instant, called: string): Explanation {
  const step = currentStep(operation)
  const tries = step ? (operation.attempts?.[step.kind] ?? 0) : 0
  return {
    summary: 'it waits for the device to call',
    because: [
      {
        rule: 'devices fetch their requests; nothing can be pushed to them',
        facts: [
          called,
          ...(step ? [`next: ${stepInWords(step)}`] : []),
          ...(tries > 0 ? [`tried ${tries} times`] : []),
        ],
      },
    ],
    wouldChange: [
      'the device polls',
      `the deadline passes, ${untilInWords(operation.deadlineAt, now)}`,
    ],
  }
}
