// When a campaign will be through, and what it takes: a few runs of the flow (campaign-flow.ts), each
// with luck of its own, and the quantiles over them. The fleet enters once, as classes: the work
// grows with classes × waves × steps of the grid, not with devices.

import type { Instant } from '../evidence.ts'
import type { CampaignCourse, FlowClass, FlowInput, Observed } from './campaign-course.ts'
import type { Terrain } from './campaign-flow.ts'
import { terrainOf, walkCampaign } from './campaign-flow.ts'
import type { CampaignOutline } from './campaign-outline.ts'
import { judgeClass, judgeLeftOver, judgeStock } from './cannot-finish.ts'
import type { DeviceClass, History } from './device-class.ts'
import { drawLucks } from './draw-luck.ts'
import { type ClassEnergy, energyOf } from './energy-of-class.ts'
import { withModelError } from './finish-odds.ts'
import type { CannotFinish, Forecast, PriceTable, Span, WaveForecast } from './forecast.ts'
import { placeFactors } from './hole-model.ts'
import { chooseStepMs, type TimeGrid } from './time-grid.ts'

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
}

const dayMs = 86_400_000
const runsUsual = 6
const spansMs = [10 * dayMs, 40 * dayMs, 160 * dayMs]
/** Beyond the pilot run's finish, for runs with less luck. */
const spanMargin = 1.4
/** Sleepers need a few days before their wakings stand where they stand in the field. */
const settleMaxMs = 4 * dayMs

/** A forecast from what is known now. */
export function forecastCampaign(input: ForecastInput): Forecast {
  const { outline, history, chance } = input
  const judged = input.classes.map((of) => {
    const energy = energyOf(of, outline.steps, 1 + history.broken / Math.max(1, history.sessions))
    return { of, energy, out: judgeClass(of, outline, energy) }
  })
  const taken = judged.filter(({ out }) => !out)
  const flow = fitSpan(input, flowOf(input, taken))
  const terrain = terrainOf(flow)
  const lucks = drawLucks(runsUsual, outline.waves.length, { history, chance })
  const courses = lucks.map((luck) => walkCampaign({ ...flow, luck }, terrain))
  return report(input, { judged, flow, terrain, courses })
}

/** How far the grid must reach is not known before: a run with middling luck tells. */
function fitSpan(input: ForecastInput, flow: Omit<FlowInput, 'luck'>): Omit<FlowInput, 'luck'> {
  const middling = (value: number): readonly number[] => input.outline.waves.map(() => value)
  const luck = {
    lastDevice: middling(0.9),
    deviations: middling(-1),
    failures: middling(0),
    brokenShare: input.history.broken / Math.max(1, input.history.sessions),
    failedShare: 0,
  }
  const whole = flow.grid.stepMs * flow.grid.steps
  for (const spanMs of spansMs) {
    if (spanMs >= whole) break
    const shorter = { ...flow, grid: gridOver(input, flow, spanMs) }
    const { finishedAt } = walkCampaign({ ...shorter, luck }, terrainOf(shorter))
    if (finishedAt === undefined) continue
    const needed = (finishedAt - shorter.grid.startAt) * spanMargin
    return { ...flow, grid: gridOver(input, flow, Math.min(whole, needed + dayMs)) }
  }
  return flow
}

function gridOver(
  { outline }: ForecastInput,
  { classes, grid }: Omit<FlowInput, 'luck'>,
  spanMs: number,
): TimeGrid {
  const { startAt } = grid
  const stepMs = chooseStepMs(
    classes.map(({ of }) => of),
    spanMs + outline.startAt - startAt,
  )
  return { startAt, stepMs, steps: Math.ceil(spanMs / stepMs) }
}

interface JudgedClass {
  readonly of: DeviceClass
  readonly energy: ClassEnergy
  readonly out: CannotFinish | undefined
}

/** The waves without the devices that are not begun at all. */
function flowOf(input: ForecastInput, taken: readonly JudgedClass[]): Omit<FlowInput, 'luck'> {
  const { outline, history, observed } = input
  const all = sum(input.classes.map(({ devices }) => devices))
  const share = all === 0 ? 0 : sum(taken.map(({ of }) => of.devices)) / all
  const waves = outline.waves.map((wave) => ({ ...wave, devices: wave.devices * share }))
  const classes: FlowClass[] = taken.flatMap(({ of, energy }) =>
    placesOf(of).map((place) => ({ of: place, sessionMs: energy.seconds * 1000 })),
  )
  return {
    classes,
    outline: { ...outline, waves },
    history,
    grid: gridOf(input, taken),
    ...(observed ? { observed } : {}),
  }
}

/** The better and the worse half of its places; all alike without holes. */
function placesOf(of: DeviceClass): readonly DeviceClass[] {
  const { holes, devices } = of
  if (holes.perDay === 0) return [of]
  return placeFactors.map((factor) => ({
    ...of,
    devices: devices / placeFactors.length,
    holes: { ...holes, perDay: holes.perDay * factor },
  }))
}

function gridOf(
  { outline, now, observed }: ForecastInput,
  taken: readonly JudgedClass[],
): TimeGrid {
  const of = taken.map((one) => one.of)
  const longest = Math.max(0, ...of.map(({ everyMs }) => everyMs))
  const sleeps = of.some(({ sleep }) => sleep !== undefined)
  const settleMs = Math.min(settleMaxMs, Math.max(longest, sleeps ? settleMaxMs : 0))
  const gone = observed ? Math.max(0, now - outline.startAt) : 0
  const perWave = outline.deviceDeadlineMs + outline.approvalMs
  const crowded = outline.atOnce
    ? Math.ceil(Math.max(...outline.waves.map(({ devices }) => devices)) / outline.atOnce)
    : 1
  const spanMs = settleMs + gone + outline.waves.length * perWave * Math.min(crowded, 8) + dayMs
  const stepMs = chooseStepMs(of, spanMs)
  return { startAt: outline.startAt - settleMs, stepMs, steps: Math.ceil(spanMs / stepMs) }
}

interface Found {
  readonly judged: readonly JudgedClass[]
  readonly flow: Omit<FlowInput, 'luck'>
  readonly terrain: Terrain
  readonly courses: readonly CampaignCourse[]
}

function report(input: ForecastInput, found: Found): Forecast {
  const { classes, outline, now, prices } = input
  const { courses, judged } = found
  const from = Math.max(outline.startAt, now)
  const finished = withModelError(
    courses.flatMap(({ finishes }) => finishes),
    from,
  )
  const middle = middleOf(courses)
  const mean = (read: (course: CampaignCourse) => number): number =>
    sum(courses.map(read)) / courses.length
  const inWaves = (read: (wave: CampaignCourse['waves'][number]) => number): number =>
    mean(({ waves }) => sum(waves.map(read)))
  const taken = judged.filter(({ out }) => !out)
  const bytes = sum(taken.map(({ of, energy }) => of.devices * energy.bytes))
  const needed = outline.steps.includes('download') ? sum(taken.map(({ of }) => of.devices)) : 0
  const devices = sum(classes.map((of) => of.devices))
  const finish = spanOf(finished)
  return {
    madeAt: now,
    devices,
    ...(finish ? { finish } : {}),
    stopChance: mean(({ waves }) => (waves.some(({ verdict }) => verdict === 'failed') ? 1 : 0)),
    waves: outline.waves.map((wave, at) =>
      waveForecast(
        wave,
        courses.map(({ waves }) => waves[at]),
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
): WaveForecast {
  const at = (key: 'openedAt' | 'endedAt'): Span | undefined =>
    spanOf(runs.flatMap((run) => (run?.[key] === undefined ? [] : [run[key]])))
  const opens = at('openedAt')
  const ends = at('endedAt')
  return { name, devices, ...(opens ? { opens } : {}), ...(ends ? { ends } : {}) }
}

function whoCannot(input: ForecastInput, found: Found, needed: number): readonly CannotFinish[] {
  const { outline } = input
  const { courses, flow, terrain, judged } = found
  const expiredOf = (name: string): number =>
    sum(
      flow.classes.flatMap(({ of }, at) =>
        of.name === name ? courses.map((course) => course.expiredByClass[at] ?? 0) : [],
      ),
    ) / courses.length
  const leftOver = judged.map(({ of, out }) => {
    if (out) return undefined
    const at = flow.classes.findIndex((one) => one.of.name === of.name)
    const { open, shape } = terrain[at] as Terrain[number]
    const meets = open.some((steps, step) => steps > 0 && shape.asleepSteps[step] === 0)
    return judgeLeftOver(of, expiredOf(of.name), { outline, meets })
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

function spanOf(values: readonly Instant[]): Span | undefined {
  if (values.length === 0) return undefined
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number => {
    const place = share * (sorted.length - 1)
    const low = sorted[Math.floor(place)] as number
    const high = sorted[Math.ceil(place)] as number
    return Math.round(low + (high - low) * (place % 1))
  }
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) }
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)
