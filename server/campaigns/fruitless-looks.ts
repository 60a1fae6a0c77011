// Waves whose waiting devices were all looked at, and none could begin: every one of them waits for
// evidence from others. They are not looked at again until there is other evidence, or until a
// while has passed, in which a card may have changed. A look costs a reservation and a card.

/** What cards and rules say may change this long unseen. */
const lookAgainMs = 10 * 60_000

interface Pass {
  /** What was known of others when it began. */
  readonly evidence: string
  /** All were looked at, in vain. */
  readonly inVainAt?: number
}

export class FruitlessLooks {
  readonly #passes = new Map<string, Pass>()

  /** Whether a look would find what the last one found. */
  isInVain(wave: string, evidence: string, now: number): boolean {
    const pass = this.#passes.get(wave)
    if (pass?.inVainAt === undefined || pass.evidence !== evidence) return false
    return now >= pass.inVainAt && now - pass.inVainAt < lookAgainMs
  }

  /** Notes that the look begins with the first waiting device. */
  begin(wave: string, evidence: string): void {
    this.#passes.set(wave, { evidence })
  }

  /** Notes that a device moved, or that one waits for something else than evidence. */
  spoil(wave: string): void {
    this.#passes.delete(wave)
  }

  /** Notes that the last waiting device was looked at. */
  end(wave: string, evidence: string, now: number): void {
    const pass = this.#passes.get(wave)
    if (pass?.evidence === evidence) this.#passes.set(wave, { evidence, inVainAt: now })
    else this.#passes.delete(wave)
  }
}
