// What reading an identifier gives: the value, or a refusal that a person can act on.
// A suggestion is only ever shown; nothing in the project puts it in place of what was written.

/** The value read, or why it was refused. */
export type Parsed<T> = Accepted<T> | Refused

export interface Accepted<T> {
  readonly ok: true
  readonly value: T
}

export interface Refused {
  readonly ok: false
  /** Stable, for programs: `eid-check-digits`. */
  readonly code: string
  /** For people: what is wrong with the text that was given. */
  readonly why: string
  /** What the writer may have meant. */
  readonly suggestion?: string
}

export const accepted = <T>(value: T): Accepted<T> => ({ ok: true, value })

export const refused = (code: string, why: string, suggestion?: string): Refused =>
  suggestion === undefined ? { ok: false, code, why } : { ok: false, code, why, suggestion }
