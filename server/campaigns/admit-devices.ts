// Lets waiting devices of a wave begin, one after the other: take a code from what is kept for the
// campaign, ask fleet with the card's present state, queue the operation, note the device's place.
// A stop on the way leaves nothing that the next round would not find again: the operation's id
// follows from campaign, wave, try and card.

import { acceptWish } from '@holdfast/fleet/accept-wish.ts'
import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import { judgeAdmission } from '@holdfast/fleet/campaign/judge-admission.ts'
import { targetStateOf } from '@holdfast/fleet/campaign/target-state.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import {
  addCounts,
  type CombinationCount,
  countedOf,
  noCount,
} from '@holdfast/fleet/combination/combination-count.ts'
import { combinationOf, formatPattern } from '@holdfast/fleet/combination/combination-key.ts'
import type { Operation } from '@holdfast/fleet/operation.ts'
import type { Wish } from '@holdfast/fleet/wish.ts'
import { operationIdOf } from '../operator-api/batch-book.ts'
import { unknownDevice, wishFor } from '../operator-api/start-batch.ts'
import { factsForStart, judgeDevice, type StartFacts, withNeeds } from '../preflight/start-facts.ts'
import type { CampaignTarget, TargetChange } from '../store/campaign-target.ts'
import type { CardWork } from '../store/contract.ts'
import type { StockItem } from '../store/stock-item.ts'
import { StoreError } from '../store/store-error.ts'
import { actorOf, batchOf, type CampaignDesk, stockOf } from './campaign-desk.ts'

const devicesPerPage = 100
const looksMax = 500

export interface AdmitWish {
  readonly campaign: CampaignState
  readonly wave: number
  readonly upTo: number
  /** Outcomes by combination of the whole campaign; those that begin now are added. */
  readonly combinations: Record<string, CombinationCount>
  /** What is known now; while it stays the same, who waits for it is not asked again. */
  readonly evidence: string
}

/** Resolves with how many devices began. */
export async function admitDevices(desk: CampaignDesk, wish: AdmitWish): Promise<number> {
  const { campaign, wave, upTo, evidence } = wish
  const { store, clock } = desk.world
  const { campaignId } = campaign
  const at = { campaignId, wave }
  const key = `${campaignId}.${wave}`
  if (desk.fruitless.isInVain(at, evidence, clock.now())) return 0
  const rules = desk.countryRules.of(campaign.tenant)
  const { wish: asked, required = [] } = campaign.plan
  const facts = await factsForStart(store, asked, { rules, required })
  const filter = { campaignId, wave, states: ['waiting'] as const }
  const next: NextCode = {}
  let admitted = 0
  for (let looks = 0; looks < looksMax; ) {
    const cursor = desk.cursors.get(key)
    if (cursor === undefined) desk.fruitless.begin(at, evidence)
    const page = await store.targets(filter, {
      limit: Math.min(devicesPerPage, upTo - admitted),
      ...(cursor === undefined ? {} : { cursor }),
    })
    const changes: TargetChange[] = []
    for (const target of page.items) {
      const looked = await admitOne(desk, wish, { target, facts, next })
      if (!looked.waitsForEvidence) desk.fruitless.spoil(at)
      if (looked.change) changes.push(looked.change)
      if (looked.change?.state === 'admitted') admitted++
    }
    await store.changeTargets(changes)
    looks += page.items.length
    if (page.cursor === undefined) desk.cursors.delete(key)
    else desk.cursors.set(key, page.cursor)
    if (page.cursor === undefined) desk.fruitless.end(at, evidence, clock.now())
    if (page.cursor === undefined || admitted >= upTo) break
  }
  return admitted
}

/** The code that the next device is given, when the last one gave it back. */
interface NextCode {
  item?: StockItem
}

interface Admitting {
  readonly target: CampaignTarget
  readonly facts: StartFacts
}

/** The device's new place; none when it stays where it is, and then why. */
async function admitOne(
  desk: CampaignDesk,
  wish: AdmitWish,
  { target, facts, next }: Admitting & { readonly next: NextCode },
): Promise<Looked> {
  const { store } = desk.world
  const { campaignId, tenant, plan } = wish.campaign
  const { eid } = target
  const batchId = batchOf(campaignId, target)
  const stock = stockOf(plan)
  const early = next.item && (await askWithout(desk, wish, { target, facts, item: next.item }))
  if (early) return early
  const item =
    stock && (await store.reserveStock({ ...stock, tenant, eid, batchId, pool: campaignId }))
  if (stock && !item) return {}
  const looked = await askCard(desk, wish, { target, facts, batchId, ...(item ? { item } : {}) })
  if (looked.operation) note(wish, looked)
  else if (item) await store.releaseStock({ iccid: item.iccid, eid, batchId })
  if (looked.operation || !item) delete next.item
  else next.item = item
  return looked
}

/** A device that would have to wait with this code, too, need not be given it for that. */
async function askWithout(
  desk: CampaignDesk,
  wish: AdmitWish,
  { target, facts, item }: Admitting & { readonly item: StockItem },
): Promise<Looked | undefined> {
  const { campaign } = wish
  const state = await desk.world.store.card(target.eid)
  if (state?.tenant !== campaign.tenant) return undefined
  if (state.operations[operationIdOf(batchOf(campaign.campaignId, target), target.eid)]) {
    return undefined
  }
  const wished = withNeeds(wishFor(campaign.plan.wish, item), facts)
  const verdict = verdictOf(desk, wish, { state, wish: wished, facts })
  return verdict.kind === 'later' ? waiting(verdict.reason) : undefined
}

interface Judged {
  readonly state: CardState
  readonly wish: Wish
  readonly facts: StartFacts
}

const verdictOf = (
  { world }: CampaignDesk,
  { campaign, wave, combinations }: AdmitWish,
  { state, wish, facts }: Judged,
) =>
  judgeAdmission({
    ...{ campaign, wave, state, wish, now: world.clock.now() },
    counted: countedOf(combinations),
    rules: facts.rules,
  })

const waiting = ({ code }: { readonly code: string }): Looked => ({
  waitsForEvidence: code === 'combination-unproven',
})

function note({ combinations }: AdmitWish, { change }: Looked): void {
  if (change?.state !== 'admitted' || change.combination === undefined) return
  const known = combinations[change.combination] ?? noCount
  combinations[change.combination] = addCounts(known, { ...noCount, open: 1 })
}

interface Asking extends Admitting {
  readonly batchId: string
  readonly item?: StockItem
}

interface Looked {
  readonly change?: TargetChange
  /** It waits for how others with its attributes fare. */
  readonly waitsForEvidence?: boolean
  readonly operation?: Operation
}

async function askCard(desk: CampaignDesk, wish: AdmitWish, asking: Asking): Promise<Looked> {
  try {
    return await desk.world.store.onCard<Looked>(asking.target.eid, (state) =>
      decideOne(desk, wish, { ...asking, state }),
    )
  } catch (cause) {
    // The campaign was stopped, or the code went elsewhere: the device waits on.
    if (cause instanceof StoreError && cause.code === 'gate-closed') return {}
    throw cause
  }
}

function decideOne(
  desk: CampaignDesk,
  wish: AdmitWish,
  asking: Asking & { readonly state: CardState | undefined },
): CardWork<Looked> {
  const { campaign, wave } = wish
  const { target, facts, batchId, item, state } = asking
  const { campaignId, tenant, plan } = campaign
  const { eid } = target
  const now = desk.world.clock.now()
  const moved = (more: Pick<TargetChange, 'state' | 'code'>): Looked => ({
    change: { ...{ campaignId, eid, at: now, from: ['waiting'] }, ...more },
  })
  if (state?.tenant !== tenant) {
    return { events: [], reply: moved({ state: 'refused', code: unknownDevice.code }) }
  }
  const wished = withNeeds(wishFor(plan.wish, item), facts)
  const operationId = operationIdOf(batchId, eid)
  const verdict = verdictOf(desk, wish, { state, wish: wished, facts })
  if (!state.operations[operationId]) {
    if (verdict.kind === 'later') return { events: [], reply: waiting(verdict.reason) }
    if (verdict.kind === 'held') {
      return { events: [], reply: moved({ state: 'held', code: verdict.reason.code }) }
    }
    const against = verdict.kind === 'refused' ? verdict : preflight(facts, state, wished, now)
    if (against) return { events: [], reply: moved({ state: 'refused', code: against.code }) }
  }
  const decision = acceptWish(
    state,
    {
      ...{ operationId, wish: wished, batchId, actor: actorOf(campaign) },
      campaign: { campaignId, wave },
      ...(verdict.kind === 'admit'
        ? { deadlineAt: verdict.deadlineAt, deadlines: verdict.deadlines }
        : {}),
    },
    now,
  )
  const { reply, events } = decision
  if (reply.kind === 'refused') {
    return { events: [], reply: moved({ state: 'refused', code: reply.code }) }
  }
  const version = state.version + events.length
  return {
    events,
    reply: {
      operation: reply.operation,
      change: placeOf({ ...reply, state, version, now, campaignId }),
    },
    onlyWhile: { campaignId },
    ...(item ? { onlyHolding: { iccid: item.iccid, eid, batchId } } : {}),
  }
}

const preflight = (facts: StartFacts, state: CardState, wish: Wish, now: number) =>
  judgeDevice(facts, {
    ...{ state, wish, now },
    stock: facts.isFromStock ? 'reserved' : 'not-from-stock',
  }).refusals[0]

interface Placed {
  readonly operation: Operation
  readonly state: CardState
  readonly version: number
  readonly now: number
  readonly campaignId: string
}

/** The device's place as its operation says; the card's state is needed for its combination. */
export function placeOf({ operation, state, version, now, campaignId }: Placed): TargetChange {
  const to = targetStateOf(operation, now)
  const code = to === 'admitted' || to === 'succeeded' ? undefined : codeOf(operation)
  return {
    ...{ campaignId, eid: operation.eid, state: to, at: now, version },
    operationId: operation.operationId,
    combination: formatPattern(combinationOf(state, operation.wish)),
    ...(code === undefined ? {} : { code }),
  }
}

/** Our code of the reason, with the standard's behind it where there is one. */
function codeOf({ reason, outcome }: Operation): string {
  if (!reason) return outcome
  const { code, result } = reason
  return result ? `${code}:${result.family}:${result.code}` : code
}
