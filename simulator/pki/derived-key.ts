// Test keys that come from a seed: the same seed and label give the same key for ever, so a whole
// simulated world with real cryptography can be built again. Their private numbers are known to
// anyone who knows the seed: they secure nothing and no other chain of trust accepts them.

import type { Curve, SigningKey } from '@holdfast/gsma/signature.ts'
import { sha256, signingKey } from '@holdfast/gsma/signature.ts'

/** A key pair with its private number at hand, as deterministic signing needs it. */
export interface DerivedKey extends SigningKey {
  readonly scalar: Uint8Array
}

const text = new TextEncoder()

/** 32 octets from a seed and a label; other labels and rounds are independent of it. */
export function deriveOctets(seed: string, label: string, round = 0): Uint8Array {
  const lengths = text.encode(`holdfast test ${seed.length} ${label.length} ${round} `)
  return sha256(lengths, text.encode(seed), text.encode(label))
}

/** Where a derived key comes from. */
export interface KeyOrigin {
  readonly seed: string
  readonly label: string
  readonly curve: Curve
}

/** The key pair of this seed, label and curve: the first derived number that is in range. */
export function deriveKey({ seed, label, curve }: KeyOrigin): DerivedKey {
  for (let round = 0; round < 128; round++) {
    const scalar = deriveOctets(seed, `${curve} ${label}`, round)
    const key = signingKey(curve, scalar)
    if (key.ok) return { ...key.value, scalar }
  }
  throw new Error('128 derived numbers in a row are out of range, which cannot happen')
}
