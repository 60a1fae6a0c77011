// Documents and dispatch gates of the memory store.

import assert from 'node:assert/strict'
import {
  type DecideDocument,
  type DocumentName,
  faultOfDocument,
  gatesOf,
  isIdle,
  type StoredDocument,
  type SubjectEvent,
} from './document.ts'
import type { MemoryLog } from './memory-log.ts'
import { Told } from './told.ts'
import { Turns } from './turns.ts'

export class MemoryDocuments {
  readonly #log: MemoryLog
  readonly #turns = new Turns()
  readonly #documents = new Map<string, Map<string, StoredDocument>>()
  readonly #facts = new Map<string, SubjectEvent[]>()
  readonly #gates = new Map<string, boolean>()
  readonly logged = new Told<SubjectEvent>()

  constructor(log: MemoryLog) {
    this.#log = log
  }

  /** Whether the campaign's packages may leave now. */
  isOpen(campaignId: string): boolean {
    return this.#gates.get(campaignId) === true
  }

  decide<Value, Reply>(name: DocumentName, decide: DecideDocument<Value, Reply>): Promise<Reply> {
    return this.#turns.take(keyOf(name), async () => {
      const known = this.one<Value>(name.collection, name.key)
      const work = await decide(known?.value)
      const fault = faultOfDocument(name, work, known?.value)
      assert(fault === undefined, fault)
      if (isIdle(work)) return work.reply
      const tenant = known?.tenant ?? name.tenant
      const version = (known?.version ?? 0) + 1
      const value = asStored(work.value ?? known?.value)
      if (value !== undefined) {
        this.#collection(name.collection).set(name.key, { ...name, tenant, version, value })
      }
      const gates = work.guard ? gatesOf(work.guard) : []
      for (const { gate, open } of gates) this.#gates.set(gate, open)
      const events = this.#log.appendFacts(tenant, version, work.facts)
      this.#factsOf(keyOf(name)).push(...events)
      this.logged.tell(events)
      return work.reply
    })
  }

  one<Value>(collection: string, key: string): StoredDocument<Value> | undefined {
    // The collection's owner knows what it put there.
    return this.#collection(collection).get(key) as StoredDocument<Value> | undefined
  }

  all<Value>(collection: string): readonly StoredDocument<Value>[] {
    const found = [...this.#collection(collection).values()] as StoredDocument<Value>[]
    return found.sort((a, b) => (a.key < b.key ? -1 : 1))
  }

  factsOf(collection: string, key: string, after: number): readonly SubjectEvent[] {
    return this.#factsOf(keyOf({ collection, key })).filter(({ version }) => version > after)
  }

  takeFrom(other: MemoryDocuments): void {
    for (const [name, documents] of other.#documents) this.#documents.set(name, new Map(documents))
    for (const [key, facts] of other.#facts) this.#facts.set(key, [...facts])
    for (const [gate, open] of other.#gates) this.#gates.set(gate, open)
  }

  #factsOf(key: string): SubjectEvent[] {
    const known = this.#facts.get(key) ?? []
    this.#facts.set(key, known)
    return known
  }

  #collection(name: string): Map<string, StoredDocument> {
    const known = this.#documents.get(name) ?? new Map<string, StoredDocument>()
    this.#documents.set(name, known)
    return known
  }
}

const keyOf = ({ collection, key }: Pick<DocumentName, 'collection' | 'key'>): string =>
  `${collection}/${key}`

/** As JSON keeps it, not the caller's own object. */
const asStored = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value))
