// Forecasts: of a plan before anything is recorded, and of a campaign from where it stands, beside
// the one made at its start and, when it is over, how good that was.

import { ApiProblem } from '@holdfast/api/client.ts'
import type { Handlers } from '@holdfast/api/handlers.ts'
import { problemOfRefusal } from '@holdfast/api/problem.ts'
import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import { judgeCampaignPlan } from '@holdfast/fleet/campaign/judge-plan.ts'
import type { Forecast } from '@holdfast/fleet/forecast/forecast.ts'
import { gradeForecast } from '@holdfast/fleet/forecast/grade-forecast.ts'
import { keptForecast } from '../../campaigns/forecast-book.ts'
import { forecastOfCampaign, forecastOfPlan } from '../../campaigns/forecast-desk.ts'
import { filterOf } from '../../campaigns/live-target.ts'
import { readTally } from '../../campaigns/read-tally.ts'
import { findCampaign, type OperatorShop } from '../shop.ts'
import { planOf } from '../views/campaign-view.ts'
import { readFilter } from './device-handlers.ts'

export type ForecastHandlers = Pick<Handlers, 'forecastPlan' | 'campaignForecast'>

export const forecastHandlers = (shop: OperatorShop): ForecastHandlers => ({
  async forecastPlan({ body }, { tenant }) {
    const plan = planOf(body)
    const [problem] = judgeCampaignPlan(plan)
    if (problem) throw new ApiProblem(problemOfRefusal(problem, 422))
    const { target } = body
    const wanted =
      'eids' in target ? { eids: target.eids } : readFilter(target.filter, shop.world.clock.now())
    const filter = { ...wanted, tenant: [tenant] }
    return viewForecast(await forecastOfPlan(shop.world, plan, filter))
  },
  async campaignForecast({ params }, caller) {
    return forecastFrom(shop, await findCampaign(shop, params.id, caller))
  },
})

type CampaignForecast = Awaited<ReturnType<ForecastHandlers['campaignForecast']>>

async function forecastFrom(
  shop: OperatorShop,
  campaign: CampaignState,
): Promise<CampaignForecast> {
  const { world } = shop
  const { campaignId, startedAt, endedAt } = campaign
  const now = world.clock.now()
  const make = async (): Promise<Forecast> =>
    forecastOfCampaign(world, campaign, {
      filter: filterOf(campaign, now),
      tally: await readTally(world.store, campaign),
    })
  const forecast = endedAt === undefined ? await make() : undefined
  const atStart = await keptForecast(world.store, campaignId, {
    ...(forecast ? { forecast } : {}),
    isStarted: startedAt !== undefined,
  })
  const grade =
    atStart && startedAt !== undefined && endedAt !== undefined
      ? gradeForecast(atStart, { startedAt, finishedAt: endedAt })
      : undefined
  return {
    now,
    ...(forecast ? { forecast: viewForecast(forecast) } : {}),
    ...(atStart ? { atStart: viewForecast(atStart) } : {}),
    ...(grade ? { grade } : {}),
  }
}

type View = Awaited<ReturnType<ForecastHandlers['forecastPlan']>>

const viewForecast = (forecast: Forecast): View => forecast
