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
  // None is a habit: retries that wait longer each time, restarts between them.
  return { intervalMs: median(gaps), like: 1, of }
}

/** Of the latest gaps this many are looked at, and this many must be alike. */
export const latelyOf = 4
const latelyLike = 3

/**
 * The length that a device keeps lately: three of its last four gaps are alike. A device that was
 * set up anew, or that sleeps longer to spare its battery, shows it here long before the new length
 * is a habit among all its gaps.
 */
export function keptLately(gaps: readonly number[]): LearnedInterval | undefined {
  const latest = gaps.slice(-latelyOf)
  for (const top of latest.toSorted((a, b) => b - a)) {
    const like = latest.filter((gap) => gap <= top && gap > top / habitSpread)
    if (like.length >= latelyLike) {
      return { intervalMs: median(like), like: like.length, of: latest.length }
    }
  }
  return undefined
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const roundMs: readonly number[] = [
  ...[5, 10, 15, 20, 30].map((minutes) => minutes * minuteMs),
  ...[1, 2, 3, 4, 6, 8, 12, 24, 48, 72, 96, 168].map((hours) => hours * hourMs),
]
/** Timers scatter by a tenth, and a little goes by in the contact itself. */
const roundSpread = 0.105

/**
 * What a length that was seen stands for: people set timers in round numbers, and a few gaps that
 * scatter say less about the timer than that. A length near no round one stays as it is.
 */
export const roundTimer = (seenMs: number): number =>
  roundMs.find((round) => Math.abs(seenMs - round) <= roundSpread * round) ?? seenMs

/** Gaps of hours that are alike are no retries: few of them tell a rhythm. */
export const slowMs = 3 * hourMs

/**
 * The interval once the gaps are enough to believe in it. A few short gaps count only when most
 * agree: the first contacts of a device come with restarts and retries, which look like a rhythm of
 * minutes.
 */
export function habitOf(gaps: readonly number[]): LearnedInterval | undefined {
  const learned = learnInterval(gaps)
  if (!learned) return undefined
  const { intervalMs, like, of } = learned
  const isEnough = intervalMs >= slowMs ? like >= habitGapsMin : of >= 5 && like >= 0.5 * of
  return isEnough ? learned : undefined
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
