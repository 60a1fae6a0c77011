// What is not known of a class, drawn once for each draw of a forecast: how often its sessions break
// and its devices fail, as far as the history leaves that open; how often it truly comes, where that
// was learned or assumed; how good its coverage is, where nobody counted.

import type { WalkClass } from './campaign-course.ts'
import { brokenShareOf, type DeviceClass, type History } from './device-class.ts'
import { type DrawnChance, deviateOf } from './drawn-chance.ts'
import type { OpenTimes } from './open-times.ts'

/** By what share an interval may be off (one deviation). */
export const intervalErrors: Readonly<Record<DeviceClass['intervalFrom'], number>> = {
  configured: 0,
  learned: 0.05,
  assumed: 0.35,
}

/** Two deviations: further off than that nothing is drawn. */
const deviationMax = 2
const shareMax = 0.95

/** A class of the campaign with the times when it sleeps and may be reached. */
export interface PlacedClass {
  readonly of: DeviceClass
  readonly sessionMs: number
  readonly asleep?: OpenTimes
  readonly open: OpenTimes
}

export function drawClasses(
  classes: readonly PlacedClass[],
  history: History,
  chance: DrawnChance,
): readonly WalkClass[] {
  const { ended, failed, sessions, broken } = history
  const failedShare = drawShare(failed, ended, deviateOf(chance))
  // Classes without sessions of their own share what is not known of all.
  const common = drawShare(broken, sessions, deviateOf(chance)) / shareOf(broken, sessions)
  return classes.map(({ of, ...placed }) => {
    const { everyMs, intervalFrom, holes, tries, devices, spread, sharedRates } = of
    const brokenShare = tries
      ? drawShare(tries.broken, tries.sessions, deviateOf(chance))
      : Math.min(shareMax, brokenShareOf(of, history) * common)
    return {
      ...{ devices, spread, sharedRates, brokenShare, failedShare },
      ...placed,
      everyMs: everyMs * drawFactor(intervalErrors[intervalFrom], chance),
      holes: { ...holes, perDay: holes.perDay * drawFactor(holes.error ?? 0, chance) },
    }
  })
}

const shareOf = (hits: number, of: number): number => (hits + 0.5) / (of + 1)

/** A share known from a sample, as uncertain as the sample leaves it (Jeffreys). */
function drawShare(hits: number, of: number, deviate: number): number {
  const mean = shareOf(hits, of)
  const spread = Math.sqrt((mean * (1 - mean)) / (of + 2))
  return Math.min(shareMax, Math.max(mean / 10, mean + deviate * spread))
}

function drawFactor(error: number, chance: DrawnChance): number {
  if (error === 0) return 1
  const deviate = Math.max(-deviationMax, Math.min(deviationMax, deviateOf(chance)))
  return Math.exp(deviate * error)
}
