// When the calm after a storm has lasted long enough: when nothing is open any more, every device
// has called since, and no card has changed since then. A device that never calls again keeps it up
// for as long as the product promises to end everything; so do some storms on purpose, because
// deadlines must be met although nobody calls.

import { chanceOf } from '@holdfast/simulator/world/chance.ts'
import type { DeviceTruth } from '@holdfast/simulator/world/truth.ts'
import type { Storm } from './storm.ts'

const dayMs = 86_400_000
/** Longer than the longest wait that the product promises to end: 30 days and a week's sleep. */
const calmMaxMs = 45 * dayMs
const calmMinMs = 4 * dayMs
const wholeShare = 0.2
/** Polls after which the inventory must equal the card, and one more. */
const callsWanted = 4

/** Asks once in a virtual day whether the calm is over. */
export function calmIsOver(storm: Storm): (now: number) => Promise<boolean> {
  const { steadyFrom, wish } = storm
  const isWhole = chanceOf(wish.seed, 'calm').happens(wholeShare)
  const maxMs = Math.min(calmMaxMs, (wish.calmDaysMax ?? Number.POSITIVE_INFINITY) * dayMs)
  let askAt = steadyFrom + calmMinMs
  return async (now) => {
    if (now >= steadyFrom + maxMs) return true
    if (isWhole || now < askAt) return false
    askAt = now + dayMs
    return haveAllCalled(storm) && (await isNothingOpen(storm))
  }
}

function haveAllCalled({ field, steadyFrom, wish }: Storm): boolean {
  return field.plans.every(({ eid, number }) => {
    if (wish.lives?.includes(number) === false) return true
    const since = Math.max(steadyFrom, changedAt(field.truth.device(eid)))
    return (field.contacts.get(eid)?.at(-callsWanted) ?? 0) > since
  })
}

/** When the card last had another state than now. */
function changedAt({ moments, last }: DeviceTruth): number {
  const other = moments.findLast(
    ({ enabled, profiles }) =>
      enabled !== last?.enabled || profiles.join() !== last?.profiles.join(),
  )
  return other?.at ?? 0
}

async function isNothingOpen(storm: Storm): Promise<boolean> {
  for (const tenant of storm.tenants) {
    const path = '/v1/operations?open=true&limit=1'
    const { value } = await storm.ask(tenant, { method: 'GET', path })
    const { items } = (value ?? {}) as { readonly items?: readonly unknown[] }
    if (items?.length !== 0) return false
  }
  return true
}
