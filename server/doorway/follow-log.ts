// Several server processes on one database: what another one changes must reach this one's doorway.
// The log tells: every card in an event that this process did not write is put down as one to look
// at. The delay is the time between two rounds (half a second) plus a query.

import type { Store } from '../store/contract.ts'
import { parseEvent } from '../store/event-text.ts'
import type { Doorway } from './doorway.ts'
import { eidOctets } from './watched-store.ts'

const entriesAtOnce = 1_000
const ownRemembered = 100_000

export class LogFollower {
  readonly #store: Store
  readonly #doorway: Doorway
  readonly #next = new Map<string, number>()
  readonly #own = new Map<string, Set<number>>()

  constructor(store: Store, doorway: Doorway) {
    this.#store = store
    this.#doorway = doorway
    store.onCommitted((events) => {
      for (const { tenant, position } of events) this.#ownOf(tenant).add(position)
    })
    store.onLogged((events) => {
      for (const { tenant, position } of events) this.#ownOf(tenant).add(position)
    })
  }

  /** Begins at the present end of every tenant's log: what is before it was just loaded. */
  async begin(): Promise<void> {
    for (const tenant of await this.#store.tenants()) {
      this.#next.set(tenant, (await this.#store.logHead(tenant)).size)
    }
  }

  /** One round over all tenants; resolves with how many cards others had changed. */
  async follow(): Promise<number> {
    let changed = 0
    for (const tenant of await this.#store.tenants()) changed += await this.#followOne(tenant)
    return changed
  }

  async #followOne(tenant: string): Promise<number> {
    let changed = 0
    for (;;) {
      const from = this.#next.get(tenant) ?? 0
      const entries = await this.#store.log(tenant, from, entriesAtOnce)
      const own = this.#ownOf(tenant)
      for (const { position, text } of entries) {
        if (own.delete(position)) continue
        const event = parseEvent(text)
        if (!event) continue
        this.#doorway.put(eidOctets(event.eid), true)
        changed++
      }
      this.#next.set(tenant, from + entries.length)
      if (own.size > ownRemembered) own.clear()
      if (entries.length < entriesAtOnce) return changed
    }
  }

  #ownOf(tenant: string): Set<number> {
    const known = this.#own.get(tenant)
    if (known) return known
    const fresh = new Set<number>()
    this.#own.set(tenant, fresh)
    return fresh
  }
}
