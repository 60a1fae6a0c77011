// What is drawn before each run of a forecast. Draws are stratified (each tenth of the chance is met
// equally often), so that a few runs give steady quantiles.

import type { Luck } from './campaign-course.ts'
import type { History } from './device-class.ts'

/** One luck for each run. `chance`: the next number in [0, 1). */
export function drawLucks(
  runs: number,
  waves: number,
  { history, chance }: { readonly history: History; readonly chance: () => number },
): readonly Luck[] {
  const strata = (): readonly number[] =>
    shuffled(
      Array.from({ length: runs }, (_, at) => (at + 0.5) / runs),
      chance,
    )
  const last = Array.from({ length: waves }, strata)
  const deviations = Array.from({ length: waves }, strata)
  const failures = Array.from({ length: waves }, strata)
  const broken = strata()
  const failed = strata()
  return Array.from({ length: runs }, (_, run) => ({
    lastDevice: last.map((of) => of[run] as number),
    deviations: deviations.map((of) => deviate(of[run] as number)),
    failures: failures.map((of) => deviate(of[run] as number)),
    brokenShare: drawShare(history.broken, history.sessions, broken[run] as number),
    failedShare: drawShare(history.failed, history.ended, failed[run] as number),
  }))
}

/** A share known from a sample, as uncertain as the sample leaves it (Jeffreys). */
function drawShare(hits: number, of: number, chance: number): number {
  const mean = (hits + 0.5) / (of + 1)
  const spread = Math.sqrt((mean * (1 - mean)) / (of + 2))
  return Math.min(0.95, Math.max(mean / 10, mean + deviate(chance) * spread))
}

/** The normal deviate of a quantile, by the logistic curve (within 0.02 between 1 % and 99 %). */
const deviate = (chance: number): number => Math.log(chance / (1 - chance)) / 1.702

function shuffled(values: readonly number[], chance: () => number): readonly number[] {
  const mixed = [...values]
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(chance() * (at + 1))
    ;[mixed[at], mixed[other]] = [mixed[other] as number, mixed[at] as number]
  }
  return mixed
}
