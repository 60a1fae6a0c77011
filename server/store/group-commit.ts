// Many cards' changes in one transaction. Each card is written only if it still has the version its
// decision was made on; the others lose and decide again. The tenant's log head is locked from the
// moment positions are given until commit, so a log's order is the order of its commits, whatever
// the number of server processes.

import assert from 'node:assert/strict'
import type { CardEvent } from '@holdfast/fleet/event.ts'
import { Frontier, leafHash } from '../audit/merkle.ts'
import { placed } from './card-change.ts'
import type { EventPartitions } from './event-partitions.ts'
import { placeEvent } from './event-text.ts'
import { gateLocks } from './gate-locks.ts'
import { byteaArray, int2Array, int8Array, textArray } from './postgres-arrays.ts'
import { isConflict, isUnreachable, storeErrorOf, whileReachable } from './postgres-connection.ts'
import * as statements from './postgres-hot-statements.ts'
import { begin, type Connection, type Row, type Session } from './postgres-session.ts'
import {
  cardParameters,
  deviceParameters,
  itemParameters,
  messageParameters,
  operationParameters,
  type PreparedChange,
} from './prepared-change.ts'
import type { AdoptedItem } from './stock-item.ts'

/** Whether a card's change is durable, or another process was quicker, or its gate was closed. */
export type CommitOutcome = 'committed' | 'lost' | 'closed'

/** The events of one change with their places, and their texts. */
interface LogRow {
  readonly prepared: PreparedChange
  readonly events: readonly CardEvent[]
  readonly lines: string
}

export interface GroupCommitOptions {
  readonly session: Session
  readonly partitions: EventPartitions
  /** Called after each commit, with its events in the order of their logs. */
  readonly onCommitted: (events: readonly CardEvent[], adopted: readonly AdoptedItem[]) => void
}

export class GroupCommit {
  readonly #options: GroupCommitOptions
  readonly #knownTenants = new Set<string>()

  constructor(options: GroupCommitOptions) {
    this.#options = options
  }

  /**
   * Commits the batch, at most one change per card; outcomes in its order. When the database
   * refuses the batch, each change is tried alone, so that a bad one fails by itself.
   */
  async commit(
    batch: readonly PreparedChange[],
  ): Promise<readonly PromiseSettledResult<CommitOutcome>[]> {
    try {
      const outcomes = await this.#commitTogether(batch)
      return outcomes.map((value) => ({ status: 'fulfilled', value }))
    } catch (cause) {
      const reason = storeErrorOf(cause, 'whether the change was committed is not known')
      if (batch.length === 1 || isUnreachable(cause) || reason !== cause) {
        return batch.map(() => ({ status: 'rejected', reason }))
      }
    }
    const alone: PromiseSettledResult<CommitOutcome>[] = []
    for (const prepared of batch) alone.push(...(await this.commit([prepared])))
    return alone
  }

  async #commitTogether(batch: readonly PreparedChange[]): Promise<readonly CommitOutcome[]> {
    const { partitions } = this.#options
    const sorted = batch.toSorted((a, b) => inKeyOrder(a.change, b.change))
    const instants = batch.flatMap(({ change }) => change.events.map(({ at }) => at))
    await whileReachable('nothing was committed', () => partitions.ensure(instants))
    for (let attempt = 1; ; attempt++) {
      try {
        const outcomes = await this.#attempt(sorted)
        return batch.map(({ change }) => outcomes.get(change.eid) ?? 'lost')
      } catch (cause) {
        if (!isConflict(cause) || attempt === 5) throw cause
      }
    }
  }

  /** One transaction in two flights; gives what became of the cards that did not lose. */
  async #attempt(sorted: readonly PreparedChange[]): Promise<ReadonlyMap<string, CommitOutcome>> {
    const tenants = [...new Set(sorted.map(({ change }) => change.tenant))].sort()
    const first = await whileReachable('nothing was committed', () =>
      this.#beginAndLock(sorted, tenants),
    )
    const { connection } = first
    if (first.closed.size > 0) {
      await connection.flight([{ text: 'ROLLBACK' }])
      return this.#attemptWithout(sorted, first.closed)
    }
    const winners = sorted.filter(({ change }) => first.exchangeCounts.has(change.eid))
    const rows = placeAll(winners, first.heads)
    const writes = this.#writes(winners, rows, first)
    const answers = await connection.flight([...writes, { text: 'COMMIT' }])
    for (const tenant of tenants) this.#knownTenants.add(tenant)
    const adopting = answers[writes.findIndex(({ name }) => name === 'adopt-stock')] ?? []
    this.#options.onCommitted(
      rows.flatMap(({ events }) => events),
      adopting.map(adoptedItem),
    )
    return new Map([...first.exchangeCounts.keys()].map((eid) => [eid, 'committed']))
  }

  /** Begins again without the changes whose gate is closed; seldom, so it may cost a flight. */
  async #attemptWithout(
    sorted: readonly PreparedChange[],
    closed: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, CommitOutcome>> {
    const open = sorted.filter(({ change }) => !closed.has(change.eid))
    const outcomes = open.length > 0 ? await this.#attempt(open) : []
    return new Map([...outcomes, ...[...closed].map((eid) => [eid, 'closed'] as const)])
  }

  async #beginAndLock(
    sorted: readonly PreparedChange[],
    tenants: readonly string[],
  ): Promise<{
    /** Where the transaction was begun; it goes on nowhere else. */
    readonly connection: Connection
    readonly exchangeCounts: ReadonlyMap<string, number>
    readonly heads: ReadonlyMap<string, Frontier>
    /** EIDs of the changes whose gate does not hold. */
    readonly closed: ReadonlySet<string>
  }> {
    const isNew = tenants.some((tenant) => !this.#knownTenants.has(tenant))
    const names = [textArray(tenants)]
    const locks = gateLocks(sorted.map(({ change }) => change))
    const connection = await this.#options.session.connection()
    const [, ...answers] = await connection.flight([
      begin,
      ...locks.statements,
      { name: 'upsert-cards', text: statements.upsertCards, values: cardParameters(sorted) },
      ...(isNew ? [{ text: statements.ensureHeads, values: names }] : []),
      { name: 'lock-heads', text: statements.lockHeads, values: names },
    ])
    const cards = answers[locks.statements.length] ?? []
    const heads = answers.at(-1) ?? []
    return {
      connection,
      closed: locks.closed(answers),
      exchangeCounts: new Map(cards.map((row) => [String(row.eid), Number(row.exchange_count)])),
      heads: new Map(
        heads.map((row) => {
          assert(row.frontier instanceof Uint8Array, 'a frontier is bytes')
          return [String(row.tenant), Frontier.decode(Number(row.size), row.frontier)]
        }),
      ),
    }
  }

  #writes(
    winners: readonly PreparedChange[],
    rows: readonly LogRow[],
    first: {
      readonly exchangeCounts: ReadonlyMap<string, number>
      readonly heads: ReadonlyMap<string, Frontier>
    },
  ): readonly { name: string; text: string; values: readonly Buffer[] }[] {
    const countOf = (eid: string) => first.exchangeCounts.get(eid) ?? 0
    const planned = [
      ['insert-events', statements.insertEvents, eventParameters(rows)],
      ['upsert-operations', statements.upsertOperations, operationParameters(winners)],
      ['upsert-devices', statements.upsertDevices, deviceParameters(winners)],
      ['upsert-items', statements.upsertItems, itemParameters(winners)],
      ['upsert-messages', statements.upsertMessages, messageParameters(winners, countOf)],
      ['adopt-stock', statements.adoptStock, adoptParameters(winners)],
      ['update-heads', statements.updateHeads, headParameters(rows, first.heads)],
    ] as const
    return planned.flatMap(([name, text, values]) => (values ? [{ name, text, values }] : []))
  }
}

function inKeyOrder(
  a: { readonly bucket: number; readonly eid: string },
  b: { readonly bucket: number; readonly eid: string },
): number {
  if (a.bucket !== b.bucket) return a.bucket - b.bucket
  return a.eid < b.eid ? -1 : 1
}

/** Gives every event its place, and appends it to its tenant's frontier. */
function placeAll(
  winners: readonly PreparedChange[],
  heads: ReadonlyMap<string, Frontier>,
): readonly LogRow[] {
  return winners
    .filter(({ change }) => change.events.length > 0)
    .map((prepared) => {
      const { tenant, events } = prepared.change
      const head = heads.get(tenant)
      assert(head, `the log head of ${tenant} is there`)
      const first = head.size
      const texts = prepared.eventTexts.map((text, i) => placeEvent(tenant, first + i, text))
      for (const text of texts) head.append(leafHash(text))
      return { prepared, events: placed(events, first), lines: texts.join('\n') }
    })
}

function adoptParameters(winners: readonly PreparedChange[]): readonly Buffer[] | undefined {
  const seen = winners
    .flatMap(({ change: { eid, tenant, newIccids } }) =>
      newIccids.map((iccid) => ({ iccid, eid, tenant })),
    )
    .sort((a, b) => (a.iccid < b.iccid ? -1 : 1))
  if (seen.length === 0) return undefined
  return [
    textArray(seen.map(({ iccid }) => iccid)),
    textArray(seen.map(({ eid }) => eid)),
    textArray(seen.map(({ tenant }) => tenant)),
  ]
}

const adoptedItem = ({ iccid, tenant, eid, former }: Row): AdoptedItem => ({
  ...{ iccid: String(iccid), tenant: String(tenant), eid: String(eid) },
  ...(former === null ? {} : { formerEid: String(former) }),
})

function eventParameters(rows: readonly LogRow[]): readonly Buffer[] | undefined {
  if (rows.length === 0) return undefined
  const lasts = rows.map(({ events }) => events.at(-1) as CardEvent)
  return [
    int2Array(rows.map(({ prepared }) => prepared.change.bucket)),
    textArray(lasts.map(({ eid }) => eid)),
    int8Array(lasts.map(({ cardVersion }) => cardVersion)),
    int8Array(lasts.map(({ at }) => at)),
    textArray(lasts.map(({ tenant }) => tenant)),
    int8Array(lasts.map(({ position }) => position)),
    textArray(rows.map(({ lines }) => lines)),
  ]
}

function headParameters(
  rows: readonly LogRow[],
  heads: ReadonlyMap<string, Frontier>,
): readonly Buffer[] | undefined {
  const grown = new Set(rows.map(({ prepared }) => prepared.change.tenant))
  const entries = [...heads].filter(([tenant]) => grown.has(tenant))
  if (entries.length === 0) return undefined
  return [
    textArray(entries.map(([tenant]) => tenant)),
    int8Array(entries.map(([, head]) => head.size)),
    byteaArray(entries.map(([, head]) => head.encode())),
  ]
}
