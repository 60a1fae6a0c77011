// A step that the card, the device or the SM-DP+ cannot do just now waits before it is tried again,
// each time longer. What only time mends uses up no try: the step's own deadline ends it (S11).

import type { Change } from './change.ts'
import { operationIn, record } from './change.ts'
import { defaultDeadlines, pauseMaxMs } from './deadlines.ts'
import type { OperationId, Reason } from './operation.ts'

/** Waits before the current step's next try; `isFree`: the last one does not count. */
export function putOff(
  change: Change,
  operationId: OperationId,
  why: Reason,
  isFree?: true,
): Change {
  const { plan, putOffs = 0 } = operationIn(change, operationId)
  const first = plan.deadlines?.putOffMs ?? defaultDeadlines.putOffMs
  const pauseMs = Math.min(first * 4 ** Math.min(putOffs, 10), pauseMaxMs)
  return record(change, {
    kind: 'step-put-off',
    operationId,
    until: change.now + pauseMs,
    reason: why,
    ...(isFree ? { isFree } : {}),
  })
}
