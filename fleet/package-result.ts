// What a signed result or error of an eUICC package changes. SGP.32 §2.11.2.1. Only what the card
// signed comes here; the profiles follow it, whoever's operation it was and however late it is
// (F43), and then the operation does.

import { fallbackProfile, isOpen } from './card-queries.ts'
import type { CardState, PastDispatch, ProfileOnCard } from './card-state.ts'
import type { Change } from './change.ts'
import { record } from './change.ts'
import { counterValueMax, defaultDeadlines } from './deadlines.ts'
import { endDoubted, proveStep, raiseDoubt, settleByRead, settleDoubt } from './doubt.ts'
import type { CardFact } from './event.ts'
import type { OperationId, Reason } from './operation.ts'
import { end, move, noteReason } from './outcome.ts'
import { outcomeAfter } from './outcome-table.ts'
import { reason } from './reasons/reason.ts'
import { judgeCode } from './result-reactions.ts'

/** One command's result; `name` is the standard's name of the arm, `code` 0 is ok. */
export interface CommandResult {
  readonly name: string
  readonly code: number
}

type ProfileChange = Extract<CardFact, { kind: 'profile-changed' }>['change']

/** A signed result as a whole. */
export interface PackageResult {
  readonly seqNumber: number
  readonly results: readonly CommandResult[]
  /** The list, where listProfileInfo was asked and answered. */
  readonly profiles?: readonly ProfileOnCard[]
}

/** Applies the results in their order to the card, then to the operation that asked for them. */
export function applyResults(change: Change, past: PastDispatch, result: PackageResult): Change {
  if (isOutdated(change.state, past, result)) return applyOutdated(change, past, result)
  if (isOvertaken(change.state, past, result)) return applyOvertaken(change, past, result)
  let next = change
  for (const one of result.results) next = applyOne(next, past, one, result)
  return next
}

/**
 * Whether the card has told more than this since: it answered a later package, or this one again
 * (a rollback), which it counts higher.
 */
function isOutdated(
  { dispatches = [] }: CardState,
  past: PastDispatch,
  { seqNumber }: PackageResult,
): boolean {
  if (past.answeredBy.some((answered) => answered > seqNumber)) return true
  const index = dispatches.findIndex((one) => one.eimTransactionId === past.eimTransactionId)
  return dispatches.slice(index + 1).some((later) => later.what === 'package' && later.answered)
}

/** Whether the card notified of something newer since the package left. */
const isOvertaken = (
  { notified = [] }: CardState,
  { sentAt }: PastDispatch,
  { seqNumber }: PackageResult,
): boolean => notified.some((note) => note.at >= sentAt && note.seqNumber > seqNumber)

/**
 * A result that newer notifications have overtaken: a list is out of date already, so the card is
 * read again; a change that the notifications contain is done, any other must be looked at.
 */
function applyOvertaken(change: Change, past: PastDispatch, whole: PackageResult): Change {
  let next = change
  for (const result of whole.results) {
    const isDone = judgeCode(result.name, result.code).reaction === 'done'
    if (isDone && result.name === 'listProfileInfoResult') continue
    const isKnown = !isDone || isShown(next.state, past, result.name)
    next = isKnown ? applyOne(next, past, result, whole) : doubtOvertaken(next, past)
  }
  return next
}

/** Whether the profiles are already as this result says. */
function isShown({ profiles }: CardState, past: PastDispatch, name: string): boolean {
  const profile = profiles[past.iccid ?? '']
  if (name === 'enableResult') return profile?.state === 'enabled'
  if (name === 'disableResult') return profile?.state === 'disabled'
  if (name === 'deleteResult') return profile === undefined
  return name !== 'rollbackResult'
}

function doubtOvertaken(change: Change, { operationId, eimTransactionId }: PastDispatch): Change {
  const why = reason('changed-by-others', 'newer notifications differ from the result')
  const doubted = record(change, { kind: 'unexpected-change', reason: why })
  const operation = doubted.state.operations[operationId]
  if (!operation || !isOpen(operation)) return doubted
  return raiseDoubt(doubted, operationId, { reason: why, next: 'read', eimTransactionId })
}

/**
 * The result of a package before the last one that the card answered. It changes no profile, but
 * an operation that ended without knowing learns what became of it.
 */
function applyOutdated(change: Change, past: PastDispatch, { results }: PackageResult): Change {
  const operation = change.state.operations[past.operationId]
  if (!operation || isOpen(operation) || past.step.kind === 'read') return change
  const wasDone = results.some(({ name, code }) => judgeCode(name, code).reaction === 'done')
  if (!wasDone || operation.outcome !== 'unknown') return change
  const isBack =
    past.step.kind === 'enable' && change.state.profiles[past.iccid ?? '']?.state !== 'enabled'
  const input = isBack ? 'rolled-back' : 'change-proven'
  return end(change, past.operationId, input, reason('late-truth'))
}

function applyOne(
  change: Change,
  past: PastDispatch,
  { name, code }: CommandResult,
  whole: PackageResult,
): Change {
  const judged = judgeCode(name, code)
  const result = { family: judged.family, code }
  if (name === 'rollbackResult') return applyRollback(change, past, code)
  if (judged.reaction === 'done') return applyDone(change, past, name, whole)
  const operation = change.state.operations[past.operationId]
  if (!operation || !isOpen(operation)) return change
  const why = reason('card-refused', judged.name, result)
  switch (judged.reaction) {
    case 'fail':
      return failStep(change, past, why)
    case 'later':
      return putOff(change, past, reason('put-off-by-card', judged.name, result))
    case 're-read':
      return raiseDoubt(change, past.operationId, { reason: why, next: 'read' })
    case 'in-doubt': {
      if (past.step.kind === 'read') return noteReason(change, past.operationId, why)
      const about = { reason: why, next: 'read', eimTransactionId: past.eimTransactionId } as const
      return move(
        raiseDoubt(change, past.operationId, about),
        past.operationId,
        'result-missed',
        why,
      )
    }
  }
}

/** A change that the card refused has failed; a read that it refused is only not an answer yet. */
function failStep(change: Change, past: PastDispatch, why: Reason): Change {
  const { operationId, step } = past
  if (step.kind === 'read') return noteReason(change, operationId, why)
  return end(settleDoubt(change, operationId, why), operationId, 'failed', why)
}

/** Each further try waits four times longer. */
export function putOff(
  change: Change,
  { operationId, step }: Pick<PastDispatch, 'operationId' | 'step'>,
  why: Reason,
): Change {
  const operation = change.state.operations[operationId]
  const putOffMs = operation?.plan.deadlines?.putOffMs ?? defaultDeadlines.putOffMs
  const tries = operation?.attempts?.[step.kind] ?? 1
  const until = change.now + putOffMs * 4 ** Math.max(0, tries - 1)
  return record(change, { kind: 'step-put-off', operationId, until, reason: why })
}

const changeBy: Readonly<Record<string, ProfileChange>> = {
  enableResult: 'enabled',
  disableResult: 'disabled',
  deleteResult: 'deleted',
  setFallbackAttributeResult: 'fallback-set',
  unsetFallbackAttributeResult: 'fallback-unset',
}

function applyDone(change: Change, past: PastDispatch, name: string, whole: PackageResult): Change {
  const { operationId } = past
  if (name === 'listProfileInfoResult') return applyList(change, operationId, whole)
  const made = changeBy[name]
  if (!made) return change
  const iccid = past.iccid ?? fallbackProfile(change.state)?.iccid ?? ''
  const changed = record(change, {
    kind: 'profile-changed',
    iccid,
    change: made,
    evidence: 'proven',
    operationId,
  })
  return afterOwnChange(changed, past)
}

/** The operation after the card proved its change; one that had ended learns the truth late. */
function afterOwnChange(change: Change, { operationId, step }: PastDispatch): Change {
  const operation = change.state.operations[operationId]
  if (!operation) return change
  if (isOpen(operation)) {
    return proveStep(change, operationId, step.kind, reason('resolved-by-result'))
  }
  if (outcomeAfter(operation.outcome, 'change-proven') === operation.outcome) return change
  return end(change, operationId, 'change-proven', reason('late-truth'))
}

/** Replaces the list of profiles, signed by the card now. */
function applyList(
  change: Change,
  operationId: OperationId,
  { profiles = [], seqNumber }: PackageResult,
): Change {
  const read = record(change, {
    kind: 'profiles-read',
    profiles: profiles.map((one) => ({ ...one, evidence: 'proven', asOf: change.now })),
    evidence: 'proven',
    seqNumber,
    operationId,
  })
  const doubted = Object.values(read.state.operations).filter((one) => isOpen(one) && one.doubt)
  return doubted.reduce((next, one) => settleByRead(next, one.operationId), read)
}

/** The card went back to the profile that was enabled when the package left. SGP.32 §3.3. */
function applyRollback(change: Change, past: PastDispatch, code: number): Change {
  const { operationId, formerIccid } = past
  if (code !== 0) {
    return record(change, {
      kind: 'unexpected-change',
      reason: reason('card-refused', 'rollback', { family: 'RollbackProfileResult', code }),
    })
  }
  const back = formerIccid
    ? record(change, {
        kind: 'profile-changed',
        iccid: formerIccid,
        change: 'enabled',
        evidence: 'proven',
      })
    : change
  const operation = back.state.operations[operationId]
  if (!operation) return back
  const why = reason('rolled-back-by-card', formerIccid && `${formerIccid} is enabled again`)
  return end(settleDoubt(back, operationId, why), operationId, 'rolled-back', why)
}

/** The card refused the whole package, signed. */
export function applyPackageError(change: Change, past: PastDispatch, code: number): Change {
  const judged = judgeCode('euiccPackageError', code)
  const result = { family: judged.family, code }
  const operation = change.state.operations[past.operationId]
  const counted = judged.name === 'replayError' ? afterReplay(change) : change
  if (!operation || !isOpen(operation)) return counted
  if (judged.name === 'replayError') return doubtReplay(counted, past, result)
  const why = reason('package-refused', judged.name, result)
  if (operation.doubt) return noteReason(counted, past.operationId, why)
  return judged.reaction === 'later'
    ? putOff(counted, past, reason('put-off-by-card', judged.name, result))
    : end(counted, past.operationId, 'failed', why)
}

/** How far the counter jumps at the second, third, … replayError in a row (F37). */
const jumps = [1_000, 10_000, 100_000] as const

/** Counts the replayError; from the second in a row the counter jumps ahead, recorded. */
function afterReplay(change: Change): Change {
  const { association } = change.state
  if (!association) return change
  const replayErrors = (association.replayErrors ?? 0) + 1
  const counted = record(change, {
    kind: 'association-recorded',
    association: { ...association, replayErrors },
  })
  const jump = jumps[replayErrors - 2]
  if (jump === undefined) return counted
  const from = association.counterValue
  const to = Math.min(from + jump, counterValueMax)
  return record(counted, { kind: 'counter-jumped', from, to })
}

/** The card has seen this counter: the earlier package was probably carried out (F36). */
function doubtReplay(
  change: Change,
  past: PastDispatch,
  result: NonNullable<Reason['result']>,
): Change {
  const { operationId, eimTransactionId, step } = past
  const errors = change.state.association?.replayErrors ?? 0
  const why = reason('replayed-counter', undefined, result)
  if (errors > jumps.length + 1) {
    return endDoubted(change, operationId, reason('counter-desynchronised', undefined, result))
  }
  if (step.kind === 'read') return change
  const doubted = raiseDoubt(change, operationId, {
    reason: why,
    next: 'ask-stored',
    eimTransactionId,
  })
  return move(doubted, operationId, 'result-missed', why)
}

/** A card that carries packages out again has no counter trouble any more. */
export function clearReplays(change: Change): Change {
  const { association } = change.state
  if (!association?.replayErrors) return change
  const { replayErrors: _, ...rest } = association
  return record(change, { kind: 'association-recorded', association: rest })
}

/** The list of profiles cannot be relied on: a package that we do not know was carried out. */
export const doubtList = (change: Change, why: Reason): Change =>
  record(change, { kind: 'unexpected-change', reason: why })

export const isDuplicate = (
  state: CardState,
  past: PastDispatch | undefined,
  seqNumber: number,
): boolean =>
  past ? past.answeredBy.includes(seqNumber) : state.appliedSeqNumbers.includes(seqNumber)
