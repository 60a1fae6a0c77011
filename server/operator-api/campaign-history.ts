// What happened to one campaign, in the order of the log: its own facts, and those of the circuit
// breakers that its devices met while it ran. Read from the documents themselves, so that it costs the
// same in a log of a thousand events and of ten million.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { EventList } from '@holdfast/api/shapes/event.ts'
import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import { campaignCollection } from '../campaigns/dispatch-picture.ts'
import { type AnyIncident, incidentCollection, isRaised } from '../recovery/raised-incidents.ts'
import type { Store } from '../store/contract.ts'
import type { SubjectEvent } from '../store/document.ts'
import { type EventQuery, isWanted, viewSubject } from './event-pages.ts'

/** A page of what happened to the campaign, oldest first. */
export async function pageOfHistory(
  store: Store,
  campaign: CampaignState,
  query: EventQuery,
): Promise<ShapeOf<typeof EventList>> {
  const { after, limit } = query
  const own = await store.factsOf(campaignCollection, campaign.campaignId)
  const met = await breakersMet(store, campaign)
  const past = [...own, ...met]
    .filter((event) => event.position > after && isWanted(event, query))
    .toSorted((one, other) => one.position - other.position)
  const waves = campaign.waves.map(({ name }) => name)
  const items = past.slice(0, limit).map((event) => viewSubject(event, waves))
  const last = items.at(-1)
  return past.length > limit && last ? { items, next: last.position } : { items }
}

/** The facts of breakers that opened while it ran and that a device of it met. */
async function breakersMet(
  store: Store,
  { campaignId, tenant, startedAt, endedAt }: CampaignState,
): Promise<readonly SubjectEvent[]> {
  if (startedAt === undefined) return []
  const documents = await store.documents<AnyIncident>(incidentCollection)
  const facts: SubjectEvent[] = []
  for (const { key, tenant: owner, value } of documents) {
    if (owner !== tenant || !isRaised(value) || value.cause !== 'breaker-open') continue
    const isBefore = value.endedAt !== undefined && value.endedAt < startedAt
    const isAfter = endedAt !== undefined && value.openedAt > endedAt
    if (isBefore || isAfter || !value.eids?.length) continue
    const page = await store.targets({ campaignId, eids: value.eids }, { limit: 1 })
    if (page.items.length > 0) facts.push(...(await store.factsOf(incidentCollection, key)))
  }
  return facts
}
