// Campaigns in which nothing moves: what the last whole round read of them is still so, and asking
// fleet again with it, for the present instant, needs no look into the store. Where its devices are
// is looked at each minute and all else after some minutes, so what another process changed beside
// a campaign's own record is seen.

import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import { type CampaignFacts, nextCampaignStep } from '@holdfast/fleet/campaign/next-step.ts'
import type { CampaignTally } from '@holdfast/fleet/campaign/wave-tally.ts'

/** After a change of its record, and between two looks at where its devices are. */
const minuteMs = 60_000
/** After a whole round. */
const restMsMax = 5 * minuteMs

/** What a round read. */
export interface CampaignNumbers {
  readonly tally: CampaignTally
  readonly given: CampaignFacts
}

interface Rest extends CampaignNumbers {
  readonly version: number
  readonly until: number
  readonly lookAt: number
}

export class RestingCampaigns {
  readonly #rests = new Map<string, Rest>()
  readonly #changed = new Map<string, { readonly version: number; readonly at: number }>()

  /** Notes a round that found nothing to do. */
  rest(campaign: CampaignState, numbers: CampaignNumbers, now: number): void {
    const { campaignId, version, plan, phase } = campaign
    if (phase === 'rolling-back' || plan.follow === 'live') return
    if (this.#isFresh(campaign, now)) return
    const { stock } = numbers.given
    // Codes may come in at any time.
    const isShort = stock !== undefined && stock.reserved + stock.available < stock.needed
    const until = now + (isShort ? minuteMs : restMsMax)
    this.#rests.set(campaignId, { ...numbers, version, until, lookAt: now + minuteMs })
  }

  /** Whether a round would find nothing to do now. */
  isAtRest(campaign: CampaignState, now: number): boolean {
    const rest = this.#rests.get(campaign.campaignId)
    if (!rest || rest.version !== campaign.version || now >= rest.until) return false
    const { facts, commands } = nextCampaignStep(campaign, rest.tally, rest.given, now)
    return facts.length === 0 && commands.length === 0
  }

  /** Whether it is a minute since somebody looked where its devices are. */
  isLookDue({ campaignId }: CampaignState, now: number): boolean {
    return now >= (this.#rests.get(campaignId)?.lookAt ?? 0)
  }

  /** Whether its devices are where they were; if not, it rests no more. */
  isStill({ campaignId }: CampaignState, tally: CampaignTally, now: number): boolean {
    const rest = this.#rests.get(campaignId)
    if (!rest) return false
    const isSame = rest.tally === tally || JSON.stringify(rest.tally) === JSON.stringify(tally)
    if (isSame) this.#rests.set(campaignId, { ...rest, tally, lookAt: now + minuteMs })
    else this.#rests.delete(campaignId)
    return isSame
  }

  /** A device has moved. */
  wake(): void {
    this.#rests.clear()
  }

  /** Its record changed lately: what goes with the change may still be under way. */
  #isFresh({ campaignId, version }: CampaignState, now: number): boolean {
    const known = this.#changed.get(campaignId)
    if (known?.version === version) return now - known.at < minuteMs
    this.#changed.set(campaignId, { version, at: now })
    return true
  }
}
