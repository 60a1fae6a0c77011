// A device that waited too long repeats its request (some after 5 s). Asking the SM-DP+ again would
// cost one of the few tries it allows, so the answer to a request is kept for a while, and a repeat
// that comes while the first is still out waits for the same answer. Bounded by count and octets.

import { createHash } from 'node:crypto'

export interface MemoryLimits {
  readonly keptMs: number
  readonly answersMax: number
  readonly octetsMax: number
}

export const usualMemoryLimits: MemoryLimits = {
  keptMs: 120_000,
  answersMax: 4_096,
  octetsMax: 67_108_864,
}

interface Kept<T> {
  readonly answer: Promise<T>
  readonly at: number
  octets: number
}

export class AnswerMemory<T> {
  readonly #limits: MemoryLimits
  readonly #kept = new Map<string, Kept<T>>()
  #octets = 0

  constructor(limits: MemoryLimits = usualMemoryLimits) {
    this.#limits = limits
  }

  /**
   * The answer to `request`: a kept one, or that of `ask`. An answer is kept when `worth` gives it a
   * size; undefined means that a repeat must ask again.
   */
  answer(
    request: Uint8Array,
    now: number,
    { ask, worth }: { ask: () => Promise<T>; worth: (answer: T) => number | undefined },
  ): Promise<T> {
    const key = createHash('sha256').update(request).digest('base64')
    const known = this.#kept.get(key)
    if (known && now - known.at < this.#limits.keptMs) return known.answer
    if (known) this.#drop(key, known)
    const fresh: Kept<T> = { answer: ask(), at: now, octets: 0 }
    this.#kept.set(key, fresh)
    fresh.answer.then(
      (answer) => this.#weigh(key, fresh, worth(answer)),
      () => this.#drop(key, fresh),
    )
    return fresh.answer
  }

  #weigh(key: string, kept: Kept<T>, octets: number | undefined): void {
    if (this.#kept.get(key) !== kept) return
    if (octets === undefined) {
      this.#drop(key, kept)
      return
    }
    kept.octets = octets
    this.#octets += octets
    for (const [oldest, entry] of this.#kept) {
      const fits =
        this.#octets <= this.#limits.octetsMax && this.#kept.size <= this.#limits.answersMax
      if (fits) break
      this.#drop(oldest, entry)
    }
  }

  #drop(key: string, kept: Kept<T>): void {
    if (this.#kept.get(key) !== kept) return
    this.#kept.delete(key)
    this.#octets -= kept.octets
  }
}
