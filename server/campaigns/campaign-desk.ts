// What the parts of a running campaign share, and the names that its operations and codes have.

import type { CampaignWish } from '@holdfast/fleet/campaign/campaign-plan.ts'
import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import type { Operation } from '@holdfast/fleet/operation.ts'
import type { CountryRuleBook } from '../rules/country-rule-book.ts'
import type { CampaignTarget } from '../store/campaign-target.ts'
import type { World } from '../world.ts'
import type { CampaignBook } from './campaign-book.ts'
import type { FruitlessLooks } from './fruitless-looks.ts'

export interface CampaignDesk {
  readonly world: Pick<World, 'store' | 'clock' | 'log'>
  readonly book: CampaignBook
  readonly countryRules: CountryRuleBook
  /** Where the look for devices goes on, by campaign and wave. */
  readonly cursors: Map<string, string>
  readonly fruitless: FruitlessLooks
}

/** The batch of a device's operation; another one for each try, so that its id is new. */
export const batchOf = (campaignId: string, { wave, tries }: CampaignTarget): string =>
  tries === 0 ? `${campaignId}.${wave}` : `${campaignId}.${wave}.r${tries}`

/** What the campaign takes from the stock for each device, if it does. */
export function stockOf({ wish }: { readonly wish: CampaignWish }) {
  if (wish.kind !== 'swap' && wish.kind !== 'download') return undefined
  if (wish.profile.kind !== 'stock') return undefined
  const { operator, profileType } = wish.profile
  return { operator, ...(profileType === undefined ? {} : { profileType }) }
}

export type Stock = NonNullable<ReturnType<typeof stockOf>>

/** Codes that mark a device on its way back while it still counts as succeeded. */
export const rollBackCodes = {
  open: 'going-back',
  failed: 'roll-back-failed',
} as const

export const isRollBackOperation = ({ campaign }: Operation): boolean =>
  campaign?.isRollBack === true

/** The name of the campaign for what it does to cards. */
export const actorOf = ({ campaignId }: CampaignState): string => `campaign:${campaignId}`
