// What people do before the devices live: import the inventory, tell each card its eIM at the
// factory, order profiles, put their codes into stock, and start the swap of every device.

import { parseHex } from '@holdfast/asn1/hex.ts'
import type { Card } from '../card/card.ts'
import { countingEntropy } from '../card/counting-entropy.ts'
import { associateCard, factoryCard } from '../device/factory.ts'
import { ApiDoor } from './api-door.ts'
import { type CampaignStarted, startCampaigns } from './campaign-person.ts'
import type { ConductorLink, ServerPlace } from './conductor-link.ts'
import type { DevicePlan } from './device-plan.ts'
import {
  addStock,
  askAssociation,
  importInventory,
  makeToken,
  raiseLimit,
  type SwapStarted,
  startSwap,
} from './operator-person.ts'
import { operators } from './operators.ts'
import { type OrderDesk, type Ordered, orderProfiles } from './profile-orders.ts'
import type { Stage } from './stage.ts'
import type { WorldOptions } from './world-options.ts'

export interface Prepared {
  readonly door: ApiDoor
  readonly networkDoor: ApiDoor
  readonly heartbeatToken: string
  readonly cards: readonly Card[]
  readonly desk: OrderDesk
  readonly ordered: Ordered
  /** Empty when the fleet is moved by campaigns. */
  readonly swaps: readonly SwapStarted[]
  readonly campaigns: readonly CampaignStarted[]
}

export interface Cast {
  readonly options: WorldOptions
  readonly stage: Stage
  readonly place: ServerPlace
  readonly link: ConductorLink
}

/** Does all of it; the swaps are queued afterwards. */
export async function prepare({ options, stage, place, link }: Cast): Promise<Prepared> {
  const { plans } = stage
  const door = new ApiDoor({ url: place.apiUrl, token: place.adminToken })
  link.progress(`importing an inventory of ${plans.length} devices`, {})
  await importInventory(door, plans)
  link.progress('telling each card its eIM', {})
  const cards = await associateAll(door, stage, options)
  const desk = { smdps: stage.smdps, entropy: countingEntropy(`${options.seed} orders`) }
  const ordered = orderProfiles(desk, plans, stage.startAt)
  await addStock(door, ordered.stock)
  const networkToken = await makeToken(door, 'operators', 'network:write')
  const heartbeatToken = await makeToken(door, 'devices', 'heartbeat:write')
  const networkDoor = new ApiDoor({ url: place.apiUrl, token: networkToken })
  const common = { door, networkDoor, heartbeatToken, cards, desk, ordered }
  const { campaign, movedShare = 1 } = options.scenario
  const moved = plans.slice(0, Math.round(plans.length * movedShare))
  if (campaign) {
    const approverToken = await makeToken(door, 'second pair of eyes', 'campaigns:approve')
    const approver = new ApiDoor({ url: place.apiUrl, token: approverToken })
    const campaigns = await startCampaigns({ door, approver }, campaign, moved)
    approver.close()
    const devices = campaigns.reduce((sum, one) => sum + one.devices, 0)
    link.progress(`${campaigns.length} campaigns begin: ${devices} devices`, { devices })
    return { ...common, swaps: [], campaigns }
  }
  const limitToken = await makeToken(door, 'sets limits', 'rules:write')
  const setter = new ApiDoor({ url: place.apiUrl, token: limitToken })
  await raiseLimit(setter, moved.length)
  setter.close()
  const swaps = await startSwaps(door, options, moved)
  const accepted = swaps.reduce((sum, swap) => sum + swap.accepted, 0)
  const refused = swaps.reduce((sum, swap) => sum + swap.refused, 0)
  link.progress(`swap of all devices begins: ${accepted} accepted`, { accepted, refused })
  return { ...common, swaps, campaigns: [] }
}

const atOnce = 8

/** Each device's card, with the eIM's data put on it at the factory. */
async function associateAll(
  door: ApiDoor,
  { pki, plans }: Stage,
  { seed }: WorldOptions,
): Promise<readonly Card[]> {
  const cards: Card[] = new Array(plans.length)
  const waiting = plans.values()
  const stations = Array.from({ length: atOnce }, async () => {
    for (const plan of waiting) {
      const request = parseHex(await askAssociation(door, plan.eid))
      const entropy = countingEntropy(`${seed} factory ${plan.number}`)
      cards[plan.number] = associateCard(factoryCard(plan, pki), request, entropy)
    }
  })
  await Promise.all(stations)
  return cards
}

/** One start for each operator; the same seed asks with the same idempotency keys. */
async function startSwaps(
  door: ApiDoor,
  { seed }: WorldOptions,
  plans: readonly DevicePlan[],
): Promise<readonly SwapStarted[]> {
  const swaps: SwapStarted[] = []
  for (const operator of operators) {
    const eids = plans.filter(({ to }) => to === operator).map(({ eid }) => eid)
    if (eids.length === 0) continue
    const label = `${seed}-${operator.name}`
    swaps.push(await startSwap(door, { operator: operator.name, eids, label }))
  }
  return swaps
}
