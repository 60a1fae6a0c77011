// What a start would do, without doing it: every card of the target is judged as it is now.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { DryRunShape } from '@holdfast/api/shapes/wish-request.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { Refusal } from '@holdfast/fleet/decision.ts'
import { judgeWish, type Verdict } from '@holdfast/fleet/judge-wish.ts'
import type { Plan } from '@holdfast/fleet/plan.ts'
import type { PreflightVerdict } from '@holdfast/fleet/preflight/check.ts'
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

interface Tally {
  readonly refusals: Map<string, { refusal: Refusal; devices: number; sampleEids: string[] }>
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
    note(tally, { eid, state, verdict: verdictOf(preflight, judgeWish(state, wish, now)) })
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
  else for (const refusal of verdict.refusals) noteRefusal(tally, refusal, eid)
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

function noteRefusal(tally: Tally, refusal: Refusal, eid: string): void {
  const known = tally.refusals.get(refusal.code) ?? { refusal, devices: 0, sampleEids: [] }
  known.devices++
  if (known.sampleEids.length < samplesMax) known.sampleEids.push(eid)
  tally.refusals.set(refusal.code, known)
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
      .map(({ refusal: { code, why, remedy }, ...counted }) => ({
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
