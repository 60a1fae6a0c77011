// The list of campaigns, newest first.

import type { ReplyOf } from '@holdfast/api/route.ts'
import type { RouteNamed } from '@holdfast/api/route-table.ts'
import { readTally } from '../campaigns/read-tally.ts'
import { formatCursor, parseCursor } from '../store/cursor.ts'
import type { OperatorShop } from './shop.ts'
import { viewRow } from './views/campaign-view.ts'

interface Wanted {
  readonly limit?: number
  readonly cursor?: string
}

const usualLimit = 100

export async function pageOfCampaigns(
  shop: OperatorShop,
  tenant: string,
  { limit = usualLimit, cursor }: Wanted,
): Promise<ReplyOf<RouteNamed<'listCampaigns'>>> {
  const { store, clock } = shop.world
  const all = (await shop.campaigns.all())
    .filter((campaign) => campaign.tenant === tenant)
    .sort((a, b) => b.createdAt - a.createdAt || (a.campaignId < b.campaignId ? -1 : 1))
  const last = cursor === undefined ? undefined : parseCursor(cursor, ['string'])[0]
  const from = last === undefined ? 0 : all.findIndex(({ campaignId }) => campaignId === last) + 1
  const chosen = all.slice(from, from + limit)
  const now = clock.now()
  const items = await Promise.all(
    chosen.map(async (campaign) =>
      viewRow({ campaign, tally: await readTally(store, campaign), now }),
    ),
  )
  const end = chosen.at(-1)
  const hasMore = end !== undefined && from + limit < all.length
  return hasMore ? { items, cursor: formatCursor([end.campaignId]) } : { items }
}
