// Forecasts of campaigns: when they will be through and what they take.

import { Type } from 'typebox'
import { route } from '../route.ts'
import { CampaignRequestShape } from '../shapes/campaign.ts'
import { CampaignForecastShape, ForecastShape } from '../shapes/forecast.ts'

const OneCampaign = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) })

export const forecastRoutes = [
  route({
    name: 'forecastPlan',
    tag: 'campaigns',
    method: 'POST',
    path: '/v1/campaigns/forecast',
    permission: 'campaigns:read',
    summary: 'when a campaign would be through and what it would take; nothing is recorded',
    body: { json: CampaignRequestShape },
    reply: { kind: 'json', status: 200, shape: ForecastShape },
    problems: [400, 422],
  }),
  route({
    name: 'campaignForecast',
    tag: 'campaigns',
    method: 'GET',
    path: '/v1/campaigns/{id}/forecast',
    permission: 'campaigns:read',
    summary: 'when a campaign will be through, from where it stands; graded when it is over',
    params: OneCampaign,
    reply: { kind: 'json', status: 200, shape: CampaignForecastShape },
    problems: [404],
  }),
] as const
