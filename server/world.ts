// Everything outside the server's own decisions: time, chance, keys, the store and the network.
// A function that takes `World` may wait; a function that does not, may not. The same server code
// runs in production and under the simulator's clock because both only give it another World.

import type { Store } from './store/contract.ts'

export interface Clock {
  /** Milliseconds since 1970 UTC. */
  now(): number
  /** Calls `tick` about every `everyMs` of this clock; returns a stop. */
  every(everyMs: number, tick: () => Promise<void>): () => void
}

/** Signs with a key that may live in a file or, later, in a PKCS#11 token. */
export interface Signer {
  /** Raw r‖s, 64 octets, over SHA-256 of `message`. */
  sign(message: Uint8Array): Promise<Uint8Array>
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
}

export interface World {
  readonly clock: Clock
  readonly randomBytes: (size: number) => Uint8Array
  readonly store: Store
  /** The eIM's package-signing key. */
  readonly eimSigner: Signer
  readonly eimId: string
  readonly eimFqdn: string
  /** CI certificates (DER) that cards and SM-DP+ are verified against. */
  readonly trustedCis: readonly Uint8Array[]
  readonly log: (level: 'info' | 'warn' | 'error', text: string, facts?: object) => void
}
