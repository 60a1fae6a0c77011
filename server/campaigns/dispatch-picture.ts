// What dispatch must know of campaigns, circuit breakers and rates when a device polls: kept in
// memory, so that a poll reads nothing. It may be old by half a second where another process
// decided; the gate that a dispatch's commit must find open is never old (S9).

import {
  admitThrough,
  type Breaker,
  type BreakerKey,
  newBreaker,
} from '@holdfast/fleet/breaker/breaker.ts'
import {
  newRateBucket,
  type RateBucket,
  spendRate,
} from '@holdfast/fleet/campaign/admission-rate.ts'
import { applyRequestEnd } from '@holdfast/fleet/campaign/breaker-key.ts'
import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import {
  type CampaignHold,
  campaignHoldOf,
  type DispatchHolds,
  loadKeysOf,
} from '@holdfast/fleet/campaign/dispatch-holds.ts'
import type { FailureCause } from '@holdfast/fleet/campaign/failure-class.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { Operation } from '@holdfast/fleet/operation.ts'
import type { Store } from '../store/contract.ts'

/** The collection of documents that campaigns are. */
export const campaignCollection = 'campaigns'

/** A campaign that ended longer ago has no open operation left. */
const keptAfterEndMs = 60 * 86_400_000

interface Kept {
  readonly version: number
  readonly state: CampaignState
  readonly hold: CampaignHold
}

export class DispatchPicture {
  readonly #campaigns = new Map<string, Kept>()
  readonly #holds = new Map<string, CampaignHold>()
  readonly #rates = new Map<BreakerKey, RateBucket>()
  readonly #breakers = new Map<BreakerKey, Breaker>()

  /** Takes over a campaign as it was just committed; an older one changes nothing. */
  note(state: CampaignState): void {
    const { campaignId, version } = state
    if ((this.#campaigns.get(campaignId)?.version ?? 0) >= version) return
    const hold = campaignHoldOf(state)
    this.#campaigns.set(campaignId, { version, state, hold })
    this.#holds.set(campaignId, hold)
  }

  /** Takes over what other processes committed; all campaigns as they are on record. */
  async refresh(store: Store, now: number): Promise<readonly CampaignState[]> {
    const documents = await store.documents<CampaignState>(campaignCollection)
    for (const { value } of documents) {
      const isLong = value.endedAt !== undefined && value.endedAt < now - keptAfterEndMs
      if (!isLong) this.note(value)
    }
    return documents.map(({ value }) => value)
  }

  /** What a decision about a poll is given. */
  holds(now: number): DispatchHolds {
    const openBreakers = new Map<BreakerKey, { until: number; why: string }>()
    for (const [key, breaker] of this.#breakers) {
      const verdict = admitThrough(breaker, now)
      if (verdict.kind === 'wait') openBreakers.set(key, verdict)
    }
    return { campaigns: this.#holds, openBreakers, rates: this.#rates }
  }

  /** The breakers that let nothing, or only a few tries, through. */
  troubled(): readonly Breaker[] {
    return [...this.#breakers.values()].filter(({ state }) => state !== 'closed')
  }

  /** Notes that a request of this operation, as it was before, has left. */
  sent(before: CardState, operation: Operation, now: number): void {
    for (const key of loadKeysOf(before, operation)) {
      const breaker = this.#breakers.get(key)
      const verdict = breaker && admitThrough(breaker, now)
      if (verdict?.kind === 'go') this.#breakers.set(key, verdict.breaker)
      const perMinute = operation.campaign && this.#rateOf(key)
      if (perMinute === undefined) continue
      const known = this.#rates.get(key)
      const isSame = known?.perMinute === perMinute
      this.#rates.set(key, spendRate(isSame ? known : newRateBucket(perMinute, now), now))
    }
  }

  /** Notes how a request ended for those behind these keys; no cause: well. */
  ended(keys: readonly BreakerKey[], at: number, cause: FailureCause | undefined): void {
    for (const key of keys) {
      const known = this.#breakers.get(key)
      if (!known && cause === undefined) continue
      const outcome = cause === undefined ? { at } : { at, cause }
      this.#breakers.set(key, applyRequestEnd(known ?? newBreaker(key, at), outcome))
    }
  }

  /** The lowest rate that a running campaign sets; a campaign that ended sets none. */
  #rateOf(key: BreakerKey): number | undefined {
    const isSmdp = key.startsWith('smdp:')
    const rates = [...this.#campaigns.values()]
      .filter(({ state }) => state.phase === 'running')
      .map(({ state: { plan } }) =>
        isSmdp ? plan.rates.perSmdpPerMinute : plan.rates.perOperatorPerMinute,
      )
      .filter((rate) => rate !== undefined)
    if (rates.length > 0) return Math.min(...rates)
    this.#rates.delete(key)
    return undefined
  }
}
