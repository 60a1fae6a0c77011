// When a forecast has drawn enough courses of a campaign. Where campaigns end on one of two days, the
// middle of a few dozen draws is luck: there more are drawn, until the middle is sure or the work is
// as much as a forecast may cost.

import type { Instant } from '../evidence.ts'

const drawsLeast = 24
const drawsMost = 400
/** Wakings of devices in all draws together: what a forecast costs, and what an unsure one may cost. */
const wakingsUsual = 5_000_000
const wakingsMost = 30_000_000
/** The middle is sure when it is known to this share of the time until the finish. */
const sureShare = 0.04
/** In nineteen of twenty forecasts the true middle lies within so many deviations of the drawn one. */
const sureDeviations = 1.96

export interface DrawnSoFar {
  readonly draws: number
  readonly wakings: number
  /** When each draw that got through was through. */
  readonly finishes: readonly Instant[]
}

/** Whether to stop drawing; `from`: when the time until the finish begins. */
export function isEnoughDrawn({ draws, wakings, finishes }: DrawnSoFar, from: Instant): boolean {
  if (draws < drawsLeast) return false
  if (draws >= drawsMost || wakings >= wakingsMost) return true
  return wakings >= wakingsUsual && isMiddleSure(finishes, from)
}

/** By the draws around the middle one: those that it may truly be lie close together. */
function isMiddleSure(finishes: readonly Instant[], from: Instant): boolean {
  const sorted = finishes.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  const reach = (sureDeviations * Math.sqrt(sorted.length)) / 2
  const least = sorted[Math.max(0, Math.floor(half - reach))]
  const most = sorted[Math.min(sorted.length - 1, Math.ceil(half + reach))]
  if (least === undefined || most === undefined) return true
  return most - least <= sureShare * (most - from)
}
