// What a campaign is going to do: everything that decides whom it touches, with what, when and how
// far. An approval is for the hash of exactly this value (canonical-plan.ts), so whatever is not in
// here cannot change what happens.

import type { Instant } from '../evidence.ts'
import type { CheckName } from '../preflight/check.ts'
import type { ProfileChoice, Wish } from '../wish.ts'
import type { Thresholds } from './thresholds.ts'
import type { WeekWindow } from './week-window.ts'

/** As a wish, but a profile may be taken from the stock, one item a device. */
export type CampaignWish =
  | {
      readonly kind: 'swap' | 'download'
      readonly profile:
        | ProfileChoice
        | { readonly kind: 'stock'; readonly operator: string; readonly profileType?: string }
    }
  | Exclude<Wish, { readonly kind: 'swap' | 'download' }>

export type CampaignTarget =
  /** The text of the filter language, as a person wrote it. */
  | { readonly kind: 'filter'; readonly filter: string }
  | { readonly kind: 'eids'; readonly eids: readonly string[] }

export interface WavePlan {
  readonly name: string
  /** Devices, or a share of the target; the last wave may have neither and takes the rest. */
  readonly devices?: number
  readonly share?: number
}

export interface Rates {
  /** Devices with an open operation of this campaign. */
  readonly atOnce?: number
  /** Downloads that may begin in a minute at one SM-DP+. */
  readonly perSmdpPerMinute?: number
  /** Changes that may leave in a minute for one operator. */
  readonly perOperatorPerMinute?: number
}

export interface CampaignPlan {
  readonly name: string
  readonly wish: CampaignWish
  readonly target: CampaignTarget
  /** `live`: devices that begin to match later join the last wave. */
  readonly follow: 'frozen' | 'live'
  /** The first one is the canary. */
  readonly waves: readonly WavePlan[]
  readonly thresholds: Thresholds
  /** In the device's own time; none: always open. */
  readonly windows: readonly WeekWindow[]
  readonly rates: Rates
  /** From a device's admission until its declared time: then it counts as decided. */
  readonly deviceDeadlineMs: number
  readonly approvalsNeeded: number
  /** What must be known of a device before it begins; absent: nothing. */
  readonly required?: readonly CheckName[]
  /** It begins by itself then; absent: a person starts it. */
  readonly startAt?: Instant
}
