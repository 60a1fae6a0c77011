// One row of the fault table: a fault of the catalogue with the tests that cover it, or what it waits
// for.

export interface Covered {
  readonly file: string
  /** As it stands in the file; a row of a table of tests after its group: `group > row`. */
  readonly test: string
}

export interface Fault {
  readonly id: string
  readonly phase: string
  readonly what: string
  readonly coveredBy?: readonly Covered[]
  /** What must be built first, and what of it holds already. */
  readonly waitsFor?: string
}

/** The file and the name of a test. */
export const by = (file: string, test: string): Covered => ({ file, test })
