// The event log of the memory store: one list of texts per tenant, hashed when somebody asks.

import type { CardEvent } from '@holdfast/fleet/event.ts'
import { Frontier, leafHash } from '../audit/merkle.ts'
import type { Checkpoint, LogEntry } from './contract.ts'
import { formatFact, type LogFact, type SubjectEvent } from './document.ts'
import { formatUnplaced, parseLogEvent, placeEvent, type UnplacedEvent } from './event-text.ts'

interface TenantLog {
  readonly texts: string[]
  readonly frontier: Frontier
  readonly checkpoints: Map<number, Checkpoint>
  /** The checkpoint of the greatest size. */
  last?: Checkpoint
}

export class MemoryLog {
  readonly #byTenant = new Map<string, TenantLog>()
  /** The texts of each card's events, oldest first. */
  readonly #byCard = new Map<string, string[]>()

  append(events: readonly UnplacedEvent[]): readonly CardEvent[] {
    return events.map((event) => {
      const { texts } = this.#logOf(event.tenant)
      const position = texts.length
      const text = placeEvent(event.tenant, position, formatUnplaced(event))
      texts.push(text)
      const ofCard = this.#byCard.get(event.eid)
      if (ofCard) ofCard.push(text)
      else this.#byCard.set(event.eid, [text])
      return { ...event, position }
    })
  }

  /** Facts of a document that is at `version` with them. */
  appendFacts(tenant: string, version: number, facts: readonly LogFact[]): readonly SubjectEvent[] {
    const { texts } = this.#logOf(tenant)
    return facts.map((fact) => {
      const text = placeEvent(tenant, texts.length, formatFact(version, fact))
      texts.push(text)
      return parseLogEvent(text) as SubjectEvent // just written by formatFact
    })
  }

  eventsOf(eid: string, after: number, limit: number): readonly CardEvent[] {
    // A card's versions count its events from 1, so `after` is also an index.
    const texts = this.#byCard.get(eid) ?? []
    return texts
      .slice(Math.max(0, after), Math.max(0, after) + limit)
      .map((text) => parseLogEvent(text) as CardEvent) // a card's list holds its own
  }

  entries(tenant: string, from: number, limit: number): readonly LogEntry[] {
    const texts = this.#byTenant.get(tenant)?.texts.slice(from, from + limit) ?? []
    return texts.map((text, i) => ({ position: from + i, text, leaf: leafHash(text) }))
  }

  head(tenant: string): { readonly size: number; readonly root: Uint8Array } {
    const log = this.#byTenant.get(tenant)
    if (!log) return { size: 0, root: new Frontier().root() }
    for (let at = log.frontier.size; at < log.texts.length; at++) {
      log.frontier.append(leafHash(log.texts[at] as string)) // within the list
    }
    return { size: log.frontier.size, root: log.frontier.root() }
  }

  tenants(): readonly string[] {
    return [...this.#byTenant.keys()].sort()
  }

  putCheckpoint(checkpoint: Checkpoint): void {
    const log = this.#logOf(checkpoint.tenant)
    if (log.checkpoints.has(checkpoint.size)) return
    log.checkpoints.set(checkpoint.size, checkpoint)
    if (!log.last || log.last.size < checkpoint.size) log.last = checkpoint
  }

  checkpoints(tenant: string): readonly Checkpoint[] {
    const known = this.#byTenant.get(tenant)?.checkpoints.values() ?? []
    return [...known].sort((a, b) => a.size - b.size)
  }

  lastCheckpoint(tenant: string): Checkpoint | undefined {
    return this.#byTenant.get(tenant)?.last
  }

  /** Puts down here all that another log holds. */
  takeFrom(other: MemoryLog): void {
    for (const [tenant, { texts, checkpoints, last }] of other.#byTenant) {
      const log = { texts: [...texts], frontier: new Frontier(), checkpoints: new Map(checkpoints) }
      this.#byTenant.set(tenant, last ? { ...log, last } : log)
    }
    for (const [eid, texts] of other.#byCard) this.#byCard.set(eid, [...texts])
  }

  #logOf(tenant: string): TenantLog {
    const known = this.#byTenant.get(tenant)
    if (known) return known
    const made = { texts: [], frontier: new Frontier(), checkpoints: new Map() }
    this.#byTenant.set(tenant, made)
    return made
  }
}
