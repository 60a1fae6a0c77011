// One at a time for each key, in the order of asking; different keys do not wait for each other.

export class Turns {
  readonly #lastByKey = new Map<string, Promise<unknown>>()

  /** Runs `work` when everything asked before for this key has ended, well or badly. */
  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#lastByKey.get(key)
    const turn = before ? before.then(work, work) : work()
    this.#lastByKey.set(key, turn)
    const leave = () => {
      if (this.#lastByKey.get(key) === turn) this.#lastByKey.delete(key)
    }
    turn.then(leave, leave)
    return turn
  }
}
