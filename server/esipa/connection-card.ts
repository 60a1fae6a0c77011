// Which card a connection speaks for, as far as that can be told. Some devices of v1.0 answer with
// neither EID nor eimTransactionId; then the poll before it on the same connection is the only
// hint. A connection that ever spoke for two cards (a gateway's) gives none. Nothing else about a
// procedure is kept with a connection.

export class ConnectionCard {
  #eid: string | undefined
  #isShared = false

  /** A poll of this card came over the connection. */
  spokeFor(eid: string): void {
    if (this.#eid !== undefined && this.#eid !== eid) this.#isShared = true
    this.#eid = eid
  }

  /** The one card; undefined when there was none yet, or more than one. */
  eid(): string | undefined {
    return this.#isShared ? undefined : this.#eid
  }
}
