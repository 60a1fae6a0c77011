// Which keys are due by an instant, in memory: asking costs what is due, not what is kept.

interface Entry {
  readonly at: number
  readonly key: string
}

const before = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.key < b.key)

/** Each key has at most one instant. A heap whose outdated entries go when they are met. */
export class DueTimes {
  readonly #at = new Map<string, number>()
  #heap: Entry[] = []

  /** Sets the key's instant, or takes the key away. */
  set(key: string, at: number | undefined): void {
    if (this.#at.get(key) === at) return
    if (at === undefined) {
      this.#at.delete(key)
      return
    }
    this.#at.set(key, at)
    if (this.#heap.length > 2 * this.#at.size + 64) this.#rebuild()
    else this.#push({ at, key })
  }

  /** Keys with an instant not after `now`, the longest overdue first, then by key. */
  due(now: number): readonly string[] {
    const found: Entry[] = []
    for (let first = this.#heap[0]; first && first.at <= now; first = this.#heap[0]) {
      this.#pop()
      const isPresent = this.#at.get(first.key) === first.at
      if (isPresent && found.at(-1)?.key !== first.key) found.push(first)
    }
    for (const entry of found) this.#push(entry)
    return found.map(({ key }) => key)
  }

  /** Takes over all that the other has. */
  takeFrom(other: DueTimes): void {
    for (const [key, at] of other.#at) this.set(key, at)
  }

  #rebuild(): void {
    this.#heap = [...this.#at].map(([key, at]) => ({ at, key }))
    // What is sorted is a heap.
    this.#heap.sort((a, b) => (before(a, b) ? -1 : 1))
  }

  #push(entry: Entry): void {
    let at = this.#heap.length
    this.#heap.push(entry)
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = this.#heap[parent]
      if (!above || !before(entry, above)) break
      this.#heap[at] = above
      at = parent
    }
    this.#heap[at] = entry
  }

  #pop(): void {
    const last = this.#heap.pop()
    if (!last || this.#heap.length === 0) return
    let at = 0
    for (;;) {
      const child = this.#lesser(2 * at + 1)
      const below = this.#heap[child]
      if (!below || !before(below, last)) break
      this.#heap[at] = below
      at = child
    }
    this.#heap[at] = last
  }

  #lesser(left: number): number {
    const [a, b] = [this.#heap[left], this.#heap[left + 1]]
    return a && b && before(b, a) ? left + 1 : left
  }
}
