// What happened, for machines: live, in pages, and as the proven log.

import type { Handlers } from '@holdfast/api/handlers.ts'
import type { CardEvent } from '@holdfast/fleet/event.ts'
import { maskFact } from '../../secrets/mask-secrets.ts'
import { parseEvent } from '../../store/event-text.ts'
import { liveEvents } from '../live-events.ts'
import { cardFor, type OperatorShop } from '../shop.ts'

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
    const { after = -1, limit = usualLimit, eid } = query
    if (eid === undefined) return eventsFrom(shop, caller.tenant, { after, limit })
    await cardFor(shop, eid, caller)
    const past = await eventsOfCard(shop, eid, { after, limit: limit + 1 })
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
}

/** A card's events past a position of the log; a card counts its own from 1. */
async function eventsOfCard({ world }: OperatorShop, eid: string, { after, limit }: Wanted) {
  const found: CardEvent[] = []
  for (let version = 0; found.length < limit; ) {
    const events = await world.store.eventsOf(eid, version)
    const last = events.at(-1)
    if (!last) break
    version = last.cardVersion
    found.push(...events.filter(({ position }) => position > after))
  }
  return found.slice(0, limit)
}

async function eventsFrom({ world }: OperatorShop, tenant: string, { after, limit }: Wanted) {
  const entries = await world.store.log(tenant, after + 1, limit + 1)
  const shown = entries.slice(0, limit)
  // What happened to something else than a card has its place in the log, but not in this list.
  const events = shown.flatMap(({ text }) => parseEvent(text) ?? [])
  return { ...pageOf(events, false), ...nextOf(shown, entries.length > limit) }
}

const nextOf = (shown: readonly { readonly position: number }[], hasMore: boolean) => {
  const last = shown.at(-1)
  return hasMore && last ? { next: last.position } : {}
}

function pageOf(events: readonly CardEvent[], hasMore: boolean) {
  const items = events.map((event) => ({ ...event, fact: maskFact(event.fact) }))
  const last = events.at(-1)
  return hasMore && last ? { items, next: last.position } : { items }
}
