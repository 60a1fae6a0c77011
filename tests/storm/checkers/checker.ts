// What a checker is: it reads the evidence of a storm and says every way in which an invariant was
// broken. It knows the standard and the ground truth, and nothing of how the product decides.

import type { Evidence } from '../rig/evidence.ts'

export interface Violation {
  /** `S1`, `L2`, … */
  readonly invariant: string
  /** In words, with the card and the instant. */
  readonly what: string
  readonly at: number
  /** The number of the device that it is about. */
  readonly device?: number
}

export interface Checker {
  readonly invariant: string
  /** The invariant in a sentence. */
  readonly words: string
  readonly check: (evidence: Evidence) => readonly Violation[]
}

/** Makes the violations of one invariant. */
export const violating =
  (invariant: string) =>
  (at: number, what: string): Violation => ({ invariant, at, what })
