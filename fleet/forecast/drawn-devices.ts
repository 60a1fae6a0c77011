// Devices as one draw of a forecast has them: when each wakes, sleeps, and stands where the radio does
// not reach it. Drawn from the classes; what differs between devices of one class (their clocks, the
// places where they stand) is drawn for each. Only wakings that matter are walked through.

import type { Instant } from '../evidence.ts'
import type { Holes } from './device-class.ts'
import type { DrawnChance } from './drawn-chance.ts'
import type { OpenTimes } from './open-times.ts'

/** A class in one draw: what is not known of it has been drawn. */
export interface DrawnClass {
  readonly everyMs: number
  /** Contacts come after the device's interval times 1 ± this. */
  readonly spread: number
  readonly holes: Holes
  /** When its devices do not wake; absent: they always do. */
  readonly asleep?: OpenTimes
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** Devices that slept wake within this after the end of their sleep, not all at once. */
const wakeSpreadMs = 10 * minuteMs
/** No two clocks are alike: from unit to unit. */
const unitSpread = 0.03
/** Places differ: from half as many holes as the mean to half as many again. */
const placeSpread = 0.5
/** Pauses after failures double up to so often. */
const doublingsMax = 10
/** After so many intervals nobody can tell where in its interval a device was before. */
const forgottenAfter = 12
const settleMs = 8 * dayMs
const settleIntervals = 3

/** How long before a waking devices of this interval must be followed. */
export const leadMsOf = (everyMs: number): number =>
  Math.max(Math.min(settleMs, forgottenAfter * everyMs), settleIntervals * everyMs)

export class DrawnDevices {
  readonly #classes: readonly DrawnClass[]
  readonly #chance: DrawnChance
  readonly #retryMs: number
  readonly classOf: Uint16Array
  readonly #everyMs: Float64Array
  readonly #holesPerDay: Float32Array
  readonly #key: Int32Array
  readonly #failures: Uint8Array
  /** The end of a hole that it stands in though its own coverage does not say so. */
  readonly #heldUntil: Float64Array
  /** Holes that began before this are not its own. */
  readonly #ownFrom: Float64Array
  /** Its next waking. */
  readonly at: Float64Array
  #keys = 0
  /** Wakings that were walked through: what a draw costs. */
  wakings = 0

  constructor(
    size: number,
    of: {
      readonly classes: readonly DrawnClass[]
      readonly retryMs: number
      readonly chance: DrawnChance
    },
  ) {
    this.#classes = of.classes
    this.#retryMs = of.retryMs
    this.#chance = of.chance
    this.classOf = new Uint16Array(size)
    this.#everyMs = new Float64Array(size)
    this.#holesPerDay = new Float32Array(size)
    this.#key = new Int32Array(size)
    this.#failures = new Uint8Array(size)
    this.#heldUntil = new Float64Array(size)
    this.#ownFrom = new Float64Array(size)
    this.at = new Float64Array(size)
  }

  /** A device of that class, with a clock and a place of its own. */
  draw(device: number, number: number): void {
    const { next } = this.#chance
    const { everyMs, holes } = this.#classOf(number)
    this.classOf[device] = number
    this.#everyMs[device] = everyMs * (1 + unitSpread * (2 * next() - 1))
    this.#holesPerDay[device] = holes.perDay * (1 + placeSpread * (2 * next() - 1))
    this.#key[device] = ++this.#keys
    this.#heldUntil[device] = 0
    this.#ownFrom[device] = 0
  }

  /** One more device like `from`, in the same hole now, with coverage of its own from then on. */
  copy(from: number, to: number, now: Instant): void {
    this.classOf[to] = this.classOf[from] as number
    this.#everyMs[to] = this.#everyMs[from] as number
    this.#holesPerDay[to] = this.#holesPerDay[from] as number
    this.#failures[to] = this.#failures[from] as number
    this.at[to] = this.at[from] as number
    this.#heldUntil[to] = this.holeEnd(from, now)
    this.#ownFrom[to] = Math.max(this.#ownFrom[from] as number, this.#nextHoleFrom(from, now))
    this.#key[to] = ++this.#keys
  }

  /** On a day at most one hole begins: after that of today, tomorrow. */
  #nextHoleFrom(device: number, now: Instant): Instant {
    const today = Math.floor(now / dayMs)
    const { roll } = this.#chance
    const key = this.#key[device] as number
    if (roll(key, 3 * today) >= (this.#holesPerDay[device] as number)) return now
    const from = (today + roll(key, 3 * today + 1)) * dayMs
    return from < now ? (today + 1) * dayMs : now
  }

  /** Puts it where it is at that time, after a life of its own: `at` is its next waking. */
  place(device: number, now: Instant): void {
    const everyMs = this.#everyMs[device] as number
    const { asleep } = this.#classOf(this.classOf[device] as number)
    let from = now - leadMsOf(everyMs)
    if (asleep && !asleep.isOpenAt(from)) {
      const woke = asleep.changeBefore(from)
      if (from - woke < forgottenAfter * everyMs) from = woke - 1
    }
    this.#failures[device] = 0
    this.at[device] = this.#awake(device, from + this.#chance.next() * everyMs)
    this.#idle(device, now)
  }

  /** Lets it wake, with nothing to do, until its next waking is not before `to`. */
  advance(device: number, to: Instant): void {
    const everyMs = this.#everyMs[device] as number
    if (to - (this.at[device] as number) > leadMsOf(everyMs) + 2 * everyMs) {
      this.place(device, to)
    } else this.#idle(device, to)
  }

  #idle(device: number, to: Instant): void {
    for (let at = this.at[device] as number; at < to; at = this.at[device] as number) {
      this.wakings++
      if (this.holeEnd(device, at) > at) this.retry(device, at)
      else this.goOn(device, at)
    }
  }

  /** It comes again after its usual interval. */
  goOn(device: number, at: Instant): void {
    this.#failures[device] = 0
    const { spread } = this.#classOf(this.classOf[device] as number)
    const scatter = 1 + spread * (2 * this.#chance.next() - 1)
    this.at[device] = this.#awake(device, at + (this.#everyMs[device] as number) * scatter)
  }

  /** It was not reached, or its session broke: it tries again soon, and later each time. */
  retry(device: number, at: Instant): void {
    const failures = Math.min(doublingsMax, this.#failures[device] as number)
    this.#failures[device] = failures + 1
    const { spread } = this.#classOf(this.classOf[device] as number)
    const scatter = 1 + spread * (2 * this.#chance.next() - 1)
    const pauseMs = Math.min(this.#everyMs[device] as number, this.#retryMs * 2 ** failures)
    this.at[device] = this.#awake(device, at + pauseMs * scatter)
  }

  /** When the hole ends in which it stands; not after `at`: it stands in none. */
  holeEnd(device: number, at: Instant): Instant {
    const held = this.#heldUntil[device] as number
    if (held > at) return held
    const perDay = this.#holesPerDay[device] as number
    if (perDay === 0) return 0
    const { hoursMin, hoursMax } = this.#classOf(this.classOf[device] as number).holes
    const { roll } = this.#chance
    const key = this.#key[device] as number
    const ownFrom = this.#ownFrom[device] as number
    const today = Math.floor(at / dayMs)
    for (let day = today; day >= today - Math.ceil(hoursMax / 24); day--) {
      if (roll(key, 3 * day) >= perDay) continue
      const from = (day + roll(key, 3 * day + 1)) * dayMs
      if (from < ownFrom) continue
      const hours = hoursMin + roll(key, 3 * day + 2) * (hoursMax - hoursMin)
      if (at >= from && at < from + hours * hourMs) return from + hours * hourMs
    }
    return 0
  }

  /** A waking that falls into its night happens in its morning. */
  #awake(device: number, at: Instant): Instant {
    const { asleep } = this.#classOf(this.classOf[device] as number)
    if (!asleep?.isOpenAt(at)) return at
    return asleep.changeAfter(at) + this.#chance.next() * wakeSpreadMs
  }

  #classOf(number: number): DrawnClass {
    return this.#classes[number] as DrawnClass
  }
}
