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
import type { Page } from './page.ts'

export class MemoryItems implements CardItems {
  readonly #rows = new Map<string, CardItem>()
  /** Keys of the rows that somebody has to take up. */
  readonly #timed = new Set<string>()

  /** As part of a card's change. */
  write(items: readonly Omit<CardItem, 'tries'>[]): void {
    for (const item of items) {
      const key = keyOf(item)
      this.#rows.set(key, { ...item, tries: this.#rows.get(key)?.tries ?? 0 })
      if (item.open && item.dueAt !== undefined) this.#timed.add(key)
      else this.#timed.delete(key)
    }
  }

  /** Takes over all that the other has. */
  takeFrom(other: MemoryItems): void {
    for (const [key, row] of other.#rows) this.#rows.set(key, row)
    for (const key of other.#timed) this.#timed.add(key)
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
    return this.#rows.get(keyOf({ kind, itemId }))
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
    return [...this.#timed]
      .flatMap((key) => this.#rows.get(key) ?? [])
      .filter((item) => item.kind === kind && wanted.has(bucketInId(item.itemId)))
      .filter(({ dueAt }) => dueAt !== undefined && dueAt <= now)
      .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || (a.itemId < b.itemId ? -1 : 1))
      .slice(0, limit)
  }

  async take(item: CardItem, dueAt: number, tries = item.tries + 1): Promise<boolean> {
    const key = keyOf(item)
    const present = this.#rows.get(key)
    if (!present?.open || present.dueAt !== item.dueAt) return false
    this.#rows.set(key, { ...present, dueAt, tries })
    return true
  }

  #matching({ kind, tenant, open, class: wanted, eid }: CardItemFilter): CardItem[] {
    return [...this.#rows.values()].filter(
      (item) =>
        item.kind === kind &&
        item.tenant === tenant &&
        (open === undefined || item.open === open) &&
        (wanted === undefined || item.class === wanted) &&
        (eid === undefined || item.eid === eid),
    )
  }
}

const keyOf = ({ kind, itemId }: Pick<CardItem, 'kind' | 'itemId'>): string => `${kind} ${itemId}`

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
