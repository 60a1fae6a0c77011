// What a store cannot do now. The caller may try again later; the code says what is known about the
// work that was rejected.

/**
 * `overloaded`: too much waits already, nothing was done. `contended`: other processes changed the
 * card first every time, nothing was done. `unavailable`: the database did not answer; a commit may
 * or may not have happened. `closed`: the store was closed.
 */
export type StoreErrorCode = 'overloaded' | 'contended' | 'unavailable' | 'closed'

export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
