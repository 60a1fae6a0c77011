// The store in memory: for the simulator's fast runs and for tests. Same rules as the SQL stores
// (one contract test runs on all), nothing survives the process.

import assert from 'node:assert/strict'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { DeviceFilter } from '@holdfast/fleet/device-filter.ts'
import type { DeviceSummary } from '@holdfast/fleet/device-summary.ts'
import type { CardEvent } from '@holdfast/fleet/event.ts'
import type { Operation } from '@holdfast/fleet/operation.ts'
import { bucketOfCard } from './bucket.ts'
import { type CardChange, changeOf } from './card-change.ts'
import {
  type CardWork,
  type Checkpoint,
  type Contact,
  type FleetRules,
  messagesKeptPerCard,
  type NamedRecord,
  type OperationFilter,
  type RawMessage,
  type RelaySession,
  type Store,
} from './contract.ts'
import { formatCursor, parseCursor } from './cursor.ts'
import { type DeviceRow, facetValues, matchesFilter, searchTextOf } from './device-row.ts'
import { DueTimes } from './due-times.ts'
import { MemoryContacts } from './memory-contacts.ts'
import { MemoryItems } from './memory-items.ts'
import { MemoryLog } from './memory-log.ts'
import { MemoryShelves, type Target } from './memory-shelves.ts'
import type { Page } from './page.ts'
import { PartSearch } from './part-search.ts'
import { relaySessionKeptMs } from './relay-session.ts'
import { gateClosed, StoreError } from './store-error.ts'
import { Told } from './told.ts'
import { Turns } from './turns.ts'

interface MemoryCard {
  readonly state: CardState
  readonly row: DeviceRow
}

type PageWish = { readonly limit: number; readonly cursor?: string }

export class MemoryStore extends MemoryShelves implements Store {
  readonly contacts: MemoryContacts
  readonly items = new MemoryItems()
  readonly #rules: FleetRules
  readonly #turns = new Turns()
  readonly #committed = new Told<CardEvent>()
  readonly #cards = new Map<string, MemoryCard>()
  readonly #operations = new Map<string, Operation>()
  readonly #messages = new Map<string, RawMessage[]>()
  readonly #inFlight = new Map<string, string>()
  readonly #dueAt = new DueTimes()
  readonly #log: MemoryLog
  readonly #sessions = new Map<string, RelaySession>()
  readonly #records = new Map<string, Map<string, NamedRecord>>()
  #sortedEids: readonly string[] | undefined
  /** Made when somebody first searches for a part of a text. */
  #texts: PartSearch | undefined
  #isClosed = false

  readonly #machineNow: () => number

  /** `machineNow`: the clock of the machine that it lives on. */
  constructor(rules: FleetRules, machineNow: () => number = Date.now) {
    const log = new MemoryLog()
    super(log)
    this.#log = log
    this.#rules = rules
    this.#machineNow = machineNow
    const deviceOf = (eid: string) => this.#cards.get(eid)?.state.device ?? {}
    this.contacts = new MemoryContacts(rules.contacts, deviceOf)
  }

  async onCard<Reply>(
    eid: string,
    decide: (state: CardState | undefined) => CardWork<Reply> | Promise<CardWork<Reply>>,
  ): Promise<Reply> {
    return this.#turns.take(eid, async () => {
      if (this.#isClosed) throw new StoreError('closed', 'The store was closed.')
      const state = this.#cards.get(eid)?.state
      const work = await decide(state)
      if (!this.holds(work)) throw gateClosed()
      this.#apply(changeOf(this.#rules, { eid, state }, work))
      return work.reply
    })
  }

  #apply(change: CardChange): void {
    const { eid, before, after } = change
    if (!after) return
    if (after !== before) {
      if (!before) this.#sortedEids = undefined
      const row = this.#rowOf(after)
      this.#cards.set(eid, { state: after, row })
      this.#texts?.put(eid, row.search)
      this.#dueAt.set(eid, after.dueAt)
      if (before?.inFlight) this.#inFlight.delete(before.inFlight.eimTransactionId)
      if (after.inFlight) this.#inFlight.set(after.inFlight.eimTransactionId, eid)
    }
    for (const operation of change.operations) {
      this.#operations.set(operation.operationId, operation)
    }
    if (change.messages.length > 0) {
      const kept = [...(this.#messages.get(eid) ?? []), ...change.messages]
      this.#messages.set(eid, kept.slice(-messagesKeptPerCard))
    }
    this.items.write(change.items)
    const tellAdopted = this.noteProfiles(change)
    this.#committed.tell(this.#log.append(change.events))
    tellAdopted()
  }

  #rowOf(state: CardState): DeviceRow {
    return { summary: this.#rules.summaryOf(state), search: searchTextOf(state) }
  }

  async machineNow(): Promise<number> {
    return this.#machineNow()
  }

  async card(eid: string): Promise<CardState | undefined> {
    return this.#cards.get(eid)?.state
  }

  async cardByTransaction(eimTransactionId: string): Promise<CardState | undefined> {
    const eid = this.#inFlight.get(eimTransactionId)
    return eid === undefined ? undefined : this.card(eid)
  }

  async dueCards(
    buckets: readonly number[],
    now: number,
    limit: number,
  ): Promise<readonly string[]> {
    const wanted = new Set(buckets)
    const due = this.#dueAt.due(now)
    return due.filter((eid) => wanted.has(bucketOfCard(eid))).slice(0, limit)
  }

  async *attention(): AsyncIterable<{ readonly eid: string; readonly attention: boolean }> {
    for (const { state } of this.#cards.values()) {
      yield { eid: state.eid, attention: this.#rules.needsAttention(state) }
    }
  }

  async recordContacts(contacts: readonly Contact[]): Promise<void> {
    this.contacts.record(contacts)
  }

  async devices(filter: DeviceFilter, page: PageWish): Promise<Page<DeviceSummary>> {
    const after = page.cursor === undefined ? '' : parseCursor(page.cursor, ['string'])[0]
    const items: DeviceSummary[] = []
    for (const summary of this.#matching(filter)) {
      if (summary.eid <= String(after)) continue
      if (items.length === page.limit) {
        return { items, cursor: formatCursor([items.at(-1)?.eid ?? '']) }
      }
      items.push(summary)
    }
    return { items }
  }

  async countDevices(filter: DeviceFilter): Promise<number> {
    return [...this.#matching(filter)].length
  }

  async facets(filter: DeviceFilter): ReturnType<Store['facets']> {
    const summaries = [...this.#matching(filter)]
    const counted = Object.entries(facetValues).map(
      ([name, read]) => [name, countBy(summaries, read)] as const,
    )
    return Object.fromEntries(counted)
  }

  protected override eidsOf({ filter, tenant }: Target): readonly string[] {
    const eids = [...this.#matching(filter)].map(({ eid }) => eid)
    return eids.filter((eid) => this.#cards.get(eid)?.state.tenant === tenant)
  }

  *#matching(filter: DeviceFilter): Iterable<DeviceSummary> {
    for (const eid of this.#candidates(filter)) {
      const card = this.#cards.get(eid)
      const lastSeenAt = this.contacts.lastSeenAt(eid)
      if (!card || !matchesFilter(filter, card.row, lastSeenAt)) continue
      yield lastSeenAt === undefined ? card.row.summary : { ...card.row.summary, lastSeenAt }
    }
  }

  /** In order; all cards among which the matching ones are. */
  #candidates({ text }: DeviceFilter): readonly string[] {
    if (text !== undefined) {
      const found = this.#partSearch().candidates(text.toLowerCase())
      if (found) return [...found].sort()
    }
    this.#sortedEids ??= [...this.#cards.keys()].sort()
    return this.#sortedEids
  }

  #partSearch(): PartSearch {
    if (this.#texts) return this.#texts
    this.#texts = new PartSearch()
    for (const [eid, { row }] of this.#cards) this.#texts.put(eid, row.search)
    return this.#texts
  }

  async operations(filter: OperationFilter, page: PageWish): Promise<Page<Operation>> {
    const from = page.cursor === undefined ? undefined : readOperationCursor(page.cursor)
    const found = [...this.#operations.values()]
      .filter((operation) => this.#matches(filter, operation))
      .filter((operation) => !from || newestFirst(from, operation) < 0)
      .sort(newestFirst)
    const items = found.slice(0, page.limit)
    const last = items.at(-1)
    if (!last || found.length <= page.limit) return { items }
    return { items, cursor: formatCursor([last.createdAt, last.operationId]) }
  }

  #matches({ tenant, ...filter }: OperationFilter, operation: Operation): boolean {
    const isOwn = tenant === undefined || this.#cards.get(operation.eid)?.state.tenant === tenant
    return isOwn && matchesOperation(filter, operation)
  }

  async operation(operationId: string): Promise<Operation | undefined> {
    return this.#operations.get(operationId)
  }

  async countOperations(filter: OperationFilter): Promise<Readonly<Record<string, number>>> {
    const found = [...this.#operations.values()].filter((one) => this.#matches(filter, one))
    return countBy(found, ({ outcome }) => outcome)
  }

  async eventsOf(eid: string, after = 0, limit = 1000): Promise<readonly CardEvent[]> {
    return this.#log.eventsOf(eid, after, limit)
  }

  log(...args: Parameters<Store['log']>): ReturnType<Store['log']> {
    return Promise.resolve(this.#log.entries(...args))
  }

  async logHead(tenant: string): ReturnType<Store['logHead']> {
    return this.#log.head(tenant)
  }

  async tenants(): Promise<readonly string[]> {
    return this.#log.tenants()
  }

  async putCheckpoint(checkpoint: Checkpoint): Promise<void> {
    this.#log.putCheckpoint(checkpoint)
  }

  async checkpoints(tenant: string): Promise<readonly Checkpoint[]> {
    return this.#log.checkpoints(tenant)
  }

  async checkpointAt(tenant: string, size: number): Promise<Checkpoint | undefined> {
    return this.#log.checkpoints(tenant).find((one) => one.size === size)
  }

  async lastCheckpoint(tenant: string): Promise<Checkpoint | undefined> {
    return this.#log.lastCheckpoint(tenant)
  }

  async messagesOf(eid: string, limit: number): Promise<readonly RawMessage[]> {
    return (this.#messages.get(eid) ?? []).toReversed().slice(0, limit)
  }

  onCommitted(listener: (events: readonly CardEvent[]) => void): () => void {
    return this.#committed.listen(listener)
  }

  async putRelaySession(session: RelaySession): Promise<void> {
    for (const [id, { startedAt }] of this.#sessions) {
      if (startedAt < session.startedAt - relaySessionKeptMs) this.#sessions.delete(id)
    }
    this.#sessions.set(session.transactionId, session)
  }

  async relaySession(transactionId: string): Promise<RelaySession | undefined> {
    return this.#sessions.get(transactionId)
  }

  async endRelaySession(transactionId: string): Promise<void> {
    this.#sessions.delete(transactionId)
  }

  async putRecord(record: NamedRecord): Promise<void> {
    this.#collection(record.collection).set(record.key, copyOf(record))
  }

  async claimRecord(record: NamedRecord): Promise<NamedRecord> {
    const collection = this.#collection(record.collection)
    if (!collection.has(record.key)) collection.set(record.key, copyOf(record))
    const kept = collection.get(record.key)
    assert(kept, 'a claimed record is there')
    return kept
  }

  async record(collection: string, key: string): Promise<NamedRecord | undefined> {
    return this.#collection(collection).get(key)
  }

  async records(collection: string): Promise<readonly NamedRecord[]> {
    return [...this.#collection(collection).values()].sort((a, b) => (a.key < b.key ? -1 : 1))
  }

  async deleteRecord(collection: string, key: string): Promise<void> {
    this.#collection(collection).delete(key)
  }

  #collection(name: string): Map<string, NamedRecord> {
    const known = this.#records.get(name)
    if (known) return known
    const made = new Map<string, NamedRecord>()
    this.#records.set(name, made)
    return made
  }

  /** Another store with all that is committed here now: what a backup would bring back. */
  copy(): MemoryStore {
    const copy = new MemoryStore(this.#rules, this.#machineNow)
    for (const [eid, card] of this.#cards) copy.#cards.set(eid, card)
    for (const [id, operation] of this.#operations) copy.#operations.set(id, operation)
    copy.contacts.takeFrom(this.contacts)
    copy.items.takeFrom(this.items)
    for (const [eid, messages] of this.#messages) copy.#messages.set(eid, messages)
    for (const [id, eid] of this.#inFlight) copy.#inFlight.set(id, eid)
    copy.#dueAt.takeFrom(this.#dueAt)
    for (const [id, session] of this.#sessions) copy.#sessions.set(id, session)
    for (const [name, records] of this.#records) copy.#records.set(name, new Map(records))
    copy.#log.takeFrom(this.#log)
    copy.takeShelvesFrom(this)
    return copy
  }

  async close(): Promise<void> {
    this.#isClosed = true
  }
}

/** What a database would give back: the value as JSON keeps it, not the caller's own object. */
function copyOf({ collection, key, value }: NamedRecord): NamedRecord {
  return { collection, key, value: JSON.parse(JSON.stringify(value ?? null)) }
}

function countBy<T>(
  items: readonly T[],
  read: (item: T) => string | undefined,
): Readonly<Record<string, number>> {
  const counts = new Map<string, number>()
  for (const item of items) {
    const value = read(item)
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return Object.fromEntries(counts)
}

type OperationKey = Pick<Operation, 'createdAt' | 'operationId'>

function newestFirst(a: OperationKey, b: OperationKey): number {
  if (a.createdAt !== b.createdAt) return b.createdAt - a.createdAt
  if (a.operationId === b.operationId) return 0
  return a.operationId > b.operationId ? -1 : 1
}

function readOperationCursor(cursor: string): OperationKey {
  const [createdAt, operationId] = parseCursor(cursor, ['number', 'string'])
  return { createdAt: Number(createdAt), operationId: String(operationId) }
}

function matchesOperation(filter: OperationFilter, operation: Operation): boolean {
  const { eid, batchId, outcomes, open } = filter
  if (eid !== undefined && operation.eid !== eid) return false
  if (batchId !== undefined && operation.batchId !== batchId) return false
  if (outcomes && !outcomes.includes(operation.outcome)) return false
  return open === undefined || (operation.endedAt === undefined) === open
}
