// The answer to reset: what a reader learns from the card at power-on. ISO 7816-3 §8, with the
// global interface bytes of ETSI TS 102 221 §6.3. The card speaks T=0 only, as UICCs in the field.

/** TA1 96 (fast clock), T=0, then T=15 with supply classes A to C. */
const interfaceBytes = [0x96, 0x80, 0x1f, 0xc7]

/** Compact-TLV: card service (31), capabilities (73: full selection, extended Lc, channels). */
const historicalBytes = [0x80, 0x31, 0xa0, 0x73, 0xbe, 0x21, 0x13]

/** The ATR, its check octet last: the XOR of everything after TS is then zero. */
export function encodeAnswerToReset(): Uint8Array {
  const t0 = 0x90 | historicalBytes.length
  const checked = [t0, ...interfaceBytes, ...historicalBytes]
  const tck = checked.reduce((sum, octet) => sum ^ octet, 0)
  return Uint8Array.of(0x3b, ...checked, tck)
}
