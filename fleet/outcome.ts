// Moves an operation's outcome by the table, and ends operations. Every change of an outcome is
// recorded with its reason, so that it can be explained.

import type { Change } from './change.ts'
import { operationIn, record } from './change.ts'
import type { Operation, OperationId, Reason } from './operation.ts'
import type { OutcomeInput } from './outcome-table.ts'
import { outcomeAfter } from './outcome-table.ts'

/** The outcome after `input`; nothing is recorded when it stays and there is no new reason. */
export function move(
  change: Change,
  operationId: OperationId,
  input: OutcomeInput,
  why?: Reason,
): Change {
  const operation = operationIn(change, operationId)
  const to = outcomeAfter(operation.outcome, input)
  if (to === operation.outcome && (why === undefined || why.code === operation.reason?.code)) {
    return change
  }
  return record(change, outcomeChange(operation, to, why))
}

/** Keeps the outcome and says why it is not further. */
export const noteReason = (change: Change, operationId: OperationId, why: Reason): Change => {
  const operation = operationIn(change, operationId)
  if (operation.reason?.code === why.code && operation.reason.why === why.why) return change
  return record(change, outcomeChange(operation, operation.outcome, why))
}

/** Ends the operation; with no `input` it ends with the outcome that it has. */
export function end(
  change: Change,
  operationId: OperationId,
  input: OutcomeInput | undefined,
  why?: Reason,
): Change {
  const operation = operationIn(change, operationId)
  const to = input === undefined ? operation.outcome : outcomeAfter(operation.outcome, input)
  return record(change, { ...outcomeChange(operation, to, why), ended: true })
}

function outcomeChange(operation: Operation, to: Operation['outcome'], why: Reason | undefined) {
  const { operationId, outcome: from, targetIccid, formerIccid } = operation
  return {
    kind: 'outcome-changed',
    operationId,
    from,
    to,
    ...(why ? { reason: why } : {}),
    ...(targetIccid ? { targetIccid } : {}),
    ...(formerIccid ? { formerIccid } : {}),
  } as const
}
