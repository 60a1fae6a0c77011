// Counts the figures of each tenant's service from its log, going on from where it last stopped. The
// log is read in the background, so that a question costs what happened since, not what ever did.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { SloShape } from '@holdfast/api/shapes/incident.ts'
import { SloCount, sloWords } from '@holdfast/fleet/slo/slo-count.ts'
import { parseEvent } from '../store/event-text.ts'
import type { World } from '../world.ts'

const entriesAtOnce = 1_000
/** So many events are read for one question or one round; the rest is for the next. */
const entriesMax = 20_000
const roundEveryMs = 10_000

interface Counting {
  readonly count: SloCount
  next: number
}

type SloWorld = Pick<World, 'store' | 'clock'>

export class SloKeeper {
  readonly #world: SloWorld
  readonly #countings = new Map<string, Counting>()
  readonly #catchingUp = new Map<string, Promise<void>>()

  constructor(world: SloWorld) {
    this.#world = world
  }

  /** The figures of a tenant, and how much of its log they do not hold yet. */
  async figures(tenant: string): Promise<ShapeOf<typeof SloShape>> {
    await this.#catchUp(tenant)
    const { count, next } = this.#countingOf(tenant)
    const figures = count.figures()
    return {
      now: this.#world.clock.now(),
      events: next,
      behind: (await this.#world.store.logHead(tenant)).size - next,
      swapSuccess: { ...figures.swapSuccess, words: sloWords.swapSuccess },
      timeToService: { ...figures.timeToService, words: sloWords.timeToService },
      strandedShare: { ...figures.strandedShare, words: sloWords.strandedShare },
      recoveryTime: { ...figures.recoveryTime, words: sloWords.recoveryTime },
    }
  }

  /** Keeps reading by the world's clock; gives what ends it. */
  begin(): () => void {
    return this.#world.clock.every(roundEveryMs, async () => {
      for (const tenant of await this.#world.store.tenants()) await this.#catchUp(tenant)
    })
  }

  /** One reader a tenant, so that no event is counted twice. */
  #catchUp(tenant: string): Promise<void> {
    const underWay = this.#catchingUp.get(tenant)
    if (underWay) return underWay
    const reading = this.#read(tenant).finally(() => this.#catchingUp.delete(tenant))
    this.#catchingUp.set(tenant, reading)
    return reading
  }

  async #read(tenant: string): Promise<void> {
    const counting = this.#countingOf(tenant)
    for (let read = 0; read < entriesMax; ) {
      const entries = await this.#world.store.log(tenant, counting.next, entriesAtOnce)
      for (const { text } of entries) {
        const event = parseEvent(text)
        if (event) counting.count.add(event)
      }
      counting.next += entries.length
      read += entries.length
      if (entries.length < entriesAtOnce) return
    }
  }

  #countingOf(tenant: string): Counting {
    const known = this.#countings.get(tenant)
    if (known) return known
    const fresh = { count: new SloCount(), next: 0 }
    this.#countings.set(tenant, fresh)
    return fresh
  }
}
