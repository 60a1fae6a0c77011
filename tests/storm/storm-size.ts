// How large the storm of a seed is when nobody says so: most are small, because a hundred small ones
// meet more pairs of faults than one large one does in the same time; some are large.

import { chanceOf } from '@holdfast/simulator/world/chance.ts'

export interface StormSizeWish {
  readonly devices: number
  readonly hours: number
}

const sizes = {
  small: { devices: 6, hours: 72 },
  usual: { devices: 10, hours: 120 },
  large: { devices: 20, hours: 168 },
  largest: { devices: 40, hours: 240 },
} as const satisfies Readonly<Record<string, StormSizeWish>>

const weights = { small: 45, usual: 42, large: 10, largest: 3 } as const

/** Devices, and hours with faults. */
export const sizeOf = (seed: number): StormSizeWish =>
  sizes[chanceOf(seed, 'storm size').weighted(weights)]
