// What the command's exit code says, so that scripts can tell "no" from "nobody there".

/** 0 done; 1 tried and failed; 2 wrong usage, or refused; 3 the server cannot be reached. */
export const exitCodes = { done: 0, failed: 1, refused: 2, unreachable: 3 } as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

export const exitCodeWords =
  'Exit codes: 0 done; 1 tried and failed; 2 wrong usage, or refused; 3 cannot reach the server.'

/** A "no" of the command itself, with what would make it possible. */
export class Refused extends Error {
  readonly code: string
  readonly remedy: string | undefined
  /** For programs, beside the words: shown with --json. */
  facts: object = {}
  constructor(code: string, why: string, remedy?: string) {
    super(why)
    this.name = 'Refused'
    this.code = code
    this.remedy = remedy
  }

  /** The same "no" with facts for programs. */
  with(facts: object): this {
    this.facts = facts
    return this
  }
}
