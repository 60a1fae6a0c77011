// How often one card may ask for more than "nothing waits". Messages about a card cost records that
// are kept for ever, and whoever knows an EID can send them; a real device stays far below this.

export interface PaceLimits {
  /** As many may come at once. */
  readonly burst: number
  /** And so many a second for ever after. */
  readonly perSecond: number
  /** Cards that are watched; the ones quiet for longest are forgotten. */
  readonly cardsMax: number
}

export const usualPace: PaceLimits = { burst: 600, perSecond: 5, cardsMax: 20_000 }

interface Bucket {
  left: number
  at: number
}

export class CardPace {
  readonly #limits: PaceLimits
  readonly #buckets = new Map<string, Bucket>()
  /** Requests that were turned away. */
  refused = 0

  constructor(limits: PaceLimits = usualPace) {
    this.#limits = limits
  }

  /** Whether this card may be worked on once more at `now`. */
  admits(eid: string, now: number): boolean {
    const { burst, perSecond } = this.#limits
    const bucket = this.#buckets.get(eid) ?? { left: burst, at: now }
    const left = Math.min(burst, bucket.left + (Math.max(0, now - bucket.at) / 1_000) * perSecond)
    this.#buckets.delete(eid)
    this.#buckets.set(eid, { left: Math.max(0, left - 1), at: now })
    this.#forgetQuiet()
    if (left >= 1) return true
    this.refused++
    return false
  }

  #forgetQuiet(): void {
    if (this.#buckets.size <= this.#limits.cardsMax) return
    const [quietest] = this.#buckets.keys()
    if (quietest !== undefined) this.#buckets.delete(quietest)
  }
}
