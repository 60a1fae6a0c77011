// Which row first held a number, for millions of rows: an exact table of digits in typed arrays,
// about 20 octets for each EID, so that a duplicate in a file of any size is found and both rows are
// named. It is filled in place and belongs to one reader.

const digitsPerWord = 8
const loadMax = 0.6

export class SeenDigits {
  readonly #words: number
  /** The number being looked for, in words. */
  readonly #key: Uint32Array
  #rows: Uint32Array
  #keys: Uint32Array
  #count = 0

  /** @param digits the most digits a number has */
  constructor(digits: number) {
    this.#words = Math.ceil((digits + 1) / digitsPerWord)
    this.#key = new Uint32Array(this.#words)
    this.#rows = new Uint32Array(1024)
    this.#keys = new Uint32Array(1024 * this.#words)
  }

  /** The row that held this number before, or undefined, and then it is noted for `row`. */
  note(digits: string, row: number): number | undefined {
    if (this.#count >= this.#rows.length * loadMax) this.#grow()
    const slot = this.#slotOf(digits)
    const first = this.#rows[slot]
    if (first !== 0) return first
    this.#rows[slot] = row
    this.#keys.set(this.#key, slot * this.#words)
    this.#count += 1
    return undefined
  }

  /** The row that holds this number, without noting it. */
  rowOf(digits: string): number | undefined {
    return this.#rows[this.#slotOf(digits)] || undefined
  }

  /** Where this number is, or where it would go. */
  #slotOf(digits: string): number {
    this.#setKey(digits)
    const mask = this.#rows.length - 1
    for (let slot = hashOf(this.#key, 0, this.#words) & mask; ; slot = (slot + 1) & mask) {
      if (this.#rows[slot] === 0 || this.#holdsKey(slot)) return slot
    }
  }

  /** A one before the digits keeps leading zeros and lengths apart. */
  #setKey(digits: string): void {
    let end = digits.length
    let isMarked = false
    for (let i = 0; i < this.#words; i++) {
      const start = Math.max(0, end - digitsPerWord)
      let word = 0
      if (start === 0 && end < digitsPerWord && !isMarked) {
        word = 1
        isMarked = true
      }
      for (let at = start; at < end; at++) word = word * 10 + digits.charCodeAt(at) - 48
      this.#key[i] = word
      end = start
    }
  }

  #holdsKey(slot: number): boolean {
    const at = slot * this.#words
    for (let i = 0; i < this.#words; i++) {
      if (this.#keys[at + i] !== this.#key[i]) return false
    }
    return true
  }

  #grow(): void {
    const [rows, keys, words] = [this.#rows, this.#keys, this.#words]
    this.#rows = new Uint32Array(rows.length * 2)
    this.#keys = new Uint32Array(keys.length * 2)
    const mask = this.#rows.length - 1
    for (let old = 0; old < rows.length; old++) {
      const row = rows[old] as number
      if (row === 0) continue
      let slot = hashOf(keys, old * words, words) & mask
      while (this.#rows[slot] !== 0) slot = (slot + 1) & mask
      this.#rows[slot] = row
      for (let i = 0; i < words; i++) {
        this.#keys[slot * words + i] = keys[old * words + i] as number
      }
    }
  }
}

/** FNV-1a over words, its upper bits folded in, because the lowest ones choose the slot. */
function hashOf(keys: Uint32Array, from: number, words: number): number {
  let hash = 0x811c9dc5
  for (let i = from; i < from + words; i++) {
    hash = Math.imul(hash ^ (keys[i] as number), 0x01000193)
    hash ^= hash >>> 15
  }
  return hash >>> 0
}

/** Numbers seen, with the row that had each first. */
export interface SeenNumbers {
  readonly eids: SeenDigits
  readonly iccids: SeenDigits
  readonly imeis: SeenDigits
}
