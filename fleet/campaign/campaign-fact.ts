// What happened to a campaign, one union; it stands in the same log as what happened to cards. A
// kind is never renamed once released.

import type { CombinationPattern } from '../combination/combination-key.ts'
import type { Instant } from '../evidence.ts'
import type { Reason } from '../operation.ts'
import type { CampaignPlan } from './campaign-plan.ts'

export type CampaignFact =
  | {
      readonly kind: 'campaign-drafted'
      readonly plan: CampaignPlan
      readonly planHash: string
      readonly approvalsNeeded: number
      readonly why: string
    }
  | {
      /** What is in it now is another plan; what was approved before is not this one. */
      readonly kind: 'campaign-plan-changed'
      readonly plan: CampaignPlan
      readonly planHash: string
      readonly approvalsNeeded: number
      readonly why: string
    }
  | {
      /** The target is put on record, and how many devices each wave has. */
      readonly kind: 'campaign-targeted'
      readonly waveDevices: readonly number[]
      readonly approvalsNeeded: number
    }
  | { readonly kind: 'campaign-submitted' }
  | { readonly kind: 'campaign-approved'; readonly planHash: string }
  | { readonly kind: 'campaign-scheduled' }
  | { readonly kind: 'campaign-stock-reserved'; readonly items: number }
  | { readonly kind: 'campaign-started' }
  | { readonly kind: 'campaign-paused'; readonly reason: Reason }
  | {
      readonly kind: 'campaign-resumed'
      readonly why: string
      /** The wave that had failed, and the failures that are accepted by going on. */
      readonly accepted?: { readonly wave: number; readonly failures: number }
    }
  | { readonly kind: 'campaign-aborted'; readonly reason: Reason }
  | { readonly kind: 'campaign-finished'; readonly reason: Reason }
  | { readonly kind: 'wave-opened'; readonly wave: number }
  | { readonly kind: 'wave-passed'; readonly wave: number; readonly reason: Reason }
  | { readonly kind: 'wave-failed'; readonly wave: number; readonly reason: Reason }
  | { readonly kind: 'wave-held'; readonly wave: number; readonly reason: Reason }
  | { readonly kind: 'wave-went-on'; readonly wave: number }
  | { readonly kind: 'wave-grew'; readonly wave: number; readonly devices: number }
  | { readonly kind: 'wave-roll-back-began'; readonly wave: number; readonly why: string }
  | { readonly kind: 'wave-rolled-back'; readonly wave: number }
  | {
      readonly kind: 'failed-retried'
      readonly devices: number
      readonly codes?: readonly string[]
      /** Of waves with accepted failures: how many of them are left, failed for good. */
      readonly accepted?: readonly { readonly wave: number; readonly failures: number }[]
    }
  | { readonly kind: 'devices-excluded'; readonly devices: number; readonly why: string }
  | {
      readonly kind: 'combination-held'
      readonly pattern: CombinationPattern
      readonly reason: Reason
    }
  | {
      readonly kind: 'combination-released'
      readonly patternKey: string
      readonly why: string
    }

export interface CampaignEvent {
  readonly at: Instant
  /** `person:…`, `token:…` or `campaign` where it decided by itself. */
  readonly actor: string
  readonly fact: CampaignFact
}

export type CampaignFactKind = CampaignFact['kind']
