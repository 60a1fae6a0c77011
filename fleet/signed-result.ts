// The shape of what a card signed about a package, after its signature was verified.

import type { ProfileOnCard } from './card-state.ts'

/** One command's result; `name` is the standard's name of the arm, `code` 0 is ok. */
export interface CommandResult {
  readonly name: string
  readonly code: number
}

/** A signed result as a whole. */
export interface PackageResult {
  readonly seqNumber: number
  readonly results: readonly CommandResult[]
  /** The list, where listProfileInfo was asked and answered. */
  readonly profiles?: readonly ProfileOnCard[]
}
