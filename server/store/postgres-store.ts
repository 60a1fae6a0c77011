// The store on PostgreSQL, bundled or a server's. Decisions run one at a time per card in this
// process; their changes are committed in groups; other processes on the same database are met by
// version checks. This file puts the parts together; each part says its own rules.

import { setTimeout as wait } from 'node:timers/promises'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { DeviceFilter } from '@holdfast/fleet/device-filter.ts'
import type { CardEvent } from '@holdfast/fleet/event.ts'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { type CardChange, changeOf } from './card-change.ts'
import { checkServer, endOthers } from './check-server.ts'
import type {
  CardWork,
  Checkpoint,
  Contact,
  FleetRules,
  NamedRecord,
  OperationFilter,
  RelaySession,
  Store,
} from './contract.ts'
import { EventPartitions } from './event-partitions.ts'
import { Gathering } from './gathering.ts'
import { type CommitOutcome, GroupCommit } from './group-commit.ts'
import { migrate } from './migrate.ts'
import { namingPool } from './named-statements.ts'
import { OwnReads, type OwnWrite } from './own-reads.ts'
import { type OwnTimer, OwnTimers } from './own-timers.ts'
import { PostgresCards } from './postgres-cards.ts'
import { readMachineClock } from './postgres-clock.ts'
import {
  clientConfig,
  openPool,
  type PostgresAddress,
  whileReachable,
} from './postgres-connection.ts'
import { PostgresContacts } from './postgres-contacts.ts'
import { PostgresDevices } from './postgres-devices.ts'
import { PostgresDocuments } from './postgres-documents.ts'
import { PostgresItems } from './postgres-items.ts'
import { PostgresLog } from './postgres-log.ts'
import { PostgresOperations } from './postgres-operations.ts'
import { PostgresRecords } from './postgres-records.ts'
import { Session } from './postgres-session.ts'
import { PostgresShelves } from './postgres-shelves.ts'
import { PostgresStock } from './postgres-stock.ts'
import type { Tables } from './postgres-tables.ts'
import { PostgresTargets } from './postgres-targets.ts'
import { type PreparedChange, prepareChange } from './prepared-change.ts'
import { PresentCards } from './present-cards.ts'
import { gateClosed, StoreError } from './store-error.ts'
import { Told } from './told.ts'
import { Turns } from './turns.ts'

export interface PostgresStoreOptions {
  readonly address: PostgresAddress
  readonly rules: FleetRules
  /** Card works that may wait at once before `onCard` rejects as overloaded. */
  readonly waitingMax?: number
  /** Connections for reading; one more commits. */
  readonly connectionsMax?: number
  /** Card states kept in memory. */
  readonly statesKeptMax?: number
  /** No other process writes to this database while the store is open. */
  readonly isAlone?: boolean
  /** How long the server may be silent when it was asked; of no account when `isAlone`. */
  readonly answerWithinMs?: number
  /** Its data are thrown away: that it does not wait for the disk is no mistake. */
  readonly isScratch?: boolean
}

const batchMax = 256
const triesMax = 20
const closeDeadlineMs = 10_000

/** A card that shows a profile for the first time changes the stock. */
const writesOf = (batch: readonly PreparedChange[]): readonly OwnWrite[] => [
  { area: 'head' },
  { area: 'log' },
  {
    area: 'operation',
    keys: batch.flatMap(({ change }) => change.operations.map((one) => one.operationId)),
  },
  ...(batch.some(({ change }) => change.newIccids.length > 0) ? [{ area: 'stock' } as const] : []),
]

const timersOf = (batch: readonly PreparedChange[]): readonly OwnTimer[] =>
  batch.flatMap(({ change, after }) => [
    { kind: 'card', at: after.dueAt } as const,
    ...change.items.map(({ kind, dueAt }) => ({ kind, at: dueAt })),
  ])

type Page = { readonly limit: number; readonly cursor?: string }
type Decide<Reply> = (state: CardState | undefined) => CardWork<Reply> | Promise<CardWork<Reply>>

/**
 * Opens the store, bringing the database to the newest schema.
 * @throws StoreError `unavailable` when the database does not answer within five seconds, Error
 * with words when the server or its database cannot be used
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<PostgresStore> {
  await whileReachable('the store cannot be opened', () => prepareDatabase(options))
  return new PostgresStore(options)
}

/** Over a connection of its own: it may wait for long, which no other statement may. */
async function prepareDatabase(options: PostgresStoreOptions): Promise<void> {
  const client = new pg.Client(clientConfig(options.address))
  client.on('error', () => undefined) // the statement tells it
  await client.connect()
  try {
    await checkServer(client, options.isScratch)
    if (options.isAlone) await endOthers(client)
    await migrate(client)
  } finally {
    await client.end()
  }
}

/** A server ends a statement after 60 seconds; one that says nothing then will say nothing. */
const answerWithinMs = 65_000

export class PostgresStore extends PostgresShelves implements Store {
  readonly contacts: PostgresContacts
  readonly items: PostgresItems
  readonly #rules: FleetRules
  readonly #waitingMax: number
  readonly #session: Session
  readonly #committed = new Told<CardEvent>()
  readonly #turns = new Turns()
  readonly #present: PresentCards
  readonly #commits: Gathering<PreparedChange, PromiseSettledResult<CommitOutcome>>
  readonly #pool: pg.Pool
  readonly #cards: PostgresCards
  readonly #devices: PostgresDevices
  readonly #operations: PostgresOperations
  readonly #log: PostgresLog
  readonly #records: PostgresRecords
  #waiting = 0
  #isClosed = false
  #becameIdle: (() => void) | undefined

  /** See `openPostgresStore`, which migrates first. */
  constructor(options: PostgresStoreOptions) {
    const { address, isAlone = false } = options
    // On our own machine the end of a server is always heard, so its answer is waited for.
    const withinMs = isAlone ? undefined : (options.answerWithinMs ?? answerWithinMs)
    const pool = openPool(address, options.connectionsMax ?? 8, withinMs)
    const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: namingPool(pool) }) })
    const partitions = new EventPartitions(pool)
    const reads = new OwnReads(isAlone)
    const timers = new OwnTimers(isAlone)
    super({
      stock: new PostgresStock(db),
      documents: new PostgresDocuments(pool, partitions, reads),
      targets: new PostgresTargets(db, pool),
      reads,
    })
    this.#rules = options.rules
    this.#waitingMax = options.waitingMax ?? 10_000
    this.#session = new Session(clientConfig(address, withinMs))
    this.#present = new PresentCards(pool, {
      keptMax: options.statesKeptMax ?? 2_000,
      ...{ batchMax, isAlone },
    })
    const group = new GroupCommit({
      session: this.#session,
      partitions,
      onCommitted: (events, adopted) => {
        this.#committed.tell(events)
        this.adopted.tell(adopted)
      },
    })
    this.#commits = new Gathering({
      batchMax,
      run: (batch) =>
        reads.write(writesOf(batch), () =>
          timers.write(timersOf(batch), () => group.commit(batch)),
        ),
    })
    this.#pool = pool
    this.#cards = new PostgresCards(db, timers)
    this.#devices = new PostgresDevices(db)
    this.#operations = new PostgresOperations(db, reads)
    this.#log = new PostgresLog(db, reads)
    this.#records = new PostgresRecords(db, reads)
    this.contacts = new PostgresContacts(pool, options.rules.contacts, timers)
    this.items = new PostgresItems(db, timers)
  }

  async onCard<Reply>(eid: string, decide: Decide<Reply>): Promise<Reply> {
    if (this.#isClosed) throw new StoreError('closed', 'The store was closed.')
    if (this.#waiting >= this.#waitingMax) {
      throw new StoreError('overloaded', `${this.#waiting} card works wait already; try later.`)
    }
    this.#waiting++
    try {
      return await this.#turns.take(eid, () => this.#decideUntilCommitted(eid, decide))
    } finally {
      this.#waiting--
      if (this.#waiting === 0) this.#becameIdle?.()
    }
  }

  async #decideUntilCommitted<Reply>(eid: string, decide: Decide<Reply>): Promise<Reply> {
    for (let attempt = 0; attempt < triesMax; attempt++) {
      const { state, isFresh } = await this.#present.read(eid)
      const work = await decide(state)
      const change = changeOf(this.#rules, { eid, state }, work)
      if (await this.#conclude(change, isFresh)) return work.reply
      this.#present.forget(eid)
      // The winner knows the new state before anyone else: a burst of its works has to pass.
      if (attempt > 1) await wait(Math.min(2 ** (attempt - 2), 100))
    }
    throw new StoreError(
      'contended',
      `Other processes changed card ${eid} first, ${triesMax} times in a row; try later.`,
    )
  }

  /** Makes the change durable, or sees that there is none; false when the state was stale. */
  async #conclude(change: CardChange, isFresh: boolean): Promise<boolean> {
    const { eid, before, after } = change
    if (!after) return true
    if (change.events.length === 0 && change.messages.length === 0) {
      if (!isFresh && before && !(await this.#present.isPresent(before))) return false
      this.#present.keep(after)
      return true
    }
    // Until it is known what was committed, nobody may take the state before for the present one.
    this.#present.forget(eid)
    const settled = await this.#commits.add(prepareChange({ ...change, after }, this.#rules))
    if (settled.status === 'rejected') throw settled.reason
    if (settled.value === 'closed') throw gateClosed()
    if (settled.value === 'lost') return false
    this.#present.keep(after)
    return true
  }

  machineNow(): Promise<number> {
    return readMachineClock(this.#pool)
  }

  card(eid: string): Promise<CardState | undefined> {
    return this.#present.present(eid)
  }

  async cardByTransaction(eimTransactionId: string): Promise<CardState | undefined> {
    const eid = await this.#cards.byTransaction(eimTransactionId)
    const state = eid === undefined ? undefined : await this.card(eid)
    // Between the two reads the dispatch may have ended.
    return state?.inFlight?.eimTransactionId === eimTransactionId ? state : undefined
  }

  dueCards(buckets: readonly number[], now: number, limit: number): Promise<readonly string[]> {
    return this.#cards.due(buckets, now, limit)
  }

  attention(): AsyncIterable<{ readonly eid: string; readonly attention: boolean }> {
    return this.#cards.attention()
  }

  recordContacts(contacts: readonly Contact[]): Promise<void> {
    return this.contacts.record(contacts)
  }

  devices(filter: DeviceFilter, page: Page): ReturnType<Store['devices']> {
    return this.#devices.page(filter, page)
  }

  countDevices(filter: DeviceFilter): Promise<number> {
    return this.#devices.count(filter)
  }

  facets(filter: DeviceFilter): ReturnType<Store['facets']> {
    return this.#devices.facets(filter)
  }

  operations(filter: OperationFilter, page: Page): ReturnType<Store['operations']> {
    return this.#operations.page(filter, page)
  }

  operation(operationId: string): ReturnType<Store['operation']> {
    return this.#operations.one(operationId)
  }

  countOperations(filter: OperationFilter): ReturnType<Store['countOperations']> {
    return this.#operations.count(filter)
  }

  eventsOf(eid: string, after = 0, limit = 1000): Promise<readonly CardEvent[]> {
    return this.#log.eventsOf(eid, after, limit)
  }

  log(...args: Parameters<Store['log']>): ReturnType<Store['log']> {
    return this.#log.entries(...args)
  }

  logHead(tenant: string): ReturnType<Store['logHead']> {
    return this.#log.head(tenant)
  }

  tenants(): Promise<readonly string[]> {
    return this.#log.tenants()
  }

  putCheckpoint(checkpoint: Checkpoint): Promise<void> {
    return this.#log.putCheckpoint(checkpoint)
  }

  checkpoints(tenant: string): Promise<readonly Checkpoint[]> {
    return this.#log.checkpoints(tenant)
  }

  checkpointAt(tenant: string, size: number): Promise<Checkpoint | undefined> {
    return this.#log.checkpointAt(tenant, size)
  }

  lastCheckpoint(tenant: string): Promise<Checkpoint | undefined> {
    return this.#log.lastCheckpoint(tenant)
  }

  messagesOf(eid: string, limit: number): ReturnType<Store['messagesOf']> {
    return this.#cards.messages(eid, limit)
  }

  onCommitted(listener: (events: readonly CardEvent[]) => void): () => void {
    return this.#committed.listen(listener)
  }

  putRelaySession(session: RelaySession): Promise<void> {
    return this.#records.putSession(session)
  }

  relaySession(transactionId: string): Promise<RelaySession | undefined> {
    return this.#records.session(transactionId)
  }

  endRelaySession(transactionId: string): Promise<void> {
    return this.#records.endSession(transactionId)
  }

  putRecord(record: NamedRecord): Promise<void> {
    return this.#records.put(record)
  }

  claimRecord(record: NamedRecord): Promise<NamedRecord> {
    return this.#records.claim(record)
  }

  record(collection: string, key: string): Promise<NamedRecord | undefined> {
    return this.#records.one(collection, key)
  }

  records(collection: string): Promise<readonly NamedRecord[]> {
    return this.#records.all(collection)
  }

  deleteRecord(collection: string, key: string): Promise<void> {
    return this.#records.delete(collection, key)
  }

  /** Takes no more work, and waits for that which was taken (ten seconds at most). */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    if (this.#waiting > 0) {
      const isIdle = new Promise<void>((resolve) => {
        this.#becameIdle = resolve
      })
      await Promise.race([isIdle, wait(closeDeadlineMs, undefined, { ref: false })])
    }
    await this.#session.close()
    // Not through the query builder: it would close the pool only if it had used it.
    await this.#pool.end()
  }
}
