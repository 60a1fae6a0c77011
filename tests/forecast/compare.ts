// One fleet: the forecast before the start beside what then happened, the same campaign lived through
// several times because one life is one draw.

import { gateOf } from '@holdfast/fleet/forecast/campaign-outline.ts'
import type { Forecast } from '@holdfast/fleet/forecast/forecast.ts'
import { forecastCampaign } from '@holdfast/fleet/forecast/forecast-campaign.ts'
import { gradeForecast } from '@holdfast/fleet/forecast/grade-forecast.ts'
import { chanceOf } from '@holdfast/simulator/world/chance.ts'
import { CampaignRig, type RigResult } from './campaign-rig.ts'
import type { FleetMix } from './fleet-mix.ts'

export interface Comparison {
  readonly mix: FleetMix
  readonly forecast: Forecast
  readonly lives: readonly RigResult[]
  /** Hours from the start. */
  readonly predictedHours: number | undefined
  readonly simulatedHours: number | undefined
  /** Predicted less simulated, as a share of simulated. */
  readonly error: number
  readonly livesInside: number
}

const hourMs = 3_600_000

export function forecastOf(mix: FleetMix): Forecast {
  const { campaign, known } = mix
  const { perSmdpPerMinute, atOnce } = campaign.rates
  const chance = chanceOf(mix.seed, 'forecast')
  return forecastCampaign({
    ...known,
    outline: {
      startAt: campaign.startAt,
      waves: campaign.waves,
      gate: gateOf(campaign.thresholds),
      windows: campaign.windows,
      ...(atOnce === undefined ? {} : { atOnce }),
      perMinute: perSmdpPerMinute === undefined ? {} : { 'smdp:one.example': perSmdpPerMinute },
      deviceDeadlineMs: campaign.deviceDeadlineMs,
      approvalMs: 0,
      steps: ['identify', 'read', 'download', 'enable', 'confirm'],
    },
    now: campaign.startAt,
    chance: () => chance.fraction(),
  })
}

export function compare(mix: FleetMix, lives: number): Comparison {
  const forecast = forecastOf(mix)
  const lived = Array.from({ length: lives }, (_, luck) => new CampaignRig(mix, luck).run())
  const { startAt } = mix.campaign
  const finished = lived
    .flatMap(({ finishedAt }) =>
      finishedAt === undefined ? [] : [(finishedAt - startAt) / hourMs],
    )
    .toSorted((a, b) => a - b)
  const simulated = finished[Math.floor(finished.length / 2)]
  const { finish } = forecast
  const predicted = finish && (finish.p50 - startAt) / hourMs
  const isInside = ({ finishedAt }: RigResult): boolean =>
    finishedAt !== undefined && !!finish && finishedAt >= finish.p10 && finishedAt <= finish.p90
  const grade =
    simulated === undefined
      ? undefined
      : gradeForecast(forecast, { startedAt: startAt, finishedAt: startAt + simulated * hourMs })
  return {
    mix,
    forecast,
    lives: lived,
    predictedHours: predicted,
    simulatedHours: simulated,
    error: grade?.finishError ?? Number.NaN,
    livesInside: lived.filter(isInside).length,
  }
}
