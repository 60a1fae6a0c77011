// Campaigns in which nothing moves: what the last whole round read of them is still so, and asking
// fleet again with it, for the present instant, needs no look into the store. Nobody rests for
// longer than a minute, so what another process changed beside a campaign's own record is seen.

import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import { type CampaignFacts, nextCampaignStep } from '@holdfast/fleet/campaign/next-step.ts'
import type { CampaignTally } from '@holdfast/fleet/campaign/wave-tally.ts'

/** After a change of its record, and after a whole round. */
const restMsMax = 60_000

/** What a round read. */
export interface CampaignNumbers {
  readonly tally: CampaignTally
  readonly given: CampaignFacts
}

interface Rest extends CampaignNumbers {
  readonly version: number
  readonly until: number
}

export class RestingCampaigns {
  readonly #rests = new Map<string, Rest>()
  readonly #changed = new Map<string, { readonly version: number; readonly at: number }>()

  /** Notes a round that found nothing to do. */
  rest(campaign: CampaignState, numbers: CampaignNumbers, now: number): void {
    const { campaignId, version, plan, phase } = campaign
    if (phase === 'rolling-back' || plan.follow === 'live') return
    if (this.#isFresh(campaign, now)) return
    this.#rests.set(campaignId, { ...numbers, version, until: now + restMsMax })
  }

  /** Whether a round would find nothing to do now. */
  isAtRest(campaign: CampaignState, now: number): boolean {
    const rest = this.#rests.get(campaign.campaignId)
    if (!rest || rest.version !== campaign.version || now >= rest.until) return false
    const { facts, commands } = nextCampaignStep(campaign, rest.tally, rest.given, now)
    return facts.length === 0 && commands.length === 0
  }

  /** A device has moved. */
  wake(): void {
    this.#rests.clear()
  }

  /** Its record changed lately: what goes with the change may still be under way. */
  #isFresh({ campaignId, version }: CampaignState, now: number): boolean {
    const known = this.#changed.get(campaignId)
    if (known?.version === version) return now - known.at < restMsMax
    this.#changed.set(campaignId, { version, at: now })
    return true
  }
}
