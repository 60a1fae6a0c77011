// The parts of the store that stand beside the cards: stock, documents, campaigns' devices. Each is
// a file of its own; here they are put into one interface.

import type { TargetShelf } from './campaign-target.ts'
import type { DecideDocument, DocumentName, DocumentShelf, SubjectEvent } from './document.ts'
import type { OwnReads } from './own-reads.ts'
import type { PostgresDocuments } from './postgres-documents.ts'
import type { PostgresStock } from './postgres-stock.ts'
import type { PostgresTargets } from './postgres-targets.ts'
import type {
  AdoptedItem,
  FreeWish,
  PoolWish,
  Reservation,
  StockItem,
  StockShelf,
  StockWanted,
} from './stock-item.ts'
import { Told } from './told.ts'

type AllShelves = StockShelf & DocumentShelf & TargetShelf

export class PostgresShelves implements AllShelves {
  readonly #stock: PostgresStock
  protected readonly adopted = new Told<AdoptedItem>()
  readonly #documents: PostgresDocuments
  readonly #targets: PostgresTargets
  readonly #reads: OwnReads

  constructor(parts: {
    readonly stock: PostgresStock
    readonly documents: PostgresDocuments
    readonly targets: PostgresTargets
    readonly reads: OwnReads
  }) {
    this.#stock = parts.stock
    this.#documents = parts.documents
    this.#targets = parts.targets
    this.#reads = parts.reads
  }

  #stockWrite<T>(work: () => Promise<T>): Promise<T> {
    return this.#reads.write([{ area: 'stock' }], work)
  }

  #targetWrite<T>(work: () => Promise<T>): Promise<T> {
    return this.#reads.write([{ area: 'target' }], work)
  }

  addStock(items: readonly StockItem[]): ReturnType<StockShelf['addStock']> {
    return this.#stockWrite(() => this.#stock.add(items))
  }

  reserveStock(wanted: StockWanted): Promise<StockItem | undefined> {
    return this.#stockWrite(() => this.#stock.reserve(wanted))
  }

  releaseStock(reservation: Reservation): Promise<boolean> {
    return this.#stockWrite(() => this.#stock.release(reservation))
  }

  fillPool(wish: PoolWish): Promise<number> {
    return this.#stockWrite(() => this.#stock.fillPool(wish))
  }

  poolLevel(pool: string): Promise<number> {
    return this.#reads.read('stock', `pool ${pool}`, () => this.#stock.poolLevel(pool))
  }

  dropPool(pool: string): Promise<number> {
    return this.#stockWrite(() => this.#stock.dropPool(pool))
  }

  reservations(after: string, limit: number): Promise<readonly Reservation[]> {
    return this.#stock.reservations(after, limit)
  }

  stock(tenant: string): ReturnType<AllShelves['stock']> {
    return this.#stock.counts(tenant)
  }

  stockOfOthers(tenant: string, iccids: readonly string[]): Promise<readonly string[]> {
    return this.#stock.ofOthers(tenant, iccids)
  }

  holdStock(at: number): ReturnType<AllShelves['holdStock']> {
    return this.#stockWrite(() => this.#stock.hold(at))
  }

  heldStock(...args: Parameters<AllShelves['heldStock']>): ReturnType<AllShelves['heldStock']> {
    return this.#stock.held(...args)
  }

  freeStock(wish: FreeWish): Promise<number> {
    return this.#stockWrite(() => this.#stock.free(wish))
  }

  onAdopted(listener: (items: readonly AdoptedItem[]) => void): () => void {
    return this.adopted.listen(listener)
  }

  onDocument<Value, Reply>(
    name: DocumentName,
    decide: DecideDocument<Value, Reply>,
  ): Promise<Reply> {
    return this.#documents.decide(name, decide)
  }

  document<Value>(collection: string, key: string) {
    return this.#documents.one<Value>(collection, key)
  }

  documents<Value>(collection: string) {
    return this.#documents.all<Value>(collection)
  }

  factsOf(collection: string, key: string, after = 0): Promise<readonly SubjectEvent[]> {
    return this.#documents.factsOf(collection, key, after)
  }

  onLogged(listener: (events: readonly SubjectEvent[]) => void): () => void {
    return this.#documents.logged.listen(listener)
  }

  freezeTargets(wish: Parameters<AllShelves['freezeTargets']>[0]): Promise<readonly number[]> {
    return this.#targetWrite(() => this.#targets.freeze(wish))
  }

  joinTargets(wish: Parameters<AllShelves['joinTargets']>[0]): Promise<number> {
    return this.#targetWrite(() => this.#targets.join(wish))
  }

  countJoinable(wish: Parameters<TargetShelf['countJoinable']>[0]): Promise<number> {
    return this.#targets.countJoinable(wish)
  }

  targets(...args: Parameters<AllShelves['targets']>): ReturnType<AllShelves['targets']> {
    return this.#targets.page(...args)
  }

  changeTargets(...args: Parameters<AllShelves['changeTargets']>): Promise<readonly string[]> {
    return this.#targetWrite(() => this.#targets.change(...args))
  }

  changeAllTargets(...args: Parameters<AllShelves['changeAllTargets']>): Promise<number> {
    return this.#targetWrite(() => this.#targets.changeAll(...args))
  }

  countTargets(campaignId: string): ReturnType<AllShelves['countTargets']> {
    return this.#reads.read('target', `counts ${campaignId}`, () =>
      this.#targets.counts(campaignId),
    )
  }

  countCombinations(campaignId: string): ReturnType<AllShelves['countCombinations']> {
    return this.#reads.read('target', `combinations ${campaignId}`, () =>
      this.#targets.combinations(campaignId),
    )
  }

  dropTargets(campaignId: string): Promise<void> {
    return this.#targetWrite(() => this.#targets.drop(campaignId))
  }
}
