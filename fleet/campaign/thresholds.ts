// The numbers by which a wave passes or fails, with the confidence that the numbers must have.

/** Shares from 0 to 1. */
export interface Thresholds {
  /** A wave passes when its share of success is at least this, with `confidence`. */
  readonly successAtLeast: number
  /** A wave fails when its share of failure is above this, with `confidence`. */
  readonly failureAtMost: number
  /** One-sided, e.g. 0.95. */
  readonly confidence: number
}

/** For plans that name none. */
export const defaultThresholds: Thresholds = {
  successAtLeast: 0.95,
  failureAtMost: 0.05,
  confidence: 0.95,
}
