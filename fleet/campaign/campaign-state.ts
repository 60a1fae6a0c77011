// A campaign: one aggregate, changed only by facts (`evolveCampaign`), like a card. What its devices
// do is not in here but counted in tallies, so its size does not depend on the size of the fleet.

import type { CombinationPattern } from '../combination/combination-key.ts'
import type { Instant } from '../evidence.ts'
import type { Reason } from '../operation.ts'
import type { CampaignPlan } from './campaign-plan.ts'

export type CampaignPhase =
  | 'draft'
  | 'awaiting-approval'
  /** Approved, or no approval is needed; waits for its time or for a person. */
  | 'scheduled'
  | 'running'
  | 'paused'
  /** Devices of one wave go back; nothing else of the campaign leaves. */
  | 'rolling-back'
  /** Over for good: nothing leaves any more but reading. */
  | 'aborted'
  | 'finished'

export type WavePhase = 'planned' | 'open' | 'passed' | 'failed' | 'rolling-back' | 'rolled-back'

export interface WaveState {
  readonly index: number
  readonly name: string
  /** Devices at the beginning; a live target adds to the last wave. */
  readonly devices: number
  readonly phase: WavePhase
  readonly openedAt?: Instant
  readonly endedAt?: Instant
  readonly reason?: Reason
  /** Failures that a person has accepted by resuming after the wave had failed. */
  readonly acceptedFailures?: number
  /** Nothing more is admitted until what is in the air has told more. */
  readonly heldSince?: Instant
  /** Who went back when it was rolled back. */
  readonly rollBack?: { readonly by: string; readonly at: Instant; readonly reason: string }
}

export interface Approval {
  readonly by: string
  readonly at: Instant
  readonly planHash: string
}

/** Devices that are like this are not admitted, until a person releases them with a reason. */
export interface HeldCombination {
  readonly pattern: CombinationPattern
  readonly reason: Reason
  readonly at: Instant
  readonly released?: { readonly by: string; readonly at: Instant; readonly reason: string }
}

export interface CampaignState {
  readonly campaignId: string
  readonly tenant: string
  /** Count of facts applied. */
  readonly version: number
  readonly plan: CampaignPlan
  readonly planHash: string
  /** Why it was made, in its author's words. */
  readonly why: string
  readonly createdAt: Instant
  readonly createdBy: string
  /** Everybody who has written this plan or a part of it: none of them may approve it. */
  readonly authors: readonly string[]
  /** At least what the plan asks for; a country's rule may ask for more. */
  readonly approvalsNeeded: number
  /** Of the present hash only; a change of the plan empties it. */
  readonly approvals: readonly Approval[]
  readonly phase: CampaignPhase
  /** Why it is paused, aborted or finished. */
  readonly reason?: Reason
  /** Where it goes on after rolling back. */
  readonly before?: 'paused' | 'aborted' | 'finished'
  readonly waves: readonly WaveState[]
  readonly held: readonly HeldCombination[]
  /** Excluded devices so far; who they are stands with the targets. */
  readonly excluded: number
  readonly startedAt?: Instant
  readonly resumedAt?: Instant
  readonly endedAt?: Instant
  /** Items of stock set aside before the first wave. */
  readonly stockReserved?: number
}

export const isOver = ({ phase }: CampaignState): boolean =>
  phase === 'aborted' || phase === 'finished'

/** The combinations of which no device begins now. */
export const heldPatterns = ({ held }: CampaignState): readonly CombinationPattern[] =>
  held.filter(({ released }) => !released).map(({ pattern }) => pattern)
