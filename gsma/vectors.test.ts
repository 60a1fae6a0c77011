import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import type { Schema } from '@holdfast/asn1/schema.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeAny } from './decode-any.ts'
import type { NamedMessage } from './sgp22/messages.ts'
import { sgp22Messages } from './sgp22/messages.ts'
import { sgp32LaterMessages, sgp32Messages } from './sgp32/messages.ts'
import { recordedMessages } from './vectors/recorded-v10.ts'
import { sgp32Vectors } from './vectors/sgp32-v13.ts'

const all: readonly NamedMessage[] = [...sgp32Messages, ...sgp32LaterMessages, ...sgp22Messages]

function schemaOf(name: string): Schema<unknown> {
  const wanted = name.toLowerCase()
  const found = all.find((message) => message.name.toLowerCase() === wanted)
  if (!found) throw new Error(`no message is called ${name}`)
  return found.schema
}

describe('recorded messages of v1.0', () => {
  test.each(recordedMessages)(
    '%s %s %s is decoded, and encoded to what decodes the same',
    (_on, name, hex) => {
      const schema = schemaOf(name)
      const value = decode(schema, parseHex(hex))
      const standard = encode(schema, structuredClone(value))
      const again = decode(schema, standard) as Record<string, unknown>
      const { dialect: _told, ...rest } = value as Record<string, unknown>
      expect({ ...again, dialect: undefined }).toEqual({ ...rest, dialect: undefined })
    },
  )

  test('what is in the standard form comes back octet for octet', () => {
    const changed = recordedMessages.filter(([, name, hex]) => {
      const schema = schemaOf(name)
      return formatHex(encode(schema, decode(schema, parseHex(hex)))) !== hex
    })
    // BF2B beside a result, 80 and BF2B in data, BF5000, and 30 for A0 in an answer to GetRAT.
    const names = new Set(changed.map(([, name]) => name))
    expect([...names].toSorted()).toEqual([
      'getRatResponse',
      'provideEimPackageResult',
      'provideEimPackageResultResponse',
    ])
    const results = changed.filter(([, name]) => name === 'provideEimPackageResult')
    for (const [, name, hex] of results) {
      expect(decode(schemaOf(name), parseHex(hex))).toMatchObject({ dialect: 'v1.0' })
    }
  })
})

const vectors: readonly (readonly [name: string, hex: string])[] = [
  ...sgp32Vectors.map(({ message, hex }) => [message, hex] as const),
  ...recordedMessages.map(([, message, hex]) => [message, hex] as const),
]

const slow: string[] = []

/** Milliseconds that an attempt takes; a slow one is tried again, as the machine has other work. */
function timeOf(attempt: () => void): number {
  let best = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 3 && best > 50; tries++) {
    const begun = performance.now()
    attempt()
    best = Math.min(best, performance.now() - begun)
  }
  return best
}

/** Nothing but a value or an Asn1Error comes of `bytes`, and soon. */
function mustEnd(schema: Schema<unknown>, bytes: Uint8Array): void {
  for (const read of [() => decode(schema, bytes), () => decodeAny(bytes)]) {
    const ms = timeOf(() => {
      try {
        read()
      } catch (error) {
        if (error instanceof Asn1Error) return
        throw new Error(`${formatHex(bytes)} threw ${String(error)}`, { cause: error })
      }
    })
    if (ms > 50) slow.push(`${ms.toFixed(0)} ms: ${formatHex(bytes.subarray(0, 40))}`)
  }
}

describe('broken messages', () => {
  test('every vector broken at each octet and cut at each length is a value or an Asn1Error', () => {
    for (const [name, hex] of vectors) {
      const schema = schemaOf(name)
      const bytes = parseHex(hex)
      for (let i = 0; i < bytes.length; i++) {
        for (const change of [0xff, 0x01, 0x20, 0x80]) {
          const broken = bytes.slice()
          broken[i] = (broken[i] as number) ^ change
          mustEnd(schema, broken)
        }
        mustEnd(schema, bytes.slice(0, i))
      }
    }
  }, 120_000)

  test('a shorter message is never taken for a whole one', () => {
    for (const [name, hex] of vectors) {
      const bytes = parseHex(hex)
      for (let i = 0; i < bytes.length; i++) {
        expect(() => decode(schemaOf(name), bytes.slice(0, i))).toThrow(Asn1Error)
      }
    }
  })

  const edit = fc.record({
    at: fc.nat({ max: 300 }),
    remove: fc.nat({ max: 6 }),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc.constantFrom(...vectors.map(([, hex]) => parseHex(hex))),
    ),
  })

  test('mutated messages are a value or an Asn1Error', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...vectors),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        ([name, hex], edits) => {
          let bytes = [...parseHex(hex)]
          for (const { at, remove, insert } of edits) {
            bytes = bytes.toSpliced(at % (bytes.length + 1), remove, ...insert)
          }
          mustEnd(schemaOf(name), Uint8Array.from(bytes))
        },
      ),
      { numRuns: 5000 },
    )
  }, 120_000)

  test.each<[string, (size: number) => Uint8Array]>([
    ['one tag in itself', (size) => nested([0xbf, 0x51], size)],
    ['sequences in sequences', (size) => nested([0x30], size)],
    ['a result in a result', (size) => nested([0xbf, 0x50], size)],
    ['arms in arms', (size) => nested([0xa0], size)],
    ['a hundred thousand empty items', (size) => wide([0xbf, 0x53], [0x80, 0x01, 0x05], size)],
    ['empty sequences side by side', (size) => wide([0xbf, 0x52], [0x30, 0x00], size)],
    ['zeros', (size) => new Uint8Array(size)],
  ])('%s end soon', (_name, make) => {
    for (const size of [1_000, 60_000]) {
      const bytes = make(size)
      for (const { schema } of all) {
        if (schema.tags.some((tag) => tag === firstTag(bytes))) mustEnd(schema, bytes)
      }
    }
    expect(slow).toEqual([])
  })

  test('none of all these took over 50 ms', () => {
    expect(slow).toEqual([])
  })
})

function lengthOctets(length: number): readonly number[] {
  if (length < 0x80) return [length]
  if (length < 0x100) return [0x81, length]
  if (length < 0x10000) return [0x82, length >> 8, length & 0xff]
  return [0x83, length >> 16, (length >> 8) & 0xff, length & 0xff]
}

function nested(tag: readonly number[], size: number): Uint8Array {
  const headers: number[][] = []
  let length = 0
  while (length < size) {
    const header = [...tag, ...lengthOctets(length)]
    headers.push(header)
    length += header.length
  }
  return Uint8Array.from(headers.toReversed().flat())
}

function wide(tag: readonly number[], item: readonly number[], size: number): Uint8Array {
  const count = Math.floor(size / item.length)
  const contents = Array.from({ length: count }, () => item).flat()
  return Uint8Array.from([...tag, ...lengthOctets(contents.length), ...contents])
}

const firstTag = (bytes: Uint8Array): number =>
  ((bytes[0] as number) & 0x1f) === 0x1f
    ? ((bytes[0] as number) << 8) | (bytes[1] as number)
    : (bytes[0] as number)

interface Recording {
  readonly scenario: string
  readonly messages: readonly { readonly fn: string; readonly dir: string; readonly hex: string }[]
}

const recordings = process.env.HOLDFAST_RECORDED_VECTORS

test.skipIf(recordings === undefined)(
  'every message of whole recordings decodes (set HOLDFAST_RECORDED_VECTORS to their directory)',
  () => {
    const folder = recordings ?? ''
    const failures: string[] = []
    let decoded = 0
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const text = readFileSync(join(folder, file), 'utf8')
      for (const { scenario, messages } of JSON.parse(text) as readonly Recording[]) {
        for (const { fn, dir, hex } of messages) {
          const bytes = parseHex(hex)
          // An HTTP error page stands in one recording; it is text, no message.
          if (bytes[0] === 0x49) continue
          try {
            decodeAny(bytes)
            decoded++
          } catch (error) {
            failures.push(`${file} ${scenario} ${fn} ${dir}: ${String(error)}`)
          }
        }
      }
    }
    expect(failures).toEqual([])
    expect(decoded).toBeGreaterThan(0)
  },
)
