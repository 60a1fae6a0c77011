// Messages that could not be read, kept for a person to look at: a device that sends one goes on
// sending it, and the bytes are the only witness (F44, F55). A ring of records, so that no sender
// can fill the disk, and at most one write a second.

import { formatHex } from '@holdfast/asn1/hex.ts'
import type { NamedRecord } from '../store/contract.ts'
import type { World } from '../world.ts'

export interface QuarantinedMessage {
  readonly at: number
  readonly binding: 'asn1' | 'json'
  readonly userAgent?: string
  /** What is wrong with it. */
  readonly why: string
  readonly octets: number
  /** Upper-case hex of the first octets. */
  readonly beginning: string
}

const collection = 'quarantine'
const slots = 200
const keptOctets = 8_192
const everyMs = 1_000

export class Quarantine {
  readonly #world: Pick<World, 'store' | 'clock' | 'log'>
  #next: Promise<number> | undefined
  #writtenAt = Number.NEGATIVE_INFINITY
  /** All that came, also those that were not kept. */
  count = 0

  constructor(world: Pick<World, 'store' | 'clock' | 'log'>) {
    this.#world = world
  }

  /** Keeps the message, unless another was kept within this second. Never fails its caller. */
  keep(body: Uint8Array, facts: Pick<QuarantinedMessage, 'binding' | 'userAgent' | 'why'>): void {
    this.count++
    const at = this.#world.clock.now()
    if (at - this.#writtenAt < everyMs) return
    this.#writtenAt = at
    const beginning = formatHex(body.subarray(0, keptOctets))
    this.#put({ at, ...facts, octets: body.length, beginning }).catch((cause) => {
      this.#world.log('warn', 'an unreadable message could not be kept', { cause: String(cause) })
    })
  }

  async #put(value: QuarantinedMessage): Promise<void> {
    const slot = this.#next ?? this.#slotAfterLatest()
    this.#next = slot.then((taken) => (taken + 1) % slots)
    // A store that fails once is asked again by the next message.
    this.#next.catch(() => {
      this.#next = undefined
    })
    const key = String(await slot).padStart(3, '0')
    await this.#world.store.putRecord({ collection, key, value })
  }

  /** Where the ring goes on after a restart: after the latest message, over the oldest. */
  async #slotAfterLatest(): Promise<number> {
    const records = await this.#world.store.records(collection)
    const latest = records.toSorted((a, b) => keptAt(b) - keptAt(a))[0]
    return latest ? (Number(latest.key) + 1) % slots : 0
  }

  /** The messages that are kept, latest first. */
  async list(): Promise<readonly QuarantinedMessage[]> {
    const records = await this.#world.store.records(collection)
    const kept = records.map((record) => record.value as QuarantinedMessage)
    return kept.toSorted((a, b) => b.at - a.at)
  }
}

const keptAt = ({ value }: NamedRecord): number => (value as QuarantinedMessage).at
