// A signed error: the card refused a package as a whole. SGP.32 §2.11.2.1. replayError says that the
// card has seen the counter already, so the earlier package was probably carried out (F36); several
// in a row mean that our counter is behind the card's (F37).

import { isOpen } from './card-queries.ts'
import type { PastDispatch } from './card-state.ts'
import type { Change } from './change.ts'
import { record } from './change.ts'
import { counterValueMax } from './deadlines.ts'
import { endDoubted, raiseDoubt } from './doubt.ts'
import type { Reason } from './operation.ts'
import { end, move, noteReason } from './outcome.ts'
import { putOff } from './put-off.ts'
import { reason } from './reasons/reason.ts'
import { judgeCode } from './result-reactions.ts'

/** The card and the operation after the card refused the whole package. */
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
    ? putOff(counted, past.operationId, reason('put-off-by-card', judged.name, result), true)
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
