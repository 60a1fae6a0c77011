// Who is at the door, without asking the database: the EID of every card, and whether a poll of it
// needs a look. It answers the commonest message of a fleet's life, a poll with nothing waiting.
//
// An open-addressing table in flat arrays: 17 octets a slot, at most 7 of 10 slots filled, so
// 1,000,000 cards stand in 36 MB. "Look" is always a safe answer and "nothing" must be earned:
// whoever is unsure puts a card down as one to look at.

const wordsPerEid = 4
const fillMax = 0.7

const stateEmpty = 0
const stateQuiet = 1
const stateLook = 2

export type DoorwayAnswer = 'unknown' | 'nothing' | 'look'

export class Doorway {
  #words: Uint32Array
  #states: Uint8Array
  #mask: number
  #size = 0

  /** Room for `capacity` cards; it grows by itself. */
  constructor(capacity = 1024) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(16, capacity / fillMax)))
    this.#words = new Uint32Array(slots * wordsPerEid)
    this.#states = new Uint8Array(slots)
    this.#mask = slots - 1
  }

  /** How many cards are known. */
  get size(): number {
    return this.#size
  }

  /** Octets of the table. */
  get byteLength(): number {
    return this.#words.byteLength + this.#states.byteLength
  }

  /** What is known about the card whose EID is the 16 octets at `offset` of `bytes`. */
  look(bytes: Uint8Array, offset = 0): DoorwayAnswer {
    const state = this.#states[this.#slotOf(bytes, offset)]
    if (state === stateEmpty) return 'unknown'
    return state === stateQuiet ? 'nothing' : 'look'
  }

  /** Puts down a card, or what is now known about it. */
  put(eid: Uint8Array, needsLook: boolean): void {
    if (this.#size >= (this.#mask + 1) * fillMax) this.#grow()
    const slot = this.#slotOf(eid, 0)
    if (this.#states[slot] === stateEmpty) {
      this.#size++
      for (let i = 0; i < wordsPerEid; i++) {
        this.#words[slot * wordsPerEid + i] = wordAt(eid, i * 4)
      }
    }
    this.#states[slot] = needsLook ? stateLook : stateQuiet
  }

  /** The slot that holds this EID, or the empty one where it would go. */
  #slotOf(bytes: Uint8Array, offset: number): number {
    const a = wordAt(bytes, offset)
    const b = wordAt(bytes, offset + 4)
    const c = wordAt(bytes, offset + 8)
    const d = wordAt(bytes, offset + 12)
    const words = this.#words
    let slot = mix(a, b, c, d) & this.#mask
    while (this.#states[slot] !== stateEmpty) {
      const at = slot * wordsPerEid
      // The last words differ most between the cards of one maker.
      if (words[at + 3] === d && words[at + 2] === c && words[at + 1] === b && words[at] === a)
        break
      slot = (slot + 1) & this.#mask
    }
    return slot
  }

  #grow(): void {
    const words = this.#words
    const states = this.#states
    const slots = states.length * 2
    this.#words = new Uint32Array(slots * wordsPerEid)
    this.#states = new Uint8Array(slots)
    this.#mask = slots - 1
    for (let slot = 0; slot < states.length; slot++) {
      const state = states[slot] as number
      if (state === stateEmpty) continue
      const at = slot * wordsPerEid
      let to = mixAt(words, at) & this.#mask
      while (this.#states[to] !== stateEmpty) to = (to + 1) & this.#mask
      this.#words.set(words.subarray(at, at + wordsPerEid), to * wordsPerEid)
      this.#states[to] = state
    }
  }
}

const wordAt = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)) >>>
  0

function mix(a: number, b: number, c: number, d: number): number {
  let hash = Math.imul(a ^ (b >>> 15), 0x85ebca6b)
  hash = Math.imul(hash ^ b ^ (hash >>> 13), 0xc2b2ae35)
  hash = Math.imul(hash ^ c ^ (hash >>> 16), 0x27d4eb2f)
  hash = Math.imul(hash ^ d ^ (hash >>> 15), 0x165667b1)
  return (hash ^ (hash >>> 16)) >>> 0
}

const mixAt = (words: Uint32Array, at: number): number =>
  mix(
    words[at] as number,
    words[at + 1] as number,
    words[at + 2] as number,
    words[at + 3] as number,
  )
