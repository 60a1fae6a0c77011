// The devices of campaigns: which wave, how far each is. Frozen at once from the device table; a
// million of them are paged and counted without reading them all.

import assert from 'node:assert/strict'
import type { TargetState } from '@holdfast/fleet/campaign/target-state.ts'
import type { DeviceFilter } from '@holdfast/fleet/device-filter.ts'
import type { Instant } from '@holdfast/fleet/evidence.ts'
import type { Page } from './page.ts'

export type { TargetState }

export interface CampaignTarget {
  readonly campaignId: string
  readonly eid: string
  /** From 0. */
  readonly wave: number
  readonly state: TargetState
  readonly operationId?: string
  /** Why it is in this state, as a code. */
  readonly code?: string
  readonly combination?: string
  readonly changedAt?: Instant
  /** How many times it was tried again. */
  readonly tries: number
}

export interface TargetFilter {
  readonly campaignId: string
  readonly wave?: number
  readonly states?: readonly TargetState[]
  readonly codes?: readonly string[]
  readonly combination?: string
  readonly hasCode?: boolean
  /** Last changed then or before. */
  readonly changedUntil?: Instant
  readonly eids?: readonly string[]
}

export interface FreezeWish {
  readonly campaignId: string
  readonly tenant: string
  readonly filter: DeviceFilter
  /** Devices of each wave, in order, for so many in all; their sum must be `total`. */
  readonly sizesOf: (total: number) => readonly number[]
}

/** One change of a device's place in a campaign. */
export interface TargetChange {
  readonly campaignId: string
  readonly eid: string
  /** Only when it is in one of these states now. */
  readonly from?: readonly TargetState[]
  /** Only when this is its operation. */
  readonly ofOperation?: string
  /** The card's version behind the change: an older one changes nothing. */
  readonly version?: number
  readonly state: TargetState
  readonly operationId?: string
  readonly code?: string
  readonly combination?: string
  readonly at: Instant
  /** Counts one more try. */
  readonly isRetry?: true
}

export interface TargetCount {
  readonly wave: number
  readonly state: TargetState
  readonly devices: number
}

export interface CombinationCount {
  readonly combination: string
  readonly wave: number
  readonly state: TargetState
  readonly code?: string
  readonly devices: number
}

export interface TargetShelf {
  /**
   * Puts down the devices that match now, each in a wave: the waves are filled in a stable order
   * that has nothing to do with the devices' numbers, so that a canary is a fair sample. Gives the
   * devices of each wave. Frozen once: a second call for the campaign changes nothing and gives
   * what is there.
   */
  freezeTargets(wish: FreezeWish): Promise<readonly number[]>
  /** Adds the devices that match now and are not in it yet to this wave; how many. */
  joinTargets(wish: Omit<FreezeWish, 'sizesOf'> & { readonly wave: number }): Promise<number>
  /** How many match now and are not in it yet. */
  countJoinable(wish: Omit<FreezeWish, 'sizesOf'>): Promise<number>
  /** In the order of (bucket, EID). */
  targets(
    filter: TargetFilter,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Page<CampaignTarget>>
  /** Makes the changes whose conditions hold; gives the EIDs that were changed. */
  changeTargets(changes: readonly TargetChange[]): Promise<readonly string[]>
  /** Every device of the campaign in state `from` (and wave, combination) to `to`; how many. */
  changeAllTargets(
    filter: TargetFilter,
    to: { readonly state: TargetState; readonly code?: string; readonly at: Instant },
  ): Promise<number>
  /** Devices by wave and state; kept as they change, so asking costs nothing. */
  countTargets(campaignId: string): Promise<readonly TargetCount[]>
  /** Devices whose combination is known, by combination, wave, state and code. */
  countCombinations(campaignId: string): Promise<readonly CombinationCount[]>
  /** Forgets the devices of a campaign. */
  dropTargets(campaignId: string): Promise<void>
}

/** The wave of the device at each place of the stable order. Throws when the sizes do not add up. */
export function waveBounds(sizes: readonly number[], total: number): (place: number) => number {
  let sum = 0
  const ends = sizes.map((size) => {
    sum += size
    return sum
  })
  assert(sum === total, `waves of ${sum} devices cannot hold ${total}`)
  return (place) => ends.findIndex((end) => place < end)
}
