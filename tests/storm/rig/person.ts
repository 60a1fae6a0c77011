// The people who operate the fleet: each deed of the list becomes a request to the operator API,
// chosen from what the API shows at that moment, as a person with the console would.

import type { DevicePlan } from '@holdfast/simulator/world/device-plan.ts'
import { operators } from '@holdfast/simulator/world/operators.ts'
import type { Deed } from './happening.ts'
import type { ApiAnswer, ApiAsked } from './operator-door.ts'

export interface PersonWorld {
  readonly plans: readonly DevicePlan[]
  readonly tenantOf: (device: number) => string
  readonly ask: (tenant: string, asked: ApiAsked) => Promise<ApiAnswer>
  readonly now: () => number
}

/** What of a device's page a person reads here. */
interface DevicePage {
  readonly profiles?: readonly { readonly iccid: string; readonly state: string }[]
  readonly operations?: readonly { readonly operationId: string; readonly endedAt?: number }[]
}

/** Does the deed; `label` is the same whenever the same deed is done. */
export async function doDeed(world: PersonWorld, deed: Deed, label: string): Promise<void> {
  const tenants = new Set(deed.devices.map(world.tenantOf))
  for (const tenant of tenants) {
    const devices = deed.devices.filter((device) => world.tenantOf(device) === tenant)
    if (deed.wish === 'cancel') await cancel(world, tenant, devices)
    else if (deed.wish === 'campaign') await beginCampaign(world, { tenant, devices, deed, label })
    else if (deed.wish === 'campaign-steer') await steerCampaign(world, tenant, deed)
    else await start(world, { tenant, devices, deed, label })
  }
}

async function pageOf(world: PersonWorld, tenant: string, device: number): Promise<DevicePage> {
  const eid = world.plans[device]?.eid ?? ''
  const { status, value } = await world.ask(tenant, { method: 'GET', path: `/v1/devices/${eid}` })
  // The reply's shape is the contract's; only what is named here is read of it.
  return status === 200 ? (value as DevicePage) : {}
}

async function cancel(world: PersonWorld, tenant: string, devices: readonly number[]) {
  for (const device of devices) {
    const { operations = [] } = await pageOf(world, tenant, device)
    const open = operations.find(({ endedAt }) => endedAt === undefined)
    if (!open) continue
    await world.ask(tenant, { method: 'POST', path: `/v1/operations/${open.operationId}/cancel` })
  }
}

interface Start {
  readonly tenant: string
  readonly devices: readonly number[]
  readonly deed: Deed
  readonly label: string
}

async function beginCampaign(world: PersonWorld, { tenant, devices, deed, label }: Start) {
  const { choice } = deed
  const body = {
    name: label,
    wish: { kind: 'swap', profile: { kind: 'stock', operator: operators[choice % 3]?.name } },
    target: { eids: devices.map((device) => world.plans[device]?.eid ?? '') },
    follow: 'frozen',
    waves: [{ name: 'canary', devices: 1 + (choice % 3) }, { name: 'rest' }],
    thresholds: { successAtLeast: 0.3, failureAtMost: 0.9, confidence: 0.6 },
    deviceDeadlineMinutes: 20 * 24 * 60,
    approvalsNeeded: 0,
    reason: 'storm',
  }
  const made = await world.ask(tenant, { method: 'POST', path: '/v1/campaigns', body, headers: {} })
  const { campaignId } = (made.value ?? {}) as { readonly campaignId?: string }
  if (campaignId === undefined) return
  const path = `/v1/campaigns/${campaignId}/start`
  await world.ask(tenant, { method: 'POST', path, body: {} })
}

const steering = ['pause', 'resume', 'abort', 'resume'] as const

async function steerCampaign(world: PersonWorld, tenant: string, { choice }: Deed): Promise<void> {
  const { value } = await world.ask(tenant, { method: 'GET', path: '/v1/campaigns' })
  const { items = [] } = (value ?? {}) as { readonly items?: readonly { campaignId: string }[] }
  const [newest] = items
  if (!newest) return
  const path = `/v1/campaigns/${newest.campaignId}/${steering[choice % steering.length]}`
  await world.ask(tenant, { method: 'POST', path, body: { reason: 'storm' } })
}

async function start(world: PersonWorld, { tenant, devices, deed, label }: Start): Promise<void> {
  const [first] = devices
  if (first === undefined) return
  const wish = await wishOf(world, tenant, { deed, device: first })
  if (!wish) return
  const eids = devices.map((device) => world.plans[device]?.eid ?? '')
  const { deadlineMs } = deed
  const body = {
    ...{ wish, reason: 'storm' },
    target: { eids },
    expectedDevices: eids.length,
    ...(deadlineMs === undefined ? {} : { deadlineAt: world.now() + deadlineMs }),
  }
  const headers = { 'idempotency-key': `${label}-${tenant}` }
  for (let time = 0; time < deed.times; time++) {
    await world.ask(tenant, { method: 'POST', path: '/v1/operations', body, headers })
  }
}

async function wishOf(
  world: PersonWorld,
  tenant: string,
  { deed, device }: { readonly deed: Deed; readonly device: number },
): Promise<object | undefined> {
  const { wish: kind, choice } = deed
  if (kind === 'audit' || kind === 'unset-fallback') return { kind }
  const { profiles = [] } = await pageOf(world, tenant, device)
  const disabled = profiles.filter(({ state }) => state === 'disabled')
  if (kind === 'swap' || kind === 'download') {
    const known = disabled[choice % Math.max(1, disabled.length)]
    if (kind === 'swap' && known && choice % 2 === 0) {
      return { kind, profile: { kind: 'iccid', iccid: known.iccid } }
    }
    const operator = operators[choice % operators.length]?.name
    return { kind, profile: { kind: 'stock', operator } }
  }
  const candidates = kind === 'enable' ? disabled : profiles
  const iccid = candidates[choice % Math.max(1, candidates.length)]?.iccid
  return iccid === undefined ? undefined : { kind, iccid }
}
