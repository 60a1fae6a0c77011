// What the server asks of a store, whatever engine is behind it (bundled PostgreSQL, a PostgreSQL
// server, memory). One contract test runs on all three. Rules: one transaction per card, many
// cards' transactions committed together; state and the events that made it are written together;
// a promise resolves only after commit; nothing is replied before that. What cannot be done now is a
// rejection with `StoreError` (store-error.ts).
//
// Ids carry their card's bucket, so that they can be looked up by themselves: an operationId and an
// eimTransactionId begin with the two hex digits of `bucketPrefix(eid)` (bucket.ts). A decision that
// breaks this is refused as a broken invariant.

import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { Decision } from '@holdfast/fleet/decision.ts'
import type { DeviceFilter } from '@holdfast/fleet/device-filter.ts'
import type { DeviceSummary } from '@holdfast/fleet/device-summary.ts'
import type { CardEvent, EventDraft } from '@holdfast/fleet/event.ts'
import type { Instant } from '@holdfast/fleet/evidence.ts'
import type { Operation, OutcomeName } from '@holdfast/fleet/operation.ts'
import type { TargetShelf } from './campaign-target.ts'
import type { CardItems, ItemsOf } from './card-items.ts'
import type { Contact, ContactBook, ContactRules } from './contact-book.ts'
import type { DocumentShelf } from './document.ts'
import type { Page } from './page.ts'
import type { Reservation, StockShelf } from './stock-item.ts'

/** A message as it crossed the wire, kept for people who want to see it. */
export interface RawMessage {
  readonly at: Instant
  readonly interface: 'ESipa' | 'ES9+' | 'API'
  readonly direction: 'in' | 'out'
  /** The standard's function name. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** A decision plus the raw messages that belong to it. */
export interface CardWork<Reply> extends Decision<Reply> {
  /** Kept only for cards that are known afterwards. */
  readonly messages?: readonly RawMessage[]
  /** Whose card a new one is, `default` when absent; a known card keeps its tenant. */
  readonly tenant?: string
  /**
   * Commits only while this campaign's dispatch is open, seen in the same transaction; else nothing
   * is written and `onCard` rejects with `gate-closed` (S9).
   */
  readonly onlyWhile?: { readonly campaignId: string }
  /** Commits only while this code is reserved for this card and batch; else as `onlyWhile`. */
  readonly onlyHolding?: Reservation
}

/** The pure functions of `fleet` that a store needs; given to its constructor. */
export interface FleetRules {
  readonly evolve: (
    state: CardState | undefined,
    event: EventDraft & { readonly tenant: string },
  ) => CardState
  readonly summaryOf: (state: CardState) => DeviceSummary
  readonly needsAttention: (state: CardState) => boolean
  readonly contacts: ContactRules
  readonly itemsOf: ItemsOf
}

/** How many raw messages of a card are kept: the newest. */
export const messagesKeptPerCard = 200

export type { Contact } from './contact-book.ts'

export interface OperationFilter {
  /** Of the cards of this tenant. */
  readonly tenant?: string
  readonly eid?: string
  readonly batchId?: string
  readonly outcomes?: readonly OutcomeName[]
  readonly open?: boolean
}

/** A download session that we relay between an IPA and an SM-DP+ (indirect download). */
export interface RelaySession {
  /** Upper-case hex, chosen by the SM-DP+. */
  readonly transactionId: string
  readonly smdpAddress: string
  readonly eid?: string
  readonly operationId?: string
  readonly startedAt: Instant
}

/** A named value that is not about one card: keys' ids, tokens (hashed), batches, idempotency. */
export interface NamedRecord {
  readonly collection: string
  readonly key: string
  readonly value: unknown
}

/** A signed statement of the log at some size (C2SP checkpoint text). */
export interface Checkpoint {
  readonly tenant: string
  readonly size: number
  readonly at: Instant
  readonly note: string
}

export interface Store extends DocumentShelf, TargetShelf, StockShelf {
  /** What the clock of the machine that the database lives on shows. */
  machineNow(): Promise<Instant>
  /**
   * Runs `decide` on the card's present state, alone for this card, and commits what it decides.
   * `decide` may run again when another process changed the card in between: it must have no side
   * effects but through its return value. `undefined` state: the card is unknown.
   *
   * Rejects with what `decide` throws, or with StoreError: `overloaded` when too much already waits
   * (nothing was done), `contended` when other processes were quicker every time (nothing was
   * done), `gate-closed` when `onlyWhile` or `onlyHolding` does not hold (nothing was done),
   * `unavailable` when the database cannot be reached (it may or may not have committed).
   */
  onCard<Reply>(
    eid: string,
    decide: (state: CardState | undefined) => CardWork<Reply> | Promise<CardWork<Reply>>,
  ): Promise<Reply>
  card(eid: string): Promise<CardState | undefined>
  /** The card whose dispatch in flight has this eimTransactionId (its first octet: the bucket). */
  cardByTransaction(eimTransactionId: string): Promise<CardState | undefined>
  /**
   * EIDs with `dueAt` ≤ `now` in the given buckets, soonest first. Give few buckets at a time when
   * very many cards are due: work is claimed per bucket.
   */
  dueCards(buckets: readonly number[], now: Instant, limit: number): Promise<readonly string[]>
  /** Every EID with whether a poll of it needs a look (see `needsAttention`); for the doorway. */
  attention(): AsyncIterable<{ readonly eid: string; readonly attention: boolean }>
  /** Keeps the newest contact of each card, and its rhythm; an older one changes nothing. */
  recordContacts(contacts: readonly Contact[]): Promise<void>
  readonly contacts: ContactBook
  readonly items: CardItems

  /** In the order of their EIDs. */
  devices(
    filter: DeviceFilter,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Page<DeviceSummary>>
  countDevices(filter: DeviceFilter): Promise<number>
  /**
   * Counts by value of each facet (generation, country, operator, model, lastOutcome); devices
   * without a value are not in that facet.
   */
  facets(filter: DeviceFilter): Promise<Readonly<Record<string, Readonly<Record<string, number>>>>>
  /** The newest first, by `createdAt`. */
  operations(
    filter: OperationFilter,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Page<Operation>>
  operation(operationId: string): Promise<Operation | undefined>
  /** Counts by outcome. */
  countOperations(filter: OperationFilter): Promise<Readonly<Record<string, number>>>

  /** Events of one card with a `cardVersion` above `after`, oldest first; at most 1000. */
  eventsOf(eid: string, after?: number, limit?: number): Promise<readonly CardEvent[]>
  /** The tenant's log in order. */
  log(tenant: string, from: number, limit: number): Promise<readonly LogEntry[]>
  /** Size and Merkle root (RFC 6962) of the tenant's log. */
  logHead(tenant: string): Promise<{ readonly size: number; readonly root: Uint8Array }>
  /** The tenants that have a log, by name. */
  tenants(): Promise<readonly string[]>
  putCheckpoint(checkpoint: Checkpoint): Promise<void>
  /** By size, the smallest first. */
  checkpoints(tenant: string): Promise<readonly Checkpoint[]>
  checkpointAt(tenant: string, size: number): Promise<Checkpoint | undefined>
  /** The one of the greatest size. */
  lastCheckpoint(tenant: string): Promise<Checkpoint | undefined>
  /** The newest first, never more than `messagesKeptPerCard`. */
  messagesOf(eid: string, limit: number): Promise<readonly RawMessage[]>
  /** Called after each commit with its events, in order; for live views. Returns an unsubscribe. */
  onCommitted(listener: (events: readonly CardEvent[]) => void): () => void

  /** Sessions begun more than seven days before the new one are forgotten. */
  putRelaySession(session: RelaySession): Promise<void>
  relaySession(transactionId: string): Promise<RelaySession | undefined>
  endRelaySession(transactionId: string): Promise<void>

  putRecord(record: NamedRecord): Promise<void>
  /** Puts only if absent; gives the record that is there afterwards. */
  claimRecord(record: NamedRecord): Promise<NamedRecord>
  record(collection: string, key: string): Promise<NamedRecord | undefined>
  records(collection: string): Promise<readonly NamedRecord[]>
  deleteRecord(collection: string, key: string): Promise<void>

  close(): Promise<void>
}

/** An event with the exact text that the Merkle leaf was made from. */
export interface LogEntry {
  readonly position: number
  readonly text: string
  readonly leaf: Uint8Array
}
