// The Merkle tree of a log (RFC 6962 §2.1): leaf and node hashing, and the frontier, which is all
// that appending needs: the roots of the perfect subtrees, largest first, one per bit of the size.

import assert from 'node:assert/strict'
import { hash } from 'node:crypto'

const hashBytes = 32

/** The hash of a leaf: SHA-256 of 00 and the exact UTF-8 bytes of an event's text. */
export function leafHash(text: string): Uint8Array {
  const bytes = Buffer.allocUnsafe(1 + Buffer.byteLength(text))
  bytes[0] = 0
  bytes.write(text, 1)
  return hash('sha256', bytes, 'buffer')
}

/** The same for a text that is there as bytes. */
export function leafHashOfBytes(text: Uint8Array): Uint8Array {
  return hash('sha256', Buffer.concat([Buffer.of(0), text]), 'buffer')
}

function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(1 + 2 * hashBytes)
  bytes[0] = 1
  bytes.set(left, 1)
  bytes.set(right, 1 + hashBytes)
  return hash('sha256', bytes, 'buffer')
}

/** Appends leaves and tells the root; O(log n) memory and, per leaf, two hashes on average. */
export class Frontier {
  #size: number
  readonly #peaks: Uint8Array[]

  constructor(size = 0, peaks: readonly Uint8Array[] = []) {
    this.#size = size
    this.#peaks = [...peaks]
  }

  /** @throws AssertionError when the number of hashes does not fit the size */
  static decode(size: number, bytes: Uint8Array): Frontier {
    assert(bytes.length === hashBytes * bitCount(size), `a frontier of ${size} leaves is complete`)
    const peaks: Uint8Array[] = []
    for (let at = 0; at < bytes.length; at += hashBytes) {
      peaks.push(bytes.slice(at, at + hashBytes))
    }
    return new Frontier(size, peaks)
  }

  encode(): Uint8Array {
    return Buffer.concat(this.#peaks)
  }

  get size(): number {
    return this.#size
  }

  append(leaf: Uint8Array): void {
    let carried = leaf
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      carried = nodeHash(this.#peaks.pop() as Uint8Array, carried)
    }
    this.#peaks.push(carried)
    this.#size++
  }

  root(): Uint8Array {
    if (this.#peaks.length === 0) return hash('sha256', '', 'buffer')
    return this.#peaks.reduceRight((right, left) => nodeHash(left, right))
  }
}

function bitCount(size: number): number {
  let count = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2
  return count
}
