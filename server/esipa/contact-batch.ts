// Contacts without consequences, gathered for one write: a poll that finds nothing waiting says
// only that the device is alive, and perhaps in which network. Losing the last second of these in a
// crash loses nothing else.

import { formatHex } from '@holdfast/asn1/hex.ts'
import { decodePlmn } from '@holdfast/gsma/ids/plmn.ts'
import type { ContactChannel } from '../store/contact-book.ts'
import type { Contact, Store } from '../store/contract.ts'

const eidOctets = 16
const plmnOctets = 3

/** At most this many wait; what comes beyond is counted and forgotten. */
const waitingMax = 65_536

/** One contact: whose EID stands at `offset` of `bytes`, and the network it named, three octets. */
export interface ContactNote {
  readonly bytes: Uint8Array
  readonly offset: number
  readonly at: number
  readonly plmn?: Uint8Array
  /** `poll` when absent. */
  readonly over?: ContactChannel
}

const channels: readonly ContactChannel[] = ['poll', 'application', 'network', 'wake']

export class ContactBatch {
  readonly #eids = new Uint8Array(eidOctets * waitingMax)
  readonly #plmns = new Uint8Array(plmnOctets * waitingMax)
  readonly #times = new Float64Array(waitingMax)
  readonly #channels = new Uint8Array(waitingMax)
  #count = 0
  /** Contacts that found the batch full; shown among the counters. */
  dropped = 0

  add({ bytes, offset, at, plmn, over = 'poll' }: ContactNote): void {
    if (this.#count === waitingMax) {
      this.dropped++
      return
    }
    const eidAt = this.#count * eidOctets
    for (let i = 0; i < eidOctets; i++) this.#eids[eidAt + i] = bytes[offset + i] as number
    const plmnAt = this.#count * plmnOctets
    for (let i = 0; i < plmnOctets; i++) this.#plmns[plmnAt + i] = plmn?.[i] ?? 0
    this.#channels[this.#count] = over === 'poll' ? 0 : channels.indexOf(over)
    this.#times[this.#count++] = at
  }

  get size(): number {
    return this.#count
  }

  /** Takes out what waits: one contact a card and channel, its latest. */
  take(): readonly Contact[] {
    const latest = new Map<string, Contact>()
    for (let i = 0; i < this.#count; i++) {
      const eid = formatHex(this.#eids.subarray(i * eidOctets, (i + 1) * eidOctets))
      const octets = this.#plmns.subarray(i * plmnOctets, (i + 1) * plmnOctets)
      const plmn = octets.some((octet) => octet !== 0) ? decodePlmn(octets) : undefined
      const network = plmn?.ok ? { plmn: plmn.value } : {}
      const channel = this.#channels[i] as number
      const over = channel === 0 ? {} : { over: channels[channel] as ContactChannel }
      latest.set(`${eid}${channel}`, { eid, at: this.#times[i] as number, ...network, ...over })
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
