// A case ends when the device is in contact with its eIM again. A visit that nobody made yet is
// called off, and a switch that was only to bring the device back is cancelled, unless the line it
// was on still does not carry.

import type { CardState } from '../card-state.ts'
import type { Change } from '../change.ts'
import { record } from '../change.ts'
import { carries } from '../lines/line.ts'
import { end } from '../outcome.ts'
import { reason } from '../reasons/reason.ts'
import { callOffOf } from '../recovery/call-off-visit.ts'
import type { SilenceCase } from './silence-case.ts'

/** The change with the case ended; one for lost authority ends when the card signs again. */
export function endSilence(change: Change): Change {
  const { silence } = change.state
  if (!silence || !isBack(change.state, silence)) return change
  const callOff = callOffOf(silence, change.now)
  const { visit, caseId, class: kind, firstClass, raisedAt, since, rungs } = silence
  const called = visit
    ? record(change, {
        kind: 'field-visit-closed',
        visitId: visit.visitId,
        finding: 'came-back',
        words: 'the device called before anybody was there',
        ...(callOff ? { callOff } : {}),
      })
    : change
  const ended = record(called, {
    kind: 'silence-ended',
    endedBy: 'contact',
    caseId,
    class: kind,
    firstClass,
    raisedAt,
    since,
    rungs: rungs.length,
  })
  return cancelSwitches(ended, silence)
}

/** A device that calls, and whose card refuses our packages, is not back. */
const isBack = (state: CardState, { cause }: SilenceCase): boolean =>
  cause !== 'packages-refused' || state.authorityRefused === undefined

function cancelSwitches(change: Change, { rungs, iccid }: SilenceCase): Change {
  const line = iccid === undefined ? undefined : change.state.lines?.[iccid]
  if (line && carries(line.state) === false) return change
  return rungs.reduce((next, { operationId, action }) => {
    const operation = operationId === undefined ? undefined : next.state.operations[operationId]
    const isIdle = operation?.outcome === 'queued' && operation.endedAt === undefined
    if (action !== 'alternative-profile' || !operation || !isIdle) return next
    return end(next, operation.operationId, 'cancelled', reason('came-back'))
  }, change)
}
