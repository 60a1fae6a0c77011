// What a start would do, without doing it: every card of the target is judged as it is now.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { DryRunShape } from '@holdfast/api/shapes/wish-request.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { Refusal } from '@holdfast/fleet/decision.ts'
import { judgeWish, type Verdict } from '@holdfast/fleet/judge-wish.ts'
import type { Plan } from '@holdfast/fleet/plan.ts'
import type { PreflightVerdict } from '@holdfast/fleet/preflight/check.ts'
import { findReason } from '@holdfast/fleet/reasons/reason.ts'
import { inParallel } from '../in-parallel.ts'
import { PreflightTally } from '../preflight/preflight-tally.ts'
import {
  contactOf,
  factsForStart,
  judgeDevice,
  type StartTerms,
  withNeeds,
} from '../preflight/start-facts.ts'
import type { StockItem } from '../store/stock-item.ts'
import type { AskedWish } from './batch-book.ts'
import { costOf } from './estimate-cost.ts'
import type { OperatorShop } from './shop.ts'
import { stockAskedFor, unknownDevice, wishFor } from './start-batch.ts'
import { viewPlan } from './views/operation-view.ts'

type DryRun = ShapeOf<typeof DryRunShape>
type PerDevice = DryRun['perDevice'][number]

const cardsAtOnce = 64
const devicesShownMax = 100
const samplesMax = 5

export interface DryRunWish {
  readonly wish: AskedWish
  readonly eids: readonly string[]
  readonly tenant: string
  readonly deadlineAt?: number
  readonly required?: StartTerms['required']
}

/** Devices that are refused for one reason with one remedy. */
interface Refused {
  why: string
  readonly refusal: Refusal
  devices: number
  readonly sampleEids: string[]
}

interface Tally {
  readonly refusals: Map<string, Refused>
  readonly plans: Map<string, { plan: Plan; devices: number }>
  readonly perDevice: PerDevice[]
  readonly preflight: PreflightTally
  allowed: number
  messages: number
  bytes: number
}

/** Judges every card; nothing is recorded. */
export async function judgeStart(shop: OperatorShop, asked: DryRunWish): Promise<DryRun> {
  const { store, clock } = shop.world
  const stock = await stockLeft(shop, asked)
  const tally: Tally = {
    refusals: new Map(),
    plans: new Map(),
    perDevice: [],
    preflight: new PreflightTally(),
    allowed: 0,
    messages: 0,
    bytes: 0,
  }
  const rules = shop.desk.countryRules.of(asked.tenant)
  const facts = await factsForStart(store, asked.wish, { rules, required: asked.required ?? [] })
  const wish = withNeeds(wishFor(asked.wish, sampleItem), facts)
  await inParallel(asked.eids, cardsAtOnce, async (eid) => {
    const found = await store.card(eid)
    const state = found?.tenant === asked.tenant ? found : undefined
    if (!state) return note(tally, { eid, state, verdict: unknownVerdict })
    const now = clock.now()
    const isShort = stock !== undefined && tally.allowed >= stock
    const kept = stock === undefined ? 'not-from-stock' : isShort ? 'short' : 'available'
    const { deadlineAt } = asked
    const limit = deadlineAt === undefined ? {} : { deadlineAt }
    const contact = deadlineAt === undefined ? undefined : await contactOf(store, state, now)
    const known = contact ? { contact } : {}
    const preflight = judgeDevice(facts, { state, wish, now, stock: kept, ...limit, ...known })
    tally.preflight.add(preflight)
    const verdict = verdictOf(preflight, judgeWish(state, wish, now))
    note(tally, { eid, state, verdict: withoutSample(verdict) })
  })
  return reportOf(tally, asked.eids.length, stock !== undefined)
}

/** Stands for the item that each device would get. */
const sampleItem: StockItem = {
  tenant: 'sample',
  iccid: '8900000000000000000',
  operator: 'sample',
  activationCode: 'LPA:1$any.example$ANY',
  state: 'available',
}

/** The sample's ICCID is nobody's: where a refusal names it, the profile of the wish is meant. */
function withoutSample(verdict: Verdict): Verdict {
  if (verdict.kind === 'allowed') return verdict
  const named = (why: string): string => why.replaceAll(sampleItem.iccid, 'the profile from stock')
  const refusals = verdict.refusals.map((one) => ({ ...one, why: named(one.why) }))
  return { ...verdict, why: named(verdict.why), refusals }
}

async function stockLeft(
  shop: OperatorShop,
  { wish, tenant }: { readonly wish: AskedWish; readonly tenant: string },
): Promise<number | undefined> {
  const asked = stockAskedFor(wish)
  if (!asked) return undefined
  const levels = await shop.world.store.stock(tenant)
  return levels
    .filter(({ operator }) => operator === asked.operator)
    .filter(({ profileType }) => !asked.profileType || profileType === asked.profileType)
    .reduce((sum, { available }) => sum + available, 0)
}

const alone = (refusal: Refusal): Verdict => ({ ...refusal, refusals: [refusal] })
const unknownVerdict = alone(unknownDevice)

/** What the pre-flight has against it comes on top of what the card has. */
function verdictOf({ refusals }: PreflightVerdict, verdict: Verdict): Verdict {
  const [first] = refusals
  return first && verdict.kind === 'allowed' ? { ...first, refusals } : verdict
}

interface Judged {
  readonly eid: string
  readonly state: CardState | undefined
  readonly verdict: Verdict
}

function note(tally: Tally, { eid, state, verdict }: Judged): void {
  if (verdict.kind === 'allowed') notePlan(tally, verdict.plan)
  else noteRefusals(tally, verdict.refusals, eid)
  if (tally.perDevice.length >= devicesShownMax) return
  const { serial, model } = state?.device ?? {}
  tally.perDevice.push({
    eid,
    ...(serial === undefined ? {} : { serial }),
    ...(model === undefined ? {} : { model }),
    allowed: verdict.kind === 'allowed',
    ...(verdict.kind === 'refused' ? { refusals: verdict.refusals } : {}),
    ...(verdict.kind === 'allowed' && verdict.operationsInTheWay
      ? { operationsInTheWay: verdict.operationsInTheWay }
      : {}),
  })
}

function notePlan(tally: Tally, plan: Plan): void {
  tally.allowed++
  const cost = costOf(plan)
  tally.messages += cost.messages
  tally.bytes += cost.bytes
  const key = plan.steps
    .map(({ step }) => `${step.kind} ${'route' in step ? step.route : ''}`)
    .join()
  const known = tally.plans.get(key)
  if (known) known.devices++
  else tally.plans.set(key, { plan, devices: 1 })
}

/** The refusals of one device; of those with one remedy it counts once. */
function noteRefusals(tally: Tally, refusals: readonly Refusal[], eid: string): void {
  const noted = new Set<Refused>()
  for (const refusal of refusals) {
    const key = `${refusal.code} ${refusal.remedy}`
    const { why } = refusal
    const known = tally.refusals.get(key) ?? { why, refusal, devices: 0, sampleEids: [] }
    tally.refusals.set(key, known)
    // What differs from device to device is not said of all of them.
    if (known.why !== why) known.why = findReason(refusal.code)?.words ?? known.why
    if (noted.has(known)) continue
    noted.add(known)
    known.devices++
    if (known.sampleEids.length < samplesMax) known.sampleEids.push(eid)
  }
}

function reportOf(tally: Tally, devices: number, isFromStock: boolean): DryRun {
  const { allowed, messages, bytes } = tally
  const plans = [...tally.plans.values()].toSorted((a, b) => b.devices - a.devices)
  const shown = plans[0] && viewPlan(plans[0].plan)
  return {
    ...{ devices, allowed },
    refused: devices - allowed,
    refusals: [...tally.refusals.values()]
      .toSorted((a, b) => b.devices - a.devices)
      .map(({ refusal: { code, remedy }, why, ...counted }) => ({
        ...{ code, why },
        ...(remedy === undefined ? {} : { remedy }),
        ...counted,
      })),
    steps: shown?.steps ?? [],
    whySafe: shown?.whySafe ?? [],
    plans: plans.length,
    cost: { messages, bytes, profilesFromStock: isFromStock ? allowed : 0 },
    perDevice: tally.perDevice,
    preflight: tally.preflight.told(),
  }
}
