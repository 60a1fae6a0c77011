// Group work: items that arrive while one batch is at work wait and go together as the next batch.
// Under load batches grow by themselves; alone, an item waits for nothing.

export interface GatheringOptions<Item, Outcome> {
  /** Does a batch; outcomes in the order of the items. A rejection rejects every item. */
  readonly run: (items: readonly Item[]) => Promise<readonly Outcome[]>
  readonly batchMax: number
}

interface Waiting<Item, Outcome> {
  readonly item: Item
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (cause: unknown) => void
}

export class Gathering<Item, Outcome> {
  readonly #options: GatheringOptions<Item, Outcome>
  #waiting: Waiting<Item, Outcome>[] = []
  #isRunning = false

  constructor(options: GatheringOptions<Item, Outcome>) {
    this.#options = options
  }

  add(item: Item): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject })
      if (this.#isRunning) return
      this.#isRunning = true
      // What else becomes ready in this turn of the event loop still joins the first batch.
      setImmediate(() => void this.#runAll())
    })
  }

  async #runAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#options.batchMax)
      await this.#runBatch(batch)
    }
    this.#isRunning = false
  }

  async #runBatch(batch: readonly Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.#options.run(batch.map(({ item }) => item))
      for (const [i, { resolve }] of batch.entries()) resolve(outcomes[i] as Outcome)
    } catch (cause) {
      for (const { reject } of batch) reject(cause)
    }
  }
}
