// S12: a clock that goes back extends nothing: no change is sent for the first time after the true
// deadline of its operation, the times of a card's events never fall, and they are the true ones,
// whatever the clocks of the servers' machines show.

import { type Evidence, eventsByCard, type LoggedEvent } from '../rig/evidence.ts'
import { type Checker, type Violation, violating } from './checker.ts'

const violation = violating('S12')

export const timeNeverExtends: Checker = {
  invariant: 'S12',
  words: 'a clock that goes back extends no permission',
  check: (evidence) =>
    [...eventsByCard(evidence)].flatMap(([eid, events]) => [
      ...checkDeadlines(eid, events, evidence.windowMs),
      ...checkOrder(eid, events),
      ...checkTruth(eid, events, evidence),
    ]),
}

/** Deadlines are worked off in rounds. */
const lateMs = 60_000

interface Created {
  readonly operationId: string
  readonly deadlineAt: number
}

function checkDeadlines(
  eid: string,
  events: readonly LoggedEvent[],
  windowMs: number,
): readonly Violation[] {
  const deadlines = new Map<string, number>()
  const begun = new Set<string>()
  return events.flatMap(({ fact, at, trueAt }) => {
    if (fact.kind === 'operation-created') {
      const { operationId, deadlineAt } = fact.operation as Created
      deadlines.set(operationId, deadlineAt)
    }
    if (fact.kind !== 'dispatched') return []
    const { operationId } = fact.inFlight as { readonly operationId: string }
    const isFirst = !begun.has(operationId)
    begun.add(operationId)
    const deadline = deadlines.get(operationId)
    if (!isFirst || deadline === undefined || trueAt === undefined) return []
    if (trueAt <= deadline + lateMs + windowMs) return []
    const late = Math.round((trueAt - deadline) / 60_000)
    return [violation(at, `card ${eid}: ${operationId} began ${late} min after its deadline`)]
  })
}

/**
 * An event is at most as old as a slow commit. No device waits for a start that goes on after a
 * restart, so the storm's time may pass between its decision and its commit; its deadline is judged
 * above. A database whose own clock is wrong may set time ahead where no server lives to tell, but
 * not back.
 */
function checkTruth(
  eid: string,
  events: readonly LoggedEvent[],
  { windowMs, faultCounts }: Evidence,
): readonly Violation[] {
  const isDatabaseRight = faultCounts['database-clock'] === undefined
  const isAnyRight = isDatabaseRight || faultCounts.clock === undefined
  const ofWishes = new Set(
    events.filter(({ fact }) => fact.kind === 'operation-created').map(({ at }) => at),
  )
  return events.flatMap(({ at, trueAt = at, fact }) => {
    const isOther = reported.has(fact.kind) || (at < trueAt && ofWishes.has(at))
    const aheadMs = isOther ? 0 : at - trueAt
    const slackMs = lateMs + windowMs
    const isWrong = (isDatabaseRight && aheadMs > slackMs) || (isAnyRight && aheadMs < -slackMs)
    if (!isWrong) return []
    const minutes = Math.round(aheadMs / 60_000)
    return [violation(at, `card ${eid}: ${fact.kind} is ${minutes} min ahead of the true time`)]
  })
}

/** These carry the instant that a device or a network reported, not that of their commit. */
const reported: ReadonlySet<string> = new Set(['serving', 'attached', 'attach-refused'])

function checkOrder(eid: string, all: readonly LoggedEvent[]): readonly Violation[] {
  const events = all.filter(({ fact }) => !reported.has(fact.kind))
  return events.flatMap(({ at, fact }, n) => {
    const before = events[n - 1]
    if (!before || before.at <= at) return []
    const minutes = Math.round((before.at - at) / 60_000)
    return [violation(at, `card ${eid}: ${fact.kind} is ${minutes} min before the event before it`)]
  })
}
