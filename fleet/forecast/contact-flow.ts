// Contacts of a class of devices as a flow on a grid of time: how much of the class wakes in each
// step, when it next wakes, and what lies between (sleep, holes in the coverage, retries). Masses
// instead of devices: the tail is exact, and the cost does not depend on how many devices there are.

import type { DeviceClass } from './device-class.ts'
import { type Delay, holeDelays, likelyInHole } from './hole-model.ts'

const minuteMs = 60_000
/** Devices that slept wake within this after the end of their sleep, not all at once. */
const wakeSpreadMs = 10 * minuteMs

/** How wakings meet holes: those after the usual interval, and those after a sleep. */
interface Meeting {
  readonly inHole: number
  readonly delays: readonly Delay[]
  /** Where a session waits that may break. */
  readonly servedDelays: readonly Delay[]
}

export interface ContactShape {
  readonly stepMs: number
  readonly everyMs: number
  readonly spread: number
  /** For each step: 0 awake, else how many steps until it is. */
  readonly asleepSteps: Int32Array
  readonly usual: Meeting
  readonly woken: Meeting
  readonly retryMs: number
}

/** What a class does on a grid. */
export function shapeOf(
  of: DeviceClass,
  grid: {
    readonly stepMs: number
    readonly asleepSteps: Int32Array
    readonly retryMs: number
    readonly brokenShare: number
  },
): ContactShape {
  const { everyMs, spread, holes } = of
  const { stepMs, asleepSteps, retryMs, brokenShare } = grid
  const meeting = (gapMs: number): Meeting => {
    const tries = { firstMs: retryMs, everyMs, gapMs }
    return {
      inHole: likelyInHole(holes, gapMs),
      delays: holeDelays(holes, { ...tries, brokenShare: 0 }),
      servedDelays: holeDelays(holes, { ...tries, brokenShare }),
    }
  }
  const longest = asleepSteps.reduce((most, steps) => Math.max(most, steps), 0)
  return {
    ...{ stepMs, everyMs, spread, asleepSteps },
    usual: meeting(everyMs),
    woken: meeting(Math.max(everyMs, longest * stepMs)),
    retryMs: Math.min(retryMs, everyMs),
  }
}

/** Something that comes in over time: its slope at each step, and what that adds up to. */
class Lane {
  readonly slopes: Float64Array
  running = 0

  constructor(steps: number) {
    this.slopes = new Float64Array(steps + 2)
  }

  /** What comes in this step; steps must be taken in order. */
  take(step: number): number {
    this.running += this.slopes[step] as number
    return Math.max(0, this.running)
  }

  /** Evenly over [from, to) in steps, fractions of a step included. */
  spread(from: number, to: number, mass: number): void {
    const density = mass / (to - from)
    this.#edge(from, density)
    this.#edge(to, -density)
  }

  addFrom(other: Lane, steps: { readonly from: number; readonly to: number }, share: number): void {
    this.running += other.running * share
    for (let at = steps.from; at <= steps.to; at++) {
      ;(this.slopes[at] as number) += (other.slopes[at] as number) * share
    }
  }

  scale(factor: number): void {
    this.running *= factor
    for (const at of this.slopes.keys()) (this.slopes[at] as number) *= factor
  }

  #edge(at: number, density: number): void {
    const whole = Math.floor(at)
    if (whole + 1 >= this.slopes.length) return
    const part = at - whole
    ;(this.slopes[whole] as number) += density * (1 - part)
    ;(this.slopes[whole + 1] as number) += density * part
  }
}

/** Devices on their way to their next waking. Steps must be taken in order. */
export class ContactFlow {
  readonly #shape: ContactShape
  readonly #usual: Lane
  readonly #woken: Lane
  /** Out of a hole: they come when they are through. */
  readonly #sure: Lane
  #farthest = 0
  /** Of what was reached last, what came out of holes: its session does not break again. */
  sure = 0

  readonly #isServed: boolean

  constructor(shape: ContactShape, isServed: boolean) {
    this.#shape = shape
    this.#isServed = isServed
    const steps = shape.asleepSteps.length
    this.#usual = new Lane(steps)
    this.#woken = new Lane(steps)
    this.#sure = new Lane(steps)
  }

  /** All at once somewhere in their first interval. */
  begin(step: number, mass: number): void {
    const { everyMs, stepMs } = this.#shape
    this.#put(this.#usual, { from: step, to: step + everyMs / stepMs, mass })
  }

  /** The mass that can be talked to in this step; what sleeps or lies in a hole is put off. */
  reach(step: number): number {
    const usual = this.#usual.take(step)
    const woken = this.#woken.take(step)
    const sure = this.#sure.take(step)
    const all = usual + woken + sure
    this.sure = sure
    if (all === 0) return 0
    const { asleepSteps, stepMs, usual: whenUsual, woken: whenWoken } = this.#shape
    const sleeps = asleepSteps[step] as number
    if (sleeps > 0) {
      const from = step + sleeps
      this.#put(this.#woken, { from, to: from + Math.max(1, wakeSpreadMs / stepMs), mass: all })
      return 0
    }
    return this.#outside(step, usual, whenUsual) + this.#outside(step, woken, whenWoken) + sure
  }

  /** They come again after their usual interval. */
  goOn(step: number, mass: number): void {
    const { everyMs, spread, stepMs } = this.#shape
    const middle = step + 0.5 + everyMs / stepMs
    const half = Math.max(0.5, (spread * everyMs) / stepMs)
    this.#put(this.#usual, { from: Math.max(step + 1, middle - half), to: middle + half, mass })
  }

  /** The session broke: they try again soon. */
  retry(step: number, mass: number): void {
    const { retryMs: ms } = this.#shape
    this.#putAfter(this.#usual, { step, mass, delay: { ms, pauseMs: ms, share: 1 } })
  }

  /** Takes over where a share of another flow is going from `step` on; `step` is not taken yet. */
  copyFrom(other: ContactFlow, step: number, share: number): void {
    const steps = { from: step, to: other.#farthest }
    this.#usual.addFrom(other.#usual, steps, share)
    this.#woken.addFrom(other.#woken, steps, share)
    this.#sure.addFrom(other.#sure, steps, share)
    this.#farthest = Math.max(this.#farthest, other.#farthest)
  }

  /** As if it were so many times as much. */
  scale(factor: number): void {
    for (const lane of [this.#usual, this.#woken, this.#sure]) lane.scale(factor)
  }

  #outside(step: number, mass: number, { inHole, delays, servedDelays }: Meeting): number {
    if (mass === 0 || inHole === 0) return mass
    for (const delay of this.#isServed ? servedDelays : delays) {
      this.#putAfter(this.#sure, { step, delay, mass: mass * inHole })
    }
    return mass * (1 - inHole)
  }

  #putAfter(
    lane: Lane,
    put: { readonly step: number; readonly delay: Delay; readonly mass: number },
  ): void {
    const { stepMs, spread } = this.#shape
    const { ms, pauseMs, share } = put.delay
    const middle = put.step + 0.5 + ms / stepMs
    const half = Math.max(0.5, (spread * pauseMs) / stepMs)
    this.#put(lane, {
      from: Math.max(put.step + 1, middle - half),
      to: Math.max(put.step + 2, middle + half),
      mass: put.mass * share,
    })
  }

  #put(
    lane: Lane,
    put: { readonly from: number; readonly to: number; readonly mass: number },
  ): void {
    lane.spread(put.from, put.to, put.mass)
    const last = Math.min(Math.ceil(put.to) + 1, lane.slopes.length - 1)
    this.#farthest = Math.max(this.#farthest, last)
  }
}
