// The stock of activation codes: each is given to at most one card, whatever stops on the way. A
// campaign's codes are kept for it as a pool before its first wave (B4).

/** One activation code in stock. */
export interface StockItem {
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
}

/** A code that is given to this card by this batch. */
export interface Reservation {
  readonly iccid: string
  readonly eid: string
  readonly batchId: string
}

export interface StockWanted {
  readonly operator: string
  readonly profileType?: string
  readonly eid: string
  readonly batchId: string
  /** Takes from what is kept for this campaign, and from nothing else. */
  readonly pool?: string
}

export interface PoolWish {
  readonly pool: string
  readonly operator: string
  readonly profileType?: string
  readonly count: number
}

export interface StockShelf {
  addStock(items: readonly StockItem[]): Promise<{ readonly added: number; readonly known: number }>
  /**
   * One available item of the operator (and profile type, when given) for this card and batch; the
   * same one if asked again. Undefined when none is left.
   */
  reserveStock(wanted: StockWanted): Promise<StockItem | undefined>
  /**
   * Gives the code back (to its pool, if it has one) if it is still this card's and batch's;
   * whether it was.
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
  /** Codes that have a card, by ICCID past `after`. */
  reservations(after: string, limit: number): Promise<readonly Reservation[]>
  /** `reserved`: kept for a campaign or given to a card. */
  stock(): Promise<
    readonly { operator: string; profileType?: string; available: number; reserved: number }[]
  >
}
