// Reports from outside: heartbeats of the devices' own software, and what a network saw. Each is
// applied to its card; what names no card that is known is told by its place in the list.

import type { Handlers } from '@holdfast/api/handlers.ts'
import type { RequestOf } from '@holdfast/api/route.ts'
import type { RouteNamed } from '@holdfast/api/route-table.ts'
import { applyAttach, applyHeartbeat } from '@holdfast/fleet/apply-contact.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { Decision } from '@holdfast/fleet/decision.ts'
import { parsePlmn } from '@holdfast/gsma/ids/plmn.ts'
import { eidOctets } from '../../doorway/watched-store.ts'
import { inParallel } from '../../in-parallel.ts'
import type { ContactChannel } from '../../store/contact-book.ts'
import type { OperatorShop } from '../shop.ts'

type ContactHandlers = Pick<Handlers, 'reportHeartbeats' | 'reportNetworkEvents'>
type Heartbeat = RequestOf<RouteNamed<'reportHeartbeats'>>['body'][number]
type NetworkEvent = RequestOf<RouteNamed<'reportNetworkEvents'>>['body'][number]

const itemsAtOnce = 64
const candidatesMax = 20

export const contactHandlers = (shop: OperatorShop): ContactHandlers => ({
  reportHeartbeats: ({ body }, { tenant }) =>
    takeEach(body, async (heartbeat) => {
      const eid = heartbeat.eid ?? (await eidOfSerial(shop, heartbeat.serial))
      if (eid === undefined) return false
      const now = shop.world.clock.now()
      const at = heartbeat.at ?? now
      const { iccid } = heartbeat
      return applyTo(shop, { eid, tenant, over: 'application' }, (state) =>
        applyHeartbeat(state, { iccid, at }, now),
      )
    }),
  reportNetworkEvents: ({ body }, { tenant }) =>
    takeEach(body, async (event) => {
      const eid = await eidOfProfile(shop, event.iccid)
      if (eid === undefined) return false
      const now = shop.world.clock.now()
      return applyTo(shop, { eid, tenant, over: 'network' }, (state) =>
        applyAttach(state, attachOf(event, now), now),
      )
    }),
})

/** Runs over the items; which ones were not taken. */
async function takeEach<T>(items: readonly T[], take: (item: T) => Promise<boolean>) {
  const unknown: number[] = []
  await inParallel(items.entries(), itemsAtOnce, async ([index, item]) => {
    if (!(await take(item))) unknown.push(index)
  })
  return { accepted: items.length - unknown.length, unknown: unknown.sort((a, b) => a - b) }
}

interface Whose {
  readonly eid: string
  readonly tenant: string
  readonly over: ContactChannel
}

async function applyTo(
  { world, desk }: OperatorShop,
  { eid, tenant, over }: Whose,
  decide: (state: CardState) => Decision<null>,
): Promise<boolean> {
  const isTaken = await world.store.onCard<boolean>(eid, (state) => {
    if (state?.tenant !== tenant) return { events: [], reply: false }
    return { events: decide(state).events, reply: true }
  })
  if (isTaken) {
    desk.contacts.add({ bytes: eidOctets(eid), offset: 0, at: world.clock.now(), over })
  }
  return isTaken
}

async function eidOfSerial(
  { world }: OperatorShop,
  serial: Heartbeat['serial'],
): Promise<string | undefined> {
  if (serial === undefined) return undefined
  const page = await world.store.devices({ text: serial }, { limit: candidatesMax })
  const found = page.items.filter(({ device }) => device.serial === serial)
  return found.length === 1 ? found[0]?.eid : undefined
}

/** The card on which this profile is enabled, or else the one card that has it. */
export async function eidOfProfile(
  { world }: OperatorShop,
  iccid: string,
): Promise<string | undefined> {
  const { items } = await world.store.devices({ text: iccid }, { limit: candidatesMax })
  const enabled = items.filter(({ enabledIccid }) => enabledIccid === iccid)
  if (enabled.length > 0) return enabled.length === 1 ? enabled[0]?.eid : undefined
  return items.length === 1 ? items[0]?.eid : undefined
}

function attachOf({ iccid, kind, plmn, cause, at }: NetworkEvent, now: number) {
  const parsed = plmn === undefined ? undefined : parsePlmn(plmn)
  return {
    iccid,
    at: at ?? now,
    ...(parsed?.ok ? { plmn: parsed.value } : {}),
    ...(kind === 'reject' ? { rejectCause: cause ?? 0 } : {}),
  }
}
