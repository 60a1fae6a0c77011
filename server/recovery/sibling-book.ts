// What devices like a new one are known to do: those of its model, or of the whole fleet where too few
// of the model are known. Asked only when a device of which nothing is known is overdue, answered
// from a sample, and kept for a while: the cost does not grow with the fleet.

import { isStranger } from '@holdfast/fleet/contact/expected-contact.ts'
import {
  knownInterval,
  type SiblingInterval,
  siblingInterval,
} from '@holdfast/fleet/contact/sibling-interval.ts'
import type { DeviceSummary } from '@holdfast/fleet/device-summary.ts'
import type { KnownContact } from '../store/contact-book.ts'
import type { World } from '../world.ts'

const sampleMax = 200
const keptMs = 6 * 3_600_000
/** Models that are kept; the oldest answer makes room. */
const modelsMax = 500

interface Kept {
  readonly askedAt: number
  readonly interval: Promise<SiblingInterval | undefined>
}

type BookWorld = Pick<World, 'store' | 'clock'>

export class SiblingBook {
  readonly #world: BookWorld
  readonly #kept = new Map<string, Kept>()

  constructor(world: BookWorld) {
    this.#world = world
  }

  /** What the siblings of this card do; nothing for a card that is no stranger. */
  async of(eid: string, contact: KnownContact | undefined): Promise<SiblingInterval | undefined> {
    if (!contact?.rhythm || !isStranger({}, contact.rhythm)) return undefined
    const card = await this.#world.store.card(eid)
    if (!card || !isStranger(card.device, contact.rhythm)) return undefined
    const { tenant, device } = card
    const ofModel = device.model === undefined ? undefined : this.#ofMany(tenant, device.model)
    return (await ofModel) ?? this.#ofMany(tenant)
  }

  #ofMany(tenant: string, model?: string): Promise<SiblingInterval | undefined> {
    const now = this.#world.clock.now()
    const key = JSON.stringify([tenant, model])
    const known = this.#kept.get(key)
    if (known && now - known.askedAt < keptMs) return known.interval
    const interval = this.#sample(tenant, model)
    interval.catch(() => this.#kept.delete(key))
    this.#kept.delete(key)
    this.#kept.set(key, { askedAt: now, interval })
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > modelsMax && oldest !== undefined) this.#kept.delete(oldest)
    return interval
  }

  async #sample(tenant: string, model?: string): Promise<SiblingInterval | undefined> {
    const filter = { tenant: [tenant], ...(model === undefined ? {} : { model: [model] }) }
    const { items } = await this.#world.store.devices(filter, { limit: sampleMax })
    const intervals: number[] = []
    for (const one of items) {
      const known = await this.#intervalOf(one)
      if (known !== undefined) intervals.push(known)
    }
    return siblingInterval(intervals)
  }

  async #intervalOf({ eid, device }: DeviceSummary): Promise<number | undefined> {
    const told = knownInterval(device, undefined)
    if (told !== undefined) return told
    return knownInterval(device, (await this.#world.store.contacts.known(eid))?.rhythm)
  }
}
