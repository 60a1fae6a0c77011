// L1: once faults stop, every operation ends within a stated time, and what the product holds as a
// card's profiles is what the card has, within two polls.

import type { Evidence, FieldedDevice } from '../rig/evidence.ts'
import { type Checker, type Violation, violating } from './checker.ts'

const violation = violating('L1')

const dayMs = 86_400_000
/** An operation may wait 30 days for its device, and 14 more for its last step. */
const endsWithinMs = 44 * dayMs

export const allEnds: Checker = {
  invariant: 'L1',
  words: 'every operation ends, and the inventory comes to equal the cards',
  check: (evidence) => [
    ...checkEnds(evidence),
    ...evidence.devices.flatMap((device) => checkInventory(evidence, device)),
  ],
}

function checkEnds({ operations, steadyFrom, endedAt }: Evidence): readonly Violation[] {
  return operations.flatMap(({ operationId, eid, wish, outcome, endedAt: over, createdAt }) => {
    const since = Math.max(createdAt, steadyFrom)
    if (over !== undefined || endedAt - since < endsWithinMs) return []
    const days = Math.round((endedAt - since) / dayMs)
    const what = `${operationId} (${wish.kind}) of card ${eid} is still ${outcome} after ${days} days`
    return [violation(endedAt, what)]
  })
}

function checkInventory(
  { steadyFrom, endedAt }: Evidence,
  { plan, truth, shown, contacts }: FieldedDevice,
): readonly Violation[] {
  const last = truth.last
  if (!shown || !last) return []
  const changedAt = truth.moments.findLast(
    ({ enabled, profiles }) => enabled !== last.enabled || profiles.join() !== last.profiles.join(),
  )?.at
  const settled = Math.max(steadyFrom, changedAt ?? 0)
  if (contacts.filter((at) => at > settled).length < 3) return []
  const list = shown.profiles.filter(({ evidence }) => evidence === 'proven')
  if (list.length === 0 || list.length !== shown.profiles.length) return []
  const held = list.map(({ iccid }) => iccid).sort()
  const enabled = list.find(({ state }) => state === 'enabled')?.iccid
  const isSame = enabled === last.enabled && held.join() === [...last.profiles].sort().join()
  if (isSame) return []
  const is = `${last.profiles.join()} with ${last.enabled} enabled`
  return [violation(endedAt, `card ${plan.eid} has ${is}; held is ${held.join()} with ${enabled}`)]
}
