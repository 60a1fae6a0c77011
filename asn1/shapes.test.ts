import { describe, expect, test } from 'vitest'
import { sequenceInAnyOrder } from './any-order.ts'
import { byShape, childTags, formOf, undoubled } from './by-shape.ts'
import { choice, explicit, listOf, optional, sequence, tagged, withDefault } from './constructed.ts'
import { readElements, readWhole } from './der.ts'
import { formatDump } from './dump.ts'
import { Asn1Error } from './error.ts'
import { formatHex, parseHex } from './hex.ts'
import { lenient } from './lenient.ts'
import { boolean, decode, encode, integer, octets, utf8 } from './schema.ts'
import { dumpUnknown } from './unknown.ts'
import { withText } from './with-text.ts'

const caught = (attempt: () => unknown): Asn1Error => {
  try {
    attempt()
  } catch (error) {
    if (error instanceof Asn1Error) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('a value with more than one form', () => {
  const schema = byShape(
    sequence({ count: tagged(0x80, integer()) }),
    (bytes, at) =>
      childTags(bytes, at)[0] === 0x0c
        ? formOf(sequence({ text: utf8() }), ({ text }) => ({ count: Number(text) }))
        : undefined,
    0x31,
  )

  test('is read by its shape and written in the standard form, under any tag', () => {
    for (const hex of ['3003800107', '30030C0137', '3103800107']) {
      expect(decode(schema, parseHex(hex))).toEqual({ count: 7 })
    }
    expect(formatHex(encode(schema, { count: 7 }))).toBe('3003800107')
    const moved = tagged(0xa5, schema)
    expect(decode(moved, parseHex('A5030C0137'))).toEqual({ count: 7 })
    expect(() => decode(moved, parseHex('3103800107'))).toThrow(/A5 was expected/)
  })

  test('an error speaks of the form that was meant', () => {
    expect(caught(() => decode(schema, parseHex('30030C01FF'))).path).toEqual(['text'])
  })

  test('trying one form after the other reports the standard one', () => {
    const either = lenient(octets({ min: 2 }), octets({ max: 1 }))
    expect(decode(either, parseHex('0400'))).toHaveLength(0)
    expect(() => encode(either, new Uint8Array(1))).toThrow(RangeError)
    expect(decode(tagged(0x80, either), parseHex('800101'))).toHaveLength(1)
    const strict = lenient(octets({ min: 3 }), octets({ max: 1 }))
    expect(() => decode(strict, parseHex('04020101'))).toThrow(/3 to/)
  })
})

describe('a doubled tag', () => {
  test('is collapsed once, for sequences and choices', () => {
    const message = undoubled(tagged(0xbf50, sequence({ n: integer() })))
    expect(decode(message, parseHex('BF5006BF5003020105'))).toEqual({ n: 5 })
    const arms = explicit(0xbf4f, choice({ n: integer() }))
    expect(() => decode(arms, parseHex('BF4F09BF4F06BF4F03020101'))).toThrow(Asn1Error)
  })

  test('nested without end it is refused, not followed', () => {
    let bytes = parseHex('020101')
    for (let i = 0; i < 5000; i++) {
      const { length } = bytes
      const size = length < 128 ? [length] : [0x82, length >> 8, length & 0xff]
      if (length >= 128 && length < 256) size.splice(0, 3, 0x81, length)
      bytes = Uint8Array.from([0xbf, 0x4f, ...size, ...bytes])
    }
    const arms = explicit(0xbf4f, choice({ n: integer() }))
    expect(() => decode(arms, bytes)).toThrow(Asn1Error)
    expect(caught(() => dumpUnknown(bytes, readWhole(bytes), 'x')).code).toBe('too-deep')
  })
})

describe('fields that are not known', () => {
  const schema = sequence({
    a: tagged(0x80, integer()),
    b: optional(tagged(0x81, integer())),
    c: optional(tagged(0x82, integer())),
  })

  test('are passed over between optional fields and shown in a dump', () => {
    const bytes = parseHex('300C 800101 850105 820103 860106')
    expect(decode(schema, bytes)).toEqual({ a: 1, c: 3 })
    const names = schema.dump(bytes, readWhole(bytes), 'm').children?.map((child) => child.name)
    expect(names).toEqual(['a', '(unknown field)', 'c', '(unknown field)'])
  })

  test('are refused where a required field should be', () => {
    expect(() => decode(schema, parseHex('3006850105800101'))).toThrow(/tag 85 where 80/)
  })
})

describe('members in any order', () => {
  const schema = sequenceInAnyOrder(
    {
      a: optional(tagged(0x80, integer())),
      b: withDefault(tagged(0x81, boolean()), false),
      c: optional(tagged(0x82, utf8())),
    },
    [['a', tagged(0x90, integer())]],
  )

  test('are read by tag, aliases too, and written in order', () => {
    const value = decode(schema, parseHex('300C 820178 850105 9001FE 8101FF'))
    expect(value).toEqual({ a: -2, b: true, c: 'x' })
    expect(formatHex(encode(schema, value))).toBe('30098001FE8101FF820178')
    expect(decode(schema, parseHex('3000'))).toEqual({ b: false })
  })

  test('a member that stands twice is refused, under whatever tags', () => {
    const error = caught(() => decode(schema, parseHex('3006800101900102')))
    expect(error).toMatchObject({ code: 'bad-value', offset: 5 })
  })

  test('an error names the member', () => {
    expect(caught(() => decode(schema, parseHex('30038201FF'))).path).toEqual(['c'])
  })
})

test('siblings end at ten thousand unless a list allows more', () => {
  const many = new Uint8Array(20_002).map((_, i) => (i % 2 ? 0 : 5))
  expect(caught(() => readElements(many, 0, many.length)).code).toBe('too-large')
  expect(readElements(many, 0, 20_000)).toHaveLength(10_000)
  const whole = Uint8Array.from([0x30, 0x82, 0x4e, 0x22, ...many])
  expect(decode(listOf(octetless, 20_000), whole)).toHaveLength(10_001)
})

const octetless = tagged(0x05, octets())

describe('a dump', () => {
  test('shows place, tag, name, length and value of each TLV', () => {
    const schema = sequence({
      id: withText(tagged(0x80, octets()), (value) => `${value.length} octets`),
      inner: tagged(0xa1, sequence({ n: integer() })),
    })
    const bytes = parseHex('300B 80020102 A103020107 0500'.replaceAll(' ', ''))
    expect(formatDump(schema.dump(bytes, readWhole(bytes), 'Message'))).toBe(
      [
        '0000  30 Message (13)',
        '0002    80 id (4): 2 octets',
        '0006    A1 inner (5)',
        '0008      02 n (3): 7',
        '000B    05 (unknown field) (2): ',
      ].join('\n'),
    )
  })

  test('shows contents that are no TLVs as octets, and cuts what is long', () => {
    const odd = parseHex('A203FFFFFF')
    expect(dumpUnknown(odd, readWhole(odd), 'x')).toMatchObject({ text: 'FFFFFF' })
    const long = Uint8Array.from([0x04, 0x81, 0xc8, ...new Uint8Array(200)])
    expect(formatDump(dumpUnknown(long, readWhole(long), 'x'))).toMatch(/… \(400 characters\)$/)
  })
})
