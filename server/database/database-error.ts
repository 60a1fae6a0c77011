// Why the bundled database cannot be used, in words that end with what to do about it. Thrown only
// while starting or stopping; a running database's errors are the driver's.

export type DatabaseErrorCode =
  | 'unsupported-platform'
  | 'binaries-unusable'
  | 'no-account'
  | 'no-place'
  | 'already-in-use'
  | 'other-version'
  | 'create-failed'
  | 'start-failed'
  | 'stop-failed'

/** `message` says what is wrong and what to do; `cause` keeps what the system said. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  readonly code: DatabaseErrorCode

  constructor(code: DatabaseErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

/** What an unknown thrown value says, for use inside a longer sentence. */
export function wordsOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** Whether a file-system or process error has this code (`ENOENT`, `EACCES`, `ESRCH` …). */
export function hasErrorCode(thrown: unknown, ...codes: readonly string[]): boolean {
  return thrown instanceof Error && 'code' in thrown && codes.includes(String(thrown.code))
}
