// When each device was in contact, as the far end could know it: requests that arrived. Requests
// less than two minutes apart are one contact.

import type { Instant } from './timeline.ts'

/** From its first to its last request. */
export interface Contact {
  readonly from: Instant
  readonly to: Instant
}

const oneContactMs = 120_000

export class ContactLog {
  readonly #contacts = new Map<string, Contact[]>()

  note(eid: string, at: Instant): void {
    const list = this.#contacts.get(eid) ?? []
    const last = list.at(-1)
    if (last && at - last.to < oneContactMs) {
      list[list.length - 1] = { from: last.from, to: Math.max(at, last.to) }
    } else list.push({ from: at, to: at })
    this.#contacts.set(eid, list)
  }

  /** In the order of time. */
  of(eid: string): readonly Contact[] {
    return this.#contacts.get(eid) ?? []
  }

  /** Whether there was any between two instants. */
  hasBetween(eid: string, from: Instant, until: Instant): boolean {
    return this.of(eid).some((contact) => contact.to > from && contact.from <= until)
  }
}
