// What happens next among many devices: a binary heap over two typed arrays. The same device may be
// in it once; equal instants come in the order in which the heap holds them, which is always the same.

export class WakeHeap {
  #at: Float64Array
  #device: Int32Array
  #size = 0

  constructor(capacity: number) {
    this.#at = new Float64Array(capacity)
    this.#device = new Int32Array(capacity)
  }

  /** Infinite when it is empty. */
  get nextAt(): number {
    return this.#size > 0 ? (this.#at[0] as number) : Number.POSITIVE_INFINITY
  }

  push(at: number, device: number): void {
    if (this.#size === this.#at.length) this.#grow()
    let place = this.#size++
    while (place > 0) {
      const parent = (place - 1) >> 1
      if ((this.#at[parent] as number) <= at) break
      this.#move(parent, place)
      place = parent
    }
    this.#put(place, at, device)
  }

  /** The device that comes first; -1 when there is none. */
  pop(): number {
    if (this.#size === 0) return -1
    const first = this.#device[0] as number
    const size = --this.#size
    const at = this.#at[size] as number
    const device = this.#device[size] as number
    let place = 0
    for (let child = 1; child < size; child = 2 * place + 1) {
      const right = child + 1
      const isRight = right < size && (this.#at[right] as number) < (this.#at[child] as number)
      const sooner = isRight ? right : child
      if ((this.#at[sooner] as number) >= at) break
      this.#move(sooner, place)
      place = sooner
    }
    this.#put(place, at, device)
    return first
  }

  #grow(): void {
    const more = (of: Float64Array | Int32Array): number => Math.max(16, of.length * 2)
    const at = new Float64Array(more(this.#at))
    at.set(this.#at)
    const device = new Int32Array(more(this.#device))
    device.set(this.#device)
    this.#at = at
    this.#device = device
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
