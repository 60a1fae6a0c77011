// When windows of the week are open, looked up many thousand times: the instants at which they
// change are found once, by the decision that the campaign itself uses, as far as they are asked for.

import { type WeekWindow, windowStateAt } from '../campaign/week-window.ts'
import type { Instant } from '../evidence.ts'

export class OpenTimes {
  readonly #windows: readonly WeekWindow[]
  readonly #zone: string
  readonly #startsOpen: boolean
  /** Instants of change, in order; the first is where it begins to be known. */
  readonly #edges: Instant[]
  /** Where the last question was answered: the next one is near. */
  #at = 0

  /** `from`: not asked about any earlier instant. */
  constructor(windows: readonly WeekWindow[], zone: string, from: Instant) {
    this.#windows = windows
    this.#zone = zone
    this.#edges = [from]
    this.#startsOpen = windowStateAt(windows, zone, from).isOpen
  }

  isOpenAt(at: Instant): boolean {
    const place = this.#find(at)
    return this.#startsOpen === (place % 2 === 0)
  }

  /** The next instant at which they open or close; infinite when they never do. */
  changeAfter(at: Instant): Instant {
    const next = this.#edges[this.#find(at) + 1]
    return next ?? Number.POSITIVE_INFINITY
  }

  /** When they last changed; the instant from which they are known, when not since. */
  changeBefore(at: Instant): Instant {
    return this.#edges[this.#find(at)] as Instant
  }

  #find(at: Instant): number {
    const edges = this.#edges
    while ((edges.at(-1) as Instant) <= at) this.#extend()
    while ((edges[this.#at] as Instant) > at && this.#at > 0) this.#at--
    while ((edges[this.#at + 1] as Instant) <= at) this.#at++
    return this.#at
  }

  #extend(): void {
    const last = this.#edges.at(-1) as Instant
    const { until } = windowStateAt(this.#windows, this.#zone, last)
    this.#edges.push(until ?? Number.POSITIVE_INFINITY)
  }
}
