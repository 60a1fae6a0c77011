// S3: an unknown outcome is a state of its own, left only on evidence; and no outcome claims what
// the ground truth denies: neither a success that was none, nor a failure that was a success.

import { type ClaimedOperation, judgeClaim } from '@holdfast/simulator/world/judge.ts'
import {
  type Evidence,
  eventsByCard,
  type FieldedDevice,
  type LoggedEvent,
  type ShownOperation,
} from '../rig/evidence.ts'
import { type Checker, type Violation, violating } from './checker.ts'

const violation = violating('S3')

export const unknownIsAState: Checker = {
  invariant: 'S3',
  words: 'what is not known stays unknown until there is evidence, and no claim is false',
  check: (evidence) => {
    const byCard = eventsByCard(evidence)
    const deviceOf = new Map(evidence.devices.map((device) => [device.plan.eid as string, device]))
    return [
      ...[...byCard.values()].flatMap(checkUnknown),
      ...evidence.operations.flatMap((operation) => {
        const device = deviceOf.get(operation.eid)
        const events = byCard.get(operation.eid) ?? []
        return device ? checkClaims(evidence, { operation, device, events }) : []
      }),
    ]
  },
}

/** Who can know what became of a change: the card, the device over the ICCID, the network. */
const witness = /^(card|device|operator)\b/

function checkUnknown(events: readonly LoggedEvent[]): readonly Violation[] {
  return events.flatMap(({ eid, at, actor, fact }) => {
    const isLeft =
      fact.kind === 'outcome-changed' && fact.from === 'unknown' && fact.to !== 'unknown'
    if (!isLeft || witness.test(actor)) return []
    const what = `card ${eid}: ${fact.operationId} went from unknown to ${fact.to} by ${actor}`
    return [violation(at, what)]
  })
}

interface Claiming {
  readonly operation: ShownOperation
  readonly device: FieldedDevice
  readonly events: readonly LoggedEvent[]
}

/** Evidence may be this old when it arrives: a package's result and a heartbeat travel. */
const travelMs = 15 * 60_000

function checkClaims(evidence: Evidence, claiming: Claiming): readonly Violation[] {
  return [...checkSuccess(evidence, claiming), ...checkFailure(claiming)]
}

function checkSuccess(
  { windowMs }: Evidence,
  { operation, device, events }: Claiming,
): readonly Violation[] {
  const claim = events.findLast(
    ({ fact }) =>
      fact.kind === 'outcome-changed' &&
      fact.operationId === operation.operationId &&
      (fact.to === 'serving' || (fact.to === 'applied' && fact.ended === true)),
  )
  if (!claim || claim.fact.to !== operation.outcome) return []
  const at = (claim.trueAt ?? claim.at) - travelMs
  const claimed: ClaimedOperation = { ...operation, endedAt: at }
  const lie = judgeClaim(claimed, device.truth, travelMs + windowMs)
  if (!lie) return []
  const what = `${operation.operationId} of card ${operation.eid} claims ${lie.claim}: ${lie.truth}`
  return [violation(claim.at, what)]
}

const failures = ['failed', 'expired', 'cancelled', 'refused']

/** A switch that ended as none, although its own package made it and it stayed. */
function checkFailure({ operation, device, events }: Claiming): readonly Violation[] {
  const { operationId, outcome, endedAt, wish, targetIccid } = operation
  if (!failures.includes(outcome) || endedAt === undefined || targetIccid === undefined) return []
  if (wish.kind !== 'swap' && wish.kind !== 'enable') return []
  const sent = events.filter(
    ({ fact }) =>
      fact.kind === 'dispatched' &&
      (fact.inFlight as { readonly operationId: string }).operationId === operationId,
  )
  const [first] = sent
  const last = device.truth.last
  if (!first || last?.enabled !== targetIccid || last.enabledBy !== 'package') return []
  const { moments } = device.truth
  const other = moments.findLastIndex(({ enabled }) => enabled !== targetIccid)
  // The other one stays enabled until the moment after: that is when the switch was made.
  const since = moments[other + 1]?.at ?? 0
  const isOwn = since >= (first.trueAt ?? first.at) - travelMs && since < endedAt
  if (!isOwn) return []
  const what = `${operationId} of card ${operation.eid} ended ${outcome}, but ${targetIccid} is enabled by it`
  return [violation(endedAt, what)]
}
