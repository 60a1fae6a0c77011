// A live target: devices that begin to match the campaign's filter later join its last wave.

import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import type { DeviceFilter } from '@holdfast/fleet/device-filter.ts'
import { parseDeviceFilter } from '@holdfast/fleet/device-filter-parse.ts'
import type { CampaignDesk } from './campaign-desk.ts'

/** What the plan's target says, read now. @throws Error when the text cannot be read any more */
export function filterOf({ plan, tenant }: CampaignState, now: number): DeviceFilter {
  const { target } = plan
  const own = { tenant: [tenant] }
  if (target.kind === 'eids') return { eids: target.eids, ...own }
  const read = parseDeviceFilter(target.filter, now)
  if (read.kind === 'filter') return { ...read.filter, ...own }
  throw new Error(`the filter “${target.filter}” cannot be read`)
}

/** How many match and are in no wave yet. */
export async function newMatches(
  { world }: CampaignDesk,
  campaign: CampaignState,
): Promise<number> {
  const { plan, phase, campaignId, tenant } = campaign
  if (plan.follow !== 'live' || phase !== 'running') return 0
  const filter = filterOf(campaign, world.clock.now())
  return world.store.countJoinable({ campaignId, tenant, filter })
}

/** Puts them into the wave; resolves with how many. */
export function joinMatching(
  { world }: CampaignDesk,
  campaign: CampaignState,
  wave: number,
): Promise<number> {
  const { campaignId, tenant } = campaign
  const filter = filterOf(campaign, world.clock.now())
  return world.store.joinTargets({ campaignId, tenant, filter, wave })
}
