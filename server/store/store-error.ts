// What a store cannot do now. The caller may try again later; the code says what is known about the
// work that was rejected.

/**
 * `overloaded`: too much waits already, nothing was done. `contended`: other processes changed the
 * card first every time, nothing was done. `unavailable`: the database did not answer; a commit may
 * or may not have happened. `closed`: the store was closed. `gate-closed`: what the work needed (its
 * campaign's open gate, its reserved code) did not hold at the commit; nothing was done.
 */
export type StoreErrorCode = 'overloaded' | 'contended' | 'unavailable' | 'closed' | 'gate-closed'

export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

/** What the work needed did not hold at its commit. */
export const gateClosed = (): StoreError =>
  new StoreError('gate-closed', 'What this change needed no longer held when it was committed.')
