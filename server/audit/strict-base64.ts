// Base64 that has one text for each value: what decodes but would be written differently (spare
// bits, missing padding, blanks) is refused, so that no character can be changed unnoticed.

/** The bytes, or nothing when the text is not exactly how they are written. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? new Uint8Array(bytes) : undefined
}

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
