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
  /** Hours from the start until all was over, of the lives whose campaign got there; sorted. */
  readonly finishedHours: readonly number[]
  /** In most lives all waves got through; a campaign that its thresholds stop has no finish. */
  readonly finishes: boolean
  /** The forecast says of it what is true of most lives: that it finishes, or that it is stopped. */
  readonly isFinishTold: boolean
  /** Hours from the start; of the lives the middle one. */
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

/** Hours from the start until each of these lives was over, sorted; of those that got there. */
export const finishesOf = (lives: readonly RigResult[], startAt: number): readonly number[] =>
  lives
    .flatMap(({ finishedAt }) =>
      finishedAt === undefined ? [] : [(finishedAt - startAt) / hourMs],
    )
    .toSorted((a, b) => a - b)

/** Of sorted times the one that this share of them is sooner than. */
export const atShare = (sorted: readonly number[], share: number): number | undefined =>
  sorted[Math.floor(share * sorted.length)]

export function compare(mix: FleetMix, lives: number): Comparison {
  const forecast = forecastOf(mix)
  const lived = Array.from({ length: lives }, (_, luck) => new CampaignRig(mix, luck).run())
  const { startAt } = mix.campaign
  const hoursOf = (at: number): number => (at - startAt) / hourMs
  const finishedHours = finishesOf(lived, startAt)
  const simulatedHours = atShare(finishedHours, 0.5)
  const finishes = finishedHours.length > lives / 2
  const { finish, stopChance } = forecast
  const grade =
    simulatedHours === undefined
      ? undefined
      : gradeForecast(forecast, {
          startedAt: startAt,
          finishedAt: startAt + simulatedHours * hourMs,
        })
  const isInside = (hours: number): boolean =>
    !!finish && hours >= hoursOf(finish.p10) && hours <= hoursOf(finish.p90)
  return {
    ...{ mix, forecast, lives: lived, finishedHours, finishes, simulatedHours },
    isFinishTold: finishes === (!!finish && stopChance <= 0.5),
    predictedHours: finish && hoursOf(finish.p50),
    error: grade?.finishError ?? Number.NaN,
    livesInside: finishedHours.filter(isInside).length,
  }
}
