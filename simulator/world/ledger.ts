// What a world counts while it runs, for its result and for people who watch.

import { ContactLog } from './contact-log.ts'
import type { Instant } from './timeline.ts'

export class Ledger {
  polls = 0
  bytes = 0
  exchanges = 0
  serverDown = 0
  readonly lastContact = new Map<string, Instant>()
  /** Requests that reached the eIM, and heartbeats that reached the API. */
  readonly contacts = new ContactLog()
  readonly heartbeats = new ContactLog()
  readonly notes: { readonly at: Instant; readonly device: number; readonly what: string }[] = []

  /** Bytes of one direction of an exchange; a request is counted by its name. */
  traffic(name: string, bytes: number): void {
    this.bytes += bytes
    this.exchanges += 1
    if (/^getEimPackage$/i.test(name)) this.polls += 0.5
  }

  /** A device's request found the server down and was repeated. */
  foundServerDown(): void {
    this.serverDown += 1
  }

  note(at: Instant, device: number, what: string): void {
    this.notes.push({ at, device, what })
  }

  noteCounts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {}
    for (const { what } of this.notes) counts[what] = (counts[what] ?? 0) + 1
    return counts
  }
}
