// How good a forecast was, said after the fact: kept with the campaign, so that people see how far
// to trust the next one.

import type { Instant } from '../evidence.ts'
import type { Forecast } from './forecast.ts'

/** What happened. */
export interface Outcome {
  readonly startedAt: Instant
  readonly finishedAt: Instant
  readonly bytes?: number
  readonly joules?: number
}

export interface ForecastGrade {
  readonly forecastMadeAt: Instant
  /** Predicted less actual duration, as a share of the actual: 0.1 is ten percent too long. */
  readonly finishError: number
  readonly isInsideInterval: boolean
  readonly bytesError?: number
  readonly joulesError?: number
}

/** Absent when the forecast named no finish. */
export function gradeForecast(forecast: Forecast, outcome: Outcome): ForecastGrade | undefined {
  const { finish } = forecast
  if (!finish) return undefined
  const { startedAt, finishedAt } = outcome
  const lasted = Math.max(1, finishedAt - startedAt)
  return {
    forecastMadeAt: forecast.madeAt,
    finishError: (finish.p50 - finishedAt) / lasted,
    isInsideInterval: finishedAt >= finish.p10 && finishedAt <= finish.p90,
    ...(outcome.bytes ? { bytesError: forecast.bytes / outcome.bytes - 1 } : {}),
    ...(outcome.joules ? { joulesError: forecast.joules / outcome.joules - 1 } : {}),
  }
}
