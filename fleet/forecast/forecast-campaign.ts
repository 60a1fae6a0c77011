// When a campaign will be through, and what it takes: many draws of its course (campaign-walk.ts), each
// with what is not known drawn anew, and the quantiles over them. The work grows with the devices up
// to `devicesMax` in a wave; beyond, one device stands for many, and it grows with their logarithm.

import type { Instant } from '../evidence.ts'
import type { CampaignCourse, Observed } from './campaign-course.ts'
import type { CampaignOutline } from './campaign-outline.ts'
import { walkCampaign } from './campaign-walk.ts'
import { judgeClass, judgeLeftOver, judgeStock } from './cannot-finish.ts'
import type { DeviceClass, History } from './device-class.ts'
import { drawClasses, type PlacedClass } from './draw-classes.ts'
import { drawnChance } from './drawn-chance.ts'
import { type ClassEnergy, energyOf } from './energy-of-class.ts'
import { isEnoughDrawn } from './enough-draws.ts'
import type { CannotFinish, Forecast, PriceTable, WaveForecast } from './forecast.ts'
import { spanOf } from './forecast-span.ts'
import { canMeet, placeClasses } from './place-classes.ts'

export interface ForecastInput {
  readonly classes: readonly DeviceClass[]
  readonly outline: CampaignOutline
  readonly history: History
  readonly now: Instant
  readonly prices?: PriceTable
  /** A campaign under way: what happened by now. */
  readonly observed?: Observed
  /** The next number in [0, 1). */
  readonly chance: () => number
  /** In a larger wave one drawn device stands for several. */
  readonly devicesMax?: number
}

const devicesMaxUsual = 4_000

/** A forecast from what is known now. */
export function forecastCampaign(input: ForecastInput): Forecast {
  const { outline, history } = input
  const judged = input.classes.map((of) => {
    const energy = energyOf(of, outline.steps, 1 + history.broken / Math.max(1, history.sessions))
    return { of, energy, out: judgeClass(of, outline, energy) }
  })
  const placed = placeClasses(
    judged.flatMap(({ of, energy, out }) =>
      out ? [] : [{ of, sessionMs: energy.seconds * 1000 }],
    ),
    outline,
  )
  return report(input, { judged, placed, courses: drawCourses(input, placed) })
}

/** As many as the work allows, and more where the middle is unsure. */
function drawCourses(
  input: ForecastInput,
  placed: readonly PlacedClass[],
): readonly CampaignCourse[] {
  const { outline, history, observed, chance, devicesMax = devicesMaxUsual } = input
  const from = Math.max(outline.startAt, input.now)
  const { retryMs } = history
  const all = sum(input.classes.map(({ devices }) => devices))
  const share = all === 0 ? 0 : sum(placed.map(({ of }) => of.devices)) / all
  // Without the devices that are not begun at all.
  const waves = outline.waves.map((wave) => ({ ...wave, devices: wave.devices * share }))
  const given = {
    ...{ outline: { ...outline, waves }, retryMs, devicesMax },
    ...(observed ? { observed } : {}),
  }
  const courses: CampaignCourse[] = []
  const finishes: Instant[] = []
  let wakings = 0
  while (!isEnoughDrawn({ draws: courses.length, wakings, finishes }, from)) {
    const drawn = drawnChance(chance())
    const classes = drawClasses(placed, history, drawn)
    const course = walkCampaign({ ...given, classes, chance: drawn })
    courses.push(course)
    wakings += course.wakings
    if (course.finishedAt !== undefined) finishes.push(course.finishedAt)
  }
  return courses
}

interface JudgedClass {
  readonly of: DeviceClass
  readonly energy: ClassEnergy
  readonly out: CannotFinish | undefined
}

interface Found {
  readonly judged: readonly JudgedClass[]
  readonly placed: readonly PlacedClass[]
  readonly courses: readonly CampaignCourse[]
}

function report(input: ForecastInput, found: Found): Forecast {
  const { classes, outline, now, prices } = input
  const { courses, judged } = found
  const middle = middleOf(courses)
  const mean = (read: (course: CampaignCourse) => number): number =>
    sum(courses.map(read)) / courses.length
  const inWaves = (read: (wave: CampaignCourse['waves'][number]) => number): number =>
    mean(({ waves }) => sum(waves.map(read)))
  const taken = judged.filter(({ out }) => !out)
  const bytes = sum(taken.map(({ of, energy }) => of.devices * energy.bytes))
  const needed = outline.steps.includes('download') ? sum(taken.map(({ of }) => of.devices)) : 0
  const devices = sum(classes.map((of) => of.devices))
  const from = Math.max(outline.startAt, now)
  const finish = spanOf(
    courses.flatMap(({ finishedAt }) => finishedAt ?? []),
    from,
  )
  return {
    madeAt: now,
    devices,
    ...(finish ? { finish } : {}),
    stopChance: mean(({ waves }) => (waves.some(({ verdict }) => verdict === 'failed') ? 1 : 0)),
    waves: outline.waves.map((wave, at) =>
      waveForecast(
        wave,
        courses.map(({ waves }) => waves[at]),
        from,
      ),
    ),
    succeeded: inWaves(({ succeeded }) => succeeded),
    failed: inWaves(({ failed }) => failed),
    overDeadline: inWaves(({ expired }) => expired),
    bytes,
    joules: sum(taken.map(({ of, energy }) => of.devices * energy.joules)),
    classes: judged.map(({ of: { name, devices: count, intervalFrom }, energy }) => ({
      ...{ name, devices: count, intervalFrom },
      ...energy,
    })),
    ...(outline.stock === undefined ? {} : { stock: { needed, available: outline.stock } }),
    ...(prices ? { cost: costOf(prices, needed, bytes) } : {}),
    cannotFinish: whoCannot(input, found, needed),
    restsOn: restsOn(input),
    series: middle?.series ?? [],
  }
}

function waveForecast(
  { name, devices }: { readonly name: string; readonly devices: number },
  runs: readonly (CampaignCourse['waves'][number] | undefined)[],
  from: Instant,
): WaveForecast {
  const at = (key: 'openedAt' | 'endedAt') =>
    spanOf(
      runs.flatMap((run) => (run?.[key] === undefined ? [] : [run[key]])),
      from,
    )
  const opens = at('openedAt')
  const ends = at('endedAt')
  return { name, devices, ...(opens ? { opens } : {}), ...(ends ? { ends } : {}) }
}

function whoCannot(input: ForecastInput, found: Found, needed: number): readonly CannotFinish[] {
  const { outline } = input
  const { courses, placed, judged } = found
  const leftOver = placed.map((one, at) => {
    const expired = sum(courses.map(({ expiredByClass }) => expiredByClass[at] ?? 0))
    return judgeLeftOver(one.of, expired / courses.length, {
      outline,
      meets: canMeet(one, outline.startAt),
    })
  })
  return [...judged.map(({ out }) => out), ...leftOver, judgeStock(needed, outline.stock)]
    .filter((one) => one !== undefined)
    .toSorted((a, b) => b.devices - a.devices)
}

function restsOn({ classes, history }: ForecastInput): readonly string[] {
  const devices = sum(classes.map((of) => of.devices))
  const assumed = sum(
    classes.filter(({ intervalFrom }) => intervalFrom === 'assumed').map((of) => of.devices),
  )
  return [
    ...(assumed > 0
      ? [`for ${assumed} of ${devices} devices the contact interval is assumed, not known`]
      : []),
    `of ${history.sessions} sessions ${history.broken} had to be begun again, of ${history.ended} devices ${history.failed} did not succeed`,
    'rates at bad coverage, round-trip times and the time to register are assumptions; see the sensitivity table of the guide',
  ]
}

const costOf = (prices: PriceTable, profiles: number, bytes: number): Forecast['cost'] => ({
  currency: prices.currency,
  amount: profiles * prices.perProfile + (bytes / 1e6) * prices.perMegabyte,
})

/** The run whose finish is the median: its course is shown. */
function middleOf(courses: readonly CampaignCourse[]): CampaignCourse | undefined {
  const sorted = courses
    .filter(({ finishedAt }) => finishedAt !== undefined)
    .toSorted((a, b) => (a.finishedAt as number) - (b.finishedAt as number))
  return sorted[Math.floor(sorted.length / 2)] ?? courses[0]
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)
