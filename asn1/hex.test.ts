import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatHex, parseHex } from './hex.ts'

describe('hexadecimal text', () => {
  it('comes back as the bytes that it was made from, however many there are', () => {
    for (const size of [0, 1, 16, 1023, 1024, 1025, 5000]) {
      const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 37) & 255)
      const text = formatHex(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('hex').toUpperCase())
      expect(parseHex(text)).toEqual(bytes)
    }
  })

  it('is read in both cases and with white space between digits', () => {
    expect(parseHex('bf4f 12\n5A')).toEqual(new Uint8Array([0xbf, 0x4f, 0x12, 0x5a]))
    expect(parseHex('B F')).toEqual(new Uint8Array([0xbf]))
  })

  it('is refused with the place of the first character that is no digit', () => {
    expect(() => parseHex('BF 4G')).toThrow('"G" at position 3')
    expect(() => parseHex('BFé0')).toThrow('"é" at position 2')
    expect(() => parseHex('BF4')).toThrow('an odd count of 3 digits')
  })

  it('is either read or refused, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const compact = text.replace(/\s+/g, '')
        if (/^([0-9a-f]{2})*$/i.test(compact)) {
          expect(formatHex(parseHex(text))).toBe(compact.toUpperCase())
        } else {
          expect(() => parseHex(text)).toThrow(RangeError)
        }
      }),
    )
  })
})
