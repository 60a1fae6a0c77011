// How many polls a second come in, over the last few seconds of the clock. Counted from the desk's
// own counters, so that a poll costs nothing for it.

import type { EsipaCounters } from '../esipa/esipa-desk.ts'

const windowMs = 10_000

interface Reading {
  readonly at: number
  readonly polls: number
}

export class PollMeter {
  readonly #counters: EsipaCounters
  #readings: readonly Reading[] = []

  constructor(counters: EsipaCounters) {
    this.#counters = counters
  }

  /** Takes a reading; called about every second. */
  note(at: number): void {
    const polls = this.#counters.quietPolls + this.#counters.lookedPolls
    const recent = this.#readings.filter((reading) => at - reading.at <= windowMs)
    this.#readings = [...recent, { at, polls }]
  }

  perSecond(): number {
    const [first] = this.#readings
    const last = this.#readings.at(-1)
    if (!first || !last || last.at <= first.at) return 0
    return Math.round(((last.polls - first.polls) * 10_000) / (last.at - first.at)) / 10
  }
}
