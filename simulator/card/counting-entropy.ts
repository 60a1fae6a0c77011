// Random octets that are the same in every run of a seed: for simulated worlds, where a card's and a
// server's chance must be repeatable. Each source is its own row of numbers.

import { createHash } from 'node:crypto'
import type { Entropy } from './card.ts'

/** SHA-256 of seed and a counter, as many octets as asked for. */
export function countingEntropy(seed: string): Entropy {
  let counter = 0
  return (size) => {
    const octets = new Uint8Array(size)
    for (let at = 0; at < size; at += 32) {
      const block = createHash('sha256').update(`${seed.length} ${seed} ${counter++}`).digest()
      octets.set(block.subarray(0, Math.min(32, size - at)), at)
    }
    return octets
  }
}
