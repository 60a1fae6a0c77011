// Windows without coverage as a device meets them: how likely it stands in one some time after it
// was last reached, how long the rest of that one lasts, and after how many tries it comes through.
// Holes begin at random at a constant rate, their length is uniform between two bounds.

import type { Holes } from './device-class.ts'

/** A point in time after now, and the share of what waits that comes then; shares sum to 1. */
export interface Delay {
  readonly ms: number
  /** The pause before it: what scatters. */
  readonly pauseMs: number
  readonly share: number
}

const hourMs = 3_600_000
/** Pauses after failures double up to so often. */
const doublingsMax = 10
const retriesKept = 150

/**
 * Places differ: a class is taken as two halves, one with fewer holes than the mean and one with
 * more. What comes last lies where the coverage is worst, so the mean alone would be too early.
 */
export const placeFactors = [0.7, 1.3]

/** ∫ P(L > u) du from 0 to x, in hours. */
function lengthBeyond({ hoursMin: a, hoursMax: b }: Holes, x: number): number {
  if (x <= a) return Math.max(0, x)
  if (x >= b) return (a + b) / 2
  return a + ((b - a) ** 2 - (b - x) ** 2) / (2 * (b - a))
}

/** P(in a hole), `gapMs` after the device was reached. */
export function likelyInHole(holes: Holes, gapMs: number): number {
  return 1 - Math.exp((-holes.perDay / 24) * lengthBeyond(holes, gapMs / hourMs))
}

/** P(the hole lasts longer than `ms` from now), begun at some time within the last `gapMs`. */
function restLasts(holes: Holes, gapMs: number, ms: number): number {
  const [gap, rest] = [gapMs / hourMs, ms / hourMs]
  const all = lengthBeyond(holes, gap)
  if (all <= 0) return rest <= 0 ? 1 : 0
  return (lengthBeyond(holes, rest + gap) - lengthBeyond(holes, rest)) / all
}

const momentsOfDay = Array.from({ length: 12 }, (_, at) => at * 2 + 1)

/**
 * P(in another hole), so long after the beginning of one that is over: on a day at most one begins,
 * so the other one began on a day before, or on one of the days that followed.
 */
function likelyInAnother(holes: Holes, sinceMs: number): number {
  const since = sinceMs / hourMs
  const mean = lengthBeyond(holes, holes.hoursMax)
  const reaching = momentsOfDay.map((hour) => {
    const later = lengthBeyond(holes, since - (24 - hour))
    return later + mean - lengthBeyond(holes, since + hour)
  })
  const average = reaching.reduce((sum, one) => sum + one, 0) / reaching.length
  return 1 - Math.exp((-holes.perDay / 24) * average)
}

/** How long a hole has lasted, on average, when it is met at random. */
function meanAgeMs({ hoursMin: a, hoursMax: b }: Holes): number {
  const mean = (a + b) / 2
  const square = (a * a + a * b + b * b) / 3
  return mean > 0 ? (square / (2 * mean)) * hourMs : 0
}

/** How a device that failed tries again, and how long it had not been asked before. */
export interface Tries {
  readonly firstMs: number
  readonly everyMs: number
  readonly gapMs: number
  /** How likely a session breaks once it is through; 0 where none is begun. */
  readonly brokenShare: number
}

/**
 * A device that woke in a hole tries again with doubling pauses. It comes through at the first
 * try outside every hole whose session does not break. A try after one hole may fall into another,
 * and the pauses go on doubling all the while.
 */
export function holeDelays(
  holes: Holes,
  { firstMs, everyMs, gapMs, brokenShare }: Tries,
): readonly Delay[] {
  const tries = [0]
  /** What waits in a hole found at each try, and since when that hole may have begun. */
  const found = [{ mass: 1, gapMs }]
  /** What came through at each try, and broke. */
  const broken = [0]
  const delays: Delay[] = []
  const anyGapMs = holes.hoursMax * hourMs
  const ageMs = meanAgeMs(holes)
  let left = 1
  for (let at = 1; left > 1e-9 && at <= retriesKept; at++) {
    const pauseMs = Math.min(everyMs, firstMs * 2 ** Math.min(at - 1, doublingsMax))
    const before = tries[at - 1] as number
    const ms = before + pauseMs
    tries.push(ms)
    let out = broken[at - 1] as number
    let again = 0
    for (const [from, hole] of found.entries()) {
      const since = tries[from] as number
      const lasted = restLasts(holes, hole.gapMs, before - since)
      const over = hole.mass * (lasted - restLasts(holes, hole.gapMs, ms - since))
      out += over
      again += over * likelyInAnother(holes, ageMs + ms - since)
    }
    const through = (out - again) * (1 - brokenShare)
    found.push({ mass: again, gapMs: anyGapMs })
    broken.push(out - again - through)
    if (through > 0) delays.push({ ms, pauseMs, share: through })
    left -= through
  }
  if (left > 0)
    delays.push({ ms: (tries.at(-1) as number) + everyMs, pauseMs: everyMs, share: left })
  return delays
}
