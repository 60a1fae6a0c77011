// Chance inside one draw of a forecast: a stream for what happens in order, and numbers by key for
// what stands whether it is looked at or not (the coverage of a device on a day). Both follow from
// one seed, so the same forecast is drawn the same way each time.

export interface DrawnChance {
  /** The next number in [0, 1). */
  readonly next: () => number
  /** A number in [0, 1) that depends on the seed and the two keys only. */
  readonly roll: (key: number, also: number) => number
}

const golden = 0x9e3779b1
const words = 2 ** 32

/** The finalizer of MurmurHash3: every bit that goes in moves about half of those that come out. */
function mix(word: number): number {
  let mixed = word | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** `seed`: any number in [0, 1). */
export function drawnChance(seed: number): DrawnChance {
  const start = mix(Math.floor(seed * words))
  let count = start
  return {
    next: () => {
      count = (count + golden) | 0
      return mix(count ^ start) / words
    },
    roll: (key, also) => mix(mix(Math.imul(key, golden) ^ start) + Math.imul(also, golden)) / words,
  }
}

/** A normal deviate of mean 0 and spread 1. */
export const deviateOf = ({ next }: DrawnChance): number =>
  Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
