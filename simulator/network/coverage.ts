// Where a device stands, radio reaches it or not: windows without coverage, per device and
// operator, from the seed. Windows are a function of the day, so asking about one instant never
// changes the answer about another.

import { type Chance, chanceOf } from '../world/chance.ts'
import type { Instant } from '../world/timeline.ts'

const dayMs = 24 * 3600_000

export interface CoverageRates {
  /** How likely a day has one window without coverage. */
  readonly holesPerDay: number
  readonly hoursMin: number
  readonly hoursMax: number
}

export interface Coverage {
  /** When the window without coverage ends that `at` lies in; undefined when there is coverage. */
  missingUntil(at: Instant): Instant | undefined
}

interface Place {
  readonly seed: number
  readonly device: number
  readonly operator: string
  /** No more windows begin from here on. */
  readonly quietFrom: Instant
}

/** The coverage of one operator at one device's place. */
export function coverageAt(place: Place, rates: CoverageRates): Coverage {
  const chance = chanceOf(place.seed, 'coverage', place.device, place.operator)
  return {
    missingUntil(at) {
      const day = Math.floor(at / dayMs)
      for (const candidate of [day, day - 1]) {
        const hole = holeOf(chance, candidate, rates)
        const begun = hole && at >= hole.from && hole.from < place.quietFrom
        if (begun && at < hole.until) return hole.until
      }
      return undefined
    },
  }
}

function holeOf(
  chance: Chance,
  day: number,
  rates: CoverageRates,
): { from: Instant; until: Instant } | undefined {
  if (chance.roll(day * 3) >= rates.holesPerDay) return undefined
  const from = day * dayMs + Math.floor(chance.roll(day * 3 + 1) * dayMs)
  const hours = rates.hoursMin + chance.roll(day * 3 + 2) * (rates.hoursMax - rates.hoursMin)
  return { from, until: from + Math.round(hours * 3600_000) }
}
