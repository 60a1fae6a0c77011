// S5: what was bought is somewhere: an activation code is on offer or given out, never both; a code
// that some card used is not on offer; no ICCID is on two cards; no card has two profiles enabled.

import { type Evidence, eventsByCard } from '../rig/evidence.ts'
import { type Checker, type Violation, violating } from './checker.ts'

const violation = violating('S5')

export const conservation: Checker = {
  invariant: 'S5',
  words: 'profiles bought = on offer + given out, each on one card at most',
  check: (evidence) => [
    ...checkStock(evidence),
    ...checkCards(evidence),
    ...checkGivenTwice(evidence),
  ],
}

function checkStock({ stock, orders, devices, endedAt }: Evidence): readonly Violation[] {
  const seen = new Set(
    devices.flatMap(({ truth }) => truth.moments.flatMap(({ profiles }) => profiles)),
  )
  return stock.flatMap(({ operator, iccidPrefix, available, reserved, held }) => {
    const bought = orders.filter(({ iccid }) => iccid.startsWith(iccidPrefix))
    const found: Violation[] = []
    if (available + reserved + held !== bought.length) {
      const places = `${available} on offer, ${reserved} given out, ${held} held`
      const what = `${operator}: ${bought.length} bought, ${places}`
      found.push(violation(endedAt, what))
    }
    const untouched = bought.filter(
      ({ iccid, state, downloadAttempts }) =>
        state === 'released' && downloadAttempts === 0 && !seen.has(iccid),
    )
    if (available > untouched.length) {
      const what = `${operator}: ${available} on offer, but ${untouched.length} that nobody has used`
      found.push(violation(endedAt, what))
    }
    return found
  })
}

function checkCards({ devices, endedAt }: Evidence): readonly Violation[] {
  const holder = new Map<string, string>()
  const found: Violation[] = []
  for (const { plan, truth, nvm } of devices) {
    const enabled = nvm?.profiles.filter(({ state }) => state === 'enabled') ?? []
    if (enabled.length > 1) found.push(violation(endedAt, `card ${plan.eid}: two profiles enabled`))
    for (const iccid of new Set(truth.moments.flatMap(({ profiles }) => profiles))) {
      const other = holder.get(iccid)
      if (other !== undefined && other !== plan.eid) {
        found.push(violation(endedAt, `${iccid} is on card ${plan.eid} and on card ${other}`))
      }
      holder.set(iccid, plan.eid)
    }
  }
  return found
}

/** From and until which place in its tenant's log; instants may be equal, places are not. */
interface Given {
  readonly eid: string
  readonly tenant: string
  readonly at: number
  readonly from: number
  until: number
  endedAt: number
}

/** No code is with two operations of different cards at once. */
function checkGivenTwice(evidence: Evidence): readonly Violation[] {
  const given = new Map<string, Given[]>()
  for (const [eid, events] of eventsByCard(evidence)) {
    const byOperation = new Map<string, Given>()
    for (const { fact, at, tenant, position } of events) {
      if (fact.kind === 'operation-created') {
        const { operationId, wish } = fact.operation as CreatedOperation
        const iccid = wish.profile?.kind === 'activation-code' ? wish.profile.iccid : undefined
        if (iccid === undefined) continue
        const until = Number.POSITIVE_INFINITY
        const one: Given = { eid, tenant, at, from: position, until, endedAt: until }
        byOperation.set(operationId, one)
        given.set(iccid, [...(given.get(iccid) ?? []), one])
      }
      if (fact.kind !== 'outcome-changed' || fact.ended !== true) continue
      const ended = byOperation.get(String(fact.operationId))
      if (ended) Object.assign(ended, { until: position, endedAt: at })
    }
  }
  return [...given].flatMap(([iccid, list]) =>
    list.flatMap((one, n) =>
      list.slice(n + 1).flatMap((other) => {
        if (one.eid === other.eid || !areTogether(one, other)) return []
        const what = `the code of ${iccid} is with card ${one.eid} and card ${other.eid} at once`
        return [violation(Math.max(one.at, other.at), what)]
      }),
    ),
  )
}

/** One tenant's log has an order; between two tenants only instants tell. */
const areTogether = (one: Given, other: Given): boolean =>
  one.tenant === other.tenant
    ? one.until > other.from && other.until > one.from
    : one.endedAt > other.at && other.endedAt > one.at

interface CreatedOperation {
  readonly operationId: string
  readonly wish: { readonly profile?: { readonly kind: string; readonly iccid?: string } }
}
