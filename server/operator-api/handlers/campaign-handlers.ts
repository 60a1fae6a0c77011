// Campaigns and combinations: plan, approve, run, steer and follow a change in waves. Every change
// is a decision of fleet on the campaign as it is; what it refuses is told with its code.

import { createHash } from 'node:crypto'
import { ApiProblem } from '@holdfast/api/client.ts'
import type { Caller, Handlers } from '@holdfast/api/handlers.ts'
import { problemOfRefusal } from '@holdfast/api/problem.ts'
import { judgePhase } from '@holdfast/fleet/campaign/campaign-can.ts'
import * as command from '@holdfast/fleet/campaign/campaign-commands.ts'
import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import { planHashOf } from '@holdfast/fleet/campaign/canonical-plan.ts'
import { explainCampaign } from '@holdfast/fleet/campaign/explain-campaign.ts'
import { judgeCampaignPlan, waveSizes } from '@holdfast/fleet/campaign/judge-plan.ts'
import type { Refusal } from '@holdfast/fleet/decision.ts'
import { refuse } from '@holdfast/fleet/reasons/reason.ts'
import { stockOf } from '../../campaigns/campaign-desk.ts'
import { listCombinations } from '../../campaigns/combination-list.ts'
import {
  approvalsFor,
  judgeDraft,
  planDigest,
  putCampaign,
} from '../../campaigns/draft-campaign.ts'
import { readTally } from '../../campaigns/read-tally.ts'
import { readSeries } from '../../campaigns/series.ts'
import {
  excludeTargets,
  retryDevices,
  stopWave,
  unholdDevices,
} from '../../campaigns/steer-devices.ts'
import { pageOfCampaigns } from '../campaign-page.ts'
import { judgeStart } from '../dry-run.ts'
import { claimKey } from '../idempotency.ts'
import { findCampaign, type OperatorShop } from '../shop.ts'
import { eidsOf } from '../target.ts'
import { type CampaignView, planOf, viewCampaign, viewCombination } from '../views/campaign-view.ts'
import { readFilter } from './device-handlers.ts'

export type CampaignHandlers = Pick<
  Handlers,
  | 'createCampaign'
  | 'dryRunCampaign'
  | 'listCampaigns'
  | 'campaign'
  | 'campaignDevices'
  | 'campaignSeries'
  | 'explainCampaign'
  | 'approveCampaign'
  | 'startCampaign'
  | 'pauseCampaign'
  | 'resumeCampaign'
  | 'abortCampaign'
  | 'rollBackWave'
  | 'retryCampaign'
  | 'excludeFromCampaign'
  | 'listCombinations'
  | 'releaseCombination'
>

const usualLimit = 100

export const campaignHandlers = (shop: OperatorShop): CampaignHandlers => ({
  ...readingHandlers(shop),
  ...steeringHandlers(shop),
  ...combinationHandlers(shop),
})

type Reading =
  | 'dryRunCampaign'
  | 'listCampaigns'
  | 'campaign'
  | 'campaignDevices'
  | 'campaignSeries'
  | 'explainCampaign'

const readingHandlers = (shop: OperatorShop): Pick<CampaignHandlers, Reading> => ({
  dryRunCampaign: ({ body }, caller) => dryRun(shop, body, caller),
  listCampaigns: ({ query }, { tenant }) => pageOfCampaigns(shop, tenant, query),
  async campaign({ params }, caller) {
    return shown(shop, await findCampaign(shop, params.id, caller))
  },
  async campaignDevices({ params, query }, caller) {
    const { campaignId } = await findCampaign(shop, params.id, caller)
    const { wave, state, code, limit = usualLimit, cursor } = query
    const filter = {
      campaignId,
      ...(wave === undefined ? {} : { wave }),
      ...(state === undefined ? {} : { states: [state] }),
      ...(code === undefined ? {} : { codes: [code] }),
    }
    const page = await shop.world.store.targets(filter, { limit, ...(cursor ? { cursor } : {}) })
    const items = page.items.map(({ campaignId: _, tries: __, ...device }) => device)
    return { ...page, items }
  },
  async campaignSeries({ params }, caller) {
    const { campaignId } = await findCampaign(shop, params.id, caller)
    const points = await readSeries(shop.world, campaignId)
    return { points, now: shop.world.clock.now() }
  },
  async explainCampaign({ params }, caller) {
    const campaign = await findCampaign(shop, params.id, caller)
    const tally = await readTally(shop.world.store, campaign)
    const now = shop.world.clock.now()
    const explained = explainCampaign({ campaign, tally, given: {}, now })
    const { summary, because, wouldChange } = explained
    return { explanation: { summary, because, wouldChange }, now }
  },
})

type Steering =
  | 'createCampaign'
  | 'approveCampaign'
  | 'startCampaign'
  | 'pauseCampaign'
  | 'resumeCampaign'
  | 'abortCampaign'
  | 'rollBackWave'
  | 'retryCampaign'
  | 'excludeFromCampaign'

const steeringHandlers = (shop: OperatorShop): Pick<CampaignHandlers, Steering> => ({
  createCampaign: (request, caller) => create(shop, request, caller),
  approveCampaign: ({ params, body }, caller) =>
    steer(shop, { id: params.id, caller }, (campaign) =>
      command.approveCampaign(campaign, { by: caller.actor, ...body }),
    ),
  startCampaign: ({ params }, caller) =>
    steer(shop, { id: params.id, caller }, command.startCampaign),
  pauseCampaign: ({ params, body }, caller) =>
    steer(shop, { id: params.id, caller }, (campaign) =>
      command.pauseCampaign(campaign, body.reason),
    ),
  resumeCampaign: ({ params, body }, caller) =>
    steer(shop, { id: params.id, caller }, async (campaign) => {
      const tally = await readTally(shop.world.store, campaign)
      return command.resumeCampaign(campaign, tally, body.reason ?? '')
    }),
  abortCampaign: ({ params, body }, caller) =>
    steer(shop, { id: params.id, caller }, (campaign) =>
      command.abortCampaign(campaign, body.reason),
    ),
  async rollBackWave({ params, body }, caller) {
    const { wave, reason: why } = body
    const campaign = await steer(shop, { id: params.id, caller }, (one) =>
      command.rollBackWave(one, { wave, why }),
    )
    await stopWave(shop.world, await findCampaign(shop, params.id, caller), wave)
    return { campaign, devices: campaign.waves[wave]?.tally.succeeded ?? 0 }
  },
  async retryCampaign({ params, body }, caller) {
    const { codes } = body
    const campaign = await findCampaign(shop, params.id, caller)
    const refusal = judgePhase(campaign, 'retry')
    if (refusal) throw new ApiProblem(problemOfRefusal(refusal))
    const devices = await retryDevices(shop.world, campaign, codes)
    const tally = await readTally(shop.world.store, campaign)
    const after = await steer(shop, { id: params.id, caller }, (one) =>
      command.retryFailed(one, tally, { devices, ...(codes ? { codes } : {}) }),
    )
    return { campaign: after, devices }
  },
  async excludeFromCampaign({ params, body }, caller) {
    const { eids, reason: why } = body
    const campaign = await findCampaign(shop, params.id, caller)
    const judged = command.excludeDevices(campaign, { devices: 0, why })
    if (judged.kind === 'refused') throw new ApiProblem(problemOfRefusal(judged))
    const devices = await excludeTargets(shop.world, campaign, eids)
    const after = await steer(shop, { id: params.id, caller }, (one) =>
      command.excludeDevices(one, { devices, why }),
    )
    return { campaign: after, devices }
  },
})

type Combining = 'listCombinations' | 'releaseCombination'

const combinationHandlers = (shop: OperatorShop): Pick<CampaignHandlers, Combining> => ({
  async listCombinations({ query }, caller) {
    const listed = await listCombinations(shop.world.store, await campaignsOf(shop, caller))
    const items = listed.map(viewCombination)
    return { items: items.filter(({ devices }) => devices >= (query.minDevices ?? 0)) }
  },
  async releaseCombination({ params, body }, caller) {
    const patternKey = params.key
    let refusal: Refusal = refuse('combination-unknown', patternKey)
    let released = 0
    for (const campaign of await campaignsOf(shop, caller)) {
      const reply = await shop.campaigns.decide(campaign, caller.actor, (one) =>
        command.releaseCombination(one, { patternKey, why: body.reason }),
      )
      if ('kind' in reply) {
        if (reply.code !== 'combination-unknown' && reply.code !== 'campaign-phase') refusal = reply
        continue
      }
      await unholdDevices(shop.world, reply)
      released++
    }
    if (released === 0) throw new ApiProblem(problemOfRefusal(refusal))
    const listed = await listCombinations(shop.world.store, await campaignsOf(shop, caller))
    const found = listed.map(viewCombination).find(({ key }) => key === patternKey)
    if (!found) throw new ApiProblem(problemOfRefusal(refusal, 404))
    return found
  },
})

async function campaignsOf(shop: OperatorShop, { tenant }: Caller) {
  return (await shop.campaigns.all()).filter((campaign) => campaign.tenant === tenant)
}

async function shown({ world }: OperatorShop, campaign: CampaignState): Promise<CampaignView> {
  const tally = await readTally(world.store, campaign)
  return viewCampaign({ campaign, tally, now: world.clock.now() })
}

interface Steered {
  readonly id: string
  readonly caller: Caller
}

/** One command on one campaign. @throws ApiProblem with fleet's refusal */
async function steer(
  shop: OperatorShop,
  { id, caller }: Steered,
  decide: Parameters<OperatorShop['campaigns']['decide']>[2],
): Promise<CampaignView> {
  const campaign = await findCampaign(shop, id, caller)
  const reply = await shop.campaigns.decide(campaign, caller.actor, decide)
  if ('kind' in reply) throw new ApiProblem(problemOfRefusal(reply))
  return shown(shop, reply)
}

type CreateRequest = Parameters<Handlers['createCampaign']>[0]

async function create(shop: OperatorShop, { body, headers }: CreateRequest, caller: Caller) {
  const { store, clock, randomBytes } = shop.world
  const key = headers['idempotency-key']
  const fresh = `C-${
    key === undefined
      ? Buffer.from(randomBytes(9)).toString('base64url')
      : idOfKey([caller.tenant, key, String(clock.now())])
  }`
  const claim = { key: key ?? '', request: body, batchId: fresh, at: clock.now() }
  const campaignId = key === undefined ? fresh : await claimKey(store, caller, claim)
  const { tenant, actor } = caller
  const reply = await putCampaign(draftingWorld(shop), shop.campaigns, {
    ...{ campaignId, tenant, actor },
    plan: planOf(body),
    why: body.reason,
    filter: filterFor(shop, body.target),
  })
  if ('kind' in reply) throw new ApiProblem(problemOfRefusal(reply, 422))
  return shown(shop, reply)
}

/** The id draws the waves; one that follows from its key draws them alike when a run is repeated. */
const idOfKey = (parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 12)

const draftingWorld = ({ world: { store, clock }, desk: { countryRules } }: OperatorShop) => ({
  ...{ store, clock, countryRules },
})

const filterFor = ({ world }: OperatorShop, target: CreateRequest['body']['target']) =>
  'eids' in target ? { eids: target.eids } : readFilter(target.filter, world.clock.now())

async function dryRun(
  shop: OperatorShop,
  body: CreateRequest['body'],
  { tenant }: Caller,
): Promise<Awaited<ReturnType<CampaignHandlers['dryRunCampaign']>>> {
  const plan = planOf(body)
  const eids = await eidsOf(shop, body.target, { expected: undefined, tenant })
  const preflight = await judgeStart(shop, {
    ...{ wish: body.wish, eids, tenant },
    required: body.required ?? [],
  })
  const sizes = judgeCampaignPlan(plan).length > 0 ? [] : waveSizes(plan.waves, eids.length)
  const wanted = stockOf(plan)
  const available = wanted
    ? (await shop.world.store.stock(tenant))
        .filter(({ operator }) => operator === wanted.operator)
        .filter(({ profileType }) => !wanted.profileType || profileType === wanted.profileType)
        .reduce((sum, level) => sum + level.available, 0)
    : 0
  const stock = wanted && { needed: eids.length, available }
  const problem = judgeDraft(plan)
  const filter = filterFor(shop, body.target)
  const asked = await approvalsFor(draftingWorld(shop), { tenant, filter, plan })
  const isShort = stock && stock.available < stock.needed
  const short = refuse('stock-empty', `${available} available, ${eids.length} needed`)
  return {
    preflight,
    waves: sizes.map((devices, i) => ({ name: plan.waves[i]?.name ?? '', devices })),
    planHash: planHashOf(plan, planDigest),
    approvalsNeeded: Math.max(plan.approvalsNeeded, asked),
    ...(stock ? { stock } : {}),
    problems: [
      ...(problem ? [problem] : judgeCampaignPlan(plan)),
      ...(eids.length === 0 ? [refuse('not-targeted', 'no device matches')] : []),
      ...(isShort ? [short] : []),
    ],
  }
}
