// The stock of activation codes of the memory store.

import { formatCursor, parseCursor } from './cursor.ts'
import type { Page } from './page.ts'
import type {
  AdoptedItem,
  FreeWish,
  HeldItem,
  PoolWish,
  Reservation,
  StockItem,
  StockLevel,
  StockShelf,
  StockWanted,
} from './stock-item.ts'

export class MemoryStock {
  readonly #byIccid = new Map<string, StockItem>()
  /** Who has a code, and what lies where without a card: found without looking at all codes. */
  readonly #byPlace = new Map<string, Set<string>>()

  add(items: readonly StockItem[]): { readonly added: number; readonly known: number } {
    const before = this.#byIccid.size
    for (const item of items) {
      if (!this.#byIccid.has(item.iccid)) this.#put(item)
    }
    const added = this.#byIccid.size - before
    return { added, known: items.length - added }
  }

  #put(item: StockItem): StockItem {
    const former = this.#byIccid.get(item.iccid)
    const place = placeOf(item)
    if (former && placeOf(former) !== place) this.#leave(former)
    this.#byIccid.set(item.iccid, item)
    const there = this.#byPlace.get(place) ?? new Set()
    this.#byPlace.set(place, there.add(item.iccid))
    return item
  }

  #leave(item: StockItem): void {
    const place = placeOf(item)
    const there = this.#byPlace.get(place)
    there?.delete(item.iccid)
    if (there?.size === 0) this.#byPlace.delete(place)
  }

  *#at(place: string): Generator<StockItem> {
    for (const iccid of this.#byPlace.get(place) ?? []) {
      const item = this.#byIccid.get(iccid)
      if (item) yield item
    }
  }

  ofOthers(tenant: string, iccids: readonly string[]): readonly string[] {
    return iccids.filter((iccid) => (this.#byIccid.get(iccid)?.tenant ?? tenant) !== tenant)
  }

  /** Whether the code is given to this card by this batch. */
  holds({ iccid, eid, batchId }: Reservation): boolean {
    const item = this.#byIccid.get(iccid)
    return item?.state === 'reserved' && item.eid === eid && item.batchId === batchId
  }

  reserve(wanted: StockWanted): StockItem | undefined {
    const { eid, batchId, pool } = wanted
    for (const item of this.#at(`card ${eid}`)) {
      if (item.batchId === batchId && fits(item, wanted)) return item
    }
    for (const item of this.#at(`pool ${pool ?? ''}`)) {
      if (isFree(item) && fits(item, wanted)) {
        return this.#put({ ...item, state: 'reserved', eid, batchId })
      }
    }
    return undefined
  }

  release(reservation: Reservation): boolean {
    const item = this.#byIccid.get(reservation.iccid)
    if (!item || item.isSeen || !this.holds(reservation)) return false
    const { eid: _, batchId: __, pool, ...rest } = item
    // What is held leaves its campaign: it may not be given out there either.
    const isKept = pool !== undefined && item.heldAt === undefined
    this.#put({
      ...rest,
      ...(isKept ? { pool } : {}),
      state: isKept ? 'reserved' : 'available',
    })
    return true
  }

  /** Puts down here all that another stock holds. */
  takeFrom(other: MemoryStock): void {
    for (const item of other.#byIccid.values()) this.#put(item)
  }

  fillPool({ pool, count, ...wanted }: PoolWish): number {
    let held = this.poolLevel(pool)
    for (const item of this.#at('pool ')) {
      if (held >= count) break
      if (item.state !== 'available' || !isFree(item) || !fits(item, wanted)) continue
      this.#put({ ...item, state: 'reserved', pool })
      held++
    }
    return held
  }

  poolLevel(pool: string): number {
    return this.#byPlace.get(`pool ${pool}`)?.size ?? 0
  }

  dropPool(pool: string): number {
    let freed = 0
    for (const item of this.#byIccid.values()) {
      if (item.pool !== pool) continue
      const { pool: _, ...rest } = item
      const hasNoCard = item.eid === undefined
      this.#put({ ...rest, state: hasNoCard ? 'available' : 'reserved' })
      if (hasNoCard) freed++
    }
    return freed
  }

  reservations(after: string, limit: number): readonly Reservation[] {
    const held = [...this.#byIccid.values()].flatMap(({ iccid, eid, batchId, isSeen }) =>
      iccid > after && !isSeen && eid !== undefined && batchId !== undefined
        ? [{ iccid, eid, batchId }]
        : [],
    )
    return held.sort((a, b) => (a.iccid < b.iccid ? -1 : 1)).slice(0, limit)
  }

  counts(tenant: string): Awaited<ReturnType<StockShelf['stock']>> {
    const rows = new Map<string, Mutable<StockLevel>>()
    for (const item of this.#byIccid.values()) {
      if (item.tenant !== tenant) continue
      const { operator, profileType } = item
      const key = JSON.stringify([operator, profileType])
      const type = profileType === undefined ? {} : { profileType }
      const row = rows.get(key) ?? { operator, ...type, available: 0, reserved: 0, held: 0 }
      row[isHeld(item) ? 'held' : item.state]++
      rows.set(key, row)
    }
    return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  }

  hold(at: number): Awaited<ReturnType<StockShelf['holdStock']>> {
    const counts = new Map<string, number>()
    for (const item of this.#byIccid.values()) {
      if (item.isSeen) continue
      const { pool, ...rest } = item
      const hasNoCard = item.eid === undefined
      const kept: StockItem = hasNoCard ? { ...rest, state: 'available' } : item
      this.#put({ ...kept, heldAt: item.heldAt ?? at })
      if (hasNoCard) counts.set(item.tenant, (counts.get(item.tenant) ?? 0) + 1)
    }
    return [...counts].map(([tenant, count]) => ({ tenant, count })).sort(byTenant)
  }

  held(tenant: string, page: { readonly limit: number; readonly cursor?: string }): Page<HeldItem> {
    const [after = ''] = page.cursor === undefined ? [] : parseCursor(page.cursor, ['string'])
    const found = [...this.#byIccid.values()]
      .filter((item) => item.tenant === tenant && isHeld(item) && item.iccid > String(after))
      .sort((a, b) => (a.iccid < b.iccid ? -1 : 1))
    const items = found.slice(0, page.limit).map(heldItem)
    const last = items.at(-1)
    return last && found.length > page.limit
      ? { items, cursor: formatCursor([last.iccid]) }
      : { items }
  }

  free({ tenant, operator, iccids }: FreeWish): number {
    const named = iccids && new Set(iccids)
    let freed = 0
    for (const item of this.#byIccid.values()) {
      if (item.tenant !== tenant || item.heldAt === undefined) continue
      if (operator !== undefined && item.operator !== operator) continue
      if (named && !named.has(item.iccid)) continue
      const { heldAt: _, ...rest } = item
      this.#put(rest)
      if (item.eid === undefined) freed++
    }
    return freed
  }

  /** This card has these profiles. Gives the items that were not known as this card's. */
  note(tenant: string, eid: string, iccids: readonly string[]): readonly AdoptedItem[] {
    return iccids.flatMap((iccid) => {
      const item = this.#byIccid.get(iccid)
      if (!item || item.isSeen || item.tenant !== tenant) return []
      const { heldAt: _, batchId, eid: formerEid, ...rest } = item
      const isMine = formerEid === eid
      const batch = isMine && batchId !== undefined ? { batchId } : {}
      this.#put({ ...rest, ...batch, state: 'reserved', eid, isSeen: true })
      const former = formerEid === undefined ? {} : { formerEid }
      return isMine ? [] : [{ tenant, iccid, eid, ...former }]
    })
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const byTenant = (a: { readonly tenant: string }, b: { readonly tenant: string }): number =>
  a.tenant < b.tenant ? -1 : 1

/** With its card, or in the pool where it waits for one. */
const placeOf = ({ eid, pool = '' }: StockItem): string =>
  eid === undefined ? `pool ${pool}` : `card ${eid}`

const isFree = ({ eid, heldAt }: StockItem): boolean => eid === undefined && heldAt === undefined

const isHeld = ({ eid, heldAt }: StockItem): boolean => eid === undefined && heldAt !== undefined

const heldItem = ({ iccid, operator, profileType, heldAt = 0 }: StockItem): HeldItem => ({
  ...{ iccid, operator, heldAt },
  ...(profileType === undefined ? {} : { profileType }),
})

function fits(
  item: StockItem,
  wanted: { readonly tenant: string; readonly operator: string; readonly profileType?: string },
): boolean {
  const isType = wanted.profileType === undefined || item.profileType === wanted.profileType
  return item.tenant === wanted.tenant && item.operator === wanted.operator && isType
}
