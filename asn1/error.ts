// The one error that decoding hostile bytes may throw. It says what is wrong, at which byte of the
// input, and inside which named field, so that a person can put a finger on the place.

export type Asn1ErrorCode =
  | 'truncated'
  | 'bad-tag'
  | 'bad-length'
  | 'bad-value'
  | 'unexpected-tag'
  | 'missing-field'
  | 'trailing-bytes'
  | 'too-deep'
  | 'too-large'

export class Asn1Error extends Error {
  override readonly name = 'Asn1Error'
  readonly code: Asn1ErrorCode
  /** Offset into the bytes given to the decoder. */
  readonly offset: number
  /** Field names from the outermost message inwards; grows while the error travels out. */
  path: readonly string[]
  readonly detail: string

  constructor(code: Asn1ErrorCode, offset: number, detail: string, path: readonly string[] = []) {
    super(`${detail} (${code} at byte ${offset})`)
    this.code = code
    this.offset = offset
    this.detail = detail
    this.path = path
  }

  /** The same error seen from one field further out. */
  within(field: string): this {
    this.path = [field, ...this.path]
    this.message = `${this.path.join('.')}: ${this.detail} (${this.code} at byte ${this.offset})`
    return this
  }
}
