// What a signed result of an eUICC package changes. SGP.32 §2.11.2.1. Only what the card signed
// comes here; the profiles follow it, whichever operation it was for and however late it is (F43),
// and then the operation does.

import { fallbackProfile, isOpen } from './card-queries.ts'
import type { PastDispatch } from './card-state.ts'
import type { Change } from './change.ts'
import { operationIn, record } from './change.ts'
import { proveStep, raiseDoubt, settleByRead, settleDoubt } from './doubt.ts'
import type { CardFact } from './event.ts'
import type { OperationId, Reason } from './operation.ts'
import { end, move, noteReason } from './outcome.ts'
import { outcomeAfter } from './outcome-table.ts'
import { putOff } from './put-off.ts'
import { reason } from './reasons/reason.ts'
import { isListContradicted, isOutdated, isOvertaken, isShown } from './result-order.ts'
import type { Reaction } from './result-reactions.ts'
import { judgeCode } from './result-reactions.ts'
import type { CommandResult, PackageResult } from './signed-result.ts'

type ProfileChange = Extract<CardFact, { kind: 'profile-changed' }>['change']

/** Applies the results in their order to the card, then to the operation that asked for them. */
export function applyResults(change: Change, past: PastDispatch, given: PackageResult): Change {
  const result = withoutUndone(given)
  if (isOutdated(change.state, past, result)) return applyOutdated(change, past, result)
  if (isOvertaken(change.state, past, result)) return applyOvertaken(change, past, result)
  return result.results.reduce((next, one) => applyOne(next, { past, result }, one), change)
}

/** A rollback is told in a result that repeats the enable which it took back. SGP.32 §3.3. */
function withoutUndone(result: PackageResult): PackageResult {
  const isRollback = result.results.some(
    ({ name, code }) => name === 'rollbackResult' && code === 0,
  )
  if (!isRollback) return result
  return { ...result, results: result.results.filter(({ name }) => name !== 'enableResult') }
}

/** A result, and the dispatch that it answers. */
interface Answer {
  readonly past: PastDispatch
  readonly result: PackageResult
}

/**
 * A result that newer notifications have overtaken: a list is out of date already, so the card is
 * read again; a change that the notifications contain is done, any other must be looked at.
 */
function applyOvertaken(change: Change, past: PastDispatch, result: PackageResult): Change {
  let next = change
  for (const one of result.results) {
    const isDone = judgeCode(one.name, one.code).reaction === 'done'
    if (isDone && one.name === 'listProfileInfoResult') continue
    const isKnown = !isDone || isShown(next.state, past, one.name)
    next = isKnown ? applyOne(next, { past, result }, one) : doubtOvertaken(next, past)
  }
  return next
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

function applyOne(change: Change, answer: Answer, { name, code }: CommandResult): Change {
  const { past } = answer
  const judged = judgeCode(name, code)
  if (name === 'rollbackResult') return applyRollback(change, past, code)
  if (judged.reaction === 'done') return applyDone(change, answer, name)
  const operation = change.state.operations[past.operationId]
  if (!operation) return change
  const why = reason('card-refused', judged.name, { family: judged.family, code })
  return isOpen(operation)
    ? applyRefusal(change, past, { ...judged, why })
    : learnLate(change, past, judged.reaction === 'in-doubt' ? undefined : why)
}

interface Refusal {
  readonly reaction: Reaction
  readonly name: string
  readonly why: Reason
}

function applyRefusal(
  change: Change,
  past: PastDispatch,
  { reaction, name, why }: Refusal,
): Change {
  const { operationId, eimTransactionId, step } = past
  switch (reaction) {
    case 'done':
      return change
    case 'fail':
      return failStep(change, past, why)
    case 'later':
      return putOff(change, operationId, reason('put-off-by-card', name, why.result))
    case 're-read':
      return raiseDoubt(change, operationId, { reason: why, next: 'read' })
    case 'in-doubt': {
      if (step.kind === 'read') return noteReason(change, operationId, why)
      const about = { reason: why, next: 'read', eimTransactionId } as const
      return move(raiseDoubt(change, operationId, about), operationId, 'result-missed', why)
    }
  }
}

/** An operation that ended without knowing learns that the card had refused. */
function learnLate(change: Change, { operationId, step }: PastDispatch, why?: Reason): Change {
  const operation = change.state.operations[operationId]
  const isNews = operation?.outcome === 'unknown' && step.kind !== 'read' && why !== undefined
  return isNews ? end(change, operationId, 'failed', why) : change
}

/**
 * A change that the card refused has failed; a read that it refused is only not an answer yet, and
 * what it refused besides the plan is not what the operation is for.
 */
function failStep(change: Change, past: PastDispatch, why: Reason): Change {
  const { operationId, step } = past
  const { plan } = operationIn(change, operationId)
  const isBeside = plan.steps[past.stepIndex]?.step.kind === 'confirm'
  if (step.kind === 'read' || isBeside) return noteReason(change, operationId, why)
  return end(settleDoubt(change, operationId, why), operationId, 'failed', why)
}

const changeBy: Readonly<Record<string, ProfileChange>> = {
  enableResult: 'enabled',
  disableResult: 'disabled',
  deleteResult: 'deleted',
  setFallbackAttributeResult: 'fallback-set',
  unsetFallbackAttributeResult: 'fallback-unset',
}

function applyDone(change: Change, { past, result }: Answer, name: string): Change {
  const { operationId } = past
  if (name === 'listProfileInfoResult') {
    return isListContradicted(change.state, past) ? change : applyList(change, operationId, result)
  }
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

/** The list of profiles cannot be relied on: a package that we forgot was carried out. */
export const doubtList = (change: Change, why: Reason): Change =>
  record(change, { kind: 'unexpected-change', reason: why })
