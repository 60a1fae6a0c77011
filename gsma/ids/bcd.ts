// Digits in octets, two to an octet, as cards and radio networks write them: plain ("89" is 89) or
// with the nibbles swapped ("89" is 98), the last octets filled with F.

/** The octets of `digits`, padded with F to `size`; the first digit is the high nibble. */
export function encodeBcd(digits: string, size: number): Uint8Array {
  const padded = digits.padEnd(size * 2, 'F')
  const octets = new Uint8Array(size)
  for (let i = 0; i < size; i++) {
    octets[i] = Number.parseInt(padded.slice(2 * i, 2 * i + 2), 16)
  }
  return octets
}

/** The nibbles of each octet as text, high nibble first; digits above 9 come out as letters. */
export function decodeBcd(octets: Uint8Array): string {
  let text = ''
  for (const octet of octets) text += octet.toString(16).toUpperCase().padStart(2, '0')
  return text
}

/** Each pair of characters exchanged; an odd last one is paired with F. */
export function swapPairs(text: string): string {
  const even = text.length % 2 ? `${text}F` : text
  return even.replace(/(.)(.)/g, '$2$1')
}
