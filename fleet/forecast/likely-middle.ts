// The one time that a forecast tells for its middle. Campaigns often end on one of two or three days,
// and which of them is the middle hangs on a percent more or less of broken sessions, which nobody
// knows so well. Told is the time that is most likely near the true middle: between two days where
// both are near it, else the likelier one.

import { quantileWeights } from './quantile.ts'

/**
 * What is not known of a fleet (how often its sessions break, how good its coverage is) leaves the
 * middle as open as so few draws would, however many are drawn; found on fleets 501 to 640.
 */
const knownByDraws = 25
/** What is less likely by no more than this is as good. */
const asGood = 0.02
/** What is no further apart than this share of the time it takes is near. */
export const nearShare = 0.1
/** A bound is inside. */
const edge = 1e-6

interface Near {
  readonly time: number
  readonly likelihood: number
  readonly draws: readonly { readonly value: number; readonly weight: number }[]
}

/** `sorted`: not empty; below zero is what a campaign under way has behind it. */
export function likelyMiddle(sorted: readonly number[]): number {
  const weights = quantileWeights(sorted.length, 0.5, Math.min(knownByDraws, sorted.length))
  const draws = sorted.map((value, at) => ({ value, weight: weights[at] as number }))
  const near = (time: number): Near => {
    const found = draws.filter(({ value }) => Math.abs(time - value) <= nearShare * Math.abs(value))
    return { time, likelihood: found.reduce((sum, { weight }) => sum + weight, 0), draws: found }
  }
  const mean = near(meanOf(draws))
  const best = boundsOf(sorted)
    .map(near)
    .reduce((one, other) => (other.likelihood > one.likelihood ? other : one), mean)
  const isAsGood = ({ likelihood }: Near): boolean => likelihood >= best.likelihood - asGood
  if (isAsGood(mean)) return mean.time
  const within = near(meanOf(best.draws))
  return isAsGood(within) ? within.time : best.time
}

/** Where one draw more, or one draw less, becomes near. */
function boundsOf(sorted: readonly number[]): readonly number[] {
  const shares = [1 + nearShare - edge, 1 - nearShare + edge]
  return [...new Set(sorted.flatMap((value) => shares.map((share) => value * share)))]
}

function meanOf(draws: Near['draws']): number {
  const all = draws.reduce((sum, { weight }) => sum + weight, 0)
  return draws.reduce((sum, { value, weight }) => sum + value * weight, 0) / all
}
