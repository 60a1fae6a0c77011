// Waves whose waiting devices were all looked at, and none could begin: every one of them waits for
// evidence from others. They are not looked at again until there is other evidence, or until a
// while has passed, in which a card may have changed. A look costs a card.

/** What cards and rules say may change this long unseen. */
const lookAgainMs = 10 * 60_000

interface Pass {
  /** What was known of others when it began. */
  readonly evidence: string
  /** All were looked at, in vain. */
  readonly inVainAt?: number
}

/** One wave of a campaign. */
export interface LookedAt {
  readonly campaignId: string
  readonly wave: number
}

export class FruitlessLooks {
  readonly #passes = new Map<string, Map<number, Pass>>()

  /** How many campaigns it remembers. */
  get size(): number {
    return this.#passes.size
  }

  /** Whether a look would find what the last one found. */
  isInVain(at: LookedAt, evidence: string, now: number): boolean {
    const pass = this.#passes.get(at.campaignId)?.get(at.wave)
    if (pass?.inVainAt === undefined || pass.evidence !== evidence) return false
    return now >= pass.inVainAt && now - pass.inVainAt < lookAgainMs
  }

  /** Notes that the look begins with the first waiting device. */
  begin(at: LookedAt, evidence: string): void {
    this.#note(at, { evidence })
  }

  /** Notes that a device moved, or that one waits for something else than evidence. */
  spoil({ campaignId, wave }: LookedAt): void {
    this.#passes.get(campaignId)?.delete(wave)
  }

  /** Notes that the last waiting device was looked at. */
  end(at: LookedAt, evidence: string, now: number): void {
    const pass = this.#passes.get(at.campaignId)?.get(at.wave)
    if (pass?.evidence === evidence) this.#note(at, { evidence, inVainAt: now })
    else this.spoil(at)
  }

  /** The campaign is over: nothing of it is looked at any more. */
  forget(campaignId: string): void {
    this.#passes.delete(campaignId)
  }

  #note({ campaignId, wave }: LookedAt, pass: Pass): void {
    const waves = this.#passes.get(campaignId) ?? new Map<number, Pass>()
    this.#passes.set(campaignId, waves.set(wave, pass))
  }
}
