// DER is written from the end to the front: a TLV's length is known once its contents stand, so
// nothing is measured twice and nothing is copied but when the buffer grows.

import type { Tag } from './der.ts'

export class Writer {
  #buffer: Uint8Array
  #at: number

  constructor(capacity = 512) {
    this.#buffer = new Uint8Array(capacity)
    this.#at = capacity
  }

  /** Bytes written so far; the mark that `header` measures from. */
  get length(): number {
    return this.#buffer.length - this.#at
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#buffer[--this.#at] = value
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length)
    this.#at -= value.length
    this.#buffer.set(value, this.#at)
  }

  /** Closes a TLV whose contents are all that was written since `mark` (a former `length`). */
  header(tag: Tag, mark: number): void {
    let length = this.length - mark
    if (length < 0x80) {
      this.byte(length)
    } else {
      let octets = 0
      for (; length > 0; octets++) {
        this.byte(length & 0xff)
        length = Math.floor(length / 256)
      }
      this.byte(0x80 | octets)
    }
    for (let rest = tag; rest > 0; rest = Math.floor(rest / 256)) this.byte(rest & 0xff)
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#buffer.slice(this.#at)
  }

  #reserve(count: number): void {
    if (this.#at >= count) return
    const used = this.length
    const grown = new Uint8Array(Math.max(this.#buffer.length * 2, used + count))
    grown.set(this.#buffer.subarray(this.#at), grown.length - used)
    this.#buffer = grown
    this.#at = grown.length - used
  }
}

/** One TLV from its tag and contents. */
export function tlv(tag: Tag, ...contents: readonly Uint8Array[]): Uint8Array {
  const size = contents.reduce((sum, part) => sum + part.length, 0)
  const writer = new Writer(size + 10)
  for (const part of contents.toReversed()) writer.bytes(part)
  writer.header(tag, 0)
  return writer.finish()
}
