// S11: retries stay within what they may cost: the SM-DP+'s allowance of downloads for an order is
// never used up by Holdfast's own doing, and no card is asked without end.

import { type Evidence, eventsByCard } from '../rig/evidence.ts'
import { type Checker, type Violation, violating } from './checker.ts'

const violation = violating('S11')

/** What the SM-DP+ of the simulator allow for an order. */
const downloadAttemptsMax = 5
/** Requests of one operation that a card may be asked for: every step's tries and every doubt's. */
const dispatchesMax = 40

export const allowancesKept: Checker = {
  invariant: 'S11',
  words: 'downloads stay within the SM-DP+’s allowance, and requests within a bound',
  check: (evidence) => [...checkOrders(evidence), ...checkDispatches(evidence)],
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
