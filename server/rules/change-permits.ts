// How many devices of a country have begun to change today, where a rule limits it. The count is on
// record, so that several processes and a restart keep one limit; each process takes a few permits
// at a time, so that not every change waits for the same row. What a process that dies has taken and
// not used is lost for that day: the limit is never passed, at worst it is not reached.

import type { ChangeOfDay, CountryHolds } from '@holdfast/fleet/campaign/hold-by-country.ts'
import type { Store } from '../store/contract.ts'

const collection = 'country-changes'
const takenAtOnceMax = 50
/** This part of a day's limit is taken at once at most. */
const shareAtOnce = 20
const daysKept = 1_000

/** Two clocks, or one that was set, ask for days in any order; each keeps its own count. */
const daysOnRecord = 8

interface DayGiven {
  readonly day: string
  readonly changes: number
}

interface Given {
  /** The one that was given from last stands last. */
  readonly days: readonly DayGiven[]
}

const changesOf = (given: Given | undefined, day: string): number =>
  given?.days.find((one) => one.day === day)?.changes ?? 0

interface Block {
  left: number
  /** Those that have a permit: a decision that runs again must not take another one. */
  readonly operations: Set<string>
}

const keyOf = (tenant: string, country: string): string => `${tenant}/${country}`

export class ChangePermits {
  readonly #store: Store
  readonly #blocks = new Map<string, Block>()
  readonly #fullDays = new Set<string>()

  constructor(store: Store) {
    this.#store = store
  }

  /** Days of which this process knows that nothing is left. */
  get fullDays(): CountryHolds['fullDays'] {
    return this.#fullDays
  }

  /** Whether this operation may begin to change its device on that day. */
  async take(change: ChangeOfDay, operationId: string): Promise<boolean> {
    const block = this.#blockOf(change.key)
    if (block.operations.has(operationId)) return true
    if (block.left <= 0) {
      const leased = await this.#lease(change)
      block.left += leased
      if (block.operations.has(operationId)) return true
    }
    if (block.left <= 0) {
      this.#fullDays.add(change.key)
      return false
    }
    block.left--
    block.operations.add(operationId)
    return true
  }

  /** Changes that were given out in the country on that day. */
  async given(tenant: string, country: string, day: string): Promise<number> {
    const found = await this.#store.document<Given>(collection, keyOf(tenant, country))
    return changesOf(found?.value, day)
  }

  #blockOf(key: string): Block {
    const known = this.#blocks.get(key)
    if (known) return known
    if (this.#blocks.size >= daysKept) {
      this.#blocks.clear()
      this.#fullDays.clear()
    }
    const fresh: Block = { left: 0, operations: new Set() }
    this.#blocks.set(key, fresh)
    return fresh
  }

  /** Takes some permits of the day out of the store; none when none is left. */
  #lease({ tenant, country, day, limit }: ChangeOfDay): Promise<number> {
    const name = { collection, key: keyOf(tenant, country), tenant }
    const wanted = Math.max(1, Math.min(takenAtOnceMax, Math.floor(limit / shareAtOnce)))
    return this.#store.onDocument<Given, number>(name, (before) => {
      const given = changesOf(before, day)
      const taken = Math.min(wanted, limit - given)
      if (taken <= 0) return { facts: [], reply: 0 }
      const others = (before?.days ?? []).filter((one) => one.day !== day)
      const days = [...others, { day, changes: given + taken }].slice(-daysOnRecord)
      return { value: { days }, facts: [], reply: taken }
    })
  }
}
