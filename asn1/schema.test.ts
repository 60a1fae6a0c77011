import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  carried,
  carry,
  choice,
  explicit,
  listOf,
  optional,
  sequence,
  tagged,
  withDefault,
} from './constructed.ts'
import { walk } from './der.ts'
import { Asn1Error } from './error.ts'
import { formatHex, parseHex } from './hex.ts'
import {
  boolean,
  decode,
  encode,
  integer,
  namedBits,
  nothing,
  octets,
  oid,
  utf8,
} from './schema.ts'

const inner = sequence({
  id: tagged(0x80, utf8({ min: 1, max: 8 })),
  count: tagged(0x81, integer()),
  flag: optional(nothing()),
  kind: withDefault(tagged(0x9f70, integer()), 7),
})
const message = sequence({
  head: carried(inner),
  body: explicit(
    0xa1,
    choice({ text: tagged(0x80, utf8()), list: tagged(0xa2, listOf(integer())) }),
  ),
  seal: tagged(0x5f37, octets()),
})

describe('a schema', () => {
  const value = {
    head: carry(inner, { id: 'abc', count: -129, flag: true, kind: 7 } as const),
    body: { kind: 'list', value: [0, 127, 128, 255, 256, -1, -128, 8388607] },
    seal: Uint8Array.of(1, 2, 3),
  } as const

  test('decodes what it encodes, byte for byte', () => {
    const bytes = encode(message, value)
    const decoded = decode(message, bytes)
    expect(decoded).toEqual(value)
    expect(formatHex(encode(message, structuredClone(decoded)))).toBe(formatHex(bytes))
  })

  test('ignores unknown fields at the end and says where a known one is missing', () => {
    expect(decode(inner, parseHex('300A80016181010A9F550100'))).toEqual({
      id: 'a',
      count: 10,
      kind: 7,
    })
    expect(() => decode(inner, parseHex('3003800161'))).toThrow(/count is missing/)
  })

  test('an error names the offset and the path', () => {
    const bytes = parseHex('301030088001618103010000A10380016A5F3700')
    try {
      decode(message, bytes)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(Asn1Error)
      expect((error as Asn1Error).offset).toBeGreaterThan(0)
    }
  })

  test('a doubled identical explicit tag is collapsed', () => {
    const schema = explicit(0xbf4f, choice({ error: integer() }))
    expect(decode(schema, parseHex('BF4F06BF4F03020101'))).toEqual({ kind: 'error', value: 1 })
    expect(formatHex(encode(schema, { kind: 'error', value: 1 }))).toBe('BF4F03020101')
  })

  test('a carried value keeps unknown fields that a rebuilt one would lose', () => {
    const bytes = parseHex('300A80016181010A9F550100')
    const kept = decode(carried(inner), bytes)
    expect(formatHex(encode(carried(inner), kept))).toBe(formatHex(bytes))
    const moved = encode(tagged(0xa5, carried(inner)), kept)
    expect(formatHex(moved)).toBe('A50A80016181010A9F550100')
    expect(formatHex(decode(tagged(0xa5, carried(inner)), moved).bytes)).toBe(formatHex(bytes))
  })

  test('named bits follow DER and keep unknown bits', () => {
    const bits = namedBits({ install: 0, enable: 1, delete: 3 })
    expect(formatHex(encode(bits, ['enable']))).toBe('03020640')
    expect(formatHex(encode(bits, []))).toBe('030100')
    expect(decode(bits, parseHex('03020480'))).toEqual(['install'])
    expect(decode(bits, parseHex('03020020'))).toEqual(['bit 2'])
  })

  test.each(['2.999.10', '1.2.840.10045.2.1', '2.23.146.1.2.1.2', '0.39'])('oid %s', (text) => {
    expect(decode(oid(), encode(oid(), text))).toBe(text)
  })

  test.each([
    ['indefinite length', '3080800161'],
    ['length not minimal', '308103800161'],
    ['boolean 01', '010101'],
    ['integer not minimal', '02020001'],
    ['tag 00', '0000'],
    ['trailing bytes', '02010100'],
    ['long form of a low tag', '1F0100'],
  ])('refuses %s', (_name, hex) => {
    const schema = choice({ i: integer(), b: boolean(), s: inner })
    expect(() => decode(schema, parseHex(hex))).toThrow(Asn1Error)
  })
})

test('random bytes give a value or an Asn1Error, never anything else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      for (const attempt of [() => decode(message, bytes), () => walk(bytes, () => {})]) {
        try {
          attempt()
        } catch (error) {
          if (!(error instanceof Asn1Error)) throw error
        }
      }
    }),
    { numRuns: 2000 },
  )
})

test('any integer of up to 45 bits survives', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 45), max: 2 ** 45 }), (value) => {
      expect(decode(integer(), encode(integer(), value))).toBe(value)
    }),
  )
})
