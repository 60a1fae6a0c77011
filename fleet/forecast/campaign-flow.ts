// One possible course of a campaign: its waves walked through a grid of time as flows of devices by
// class. Chance enters only through `luck` (what is drawn before it begins); the forecast runs a
// few of these and reads its interval off them.

import type { WaveNumbers } from '../campaign/judge-wave.ts'
import type { Instant } from '../evidence.ts'
import type { CampaignCourse, FlowClass, FlowInput } from './campaign-course.ts'
import { thinned } from './campaign-course.ts'
import { type Cohort, joinCohort, newCohort, openIn, scale, settle } from './cohort.ts'
import { ContactFlow, type ContactShape, shapeOf } from './contact-flow.ts'
import { brokenShareOf } from './device-class.ts'
import { FinishOdds } from './finish-odds.ts'
import { lossOf } from './spent-rate.ts'
import { asleepSteps, openSteps } from './time-grid.ts'

/** A wave is judged again when so much more of it is decided. */
const judgedEveryShare = 0.004
/** What is left of a class of a cohort when nobody looks for it any more, in devices. */
const negligible = 1e-5
/** With a limit on open operations: into how many batches its room is divided at most. */
const batchesAtOnce = 40

interface ClassRoad {
  readonly of: FlowClass
  readonly shape: ContactShape
  /** Devices that no wave has taken: where they are when one does. */
  readonly idle: ContactFlow
  readonly open: Int32Array
  /** Of all devices. */
  readonly share: number
  /** Of its sessions. */
  readonly brokenShare: number
  expired: number
  sessions: number
}

interface WaveRun {
  readonly devices: number
  cohorts: Cohort[]
  waiting: number
  openedStep: number
  endedStep: number
  verdict: 'passed' | 'failed' | undefined
  succeeded: number
  failed: number
  expired: number
  isScaled: boolean
  /** How many were decided when it was last judged. */
  judgedAt: number
}

/** Masks and shapes do not depend on luck: they are made once for all runs. */
export type Terrain = readonly { readonly shape: ContactShape; readonly open: Int32Array }[]

export function terrainOf(input: Omit<FlowInput, 'luck' | 'observed'>): Terrain {
  const { classes, outline, history, grid } = input
  const asleep = new Map<string, Int32Array>()
  const windows = new Map<string, Int32Array>()
  return classes.map(({ of }) => {
    const { sleep, timeZone: zone } = of
    const asleepIn = kept(asleep, `${sleep?.zone ?? zone} ${sleep?.from} ${sleep?.until}`, () =>
      asleepSteps(sleep, zone, grid),
    )
    const open = kept(windows, zone, () => openSteps(outline.windows, zone, grid))
    const { stepMs } = grid
    const brokenShare = brokenShareOf(of, history)
    const { retryMs } = history
    return { shape: shapeOf(of, { stepMs, asleepSteps: asleepIn, retryMs, brokenShare }), open }
  })
}

function kept<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key) ?? make()
  known.set(key, found)
  return found
}

/** Walks the grid until every wave is through or time is over. */
export function walkCampaign(input: FlowInput, terrain: Terrain): CampaignCourse {
  const walk = new Walk(input, terrain)
  for (let step = 0; step < input.grid.steps && !walk.isOver; step++) walk.take(step)
  return walk.course()
}

class Walk {
  readonly #input: FlowInput
  readonly #roads: readonly ClassRoad[]
  readonly #waves: WaveRun[]
  readonly #series: { at: Instant; succeeded: number }[] = []
  readonly #startStep: number
  readonly #odds = new FinishOdds()
  #finishedStep = -1
  #isOver = false

  constructor(input: FlowInput, terrain: Terrain) {
    this.#input = input
    const { classes, outline, grid } = input
    const all = classes.reduce((sum, { of }) => sum + of.devices, 0)
    const { history, luck } = input
    const drawn = (luck.brokenShare * (history.sessions + 1)) / (history.broken + 0.5)
    this.#roads = classes.map((of, i) => {
      const { shape, open } = terrain[i] as Terrain[number]
      const idle = new ContactFlow(shape, false)
      idle.begin(0, 1)
      return {
        of,
        shape,
        open,
        idle,
        share: all > 0 ? of.of.devices / all : 0,
        brokenShare: Math.min(0.95, brokenShareOf(of.of, history) * drawn),
        expired: 0,
        sessions: 0,
      }
    })
    this.#waves = outline.waves.map(newWave)
    this.#startStep = Math.round((outline.startAt - grid.startAt) / grid.stepMs)
  }

  get isOver(): boolean {
    return this.#isOver
  }

  take(step: number): void {
    this.#openNext(step)
    for (const [index, wave] of this.#waves.entries()) {
      if (wave.openedStep >= 0 && wave.openedStep <= step) this.#admit(index, step)
    }
    for (const road of this.#roads) road.idle.goOn(step, road.idle.reach(step))
    this.#dispatch(step)
    for (const [index, wave] of this.#waves.entries()) {
      if (wave.openedStep < 0 || wave.openedStep > step) continue
      this.#expire(wave, step)
      this.#match(index, step)
      if (wave.verdict === undefined) this.#judge(index, step)
    }
    this.#note(step)
  }

  /** The next wave opens when the one before it passed (and somebody said yes). */
  #openNext(step: number): void {
    const { outline, observed, grid } = this.#input
    const next = this.#waves.findIndex(({ openedStep }) => openedStep < 0)
    if (next < 0) return
    const seen = observed?.waves[next]?.openedAt
    const wave = this.#waves[next] as WaveRun
    if (seen !== undefined) {
      if (this.#stepOf(seen) <= step) wave.openedStep = step
      return
    }
    if (observed && grid.startAt + step * grid.stepMs < observed.now) return
    const before = this.#waves[next - 1]
    if (before && before.verdict !== 'passed') return
    const pause = before ? before.endedStep + Math.round(outline.approvalMs / grid.stepMs) : 0
    if (step >= Math.max(this.#startStep, pause)) wave.openedStep = step
  }

  #stepOf(at: Instant): number {
    const { grid } = this.#input
    return Math.round((at - grid.startAt) / grid.stepMs)
  }

  #admit(index: number, step: number): void {
    const wave = this.#waves[index] as WaveRun
    if (wave.waiting <= 0) return
    const { outline, grid } = this.#input
    const open = this.#waves.reduce((sum, each) => sum + openOf(each), 0)
    const room = (outline.atOnce ?? Number.POSITIVE_INFINITY) - open
    const admitted = Math.min(wave.waiting, Math.max(0, room))
    // A trickle of admissions would make a cohort each step: they wait for one another a little.
    const least = Math.min(wave.waiting, outline.atOnce ?? wave.devices) / batchesAtOnce
    if (admitted <= 0 || admitted < Math.min(least, wave.waiting)) return
    wave.waiting -= admitted
    const latest = wave.cohorts.at(-1)
    const isNear =
      latest !== undefined &&
      (step - latest.admittedStep) * grid.stepMs < outline.deviceDeadlineMs / 40
    if (isNear) joinCohort(latest, this.#roads, { step, admitted })
    else wave.cohorts.push(newCohort(this.#roads, { step, admitted }))
  }

  /** Who wakes and may be reached is served as far as the shared rates go. */
  #dispatch(step: number): void {
    const asked: { cohort: Cohort; wave: WaveRun; at: number; mass: number }[] = []
    const demand = new Map<string, number>()
    for (const wave of this.#waves) {
      for (const cohort of wave.cohorts) {
        for (const [at, flow] of cohort.flows.entries()) {
          if (!flow) continue
          if ((cohort.left[at] as number) < negligible) {
            cohort.flows[at] = undefined
            cohort.left[at] = 0
            continue
          }
          const mass = flow.reach(step)
          if (mass === 0) continue
          const road = this.#roads[at] as ClassRoad
          if (road.open[step] === 0) {
            flow.goOn(step, mass)
            continue
          }
          asked.push({ cohort, wave, at, mass })
          for (const key of road.of.of.sharedRates) {
            demand.set(key, (demand.get(key) ?? 0) + mass)
          }
        }
      }
    }
    for (const { cohort, wave, at, mass } of asked) {
      this.#serve(wave, cohort, { at, mass: mass, step, share: this.#admittedShare(at, demand) })
    }
  }

  #admittedShare(at: number, demand: ReadonlyMap<string, number>): number {
    const { outline, grid } = this.#input
    const { sharedRates } = (this.#roads[at] as ClassRoad).of.of
    return sharedRates.reduce((share, key) => {
      const perMinute = outline.perMinute[key]
      if (perMinute === undefined) return share
      const room = (perMinute * grid.stepMs) / 60_000
      return Math.min(share, 1 - lossOf((demand.get(key) ?? 0) / room, Math.max(1, perMinute)))
    }, 1)
  }

  #serve(
    wave: WaveRun,
    cohort: Cohort,
    met: {
      readonly at: number
      readonly mass: number
      readonly step: number
      readonly share: number
    },
  ): void {
    const { at, step } = met
    const flow = cohort.flows[at] as ContactFlow
    const road = this.#roads[at] as ClassRoad
    const { failedShare } = this.#input.luck
    const begun = met.mass * met.share
    if (met.share < 1) flow.goOn(step, met.mass - begun)
    road.sessions += begun
    const breaks = Math.max(0, begun - flow.sure * met.share) * road.brokenShare
    flow.retry(step, breaks)
    const through = begun - breaks
    cohort.left[at] = Math.max(0, (cohort.left[at] as number) - through)
    const late = Math.round(road.of.sessionMs / this.#input.grid.stepMs)
    cohort.ending.push({
      step: step + late,
      succeeded: through * (1 - failedShare),
      failed: through * failedShare,
    })
    settle(wave, cohort, step)
  }

  #expire(wave: WaveRun, step: number): void {
    const { outline, grid } = this.#input
    const deadlineSteps = outline.deviceDeadlineMs / grid.stepMs
    wave.cohorts = wave.cohorts.filter((cohort) => {
      settle(wave, cohort, step)
      if (step - cohort.admittedStep < deadlineSteps) return true
      for (const [at, left] of cohort.left.entries()) {
        ;(this.#roads[at] as ClassRoad).expired += left
        wave.expired += left
      }
      settle(wave, cohort, Number.POSITIVE_INFINITY)
      return false
    })
  }

  /** At the present, what is left of a wave becomes what is known to be left of it. */
  #match(index: number, step: number): void {
    const { observed, grid } = this.#input
    const wave = this.#waves[index] as WaveRun
    const seen = observed?.waves[index]
    if (!seen || wave.isScaled || grid.startAt + step * grid.stepMs < observed.now) return
    wave.isScaled = true
    const open = openOf(wave)
    const known = Math.max(0, wave.devices - wave.waiting - seen.succeeded - seen.failed)
    for (const cohort of wave.cohorts) scale(cohort, open > 0 ? known / open : 0)
    wave.succeeded = seen.succeeded
    wave.failed = seen.failed
    wave.expired = 0
  }

  #judge(index: number, step: number): void {
    const { outline, observed, grid } = this.#input
    const wave = this.#waves[index] as WaveRun
    const seenEnd = observed?.waves[index]?.endedAt
    const at = grid.startAt + step * grid.stepMs
    if (seenEnd !== undefined && at >= seenEnd) {
      wave.verdict = 'passed'
      wave.endedStep = step
      return
    }
    if (observed && at < observed.now) return
    const numbers = this.#numbers(index)
    const decided = numbers.succeeded + numbers.failed + numbers.withoutResult
    const isAll = numbers.open + numbers.ahead === 0
    if (!isAll && decided - wave.judgedAt < numbers.size * judgedEveryShare) return
    wave.judgedAt = decided
    const verdict = outline.gate(numbers)
    if (verdict !== 'passed' && verdict !== 'failed') return
    wave.verdict = verdict
    wave.endedStep = step
  }

  /** Whole devices, as luck has them: the last one comes when exp(-left) reaches its draw. */
  #numbers(index: number): WaveNumbers {
    const wave = this.#waves[index] as WaveRun
    const { luck } = this.#input
    const size = Math.round(wave.devices)
    const open = openOf(wave)
    const more = (luck.failures[index] ?? 0) * Math.sqrt(wave.failed)
    const failed = Math.min(size, Math.max(0, Math.round(wave.failed + more)))
    const withoutResult = Math.round(wave.expired)
    const counted = { planned: size, size, failed, withoutResult }
    if (open + wave.waiting <= -Math.log(luck.lastDevice[index] ?? 0.5)) {
      const succeeded = Math.max(0, size - failed - withoutResult)
      return { ...counted, succeeded, open: 0, ahead: 0 }
    }
    const ended = wave.succeeded + wave.failed + wave.expired
    const done = size > 0 ? Math.min(1, ended / size) : 0
    const deviation = Math.sqrt(size * done * (1 - done)) * (luck.deviations[index] ?? 0)
    const ahead = Math.round(wave.waiting)
    const room = Math.max(0, size - failed - withoutResult - ahead - 1)
    const succeeded = Math.min(room, Math.max(0, Math.round(wave.succeeded + deviation)))
    const left = Math.max(1, size - succeeded - failed - withoutResult - ahead)
    return { ...counted, succeeded, open: left, ahead }
  }

  #note(step: number): void {
    const { grid } = this.#input
    const left = this.#waves.reduce((sum, wave) => sum + openOf(wave) + wave.waiting, 0)
    const last = this.#waves.length - 1
    const bound = -Math.log(this.#input.luck.lastDevice[last] ?? 0.5)
    const succeeded = this.#waves.reduce((sum, wave) => sum + wave.succeeded, 0)
    if (step >= this.#startStep)
      this.#series.push({ at: grid.startAt + step * grid.stepMs, succeeded })
    const before = this.#waves.slice(0, last)
    if (before.every(({ verdict }) => verdict === 'passed'))
      this.#odds.note(this.#timeOf(step), left)
    const isHeld = this.#waves.some(({ verdict }) => verdict === 'failed')
    const isJudged = this.#waves.every(({ verdict }) => verdict !== undefined)
    if (this.#finishedStep < 0 && left <= bound && isJudged) this.#finishedStep = step
    this.#isOver = isHeld || (this.#finishedStep >= 0 && this.#odds.isWhole)
  }

  /** What happens in a step happens in its middle, on average. */
  #timeOf(step: number): Instant {
    const { grid } = this.#input
    return grid.startAt + (step + 0.5) * grid.stepMs
  }

  course(): CampaignCourse {
    const timeOf = (step: number): Instant => this.#timeOf(step)
    const isThrough = this.#waves.every(({ verdict }) => verdict === 'passed')
    return {
      ...(this.#finishedStep >= 0 && isThrough ? { finishedAt: timeOf(this.#finishedStep) } : {}),
      finishes: isThrough ? this.#odds.instants : [],
      waves: this.#waves.map((wave) => ({
        ...(wave.openedStep >= 0 ? { openedAt: timeOf(wave.openedStep - 0.5) } : {}),
        ...(wave.verdict ? { endedAt: timeOf(wave.endedStep), verdict: wave.verdict } : {}),
        succeeded: wave.succeeded,
        failed: wave.failed,
        expired: wave.expired,
      })),
      expiredByClass: this.#roads.map(({ expired }) => expired),
      sessionsByClass: this.#roads.map(({ sessions }) => sessions),
      series: thinned(this.#series),
    }
  }
}

const openOf = ({ cohorts }: WaveRun): number =>
  cohorts.reduce((sum, cohort) => sum + openIn(cohort), 0)

const newWave = ({ devices }: { readonly devices: number }): WaveRun => ({
  devices,
  cohorts: [],
  waiting: devices,
  openedStep: -1,
  endedStep: -1,
  verdict: undefined,
  succeeded: 0,
  failed: 0,
  expired: 0,
  isScaled: false,
  judgedAt: 0,
})
