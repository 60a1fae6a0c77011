// A part of a list, and where the next one begins.

export interface Page<T> {
  readonly items: readonly T[]
  /** Give it back to get the next page; absent on the last. */
  readonly cursor?: string
}
