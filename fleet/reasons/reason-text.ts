// The shape of a row of the reason tables.

export interface ReasonText {
  /** What it means, in a sentence without the full stop, so that facts may follow. */
  readonly words: string
  /** What a person can do about it. */
  readonly remedy: string
}
