// The stock of activation codes of the memory store.

import type { StockItem, Store } from './contract.ts'

type Wanted = Parameters<Store['reserveStock']>[0]

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

  reserve(wanted: Wanted): StockItem | undefined {
    const { eid, batchId } = wanted
    const items = [...this.#byIccid.values()].filter((item) => fits(item, wanted))
    const mine = items.find((item) => item.eid === eid && item.batchId === batchId)
    if (mine) return mine
    const free = items.find(({ state }) => state === 'available')
    if (!free) return undefined
    const reserved: StockItem = { ...free, state: 'reserved', eid, batchId }
    this.#byIccid.set(free.iccid, reserved)
    return reserved
  }

  release(iccid: string): void {
    const item = this.#byIccid.get(iccid)
    if (!item) return
    const { eid: _, batchId: __, ...rest } = item
    this.#byIccid.set(iccid, { ...rest, state: 'available' })
  }

  /** Puts down here all that another stock holds. */
  takeFrom(other: MemoryStock): void {
    for (const [iccid, item] of other.#byIccid) this.#byIccid.set(iccid, item)
  }

  counts(): Awaited<ReturnType<Store['stock']>> {
    const rows = new Map<string, Mutable<Awaited<ReturnType<Store['stock']>>[number]>>()
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

function fits(item: StockItem, wanted: Wanted): boolean {
  const isType = wanted.profileType === undefined || item.profileType === wanted.profileType
  return item.operator === wanted.operator && isType
}
