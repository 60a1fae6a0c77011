// A text that must not be read by accident: a matching identifier, a confirmation code, a token.
// However it is printed, joined, logged or put into JSON, it comes out as «secret»; only
// `revealSecret`, which is easy to find in a review, gives the text.

const shown = '«secret»'

export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  static reveal(secret: Secret): string {
    return secret.#text
  }

  toString(): string {
    return shown
  }

  toJSON(): string {
    return shown
  }

  get [Symbol.toStringTag](): string {
    return shown
  }

  /** What Node's inspect prints. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return shown
  }
}

/** Keeps `text` out of every print. */
export const keepSecret = (text: string): Secret => new Secret(text)

/** The text itself, for the one place that sends or stores it. */
export const revealSecret = (secret: Secret): string => Secret.reveal(secret)

/** Whether two secrets hold the same text; time does not depend on where they differ. */
export function sameSecret(one: Secret, other: Secret): boolean {
  const a = Secret.reveal(one)
  const b = Secret.reveal(other)
  let difference = a.length ^ b.length
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i)
  return difference === 0
}
