// Rows of card items in memory, by the same rules as over SQL.

import { bucketInId } from './bucket.ts'
import type {
  CardItem,
  CardItemCount,
  CardItemFilter,
  CardItemKind,
  CardItems,
} from './card-items.ts'
import { formatCursor, parseCursor } from './cursor.ts'
import { DueTimes } from './due-times.ts'
import type { Page } from './page.ts'

/** Rows of one kind by their id; what is open is few of what was. */
class Shelf {
  readonly open = new Map<string, CardItem>()
  readonly closed = new Map<string, CardItem>()
  /** Of the rows that somebody has to take up. */
  readonly times = new DueTimes()

  one(itemId: string): CardItem | undefined {
    return this.open.get(itemId) ?? this.closed.get(itemId)
  }

  put(item: CardItem): void {
    const { itemId, open, dueAt } = item
    const [to, from] = open ? [this.open, this.closed] : [this.closed, this.open]
    from.delete(itemId)
    to.set(itemId, item)
    this.times.set(itemId, open ? dueAt : undefined)
  }

  all(open: boolean | undefined): readonly CardItem[] {
    if (open !== undefined) return [...(open ? this.open : this.closed).values()]
    return [...this.open.values(), ...this.closed.values()]
  }
}

export class MemoryItems implements CardItems {
  readonly #shelves = new Map<CardItemKind, Shelf>()

  /** As part of a card's change. */
  write(items: readonly Omit<CardItem, 'tries'>[]): void {
    for (const item of items) {
      const shelf = this.#shelfOf(item.kind)
      shelf.put({ ...item, tries: shelf.one(item.itemId)?.tries ?? 0 })
    }
  }

  /** Takes over all that the other has. */
  takeFrom(other: MemoryItems): void {
    for (const [kind, theirs] of other.#shelves) {
      const shelf = this.#shelfOf(kind)
      for (const row of theirs.all(undefined)) shelf.put(row)
    }
  }

  async page(
    filter: CardItemFilter,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Page<CardItem>> {
    const from = page.cursor === undefined ? undefined : readCursor(page.cursor)
    const found = this.#matching(filter)
      .filter((item) => !from || newestFirst(from, item) < 0)
      .sort(newestFirst)
    const items = found.slice(0, page.limit)
    const last = items.at(-1)
    if (!last || found.length <= page.limit) return { items }
    return { items, cursor: formatCursor([last.at, last.itemId]) }
  }

  async one(kind: CardItemKind, itemId: string): Promise<CardItem | undefined> {
    return this.#shelfOf(kind).one(itemId)
  }

  async counts(
    filter: CardItemFilter,
    instants: readonly number[],
  ): Promise<readonly CardItemCount[]> {
    const byClass = Map.groupBy(this.#matching(filter), (item) => item.class)
    return [...byClass]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, items]) => ({
        class: name,
        count: items.length,
        before: instants.map((instant) => items.filter(({ at }) => at < instant).length),
      }))
  }

  async due(
    kind: CardItemKind,
    { buckets, now, limit }: Parameters<CardItems['due']>[1],
  ): Promise<readonly CardItem[]> {
    const wanted = new Set<number | undefined>(buckets)
    const shelf = this.#shelfOf(kind)
    const due = shelf.times.due(now).filter((itemId) => wanted.has(bucketInId(itemId)))
    return due.slice(0, limit).flatMap((itemId) => shelf.open.get(itemId) ?? [])
  }

  async take(item: CardItem, dueAt: number, tries = item.tries + 1): Promise<boolean> {
    const shelf = this.#shelfOf(item.kind)
    const present = shelf.open.get(item.itemId)
    if (!present || present.dueAt !== item.dueAt) return false
    shelf.put({ ...present, dueAt, tries })
    return true
  }

  #matching({ kind, tenant, open, class: wanted, eid }: CardItemFilter): CardItem[] {
    const rows = this.#shelfOf(kind).all(open)
    return rows.filter(
      (item) =>
        item.tenant === tenant &&
        (wanted === undefined || item.class === wanted) &&
        (eid === undefined || item.eid === eid),
    )
  }

  #shelfOf(kind: CardItemKind): Shelf {
    const known = this.#shelves.get(kind) ?? new Shelf()
    this.#shelves.set(kind, known)
    return known
  }
}

type ItemKey = Pick<CardItem, 'at' | 'itemId'>

function newestFirst(a: ItemKey, b: ItemKey): number {
  if (a.at !== b.at) return b.at - a.at
  if (a.itemId === b.itemId) return 0
  return a.itemId > b.itemId ? -1 : 1
}

/** Where the page after it begins. */
export function readCursor(cursor: string): ItemKey {
  const [at, itemId] = parseCursor(cursor, ['number', 'string'])
  return { at: Number(at), itemId: String(itemId) }
}
