// What is left to do when a campaign is over: those that wait are stopped, open operations end as
// far as that is safe, codes that no device has are given back.

import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import { stopForCampaign } from '@holdfast/fleet/campaign/stop-operation.ts'
import type { CampaignDesk } from './campaign-desk.ts'
import { lookAgain } from './follow-targets.ts'

const devicesAtOnce = 500

/** Devices that wait or are held become `stopped`. */
export function stopWaiting({ world }: CampaignDesk, campaignId: string): Promise<number> {
  const filter = { campaignId, states: ['waiting', 'held'] as const }
  const to = { state: 'stopped', code: 'campaign-over', at: world.clock.now() } as const
  return world.store.changeAllTargets(filter, to)
}

/** One round after an abort; resolves with how many operations are still open. */
export async function stopOpen(desk: CampaignDesk, { campaignId }: CampaignState): Promise<number> {
  const { store, clock } = desk.world
  let open = 0
  let cursor: string | undefined
  do {
    const page = await store.targets(
      { campaignId, states: ['admitted', 'overdue'] },
      { limit: devicesAtOnce, ...(cursor === undefined ? {} : { cursor }) },
    )
    for (const { eid } of page.items) {
      const { ended } = await store.onCard(eid, (state) =>
        state
          ? stopForCampaign(state, campaignId, clock.now())
          : { events: [], reply: { ended: true } },
      )
      if (!ended) open++
    }
    await lookAgain(desk, page.items, {})
    cursor = page.cursor
  } while (cursor !== undefined)
  return open
}
