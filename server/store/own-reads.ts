// What this process read before, while no other process writes to the database: read again only
// after a write of its own. A value is kept only if no write of its kind was under way while it was
// read; while one is, the database is asked (who hears of a commit may look at once); and it is
// forgotten before whoever wrote goes on, also when it is unclear what was written.

export type ReadArea = 'document' | 'head' | 'log' | 'operation' | 'record' | 'stock' | 'target'

/** What a write concerns: these keys of the area, or all. */
export interface OwnWrite {
  readonly area: ReadArea
  readonly keys?: readonly string[]
}

/** What is under a key once a write went well. */
export interface Written {
  readonly area: ReadArea
  readonly key: string
  readonly value: unknown
}

const keptMax = 5_000

interface Shelf {
  readonly kept: Map<string, unknown>
  /** Writes under way. */
  writing: number
  /** Writes that ended. */
  written: number
}

export class OwnReads {
  /** Whether anything is kept. */
  readonly isAlone: boolean
  readonly #shelves = new Map<ReadArea, Shelf>()

  /** `isAlone`: no other process writes to this database; otherwise nothing is kept. */
  constructor(isAlone: boolean) {
    this.isAlone = isAlone
  }

  /** What `ask` gave for this key before, or gives now. Nobody may change what it gives. */
  async read<T>(area: ReadArea, key: string, ask: () => Promise<T>): Promise<T> {
    if (!this.isAlone) return ask()
    const shelf = this.#shelfOf(area)
    // Under a key only one kind of value is put, by the same caller.
    if (shelf.writing === 0 && shelf.kept.has(key)) return shelf.kept.get(key) as T
    const { written } = shelf
    const value = await ask()
    if (shelf.writing === 0 && shelf.written === written) keep(shelf, key, value)
    return value
  }

  /** Does a write of these. */
  async write<T>(writes: readonly OwnWrite[], work: () => Promise<T>): Promise<T> {
    for (const { area } of writes) this.#shelfOf(area).writing++
    try {
      return await work()
    } finally {
      for (const { area, keys } of writes) {
        const shelf = this.#shelfOf(area)
        shelf.writing--
        shelf.written++
        if (!keys) shelf.kept.clear()
        else for (const key of keys) shelf.kept.delete(key)
      }
    }
  }

  /** Does a write after which this is what one key has; kept if no other write was under way. */
  async put({ area, key, value }: Written, work: () => Promise<unknown>): Promise<void> {
    const shelf = this.#shelfOf(area)
    const { writing, written } = shelf
    await this.write([{ area, keys: [key] }], work)
    const isOnly = writing === 0 && shelf.writing === 0 && shelf.written === written + 1
    if (this.isAlone && isOnly) keep(shelf, key, value)
  }

  #shelfOf(area: ReadArea): Shelf {
    const known = this.#shelves.get(area)
    if (known) return known
    const fresh: Shelf = { kept: new Map(), writing: 0, written: 0 }
    this.#shelves.set(area, fresh)
    return fresh
  }
}

function keep({ kept }: Shelf, key: string, value: unknown): void {
  if (kept.size >= keptMax) kept.clear()
  kept.set(key, value)
}
