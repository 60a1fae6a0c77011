// Hexadecimal text and bytes. Refuses rather than guesses: an odd digit or a stray letter is an
// error that names its place.

const digits = '0123456789ABCDEF'

/** Upper-case hexadecimal of `bytes`. */
export function formatHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += (digits[byte >> 4] as string) + (digits[byte & 15] as string)
  return text
}

/**
 * Bytes from hexadecimal text; white space between digits is allowed.
 * @throws RangeError naming the first character that is not a digit, or an odd count
 */
export function parseHex(text: string): Uint8Array {
  const compact = text.replace(/\s+/g, '')
  const wrong = compact.search(/[^0-9a-fA-F]/)
  if (wrong >= 0) {
    throw new RangeError(`hex text: "${compact[wrong]}" at position ${wrong} is not a hex digit`)
  }
  if (compact.length % 2) throw new RangeError(`hex text: an odd count of ${compact.length} digits`)
  const bytes = new Uint8Array(compact.length / 2)
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = Number.parseInt(compact.slice(2 * i, 2 * i + 2), 16)
  }
  return bytes
}

/** Whether two byte strings are equal. Not for secrets: time depends on the contents. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

/** One byte string from several. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
