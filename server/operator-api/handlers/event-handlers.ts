// What happened, for machines: live, in pages, and as the proven log.

import type { Handlers } from '@holdfast/api/handlers.ts'
import type { CardEvent } from '@holdfast/fleet/event.ts'
import { pageOfHistory } from '../campaign-history.ts'
import { pageOfLog, viewEvent } from '../event-pages.ts'
import { liveEvents } from '../live-events.ts'
import { cardFor, findCampaign, type OperatorShop } from '../shop.ts'

type EventHandlers = Pick<
  Handlers,
  'eventStream' | 'listEvents' | 'auditExport' | 'auditCheckpoint'
>

const usualLimit = 100

export const eventHandlers = (shop: OperatorShop): EventHandlers => ({
  async eventStream({ query, headers }, { tenant }) {
    const { store } = shop.world
    const last = headers['last-event-id']
    const after = last !== undefined && /^\d+$/.test(last) ? Number(last) : query.after
    return liveEvents(store, shop.counts, { tenant, after, eid: query.eid })
  },
  async listEvents({ query }, caller) {
    const { after = -1, limit = usualLimit, eid, campaign, about, kind } = query
    const asked = {
      ...{ after, limit },
      ...(about === undefined ? {} : { about }),
      ...(kind === undefined ? {} : { kind }),
    }
    const { store } = shop.world
    if (eid === undefined && campaign !== undefined) {
      return pageOfHistory(store, await findCampaign(shop, campaign, caller), asked)
    }
    if (eid === undefined) return pageOfLog(store, caller.tenant, asked)
    await cardFor(shop, eid, caller)
    const past = await eventsOfCard(shop, eid, { after, limit: limit + 1, kind })
    return pageOf(past.slice(0, limit), past.length > limit)
  },
  async auditExport(_request, { tenant }) {
    return shop.audit.exportLines(tenant)
  },
  async auditCheckpoint(_request, { tenant }) {
    const { audit } = shop
    const { publicKeyPem, keyName } = audit
    return { ...(await audit.checkpoint(tenant)), publicKeyPem, keyName }
  },
})

interface Wanted {
  readonly after: number
  readonly limit: number
  readonly kind: string | undefined
}

/** A card's events past a position of the log; a card counts its own from 1. */
async function eventsOfCard({ world }: OperatorShop, eid: string, wanted: Wanted) {
  const { after, limit, kind } = wanted
  const found: CardEvent[] = []
  for (let version = 0; found.length < limit; ) {
    const events = await world.store.eventsOf(eid, version)
    const last = events.at(-1)
    if (!last) break
    version = last.cardVersion
    const past = events.filter(({ position }) => position > after)
    found.push(...past.filter(({ fact }) => kind === undefined || fact.kind === kind))
  }
  return found.slice(0, limit)
}

function pageOf(events: readonly CardEvent[], hasMore: boolean) {
  const items = events.map(viewEvent)
  const last = events.at(-1)
  return hasMore && last ? { items, next: last.position } : { items }
}
