// Random octets of one device from the seed: challenges and one-time keys are then the same in
// every run, so a recorded exchange can be compared byte by byte.

import { createHash } from 'node:crypto'

/** A source of octets for one purpose; the same purpose gives the same octets. */
export function entropyOf(seed: number, ...purpose: readonly (string | number)[]) {
  let count = 0
  return (size: number): Uint8Array => {
    count += 1
    const label = JSON.stringify([seed, 'entropy', ...purpose, count])
    return new Uint8Array(createHash('shake256', { outputLength: size }).update(label).digest())
  }
}
