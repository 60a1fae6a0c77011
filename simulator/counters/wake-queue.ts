// Who wakes next among very many devices: a binary heap in two typed arrays. Each device is in it at
// most once at a time by the caller's own discipline; equal instants come in the order of numbers.

export class WakeQueue {
  readonly #at: Float64Array
  readonly #device: Int32Array
  #size = 0

  constructor(capacity: number) {
    this.#at = new Float64Array(capacity)
    this.#device = new Int32Array(capacity)
  }

  get size(): number {
    return this.#size
  }

  /** The instant of the next waking; infinite when nobody waits. */
  get nextAt(): number {
    return this.#size > 0 ? (this.#at[0] as number) : Number.POSITIVE_INFINITY
  }

  /** @throws RangeError when it is full */
  push(at: number, device: number): void {
    if (this.#size === this.#at.length) throw new RangeError('the queue of wakings is full')
    let place = this.#size++
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (!this.#isSooner(at, device, parent)) break
      this.#move(parent, place)
      place = parent
    }
    this.#put(place, at, device)
  }

  /** The device that wakes next, taken out. @throws RangeError when it is empty */
  pop(): number {
    if (this.#size === 0) throw new RangeError('nobody waits')
    const first = this.#device[0] as number
    const at = this.#at[--this.#size] as number
    const device = this.#device[this.#size] as number
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= this.#size) break
      const right = child + 1
      if (
        right < this.#size &&
        this.#isSooner(this.#at[right] as number, this.#device[right] as number, child)
      ) {
        child = right
      }
      if (this.#isSooner(at, device, child)) break
      this.#move(child, place)
      place = child
    }
    if (this.#size > 0) this.#put(place, at, device)
    return first
  }

  #isSooner(at: number, device: number, place: number): boolean {
    const other = this.#at[place] as number
    return at < other || (at === other && device < (this.#device[place] as number))
  }

  #move(from: number, to: number): void {
    this.#at[to] = this.#at[from] as number
    this.#device[to] = this.#device[from] as number
  }

  #put(place: number, at: number, device: number): void {
    this.#at[place] = at
    this.#device[place] = device
  }
}
