// Hexadecimal text and bytes. Refuses rather than guesses: an odd digit or a stray letter is an
// error that names its place.

const digits = '0123456789ABCDEF'
const codes = Array.from(digits, (digit) => digit.charCodeAt(0))

/** The value of a digit by its character code; -1 for all that are none. */
const values = new Int8Array(128).fill(-1)
for (const [value, code] of codes.entries()) {
  values[code] = value
  values[(digits[value] as string).toLowerCase().charCodeAt(0)] = value
}

/** Text is made in pieces of this many octets: their digits are the arguments of one call. */
const pieceOctets = 1024

/** Upper-case hexadecimal of `bytes`. */
export function formatHex(bytes: Uint8Array): string {
  if (bytes.length <= pieceOctets) return formatPiece(bytes)
  let text = ''
  for (let at = 0; at < bytes.length; at += pieceOctets) {
    text += formatPiece(bytes.subarray(at, at + pieceOctets))
  }
  return text
}

/** One flat string: digit added to digit would leave a chain of small ones in memory. */
function formatPiece(bytes: Uint8Array): string {
  const found = new Array<number>(bytes.length * 2)
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number
    found[2 * i] = codes[byte >> 4] as number
    found[2 * i + 1] = codes[byte & 15] as number
  }
  return String.fromCharCode.apply(null, found)
}

/**
 * Bytes from hexadecimal text; white space between digits is allowed.
 * @throws RangeError naming the first character that is not a digit, or an odd count
 */
export function parseHex(text: string): Uint8Array {
  return parseDigits(text) ?? parseLoose(text)
}

/** The bytes of a text that is nothing but pairs of digits; undefined for any other. */
function parseDigits(text: string): Uint8Array | undefined {
  if (text.length % 2) return undefined
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) {
    const high = values[text.charCodeAt(2 * i)] ?? -1
    const low = values[text.charCodeAt(2 * i + 1)] ?? -1
    if (high < 0 || low < 0) return undefined
    bytes[i] = (high << 4) | low
  }
  return bytes
}

/** Takes white space out, and says what is wrong with the rest. */
function parseLoose(text: string): Uint8Array {
  const compact = text.replace(/\s+/g, '')
  const wrong = compact.search(/[^0-9a-fA-F]/)
  if (wrong >= 0) {
    throw new RangeError(`hex text: "${compact[wrong]}" at position ${wrong} is not a hex digit`)
  }
  const bytes = parseDigits(compact)
  if (!bytes) throw new RangeError(`hex text: an odd count of ${compact.length} digits`)
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
