// How fast an allowance goes, from the operator's readings of what is left. Use grows in bursts
// (downloads, retries), so the fastest of the last stretches counts for a warning: one that comes
// too early costs a look, one that comes too late costs a visit.

import type { LineReading } from '../lines/line.ts'

const dayMs = 86_400_000

/** Readings closer together than this say nothing about a day. */
const stretchMinMs = 6 * 3_600_000

/**
 * Units a day: the largest of the use over all readings since the last top-up and the use over the
 * last two stretches. Undefined with fewer than two readings far enough apart.
 */
export function fastestUse(
  readings: readonly LineReading[],
  kind: 'bytesLeft' | 'smsLeft',
): number | undefined {
  const points = sinceTopUp(
    readings.flatMap(({ at, [kind]: left }) => (left === undefined ? [] : [{ at, left }])),
  )
  const last = points.at(-1)
  if (!last) return undefined
  const starts = [points[0], points.at(-3), points.at(-2)]
  const rates = starts.flatMap((start) => {
    if (!start || last.at - start.at < stretchMinMs) return []
    return [((start.left - last.left) / (last.at - start.at)) * dayMs]
  })
  return rates.length === 0 ? undefined : Math.max(...rates)
}

interface Point {
  readonly at: number
  readonly left: number
}

/** The readings after the allowance last grew. */
function sinceTopUp(points: readonly Point[]): readonly Point[] {
  const grownAt = points.findLastIndex((point, i) => point.left > (points[i - 1]?.left ?? Infinity))
  return points.slice(Math.max(0, grownAt))
}
