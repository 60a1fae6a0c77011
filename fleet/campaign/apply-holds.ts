// Puts on record what holds a card's operations back, and lets another operation of the card go
// first where that is safe. Recorded once per reason, not once per poll.

import { headOperation, openOperations } from '../card-queries.ts'
import type { Change } from '../change.ts'
import { record } from '../change.ts'
import { continueWork } from '../continue-work.ts'
import type { Operation, OperationHold } from '../operation.ts'
import type { DispatchHolds, DispatchVerdict } from './dispatch-holds.ts'
import { mayDispatch } from './dispatch-holds.ts'

/** Looked at per poll; a card has at most as many open operations as may wait. */
const looksMax = 40

export interface Held {
  readonly change: Change
  /** Whether the head may be sent something now. */
  readonly mayGo: boolean
}

/** The card with its holds as they are now, and whether its head may go. */
export function applyHolds(change: Change, holds: DispatchHolds | undefined): Held {
  let next = releaseOthers(change, holds)
  for (let look = 0; look < looksMax; look++) {
    const head = headOperation(next.state)
    if (!head) return { change: next, mayGo: false }
    const verdict = mayDispatch(head, next.state, holds, next.now)
    if (verdict.kind === 'go') return { change: noteGo(next, head), mayGo: true }
    const noted = noteHeld(next, head, verdict)
    if (noted === next) return { change: next, mayGo: false }
    next = continueWork(noted)
  }
  return { change: next, mayGo: false }
}

/** Operations whose hold is over count again, in their order. */
function releaseOthers(change: Change, holds: DispatchHolds | undefined): Change {
  const released = openOperations(change.state)
    .filter(({ hold }) => hold !== undefined)
    .filter((one) => mayDispatch(one, change.state, holds, change.now).kind === 'go')
  if (released.length === 0) return change
  return continueWork(released.reduce(noteGo, change))
}

const noteGo = (change: Change, { operationId, hold }: Operation): Change =>
  hold ? record(change, { kind: 'operation-released', operationId }) : change

function noteHeld(
  change: Change,
  { operationId, hold }: Operation,
  verdict: Extract<DispatchVerdict, { kind: 'held' }>,
): Change {
  if (verdict.isBrief) return change
  const { reason, until } = verdict
  const next: OperationHold = { reason, ...(until === undefined ? {} : { until }) }
  const isSame =
    hold?.reason.code === reason.code && hold.reason.why === reason.why && hold.until === until
  return isSame ? change : record(change, { kind: 'operation-held', operationId, hold: next })
}
