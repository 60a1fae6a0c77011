// A guard of the product: a line that keeps a promise, and how it is switched off. For each there is a
// test that must then fail; a guard whose loss no test notices is no guard.

export interface Guard {
  readonly file: string
  /** Exactly one place in the file. */
  readonly find: string
  readonly replace: string
  /** The promise that is broken without it. */
  readonly protects: string
  /** Test files or folders of which at least one test must fail. */
  readonly tests: readonly string[]
  /** Why it survives, for one that is known to: another guard stands behind it, for example. */
  readonly survives?: string
}

/** Guards of one room whose losses the same tests must notice. */
export const guardsOf = (
  tests: readonly string[],
  rows: readonly (Omit<Guard, 'tests'> & { readonly tests?: readonly string[] })[],
): readonly Guard[] => rows.map((row) => ({ tests, ...row }))
