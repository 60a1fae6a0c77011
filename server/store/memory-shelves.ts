// The parts of the memory store that stand beside the cards: stock, documents, campaigns' devices.

import type {
  CampaignTarget,
  FreezeWish,
  TargetChange,
  TargetFilter,
  TargetShelf,
} from './campaign-target.ts'
import type { CardChange } from './card-change.ts'
import type { CardWork } from './contract.ts'
import type { DecideDocument, DocumentName, DocumentShelf, SubjectEvent } from './document.ts'
import { MemoryDocuments } from './memory-documents.ts'
import type { MemoryLog } from './memory-log.ts'
import { MemoryStock } from './memory-stock.ts'
import { MemoryTargets } from './memory-targets.ts'
import type { Page } from './page.ts'
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
type PageWish = { readonly limit: number; readonly cursor?: string }

export type Target = Pick<FreezeWish, 'filter' | 'tenant'>

export abstract class MemoryShelves implements AllShelves {
  readonly #stock = new MemoryStock()
  readonly #adopted = new Told<AdoptedItem>()
  readonly #documents: MemoryDocuments
  readonly #targets = new MemoryTargets()

  constructor(log: MemoryLog) {
    this.#documents = new MemoryDocuments(log)
  }

  /** Puts down here all that another store's shelves hold. */
  protected takeShelvesFrom(other: MemoryShelves): void {
    this.#stock.takeFrom(other.#stock)
    this.#documents.takeFrom(other.#documents)
    this.#targets.takeFrom(other.#targets)
  }

  /** EIDs of the devices of a tenant that match now. */
  protected abstract eidsOf(target: Target): readonly string[]

  /** Whether what the work needs at its commit holds. */
  protected holds({ onlyWhile, onlyHolding }: CardWork<unknown>): boolean {
    const isOpen = !onlyWhile || this.#documents.isOpen(onlyWhile.campaignId)
    return isOpen && (!onlyHolding || this.#stock.holds(onlyHolding))
  }

  /** A card has these profiles now; the caller tells what comes of it after its commit. */
  protected noteProfiles({ tenant, eid, newIccids }: CardChange): () => void {
    const adopted = this.#stock.note(tenant, eid, newIccids)
    return () => this.#adopted.tell(adopted)
  }

  async addStock(items: readonly StockItem[]): ReturnType<AllShelves['addStock']> {
    return this.#stock.add(items)
  }

  async reserveStock(wanted: StockWanted): Promise<StockItem | undefined> {
    return this.#stock.reserve(wanted)
  }

  async releaseStock(reservation: Reservation): Promise<boolean> {
    return this.#stock.release(reservation)
  }

  async fillPool(wish: PoolWish): Promise<number> {
    return this.#stock.fillPool(wish)
  }

  async poolLevel(pool: string): Promise<number> {
    return this.#stock.poolLevel(pool)
  }

  async dropPool(pool: string): Promise<number> {
    return this.#stock.dropPool(pool)
  }

  async reservations(after: string, limit: number): Promise<readonly Reservation[]> {
    return this.#stock.reservations(after, limit)
  }

  async stock(tenant: string): ReturnType<AllShelves['stock']> {
    return this.#stock.counts(tenant)
  }

  async stockOfOthers(tenant: string, iccids: readonly string[]): Promise<readonly string[]> {
    return this.#stock.ofOthers(tenant, iccids)
  }

  async holdStock(at: number): ReturnType<AllShelves['holdStock']> {
    return this.#stock.hold(at)
  }

  async heldStock(tenant: string, page: PageWish): ReturnType<AllShelves['heldStock']> {
    return this.#stock.held(tenant, page)
  }

  async freeStock(wish: FreeWish): Promise<number> {
    return this.#stock.free(wish)
  }

  onAdopted(listener: (items: readonly AdoptedItem[]) => void): () => void {
    return this.#adopted.listen(listener)
  }

  onDocument<Value, Reply>(
    name: DocumentName,
    decide: DecideDocument<Value, Reply>,
  ): Promise<Reply> {
    return this.#documents.decide(name, decide)
  }

  async document<Value>(collection: string, key: string) {
    return this.#documents.one<Value>(collection, key)
  }

  async documents<Value>(collection: string) {
    return this.#documents.all<Value>(collection)
  }

  async factsOf(collection: string, key: string, after = 0): Promise<readonly SubjectEvent[]> {
    return this.#documents.factsOf(collection, key, after)
  }

  onLogged(listener: (events: readonly SubjectEvent[]) => void): () => void {
    return this.#documents.logged.listen(listener)
  }

  async freezeTargets(wish: FreezeWish): Promise<readonly number[]> {
    return this.#targets.freeze(wish, this.eidsOf(wish))
  }

  async joinTargets(wish: Parameters<AllShelves['joinTargets']>[0]): Promise<number> {
    return this.#targets.join(wish.campaignId, wish.wave, this.eidsOf(wish))
  }

  async countJoinable(wish: Parameters<TargetShelf['countJoinable']>[0]): Promise<number> {
    return this.#targets.countJoinable(wish.campaignId, this.eidsOf(wish))
  }

  async targets(filter: TargetFilter, page: PageWish): Promise<Page<CampaignTarget>> {
    return this.#targets.page(filter, page)
  }

  async changeTargets(changes: readonly TargetChange[]): Promise<readonly string[]> {
    return this.#targets.change(changes)
  }

  async changeAllTargets(...args: Parameters<AllShelves['changeAllTargets']>): Promise<number> {
    return this.#targets.changeAll(...args)
  }

  async countTargets(campaignId: string): ReturnType<AllShelves['countTargets']> {
    return this.#targets.counts(campaignId)
  }

  async countCombinations(campaignId: string): ReturnType<AllShelves['countCombinations']> {
    return this.#targets.combinations(campaignId)
  }

  async dropTargets(campaignId: string): Promise<void> {
    this.#targets.drop(campaignId)
  }
}
