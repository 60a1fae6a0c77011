// After a stop in the middle of an admission a device may wait although it has its code, and maybe
// its operation. Before a campaign is called short of stock, such codes are looked at: a device
// with an operation takes its place, a code without one goes back to the campaign's.

import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import { operationIdOf } from '../operator-api/batch-book.ts'
import type { Reservation } from '../store/stock-item.ts'
import { placeOf } from './admit-devices.ts'
import type { CampaignDesk } from './campaign-desk.ts'

const reservationsAtOnce = 1_000

/** Resolves with how many were put right. */
export async function reclaimCodes(desk: CampaignDesk, campaign: CampaignState): Promise<number> {
  const { store } = desk.world
  let mended = 0
  for (let after = ''; ; ) {
    const held = await store.reservations(after, reservationsAtOnce)
    const mine = held.filter(({ batchId }) => batchId.startsWith(`${campaign.campaignId}.`))
    for (const one of mine) if (await mend(desk, campaign, one)) mended++
    const last = held.at(-1)
    if (!last || held.length < reservationsAtOnce) return mended
    after = last.iccid
  }
}

async function mend(
  { world }: CampaignDesk,
  { campaignId }: CampaignState,
  held: Reservation,
): Promise<boolean> {
  const { store, clock } = world
  const { eid, batchId } = held
  const filter = { campaignId, eids: [eid], states: ['waiting', 'held'] as const }
  const [waiting] = (await store.targets(filter, { limit: 1 })).items
  if (!waiting) return false
  const operationId = operationIdOf(batchId, eid)
  const state = await store.card(eid)
  const operation = state?.operations[operationId] ?? (await store.operation(operationId))
  // Safe although a start may be under way: it is only committed while it holds the code.
  if (!state || !operation) return store.releaseStock(held)
  const now = clock.now()
  const place = placeOf({ operation, state, version: state.version, now, campaignId })
  return (await store.changeTargets([{ ...place, from: ['waiting', 'held'] }])).length > 0
}
