// Moves campaigns' devices as their operations move: reads the tenants' logs from where it stopped,
// so nothing is missed whichever process committed it or died, and reading twice changes nothing
// (an older version of a card moves nobody).

import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import { isDecided, targetStateOf } from '@holdfast/fleet/campaign/target-state.ts'
import type { CardFact } from '@holdfast/fleet/event.ts'
import type { CampaignTarget, TargetChange } from '../store/campaign-target.ts'
import { parseEvent } from '../store/event-text.ts'
import { placeOf } from './admit-devices.ts'
import { type CampaignDesk, isRollBackOperation, rollBackCodes } from './campaign-desk.ts'

const entriesAtOnce = 1_000
const collection = 'campaign-follow'
const cardsAtOnce = 64
/** Those with an operation whose end, or its late truth, may still come. */
const followed = [
  'admitted',
  'succeeded',
  'failed',
  'rolled-back',
  'unknown',
  'overdue',
  'expired',
] as const

/** Facts that may move a device or tell its combination. */
const telling: ReadonlySet<CardFact['kind']> = new Set(['outcome-changed', 'card-identified'])

/** One round over the logs of the campaigns' tenants; resolves with how many devices moved. */
export async function followTargets(
  desk: CampaignDesk,
  campaigns: readonly CampaignState[],
): Promise<number> {
  let moved = 0
  for (const tenant of new Set(campaigns.map((campaign) => campaign.tenant))) {
    const theirs = campaigns.filter((campaign) => campaign.tenant === tenant)
    moved += await followTenant(desk, tenant, theirs)
  }
  return moved
}

async function followTenant(
  desk: CampaignDesk,
  tenant: string,
  campaigns: readonly CampaignState[],
): Promise<number> {
  const { store } = desk.world
  const known = (await store.record(collection, tenant))?.value
  let from = typeof known === 'number' ? known : 0
  let moved = 0
  for (;;) {
    const entries = await store.log(tenant, from, entriesAtOnce)
    if (entries.length === 0) return moved
    const eids = new Set<string>()
    const identified = new Set<string>()
    for (const { text } of entries) {
      const event = parseEvent(text)
      if (event && telling.has(event.fact.kind)) eids.add(event.eid)
      if (event?.fact.kind === 'card-identified') identified.add(event.eid)
    }
    if (eids.size > 0) moved += await moveDevices(desk, campaigns, [...eids])
    if (identified.size > 0) moved += await judgeAnew(desk, campaigns, [...identified])
    from += entries.length
    await store.putRecord({ collection, key: tenant, value: from })
    if (entries.length < entriesAtOnce) return moved
  }
}

/**
 * Who was held because its card was not known yet, and might have been of a combination that fails,
 * waits to be judged by what the card is.
 */
async function judgeAnew(
  { world: { store, clock } }: CampaignDesk,
  campaigns: readonly CampaignState[],
  eids: readonly string[],
): Promise<number> {
  let moved = 0
  for (const { campaignId } of campaigns) {
    const filter = { campaignId, eids, states: ['held'] as const, codes: ['combination-held'] }
    const { items } = await store.targets(filter, { limit: eids.length })
    const changes = items.map(
      ({ eid }): TargetChange => ({
        ...{ campaignId, eid, at: clock.now(), from: ['held'], state: 'waiting' },
      }),
    )
    moved += (await store.changeTargets(changes)).length
  }
  return moved
}

/** Looks at these devices' operations again. */
async function moveDevices(
  desk: CampaignDesk,
  campaigns: readonly CampaignState[],
  eids: readonly string[],
): Promise<number> {
  let moved = 0
  for (const { campaignId } of campaigns) {
    const filter = { campaignId, eids, states: followed }
    const page = await desk.world.store.targets(filter, { limit: eids.length })
    moved += await lookAgain(desk, page.items, {})
  }
  return moved
}

/** Puts these devices where their operations say; `byTime`: although nothing happened to the card. */
export async function lookAgain(
  desk: CampaignDesk,
  targets: readonly CampaignTarget[],
  { byTime = false }: { readonly byTime?: boolean },
): Promise<number> {
  const { store } = desk.world
  let moved = 0
  for (let i = 0; i < targets.length; i += cardsAtOnce) {
    const some = targets.slice(i, i + cardsAtOnce)
    const places = await Promise.all(some.map((target) => placeNow(desk, target, byTime)))
    moved += (await store.changeTargets(places.flatMap((place) => place ?? []))).length
  }
  return moved
}

async function placeNow(
  { world }: CampaignDesk,
  target: CampaignTarget,
  byTime: boolean,
): Promise<TargetChange | undefined> {
  const { campaignId, eid, operationId } = target
  if (operationId === undefined) return undefined
  const state = await world.store.card(eid)
  const operation = state?.operations[operationId] ?? (await world.store.operation(operationId))
  if (!state || !operation) return undefined
  const now = world.clock.now()
  const { version } = state
  if (isRollBackOperation(operation)) {
    const to = targetStateOf(operation, now)
    if (!isDecided(to)) return undefined
    const end =
      to === 'succeeded'
        ? ({ state: 'returned' } as const)
        : ({ state: 'succeeded', code: rollBackCodes.failed } as const)
    return { ...{ campaignId, eid, ofOperation: operationId, version, at: now }, ...end }
  }
  const place = placeOf({ operation, state, version, now, campaignId })
  const isSame =
    place.state === target.state &&
    place.code === target.code &&
    place.combination === target.combination
  if (isSame) return undefined
  const { version: _, ...timed } = place
  return { ...(byTime ? timed : place), ofOperation: operationId }
}
