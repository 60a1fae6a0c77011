// Devices as counters: no card, no message, only when each wakes, whether radio reaches it, how long
// a session takes and how it ends. For questions about whole fleets (when will a campaign be
// through?), where thousands of full devices would take too long. Written from the ways of the full
// devices (wake-times.ts, coverage.ts, network.ts), not from anybody's forecast.

import { type Chance, chanceOf } from '../world/chance.ts'
import type { Instant } from '../world/timeline.ts'
import { WakeQueue } from './wake-queue.ts'

/** A make of devices. */
export interface CounterMake {
  readonly devices: number
  readonly pollEveryMs: number
  /** Local hours between which it does not wake, and how far its clock is ahead of UTC. */
  readonly sleep?: { readonly fromHour: number; readonly untilHour: number }
  readonly utcOffsetHours: number
  readonly holes: { readonly perDay: number; readonly hoursMin: number; readonly hoursMax: number }
  /** Shortest and longest time that one whole session takes, radio and card together. */
  readonly sessionMs: readonly [number, number]
  /** How likely a session breaks: lost messages, power. */
  readonly breaks: number
  /** How likely a device cannot succeed, whatever is done. */
  readonly hopeless: number
}

export type SessionEnd = 'succeeded' | 'failed' | 'broken'

/** What the other side meets, in order of time but for ends, which are told when they begin. */
export type CounterMoment =
  | { readonly kind: 'tick'; readonly at: Instant }
  | { readonly kind: 'ask'; readonly device: number; readonly at: Instant }
  | {
      readonly kind: 'ended'
      readonly device: number
      readonly at: Instant
      readonly end: SessionEnd
    }

/** The other side: what a device is told when it comes, and what it tells. */
export interface CounterDoor {
  /** Whether there is something for this device now. */
  ask(device: number, at: Instant): boolean
  ended(device: number, at: Instant, end: SessionEnd): void
  /** Nothing will ever come of it again: its further life is left out. Absent: none is. */
  isOver?(device: number): boolean
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const firstRetryMs = 2 * minuteMs

const idle: CounterDoor = { ask: () => false, ended: () => undefined }

export interface CounterTotals {
  wakings: number
  unreached: number
  sessions: number
  /** Milliseconds of sessions, broken ones included. */
  sessionMs: number
}

export class CounterFleet {
  readonly totals: CounterTotals = { wakings: 0, unreached: 0, sessions: 0, sessionMs: 0 }
  readonly #makes: readonly CounterMake[]
  readonly #door: CounterDoor
  readonly #queue: WakeQueue
  readonly #makeOf: Uint8Array
  readonly #everyMs: Float64Array
  readonly #holeFactor: Float32Array
  readonly #hopeless: Uint8Array
  readonly #failures: Uint8Array
  /** The next waking of devices that live apart. */
  readonly #apartAt: Float64Array
  readonly #chance: Chance

  constructor(seed: number, makes: readonly CounterMake[], door: CounterDoor = idle) {
    this.#makes = makes
    this.#door = door
    const size = makes.reduce((sum, { devices }) => sum + devices, 0)
    this.#queue = new WakeQueue(size)
    this.#makeOf = new Uint8Array(size)
    this.#everyMs = new Float64Array(size)
    this.#holeFactor = new Float32Array(size)
    this.#hopeless = new Uint8Array(size)
    this.#failures = new Uint8Array(size)
    this.#apartAt = new Float64Array(size).fill(Number.NaN)
    this.#chance = chanceOf(seed, 'counter fleet')
  }

  get size(): number {
    return this.#makeOf.length
  }

  makeOf(device: number): number {
    return this.#makeOf[device] as number
  }

  /**
   * Devices are switched on one by one within their first interval. Those `apart` ask nobody, and so
   * wait for nobody: each lives alone, which is quick, until it joins.
   */
  switchOn(at: Instant, how: 'together' | 'apart' = 'together'): void {
    let device = 0
    for (const [number, make] of this.#makes.entries()) {
      for (let each = 0; each < make.devices; each++, device++) {
        this.#makeOf[device] = number
        // No two clocks are alike: a few percent from unit to unit.
        this.#everyMs[device] = make.pollEveryMs * (0.97 + 0.06 * this.#chance.fraction())
        this.#holeFactor[device] = 0.5 + this.#chance.fraction()
        this.#hopeless[device] = this.#chance.happens(make.hopeless) ? 1 : 0
        const first = at + this.#chance.fraction() * make.pollEveryMs
        if (how === 'apart') this.#apartAt[device] = first
        else this.#queue.push(first, device)
      }
    }
  }

  /** A device that lived apart asks from now on. */
  join(device: number, now: Instant): void {
    let at = this.#apartAt[device] as number
    while (at < now) {
      this.totals.wakings++
      const isReached = this.#holeEnd(device, at) <= at
      if (!isReached) this.totals.unreached++
      const next = isReached ? this.#usualAt(device, at) : this.#retryAt(device, at)
      at = this.#afterNight(device, next)
    }
    this.#queue.push(at, device)
  }

  /** Lives until `until`; `tick.at` is called before the first waking after each of its instants. */
  run(
    until: Instant,
    tick: { readonly everyMs: number; readonly at: (now: Instant) => boolean },
  ): void {
    const life = this.life(until, tick.everyMs)
    for (let step = life.next(); !step.done; ) step = life.next(this.#answer(step.value, tick.at))
  }

  /**
   * The same life, moment by moment, for another side that may be waited for: each moment wants an
   * answer (whether to go on; whether there is something for the device; any after an end).
   */
  *life(until: Instant, tickEveryMs: number): Generator<CounterMoment, void, boolean> {
    let next = Math.ceil(this.#queue.nextAt / tickEveryMs) * tickEveryMs
    while (this.#queue.nextAt <= until) {
      while (next <= this.#queue.nextAt) {
        if (!(yield { kind: 'tick', at: next })) return
        next += tickEveryMs
      }
      const at = this.#queue.nextAt
      const device = this.#queue.pop()
      this.totals.wakings++
      let nextAt: Instant
      if (this.#holeEnd(device, at) > at) {
        this.totals.unreached++
        nextAt = this.#retryAt(device, at)
      } else if (yield { kind: 'ask', device, at }) {
        const session = this.#session(device, at)
        yield session
        const isCut = session.end === 'broken'
        nextAt = isCut ? this.#retryAt(device, session.at) : this.#usualAt(device, session.at)
      } else {
        nextAt = this.#usualAt(device, at)
      }
      if (this.#door.isOver?.(device)) continue
      this.#queue.push(this.#afterNight(device, nextAt), device)
    }
  }

  #answer(moment: CounterMoment, tick: (now: Instant) => boolean): boolean {
    switch (moment.kind) {
      case 'tick':
        return tick(moment.at)
      case 'ask':
        return this.#door.ask(moment.device, moment.at)
      case 'ended':
        this.#door.ended(moment.device, moment.at, moment.end)
        return true
    }
  }

  #session(device: number, at: Instant): Extract<CounterMoment, { kind: 'ended' }> {
    const make = this.#makes[this.makeOf(device)] as CounterMake
    const [least, most] = make.sessionMs
    const lasts = least + (most - least) * this.#chance.fraction()
    this.totals.sessions++
    const isCut =
      this.#chance.happens(make.breaks) || this.#holeEnd(device, at + lasts) > at + lasts
    const endsAt = at + (isCut ? lasts * this.#chance.fraction() : lasts)
    this.totals.sessionMs += endsAt - at
    const whole = this.#hopeless[device] ? 'failed' : 'succeeded'
    return { kind: 'ended', device, at: endsAt, end: isCut ? 'broken' : whole }
  }

  #usualAt(device: number, at: Instant): Instant {
    this.#failures[device] = 0
    return at + (this.#everyMs[device] as number) * (0.9 + 0.2 * this.#chance.fraction())
  }

  #retryAt(device: number, at: Instant): Instant {
    const failures = Math.min(10, this.#failures[device] as number)
    this.#failures[device] = failures + 1
    const scatter = 0.9 + 0.2 * this.#chance.fraction()
    const soon = firstRetryMs * 2 ** failures
    return at + Math.min(this.#everyMs[device] as number, soon) * scatter
  }

  /** A waking that falls into the device's night happens in its morning. */
  #afterNight(device: number, at: Instant): Instant {
    const { sleep, utcOffsetHours } = this.#makes[this.makeOf(device)] as CounterMake
    if (!sleep) return at
    const local = at + utcOffsetHours * hourMs
    const hour = (local % dayMs) / hourMs
    const { fromHour, untilHour } = sleep
    const isNight =
      fromHour < untilHour
        ? hour >= fromHour && hour < untilHour
        : hour >= fromHour || hour < untilHour
    if (!isNight) return at
    const hoursLeft = (untilHour - hour + 24) % 24
    return at + hoursLeft * hourMs + this.#chance.fraction() * 10 * minuteMs
  }

  /** When the hole ends in which the device stands; not after `at`: it stands in none. */
  #holeEnd(device: number, at: Instant): Instant {
    const { holes } = this.#makes[this.makeOf(device)] as CounterMake
    if (holes.perDay === 0) return 0
    const day = Math.floor(at / dayMs)
    const reach = Math.ceil(holes.hoursMax / 24)
    for (let candidate = day; candidate >= day - reach; candidate--) {
      const key = (candidate * 1_000_003 + device) * 3
      const likely = holes.perDay * (this.#holeFactor[device] as number)
      if (this.#chance.roll(key) >= likely) continue
      const from = candidate * dayMs + this.#chance.roll(key + 1) * dayMs
      const hours = holes.hoursMin + this.#chance.roll(key + 2) * (holes.hoursMax - holes.hoursMin)
      const until = from + hours * hourMs
      if (at >= from && at < until) return until
    }
    return 0
  }
}
