// Makes the forecast by which a campaign is graded, whether or not anybody asked for one: within a
// minute of its start, one at a time, on a thread beside the rounds (none of them waits for it).

import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import type { World } from '../world.ts'
import { campaignCollection } from './dispatch-picture.ts'
import { keptForecast } from './forecast-book.ts'
import { forecastOfCampaign } from './forecast-desk.ts'
import { filterOf } from './live-target.ts'
import { readTally } from './read-tally.ts'

const roundMs = 60_000
/** A campaign that runs for longer without a forecast gets none: it would not be one of its start. */
const lateMs = 60 * 60_000

type Shop = Pick<World, 'store' | 'clock' | 'log'>

/** Begins; gives what ends it. */
export function keepForecasts(world: Shop): () => void {
  const settled = new Set<string>()
  let isBusy = false
  return world.clock.every(roundMs, async () => {
    if (isBusy) return
    const campaign = await nextOf(world, settled)
    if (!campaign) return
    settled.add(campaign.campaignId)
    isBusy = true
    void keepOne(world, campaign).finally(() => {
      isBusy = false
    })
  })
}

async function nextOf({ store, clock }: Shop, settled: ReadonlySet<string>) {
  const campaigns = await store.documents<CampaignState>(campaignCollection)
  const now = clock.now()
  return campaigns
    .map(({ value }) => value)
    .find(({ campaignId, phase, startedAt }) => {
      const isYoung = startedAt !== undefined && now - startedAt < lateMs
      return phase === 'running' && isYoung && !settled.has(campaignId)
    })
}

async function keepOne(world: Shop, campaign: CampaignState): Promise<void> {
  const { store, clock, log } = world
  const { campaignId } = campaign
  try {
    if (await keptForecast(store, campaignId, { isStarted: true })) return
    const filter = filterOf(campaign, clock.now())
    const tally = await readTally(store, campaign)
    const forecast = await forecastOfCampaign(world, campaign, { filter, tally })
    await keptForecast(store, campaignId, { forecast, isStarted: true })
  } catch (cause) {
    log('warn', 'a campaign began without a forecast', { campaignId, cause: String(cause) })
  }
}
