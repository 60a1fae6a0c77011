// Contacts without consequences, gathered for one write: a poll that finds nothing waiting says
// only that the device is alive. Losing the last second of these in a crash loses nothing else.

import { formatHex } from '@holdfast/asn1/hex.ts'
import type { Contact, Store } from '../store/contract.ts'

const eidOctets = 16

/** At most this many wait; more are flushed early, and a store that does not take them drops them. */
const waitingMax = 65_536

export class ContactBatch {
  readonly #eids = new Uint8Array(eidOctets * waitingMax)
  readonly #times = new Float64Array(waitingMax)
  #count = 0
  /** Contacts that found the batch full; shown among the counters. */
  dropped = 0

  /** Notes that the card whose EID stands at `offset` of `bytes` was in contact at `at`. */
  add(bytes: Uint8Array, offset: number, at: number): void {
    if (this.#count === waitingMax) {
      this.dropped++
      return
    }
    this.#eids.set(bytes.subarray(offset, offset + eidOctets), this.#count * eidOctets)
    this.#times[this.#count++] = at
  }

  get size(): number {
    return this.#count
  }

  /** Takes out what waits: one contact a card, its latest. */
  take(): readonly Contact[] {
    const latest = new Map<string, Contact>()
    for (let i = 0; i < this.#count; i++) {
      const eid = formatHex(this.#eids.subarray(i * eidOctets, (i + 1) * eidOctets))
      latest.set(eid, { eid, at: this.#times[i] as number })
    }
    this.#count = 0
    return [...latest.values()]
  }
}

/** Writes what waits, if anything does. */
export async function flushContacts(batch: ContactBatch, store: Store): Promise<void> {
  if (batch.size === 0) return
  await store.recordContacts(batch.take())
}
