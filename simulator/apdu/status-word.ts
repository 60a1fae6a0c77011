// The status words this card answers with. ISO 7816-4 §5.6, ETSI TS 102 221 §10.2.

export const statusWord = {
  ok: 0x9000,
  wrongLength: 0x6700,
  channelNotSupported: 0x6881,
  conditionsNotSatisfied: 0x6985,
  wrongContents: 0x6a80,
  functionNotSupported: 0x6a81,
  notFound: 0x6a82,
  wrongParameters: 0x6a86,
  unknownReference: 0x6a88,
  wrongParametersP1P2: 0x6b00,
  unknownInstruction: 0x6d00,
  unknownClass: 0x6e00,
} as const

/** Two octets of a status word. */
export const encodeStatusWord = (word: number): Uint8Array => Uint8Array.of(word >> 8, word & 0xff)
