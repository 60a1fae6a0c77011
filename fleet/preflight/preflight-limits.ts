// The numbers of the pre-flight in one place, each with its reason; all may be given otherwise.

const day = 86_400_000

export interface PreflightLimits {
  /** What a profile takes on a card, as a multiple of its package. */
  readonly memoryFactor: number
  /** Octets that must be left besides. */
  readonly memoryMarginBytes: number
  /** Runs of the whole plan that battery and deadline must hold: one, and one more try. */
  readonly runs: number
  /** Share of what the battery holds that those runs may take. */
  readonly energyShareMax: number
  /** Certificates must last so much longer than the deadline (or now, without one). */
  readonly certificateMarginMs: number
  /** What the operator said about a line counts for so long. */
  readonly lineFreshMs: number
  /** A report of free memory counts for so long. */
  readonly memoryFreshMs: number
}

/**
 * Cards keep files in pages and a security domain around them, so a profile takes about a quarter
 * more than its package and some thousand octets (footprints of 10 to 150 KiB are seen in the
 * field). A line that was active ten days ago may be anything now.
 */
export const defaultLimits: PreflightLimits = {
  memoryFactor: 1.25,
  memoryMarginBytes: 6_144,
  runs: 2,
  energyShareMax: 0.25,
  certificateMarginMs: day,
  lineFreshMs: 10 * day,
  memoryFreshMs: 90 * day,
}
