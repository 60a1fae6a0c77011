// The interval that a device keeps by itself, read out of the gaps between its contacts. Robust
// against bursts (short gaps of retries and restarts) and holes (gaps of missed contacts): it is the
// longest length that comes often enough to be a habit.

/** What the gaps say. */
export interface LearnedInterval {
  readonly intervalMs: number
  /** How many of the gaps are of this length, and of how many. */
  readonly like: number
  readonly of: number
}

/** Gaps that differ by less than this factor are the same habit (a timer with scatter). */
const habitSpread = 1.35

/** A length is a habit when at least this many gaps, and this share of them, have it. */
export const habitGapsMin = 3
const habitShareMin = 0.3

/**
 * The device's own interval in ms; nothing while it is not known well enough. With one or two gaps
 * the longest counts, because a device that was just set up calls sooner, never later.
 */
export function learnInterval(gaps: readonly number[]): LearnedInterval | undefined {
  const longestFirst = gaps.toSorted((a, b) => b - a)
  const [longest] = longestFirst
  if (longest === undefined) return undefined
  const of = gaps.length
  if (of < habitGapsMin) return { intervalMs: longest, like: 1, of }
  const wanted = Math.max(habitGapsMin, Math.ceil(of * habitShareMin))
  for (const top of longestFirst) {
    const like = gaps.filter((gap) => gap <= top && gap > top / habitSpread)
    if (like.length >= wanted) return { intervalMs: median(like), like: like.length, of }
  }
  return { intervalMs: median(gaps), like: of, of }
}

/** The middle one; of an even number the longer of the two in the middle. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/**
 * The longest silence that the device broke by itself, if it was longer than `intervalMs` allows:
 * it was late before, and came back.
 */
export function longestHole(gaps: readonly number[], intervalMs: number): number | undefined {
  const holes = gaps.filter((gap) => gap > intervalMs * 1.5)
  return holes.length === 0 ? undefined : Math.max(...holes)
}
