// The stock of activation codes of the memory store.

import type { PoolWish, Reservation, StockItem, StockShelf, StockWanted } from './stock-item.ts'

export class MemoryStock {
  readonly #byIccid = new Map<string, StockItem>()

  add(items: readonly StockItem[]): { readonly added: number; readonly known: number } {
    const before = this.#byIccid.size
    for (const item of items) {
      if (!this.#byIccid.has(item.iccid)) this.#byIccid.set(item.iccid, item)
    }
    const added = this.#byIccid.size - before
    return { added, known: items.length - added }
  }

  /** Whether the code is given to this card by this batch. */
  holds({ iccid, eid, batchId }: Reservation): boolean {
    const item = this.#byIccid.get(iccid)
    return item?.state === 'reserved' && item.eid === eid && item.batchId === batchId
  }

  reserve(wanted: StockWanted): StockItem | undefined {
    const { eid, batchId, pool } = wanted
    const items = [...this.#byIccid.values()].filter((item) => fits(item, wanted))
    const mine = items.find((item) => item.eid === eid && item.batchId === batchId)
    if (mine) return mine
    const free = items.find((item) => item.pool === pool && item.eid === undefined)
    if (!free) return undefined
    const reserved: StockItem = { ...free, state: 'reserved', eid, batchId }
    this.#byIccid.set(free.iccid, reserved)
    return reserved
  }

  release(reservation: Reservation): boolean {
    const item = this.#byIccid.get(reservation.iccid)
    if (!item || !this.holds(reservation)) return false
    const { eid: _, batchId: __, ...rest } = item
    const state = rest.pool === undefined ? 'available' : 'reserved'
    this.#byIccid.set(item.iccid, { ...rest, state })
    return true
  }

  /** Puts down here all that another stock holds. */
  takeFrom(other: MemoryStock): void {
    for (const [iccid, item] of other.#byIccid) this.#byIccid.set(iccid, item)
  }

  fillPool({ pool, count, ...wanted }: PoolWish): number {
    const items = [...this.#byIccid.values()].filter((item) => fits(item, wanted))
    let held = this.poolLevel(pool)
    for (const item of items) {
      if (held >= count) break
      if (item.state !== 'available') continue
      this.#byIccid.set(item.iccid, { ...item, state: 'reserved', pool })
      held++
    }
    return held
  }

  poolLevel(pool: string): number {
    const items = [...this.#byIccid.values()]
    return items.filter((item) => item.pool === pool && item.eid === undefined).length
  }

  dropPool(pool: string): number {
    let freed = 0
    for (const item of this.#byIccid.values()) {
      if (item.pool !== pool) continue
      const { pool: _, ...rest } = item
      const isFree = item.eid === undefined
      this.#byIccid.set(item.iccid, { ...rest, state: isFree ? 'available' : 'reserved' })
      if (isFree) freed++
    }
    return freed
  }

  reservations(after: string, limit: number): readonly Reservation[] {
    const held = [...this.#byIccid.values()].flatMap(({ iccid, eid, batchId }) =>
      iccid > after && eid !== undefined && batchId !== undefined ? [{ iccid, eid, batchId }] : [],
    )
    return held.sort((a, b) => (a.iccid < b.iccid ? -1 : 1)).slice(0, limit)
  }

  counts(): Awaited<ReturnType<StockShelf['stock']>> {
    const rows = new Map<string, Mutable<Awaited<ReturnType<StockShelf['stock']>>[number]>>()
    for (const { operator, profileType, state } of this.#byIccid.values()) {
      const key = JSON.stringify([operator, profileType])
      const type = profileType === undefined ? {} : { profileType }
      const row = rows.get(key) ?? { operator, ...type, available: 0, reserved: 0 }
      row[state]++
      rows.set(key, row)
    }
    return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

function fits(
  item: StockItem,
  wanted: { readonly operator: string; readonly profileType?: string },
): boolean {
  const isType = wanted.profileType === undefined || item.profileType === wanted.profileType
  return item.operator === wanted.operator && isType
}
