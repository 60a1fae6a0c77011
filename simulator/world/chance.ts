// Chance from a seed. Every purpose of every device has a stream of its own, so what one device
// meets never depends on what another did first, nor on how fast the machine is: the same seed
// gives the same world. `roll` goes one step further and depends on a key alone (an instant), so
// that one exchange more or less does not shift all the faults that come after it.

import { createHash } from 'node:crypto'

export interface Chance {
  /** The next number of the stream in [0, 1). */
  fraction(): number
  /** A whole number in [from, to], both included. */
  whole(from: number, to: number): number
  /** Whether something of this probability happens. */
  happens(probability: number): boolean
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T
  /** One name, each as likely as its weight. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name
  /** A number in [0, 1) that depends on the stream and the key only. */
  roll(key: number): number
}

/** MurmurHash3's finalizer: every input bit changes about half of the output bits. */
function mix(word: number): number {
  let mixed = word | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** The stream of `seed` for one purpose: `chanceOf(7, 'device', 12, 'power')`. */
export function chanceOf(seed: number, ...purpose: readonly (string | number)[]): Chance {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, ...purpose]))
    .digest()
  const key = [0, 4, 8].map((at) => digest.readUInt32LE(at)) as [number, number, number]
  let count = digest.readUInt16LE(12)

  const roll = (at: number): number => {
    const low = mix((at >>> 0) ^ key[0])
    const high = mix(Math.floor(at / 2 ** 32) ^ key[1] ^ low)
    const first = mix(high ^ key[2])
    const second = mix(first ^ low)
    return (first * 2 ** 21 + (second >>> 11)) / 2 ** 53
  }
  const fraction = (): number => roll(count++)
  const whole = (from: number, to: number): number =>
    from + Math.floor(fraction() * (to - from + 1))
  return {
    roll,
    fraction,
    whole,
    happens: (probability) => fraction() < probability,
    pick: <T>(list: readonly T[]): T => list[whole(0, list.length - 1)] as T,
    weighted: (weights) => chooseWeighted(weights, fraction()),
  }
}

function chooseWeighted<Name extends string>(
  weights: Readonly<Record<Name, number>>,
  fraction: number,
): Name {
  const entries = Object.entries<number>(weights) as [Name, number][]
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0)
  let left = fraction * total
  for (const [name, weight] of entries) {
    left -= weight
    if (left < 0) return name
  }
  return (entries.at(-1) as [Name, number])[0]
}
