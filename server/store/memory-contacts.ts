// Contacts in memory, by the same rules as over SQL.

import type { DeviceFacts } from '@holdfast/fleet/card-state.ts'
import { bucketOfCard } from './bucket.ts'
import {
  type Contact,
  type ContactBook,
  type ContactRules,
  contactsByCard,
  foldContacts,
  type KnownContact,
  newLook,
  type SilenceLook,
} from './contact-book.ts'
import { DueTimes } from './due-times.ts'

export class MemoryContacts implements ContactBook {
  readonly #rules: ContactRules
  readonly #deviceOf: (eid: string) => DeviceFacts
  readonly #kept = new Map<string, KnownContact>()
  readonly #lateAt = new DueTimes()

  constructor(rules: ContactRules, deviceOf: (eid: string) => DeviceFacts) {
    this.#rules = rules
    this.#deviceOf = deviceOf
  }

  record(contacts: readonly Contact[]): void {
    for (const [eid, ofCard] of contactsByCard(contacts)) {
      const rules = { contacts: this.#rules, device: this.#deviceOf(eid) }
      const folded = foldContacts(this.#kept.get(eid), ofCard, rules)
      if (folded) this.#keep({ ...folded, eid })
    }
  }

  #keep(contact: KnownContact): void {
    this.#kept.set(contact.eid, contact)
    this.#lateAt.set(contact.eid, contact.lateAt)
  }

  /** Takes over all that the other has. */
  takeFrom(other: MemoryContacts): void {
    for (const contact of other.#kept.values()) this.#keep(contact)
  }

  lastSeenAt(eid: string): number | undefined {
    return this.#kept.get(eid)?.lastSeenAt
  }

  async known(eid: string): Promise<KnownContact | undefined> {
    return this.#kept.get(eid)
  }

  async several(eids: readonly string[]): Promise<readonly KnownContact[]> {
    return eids.flatMap((eid) => this.#kept.get(eid) ?? [])
  }

  async silent(
    buckets: readonly number[],
    now: number,
    limit: number,
  ): Promise<readonly KnownContact[]> {
    const wanted = new Set(buckets)
    const late = this.#lateAt.due(now).filter((eid) => wanted.has(bucketOfCard(eid)))
    return late.slice(0, limit).flatMap((eid) => this.#kept.get(eid) ?? [])
  }

  async putLooks(looks: readonly SilenceLook[]): Promise<void> {
    for (const { eid, polledAt, lateAt } of looks) {
      const known = this.#kept.get(eid)
      if (!known || known.rhythm?.lastAt !== polledAt) continue
      const { lateAt: _, ...rest } = known
      this.#keep(lateAt === undefined ? rest : { ...rest, lateAt })
    }
  }

  async refresh(eids: readonly string[]): Promise<void> {
    const known = eids.flatMap((eid) => this.#kept.get(eid) ?? [])
    await this.putLooks(known.flatMap((one) => newLook(one, this.#deviceOf(one.eid), this.#rules)))
  }
}
