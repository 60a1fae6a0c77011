// Devices: the list and its facets, one device, its timeline, messages, and why it is as it is.

import { ApiProblem } from '@holdfast/api/client.ts'
import type { Handlers } from '@holdfast/api/handlers.ts'
import { problemOf } from '@holdfast/api/problem.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import type { DeviceFilter } from '@holdfast/fleet/device-filter.ts'
import { parseDeviceFilter } from '@holdfast/fleet/device-filter-parse.ts'
import { explainDevice } from '@holdfast/fleet/explain-device.ts'
import { timelineOf } from '@holdfast/fleet/timeline.ts'
import { maskBytes, secretsOf } from '../../secrets/mask-secrets.ts'
import type { RawMessage } from '../../store/contract.ts'
import { cardFor, type OperatorShop } from '../shop.ts'
import { viewDevice } from '../views/device-view.ts'
import { nameOfMessage } from '../views/message-name.ts'

type DeviceHandlers = Pick<
  Handlers,
  'listDevices' | 'deviceFacets' | 'device' | 'deviceTimeline' | 'deviceMessages' | 'explainDevice'
>

const usualLimit = 100
/** A card's latest events that a timeline reaches back to. */
const timelineMax = 1_000

/** The filter that a person wrote. @throws ApiProblem bad-filter, with the place */
export function readFilter(text: string | undefined, now: number): DeviceFilter {
  const parsed = parseDeviceFilter(text ?? '', now)
  if (parsed.kind === 'filter') return parsed.filter
  const { at, why, suggestion } = parsed
  throw new ApiProblem(
    problemOf('bad-filter', why, {
      errors: [{ at: `q, character ${at + 1}`, why, ...(suggestion ? { suggestion } : {}) }],
    }),
  )
}

/** When the card was last in contact; the contact record is beside the state. */
export async function lastSeenOf(shop: OperatorShop, eid: string): Promise<number | undefined> {
  const found = await shop.world.store.devices({ eids: [eid] }, { limit: 1 })
  return found.items[0]?.lastSeenAt
}

export const deviceHandlers = (shop: OperatorShop): DeviceHandlers => ({
  async listDevices({ query }, { tenant }) {
    const { store, clock } = shop.world
    const now = clock.now()
    const filter = { ...readFilter(query.q, now), tenant: [tenant] }
    const { limit = usualLimit, cursor } = query
    const page = await store.devices(filter, { limit, ...(cursor ? { cursor } : {}) })
    const total = cursor ? {} : { total: await store.countDevices(filter) }
    return { ...page, ...total, now }
  },
  async deviceFacets({ query }, { tenant }) {
    const { store, clock } = shop.world
    const filter = { ...readFilter(query.q, clock.now()), tenant: [tenant] }
    return { total: await store.countDevices(filter), facets: await store.facets(filter) }
  },
  async device({ params }, caller) {
    const state = await cardFor(shop, params.eid, caller)
    const lastSeenAt = await lastSeenOf(shop, params.eid)
    return viewDevice(state, { now: shop.world.clock.now(), lastSeenAt })
  },
  async deviceTimeline({ params, query }, caller) {
    const { version } = await cardFor(shop, params.eid, caller)
    const { after = -1, limit = timelineMax } = query
    const events = await shop.world.store.eventsOf(params.eid, Math.max(0, version - timelineMax))
    const entries = timelineOf(events).filter(({ position }) => position > after)
    const items = query.after === undefined ? entries.slice(-limit) : entries.slice(0, limit)
    return { items, now: shop.world.clock.now() }
  },
  async deviceMessages({ params, query }, caller) {
    const state = await cardFor(shop, params.eid, caller)
    const messages = await shop.world.store.messagesOf(params.eid, query.limit ?? usualLimit)
    const secrets = secretsOf(state)
    return { items: messages.map((message) => viewMessage(message, secrets)) }
  },
  async explainDevice({ params }, caller) {
    const state = await cardFor(shop, params.eid, caller)
    const now = shop.world.clock.now()
    const lastSeenAt = await lastSeenOf(shop, params.eid)
    const contact = lastSeenAt === undefined ? {} : { lastSeenAt }
    return { explanation: explainDevice(state, now, contact), now }
  },
})

function viewMessage(message: RawMessage, secrets: readonly string[]) {
  const { at, direction, name, bytes } = message
  const decodedAs = nameOfMessage(bytes)
  return {
    at,
    interface: message.interface,
    direction,
    name,
    hex: formatHex(maskBytes(bytes, secrets)),
    ...(decodedAs === undefined ? {} : { decodedAs }),
  }
}
