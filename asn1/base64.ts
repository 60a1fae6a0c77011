// Base64 in its standard alphabet, with padding (RFC 4648 §4). Strict: one text for one byte string,
// so white space, the URL alphabet, missing padding and stray bits are refused, naming the place.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const digitValues = new Map([...alphabet].map((letter, value) => [letter.charCodeAt(0), value]))

/** Standard base64 of `bytes`, padded. */
export function formatBase64(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let i = 0; i < bytes.length; i += 0x2000) {
    parts.push(String.fromCharCode(...bytes.subarray(i, i + 0x2000)))
  }
  return btoa(parts.join(''))
}

/**
 * Bytes from standard base64.
 * @throws RangeError saying what is wrong and at which position
 */
export function parseBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) {
    throw new RangeError(`base64: ${text.length} characters, not a multiple of 4 (padding?)`)
  }
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const digits = text.length - padding
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  let bits = 0
  let held = 0
  let at = 0
  for (let i = 0; i < digits; i++) {
    const value = digitValues.get(text.charCodeAt(i))
    if (value === undefined) {
      throw new RangeError(`base64: ${JSON.stringify(text[i])} at position ${i} is not a digit`)
    }
    bits = ((bits << 6) | value) & 0xffff
    held += 6
    if (held < 8) continue
    held -= 8
    bytes[at++] = (bits >> held) & 0xff
  }
  if (bits & ((1 << held) - 1)) {
    throw new RangeError(`base64: stray bits in the last digit, at position ${digits - 1}`)
  }
  return bytes
}
