// When one run of a forecast may be through. Devices come independently, so with so many expected to
// be left all are through with chance exp(-left): one run gives the whole distribution of its last
// device, and a few runs are enough for what else is uncertain.

import type { Instant } from '../evidence.ts'

const levels = 20
/** How far a forecast is off though its facts are right, as a share of the time it spans. */
export const modelErrorShare = 0.006
/** Five equally likely errors, in standard deviations. */
const errors = [-1.4, -0.53, 0, 0.53, 1.4]

export class FinishOdds {
  /** One for each twentieth of the chance that was met, soonest first. */
  readonly instants: Instant[] = []

  /** Instants must come in order. */
  note(at: Instant, left: number): void {
    const chance = Math.exp(-left)
    while (this.instants.length < levels && chance >= (this.instants.length + 0.5) / levels) {
      this.instants.push(at)
    }
  }

  get isWhole(): boolean {
    return this.instants.length === levels
  }
}

/** The same instants with what the model leaves out; `from` is where the time begins to run. */
export const withModelError = (
  instants: readonly Instant[],
  from: Instant,
  share: number = modelErrorShare,
): readonly Instant[] =>
  instants.flatMap((at) => errors.map((error) => at + error * share * Math.max(0, at - from)))
