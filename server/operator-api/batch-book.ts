// Starts of operations for many devices. A start is on record, with its devices, before its first
// operation is queued; a server that dies on the way goes on with it at its next start. Every
// operation's id follows from the start and the card, so going on never queues one twice.

import { createHash } from 'node:crypto'
import type { ShapeOf } from '@holdfast/api/route.ts'
import type { WishShape } from '@holdfast/api/shapes/operation.ts'
import type { CheckName } from '@holdfast/fleet/preflight/check.ts'
import { bucketPrefix } from '../store/bucket.ts'
import type { Store } from '../store/contract.ts'

export type AskedWish = ShapeOf<typeof WishShape>

export interface Batch {
  readonly batchId: string
  readonly tenant: string
  readonly createdAt: number
  readonly createdBy: string
  readonly wish: AskedWish
  readonly reason: string
  readonly deadlineAt?: number
  readonly required?: readonly CheckName[]
  readonly total: number
  readonly accepted: number
  readonly refused: number
  readonly refusals: Readonly<Record<string, number>>
  readonly state: 'running' | 'done'
}

const batches = 'batches'
const targets = 'batch-targets'
const eidsPerRecord = 5_000

export class BatchBook {
  readonly #store: Store
  readonly #underWay = new Map<string, Promise<unknown>>()

  constructor(store: Store) {
    this.#store = store
  }

  /** Runs the work on this start when all work on it that was asked for before has ended. */
  async inTurn<T>(batchId: string, work: () => Promise<T>): Promise<T> {
    const before = this.#underWay.get(batchId) ?? Promise.resolve()
    const mine = before.then(work, work)
    this.#underWay.set(batchId, mine)
    try {
      return await mine
    } finally {
      if (this.#underWay.get(batchId) === mine) this.#underWay.delete(batchId)
    }
  }

  /** Puts a new start down with its devices. */
  async begin(batch: Batch, eids: readonly string[]): Promise<void> {
    for (let i = 0; i < eids.length; i += eidsPerRecord) {
      const key = `${batch.batchId}-${String(i / eidsPerRecord).padStart(6, '0')}`
      await this.#store.putRecord({
        collection: targets,
        key,
        value: eids.slice(i, i + eidsPerRecord),
      })
    }
    await this.save(batch)
  }

  save(batch: Batch): Promise<void> {
    return this.#store.putRecord({ collection: batches, key: batch.batchId, value: batch })
  }

  /** Ends a start: its devices need not be kept any more. */
  async end(batch: Batch): Promise<void> {
    await this.save({ ...batch, state: 'done' })
    for (let i = 0; i < batch.total; i += eidsPerRecord) {
      const key = `${batch.batchId}-${String(i / eidsPerRecord).padStart(6, '0')}`
      await this.#store.deleteRecord(targets, key)
    }
  }

  async find(batchId: string): Promise<Batch | undefined> {
    // The collection holds only what this class puts into it.
    return (await this.#store.record(batches, batchId))?.value as Batch | undefined
  }

  /** Starts that a stopped server left. */
  async unfinished(): Promise<readonly Batch[]> {
    const all = (await this.#store.records(batches)).map(({ value }) => value as Batch)
    return all.filter(({ state }) => state === 'running')
  }

  async eidsOf({ batchId, total }: Batch): Promise<readonly string[]> {
    const eids: string[] = []
    for (let i = 0; i < total; i += eidsPerRecord) {
      const key = `${batchId}-${String(i / eidsPerRecord).padStart(6, '0')}`
      eids.push(...(((await this.#store.record(targets, key))?.value ?? []) as string[]))
    }
    return eids
  }
}

/** The id of this start's operation on this card. */
export function operationIdOf(batchId: string, eid: string): string {
  const hash = createHash('sha256').update(`${batchId} ${eid}`).digest('hex')
  return `${bucketPrefix(eid)}${hash.slice(0, 22).toUpperCase()}`
}
