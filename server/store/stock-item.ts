// The stock of activation codes, each tenant's for itself: a code is given to at most one card,
// whatever stops on the way. A campaign's codes are kept for it as a pool before its first wave
// (B4). After the database was replaced by a backup, nobody knows which codes went out since (F50):
// all are held until a card shows one or a person says that it is unused.

import type { Page } from './page.ts'

/** One activation code in stock. */
export interface StockItem {
  readonly tenant: string
  readonly iccid: string
  readonly operator: string
  readonly profileType?: string
  readonly activationCode: string
  readonly confirmationCode?: string
  readonly state: 'available' | 'reserved'
  readonly eid?: string
  readonly batchId?: string
  /** The campaign that it is kept for. */
  readonly pool?: string
  /** Since when it is not given out, because it may be used already. */
  readonly heldAt?: number
  /** Its card was seen with the profile: it never goes back. */
  readonly isSeen?: true
}

/** A code that is given to this card by this batch. */
export interface Reservation {
  readonly iccid: string
  readonly eid: string
  readonly batchId: string
}

export interface StockWanted {
  readonly tenant: string
  readonly operator: string
  readonly profileType?: string
  readonly eid: string
  readonly batchId: string
  /** Takes from what is kept for this campaign, and from nothing else. */
  readonly pool?: string
}

export interface PoolWish {
  readonly tenant: string
  readonly pool: string
  readonly operator: string
  readonly profileType?: string
  readonly count: number
}

export interface StockLevel {
  readonly operator: string
  readonly profileType?: string
  readonly available: number
  /** Kept for a campaign, given to a card or seen on one. */
  readonly reserved: number
  /** Without a card, and not given out (see `holdStock`). */
  readonly held: number
}

/** What is to be given out again; everything that is held when neither is named. */
export interface FreeWish {
  readonly tenant: string
  readonly operator?: string
  readonly iccids?: readonly string[]
}

export interface HeldItem {
  readonly iccid: string
  readonly operator: string
  readonly profileType?: string
  readonly heldAt: number
}

/** A card showed a profile whose code was not given to it. */
export interface AdoptedItem {
  readonly tenant: string
  readonly iccid: string
  readonly eid: string
  /** The card that it was given to. */
  readonly formerEid?: string
}

export interface StockShelf {
  /** An ICCID that is in stock already, whoever's it is, is known and left as it is. */
  addStock(items: readonly StockItem[]): Promise<{ readonly added: number; readonly known: number }>
  /** Those of the ICCIDs that stand in another tenant's stock. */
  stockOfOthers(tenant: string, iccids: readonly string[]): Promise<readonly string[]>
  /**
   * One available item of the operator (and profile type, when given) for this card and batch; the
   * same one if asked again. Undefined when none is left.
   */
  reserveStock(wanted: StockWanted): Promise<StockItem | undefined>
  /**
   * Gives the code back (to its pool, if it has one) if it is still this card's and batch's and was
   * never seen on it; whether it was.
   */
  releaseStock(reservation: Reservation): Promise<boolean>
  /**
   * Keeps available items for a campaign until `count` of them have no card, or as many as there
   * are; how many have none then. All or nothing is the caller's to decide.
   */
  fillPool(wish: PoolWish): Promise<number>
  /** Items that are kept for the campaign and have no card yet. */
  poolLevel(pool: string): Promise<number>
  /** Ends the keeping: what has no card is available again. How many became available. */
  dropPool(pool: string): Promise<number>
  /** Codes that have a card and were not seen on it, by ICCID past `after`; of all tenants. */
  reservations(after: string, limit: number): Promise<readonly Reservation[]>
  stock(tenant: string): Promise<readonly StockLevel[]>
  /**
   * Holds every item that was not seen on a card, also those that are given to one (they count as
   * held when they are given back); pools lose what has no card. How many without a card are held
   * now, by tenant, for those that have any.
   */
  holdStock(at: number): Promise<readonly { readonly tenant: string; readonly count: number }[]>
  /** Items without a card that are held, by ICCID. */
  heldStock(
    tenant: string,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Page<HeldItem>>
  /** Ends the hold; how many can be given out again by it. */
  freeStock(wish: FreeWish): Promise<number>
  /**
   * Called after a change of a card was committed that showed profiles whose codes the stock did
   * not know as this card's. They are from the same transaction on. Returns an unsubscribe.
   */
  onAdopted(listener: (items: readonly AdoptedItem[]) => void): () => void
}
