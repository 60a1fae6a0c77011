// The death of one process: what waits for work of that process also wakes when it dies. A promise
// that is raced against again and again keeps every race that it ever took part in; this keeps only
// those that still wait.

export class Death {
  readonly #waiting = new Set<() => void>()
  #isDead = false

  get isDead(): boolean {
    return this.#isDead
  }

  /** The process dies, once; everybody who waits is told. */
  come(): void {
    this.#isDead = true
    for (const tell of this.#waiting) tell()
    this.#waiting.clear()
  }

  /** What the work gives, or `dead` when the process dies before. */
  orDead<T>(work: PromiseLike<T> | T): Promise<T | 'dead'> {
    return new Promise((resolve, reject) => {
      const tell = (): void => resolve('dead')
      if (this.#isDead) tell()
      else this.#waiting.add(tell)
      Promise.resolve(work)
        .finally(() => this.#waiting.delete(tell))
        .then(resolve, reject)
    })
  }
}
