// S11: retries stay within what they may cost: the SM-DP+'s allowance of downloads for an order is
// never used up by Holdfast's own doing, no card is asked without end, no device is woken more often
// than its battery bears, and no operator is asked for one thing without end, or unsigned.

import { type Evidence, eventsByCard } from '../rig/evidence.ts'
import { type Checker, type Violation, violating } from './checker.ts'

const violation = violating('S11')

/** What the SM-DP+ of the simulator allow for an order. */
const downloadAttemptsMax = 5
/** Requests of one operation that a card may be asked for: every step's tries and every doubt's. */
const dispatchesMax = 40

export const allowancesKept: Checker = {
  invariant: 'S11',
  words: 'downloads, requests, wakes and calls of the operators stay within their bounds',
  check: (evidence) => [
    ...checkOrders(evidence),
    ...checkDispatches(evidence),
    ...checkCalls(evidence),
    ...checkWakes(evidence),
  ],
}

function checkOrders({ orders, es9, endedAt }: Evidence): readonly Violation[] {
  const over = orders
    .filter(({ downloadAttempts }) => downloadAttempts > downloadAttemptsMax)
    .map(({ iccid }) => violation(endedAt, `the order of ${iccid} was tried too often`))
  const refused = es9
    .filter(({ reply, isDisturbed }) => !isDisturbed && /"8\.8\.5".*"6\.4"/.test(reply))
    .map(({ at, path }) => violation(at, `${path}: the SM-DP+'s allowance was used up`))
  return [...over, ...refused]
}

/** Tries of one thing. */
const callsMax = 7

/** The same thing is asked in the same words under the same id, and signed. */
function checkCalls({ asked }: Evidence): readonly Violation[] {
  const calls = new Map<string, { readonly body: string; count: number }>()
  return asked.flatMap(({ at, id, eid, action, body, isSigned }) => {
    const call = calls.get(id) ?? { body, count: 0 }
    calls.set(id, call)
    call.count += 1
    const what = `card ${eid}: ${action} ${id}`
    return [
      ...(isSigned ? [] : [violation(at, `${what} was asked unsigned`)]),
      ...(call.body === body ? [] : [violation(at, `${what} was asked in two ways`)]),
      ...(call.count === callsMax + 1 ? [violation(at, `${what} is asked without end`)] : []),
    ]
  })
}

const dayMs = 86_400_000
const wakesPerDayMax = 3
/** Asked a day apart, two may arrive some minutes less apart. */
const travelMs = 10 * 60_000

/** A backup knows nothing of the wakes after it, so a storm with one is not counted. */
function checkWakes({ asked, lostLogs }: Evidence): readonly Violation[] {
  if (lostLogs.length > 0) return []
  const first = new Map(asked.toReversed().map((one) => [one.id, one] as const))
  const wakes = [...first.values()].filter(({ action }) => action === 'wake')
  return wakes.flatMap(({ eid, at }) => {
    const before = wakes.filter(
      (one) => one.eid === eid && one.at <= at && one.at > at - dayMs + travelMs,
    )
    if (before.length <= wakesPerDayMax) return []
    return [violation(at, `card ${eid}: ${before.length} wakes within a day`)]
  })
}

function checkDispatches(evidence: Evidence): readonly Violation[] {
  const found: Violation[] = []
  for (const [eid, events] of eventsByCard(evidence)) {
    const counts = new Map<string, number>()
    for (const { fact, at } of events) {
      if (fact.kind !== 'dispatched') continue
      const { operationId } = fact.inFlight as { readonly operationId: string }
      const count = (counts.get(operationId) ?? 0) + 1
      counts.set(operationId, count)
      if (count === dispatchesMax + 1) {
        found.push(violation(at, `card ${eid}: ${operationId} asks it without end`))
      }
    }
  }
  return found
}
