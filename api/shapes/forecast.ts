// A forecast as the API shows it: when, how sure, what it takes, and who cannot finish and why.

import { Type } from 'typebox'
import { Instant } from './value.ts'

const SpanShape = Type.Object(
  { p10: Instant, p50: Instant, p90: Instant },
  { title: 'Span', description: 'sooner than p10 in one run of ten, later than p90 in one of ten' },
)

const WaveForecastShape = Type.Object({
  name: Type.String(),
  devices: Type.Number(),
  opens: Type.Optional(SpanShape),
  ends: Type.Optional(SpanShape),
})

const ClassForecastShape = Type.Object(
  {
    name: Type.String(),
    devices: Type.Number(),
    intervalFrom: Type.Enum(['configured', 'learned', 'assumed']),
    seconds: Type.Number({ description: 'on the air, for one device' }),
    bytes: Type.Number(),
    joules: Type.Number(),
    joulesPerDay: Type.Number({ description: 'without the campaign: polls and sleep' }),
    daysOfLife: Type.Number({ description: 'what the campaign takes, in days of ordinary life' }),
    daysLeft: Type.Optional(Type.Number()),
  },
  { title: 'ClassForecast' },
)

const CannotFinishShape = Type.Object(
  {
    code: Type.Enum([
      'contact-interval-over-deadline',
      'window-never-meets-waking',
      'deadline-too-short',
      'no-route',
      'no-stock',
      'battery-too-low',
    ]),
    why: Type.String(),
    remedy: Type.String(),
    devices: Type.Number({ description: 'expected' }),
    className: Type.Optional(Type.String()),
    samples: Type.Array(Type.String(), { description: 'some EIDs' }),
  },
  { title: 'CannotFinish' },
)

export const ForecastShape = Type.Object(
  {
    madeAt: Instant,
    devices: Type.Number(),
    finish: Type.Optional(SpanShape),
    stopChance: Type.Number({ description: 'share of runs that the thresholds stopped' }),
    waves: Type.Array(WaveForecastShape),
    succeeded: Type.Number(),
    failed: Type.Number(),
    overDeadline: Type.Number(),
    bytes: Type.Number(),
    joules: Type.Number(),
    classes: Type.Array(ClassForecastShape),
    stock: Type.Optional(Type.Object({ needed: Type.Number(), available: Type.Number() })),
    cost: Type.Optional(Type.Object({ currency: Type.String(), amount: Type.Number() })),
    cannotFinish: Type.Array(CannotFinishShape),
    restsOn: Type.Array(Type.String(), { description: 'what was assumed, in words' }),
    series: Type.Array(Type.Object({ at: Instant, succeeded: Type.Number() })),
  },
  { title: 'Forecast' },
)

/** The forecast from now, the one made at the start, and how good that one was. */
export const CampaignForecastShape = Type.Object(
  {
    now: Instant,
    forecast: Type.Optional(ForecastShape),
    atStart: Type.Optional(ForecastShape),
    grade: Type.Optional(
      Type.Object({
        forecastMadeAt: Instant,
        finishError: Type.Number({ description: '0.1: ten percent too long' }),
        isInsideInterval: Type.Boolean(),
        bytesError: Type.Optional(Type.Number()),
        joulesError: Type.Optional(Type.Number()),
      }),
    ),
  },
  { title: 'CampaignForecast' },
)
