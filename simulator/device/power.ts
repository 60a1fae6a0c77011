// Power of one device: it may be lost at any step. The step that lost it never returns; whoever
// lives on that power ends there, keeping only what the card and the flash hold.

import type { Chance } from '../world/chance.ts'
import type { Instant } from '../world/timeline.ts'

/** Thrown through everything that ran on the power that is gone. */
export class PowerCut extends Error {
  readonly where: string
  constructor(where: string) {
    super(`power lost at: ${where}`)
    this.where = where
  }
}

export interface PowerRates {
  /** How likely power is lost at any one step of a device that is awake. */
  readonly cutPerStep: number
  readonly offMinutesMin: number
  readonly offMinutesMax: number
}

export class Power {
  readonly #chance: Chance
  readonly #rates: PowerRates
  readonly #now: () => Instant
  readonly #steadyFrom: Instant
  #steps = 0
  #lastAt: Instant = 0

  constructor(options: {
    readonly chance: Chance
    readonly rates: PowerRates
    readonly now: () => Instant
    /** No more cuts from here on. */
    readonly steadyFrom: Instant
  }) {
    this.#chance = options.chance
    this.#rates = options.rates
    this.#now = options.now
    this.#steadyFrom = options.steadyFrom
  }

  /** Passes, or loses power here. @throws PowerCut */
  step(where: string): void {
    if (this.isLost()) throw new PowerCut(where)
  }

  /** Whether power is lost at this step; each step of an instant has a chance of its own. */
  isLost(): boolean {
    const now = this.#now()
    this.#steps = now === this.#lastAt ? this.#steps + 1 : 0
    this.#lastAt = now
    if (now >= this.#steadyFrom) return false
    return this.#chance.roll(now * 64 + this.#steps) < this.#rates.cutPerStep
  }

  /** How far into a command of `count` atomic changes the power lasts: 0 to `count`. */
  changesDone(count: number): number {
    return Math.floor(this.#chance.roll(this.#now() * 64 + 63) * (count + 1))
  }

  /** How long it stays off. */
  offMs(): number {
    const { offMinutesMin, offMinutesMax } = this.#rates
    const share = this.#chance.roll(this.#now() * 64 + 62)
    return Math.round((offMinutesMin + share * (offMinutesMax - offMinutesMin)) * 60_000)
  }
}
