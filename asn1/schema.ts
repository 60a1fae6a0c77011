// A message is declared once, as a schema; from it come its type, its check, its decoder, its
// encoder and its readable dump. This file holds what a schema is and the primitive types;
// constructed.ts holds sequences, choices, lists and tagging.
//
// Encoders are checked too: a value that the schema does not allow is a RangeError naming the
// field, so nothing malformed is ever sent.

import type { Element, Tag } from './der.ts'
import { readWhole } from './der.ts'
import { Asn1Error } from './error.ts'
import { formatHex } from './hex.ts'
import { Writer } from './writer.ts'

/** One line of a readable dump, with where it stands in the input. */
export interface DumpNode {
  readonly name: string
  readonly tag: Tag
  readonly offset: number
  readonly length: number
  readonly text?: string
  readonly children?: readonly DumpNode[]
}

export interface Schema<T> {
  /** The tags a value may begin with. */
  readonly tags: readonly Tag[]
  /** The value at `at`, whose tag is one of `tags`. */
  read(bytes: Uint8Array, at: Element): T
  /** Writes the whole TLV, back to front. */
  write(out: Writer, value: T): void
  dump(bytes: Uint8Array, at: Element, name: string): DumpNode
  /** The same type under another tag (implicit tagging); untagged choices have none. */
  retag?(tag: Tag): Schema<T>
}

/** The value type of a schema. */
export type Infer<S> = S extends Schema<infer T> ? T : never

/** The value that `bytes`, whole, encode. */
export function decode<T>(schema: Schema<T>, bytes: Uint8Array): T {
  const at = readWhole(bytes)
  expectTag(schema, at)
  return schema.read(bytes, at)
}

/** DER of `value`. @throws RangeError naming the field when the schema does not allow the value */
export function encode<T>(schema: Schema<T>, value: T): Uint8Array {
  const out = new Writer()
  schema.write(out, value)
  return out.finish()
}

export function expectTag(schema: Schema<unknown>, at: Element): void {
  if (schema.tags.includes(at.tag)) return
  const wanted = schema.tags.map((tag) => tag.toString(16).toUpperCase()).join(' or ')
  const found = at.tag.toString(16).toUpperCase()
  throw new Asn1Error('unexpected-tag', at.start, `tag ${found} where ${wanted} was expected`)
}

/** How a primitive type turns contents into a value and back. */
interface Contents<T> {
  readonly read: (bytes: Uint8Array, at: Element) => T
  readonly write: (out: Writer, value: T) => void
  readonly text: (value: T) => string
}

/** A primitive type under `tag`. */
export function primitive<T>(tag: Tag, contents: Contents<T>): Schema<T> {
  return {
    tags: [tag],
    read: contents.read,
    write(out, value) {
      const mark = out.length
      contents.write(out, value)
      out.header(tag, mark)
    },
    dump: (bytes, at, name) => ({
      name,
      tag: at.tag,
      offset: at.start,
      length: at.end - at.start,
      text: contents.text(contents.read(bytes, at)),
    }),
    retag: (other) => primitive(other, contents),
  }
}

const bad = (at: Element, detail: string): Asn1Error =>
  new Asn1Error('bad-value', at.valueStart, detail)

function readInteger(bytes: Uint8Array, at: Element): number {
  const size = at.end - at.valueStart
  if (size === 0) throw bad(at, 'an INTEGER without contents')
  const first = bytes[at.valueStart] as number
  if (size > 1) {
    const second = bytes[at.valueStart + 1] as number
    if ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)) {
      throw bad(at, 'the INTEGER is not minimal')
    }
  }
  if (size > 6) throw bad(at, `an INTEGER of ${size} octets; at most 6 are used by any message`)
  let value = first >= 0x80 ? first - 0x100 : first
  for (let i = at.valueStart + 1; i < at.end; i++) value = value * 256 + (bytes[i] as number)
  return value
}

function writeInteger(out: Writer, value: number): void {
  if (!Number.isSafeInteger(value) || Math.abs(value) >= 2 ** 46) {
    throw new RangeError(`INTEGER ${value} is not a whole number of at most 6 octets`)
  }
  let rest = value
  let low: number
  do {
    low = ((rest % 256) + 256) % 256
    out.byte(low)
    rest = (rest - low) / 256
  } while (!((rest === 0 && low < 0x80) || (rest === -1 && low >= 0x80)))
}

/** INTEGER of up to 6 octets. */
export const integer = (): Schema<number> =>
  primitive(0x02, { read: readInteger, write: writeInteger, text: String })

/** INTEGER with names for some of its values; unknown values are kept, never refused. */
export function named(names: Readonly<Record<string, number>>): Schema<number> {
  const byValue = new Map(Object.entries(names).map(([name, value]) => [value, name]))
  return primitive(0x02, {
    read: readInteger,
    write: writeInteger,
    text: (value) => `${value} ${byValue.get(value) ?? '(unknown)'}`,
  })
}

/** BOOLEAN; DER allows 00 and FF only. */
export const boolean = (): Schema<boolean> =>
  primitive(0x01, {
    read(bytes, at) {
      const value = bytes[at.valueStart]
      if (at.end - at.valueStart !== 1 || (value !== 0 && value !== 0xff)) {
        throw bad(at, 'a BOOLEAN must be one octet, 00 or FF')
      }
      return value === 0xff
    },
    write: (out, value) => out.byte(value ? 0xff : 0),
    text: String,
  })

/** NULL: present or not. */
export const nothing = (): Schema<true> =>
  primitive(0x05, {
    read(_bytes, at) {
      if (at.end !== at.valueStart) throw bad(at, 'a NULL with contents')
      return true
    },
    write: () => {},
    text: () => 'present',
  })

interface SizeBounds {
  readonly min?: number
  readonly max?: number
}

function checkSize(size: number, bounds: SizeBounds, refuse: (detail: string) => Error): void {
  const { min = 0, max = Number.POSITIVE_INFINITY } = bounds
  if (size >= min && size <= max) return
  const allowed = min === max ? `${min}` : `${min} to ${max}`
  throw refuse(`${size} octets where ${allowed} are allowed`)
}

const outOfRange = (detail: string): Error => new RangeError(detail)

/** OCTET STRING; the value is a view into the input. */
export const octets = (bounds: SizeBounds = {}): Schema<Uint8Array> =>
  primitive(0x04, {
    read(bytes, at) {
      checkSize(at.end - at.valueStart, bounds, (detail) => bad(at, detail))
      return bytes.subarray(at.valueStart, at.end)
    },
    write(out, value) {
      checkSize(value.length, bounds, outOfRange)
      out.bytes(value)
    },
    text: formatHex,
  })

const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const utf8Encoder = new TextEncoder()

/** UTF8String; sizes are in octets. */
export const utf8 = (bounds: SizeBounds = {}): Schema<string> =>
  primitive(0x0c, {
    read(bytes, at) {
      checkSize(at.end - at.valueStart, bounds, (detail) => bad(at, detail))
      try {
        return utf8Decoder.decode(bytes.subarray(at.valueStart, at.end))
      } catch (cause) {
        throw bad(at, `not UTF-8 text: ${(cause as Error).message}`)
      }
    },
    write(out, value) {
      const encoded = utf8Encoder.encode(value)
      checkSize(encoded.length, bounds, outOfRange)
      out.bytes(encoded)
    },
    text: (value) => JSON.stringify(value),
  })

/**
 * BIT STRING with named bits: the names of the bits that are set, in order. A bit without a name
 * is `bit N` and is kept. Trailing zero bits are tolerated on decode, never written (X.690 §11.2.2).
 */
export function namedBits<N extends string>(
  names: Readonly<Record<N, number>>,
): Schema<readonly (N | `bit ${number}`)[]> {
  type Name = N | `bit ${number}`
  const byNumber = new Map(Object.entries<number>(names).map(([name, bit]) => [bit, name as N]))
  const numberOf = (name: Name): number =>
    name.startsWith('bit ') ? Number(name.slice(4)) : names[name as N]
  return primitive<readonly Name[]>(0x03, {
    read(bytes, at) {
      const unused = bytes[at.valueStart] as number
      const size = at.end - at.valueStart - 1
      if (size < 0 || unused > 7 || (size === 0 && unused > 0)) {
        throw bad(at, 'a BIT STRING with a wrong count of unused bits')
      }
      if (size > 32) throw bad(at, `a flag list of ${size} octets; at most 32 are used`)
      const set: Name[] = []
      for (let bit = 0; bit < size * 8 - unused; bit++) {
        const octet = bytes[at.valueStart + 1 + (bit >> 3)] as number
        if (octet & (0x80 >> (bit & 7))) set.push(byNumber.get(bit) ?? `bit ${bit}`)
      }
      return set
    },
    write(out, value) {
      const bits = value.map(numberOf)
      const wrong = bits.findIndex((bit) => !Number.isInteger(bit) || bit < 0 || bit > 255)
      if (wrong >= 0) throw new RangeError(`"${value[wrong]}" is not one of the named bits`)
      const last = Math.max(-1, ...bits)
      const flags = new Uint8Array(Math.ceil((last + 1) / 8))
      for (const bit of bits) flags[bit >> 3] = (flags[bit >> 3] as number) | (0x80 >> (bit & 7))
      out.bytes(flags)
      out.byte(flags.length * 8 - (last + 1))
    },
    text: (value) => (value.length ? value.join(', ') : 'none'),
  })
}

function readOid(bytes: Uint8Array, at: Element): string {
  if (at.end === at.valueStart) throw bad(at, 'an OBJECT IDENTIFIER without contents')
  if (at.end - at.valueStart > 64) throw bad(at, 'an OBJECT IDENTIFIER over 64 octets')
  const arcs: number[] = []
  let arc = 0
  let open = false
  for (let i = at.valueStart; i < at.end; i++) {
    const octet = bytes[i] as number
    if (!open && octet === 0x80) throw bad(at, 'an arc of the OBJECT IDENTIFIER is not minimal')
    arc = arc * 128 + (octet & 0x7f)
    if (arc > Number.MAX_SAFE_INTEGER / 256) throw bad(at, 'an arc over 45 bits')
    open = octet >= 0x80
    if (open) continue
    if (arcs.length === 0) {
      const root = Math.min(2, Math.floor(arc / 40))
      arcs.push(root, arc - root * 40)
    } else arcs.push(arc)
    arc = 0
  }
  if (open) throw bad(at, 'the last arc of the OBJECT IDENTIFIER is cut off')
  return arcs.join('.')
}

function writeOid(out: Writer, value: string): void {
  const arcs = value.split('.').map(Number)
  const [root = -1, second = -1, ...rest] = arcs
  const allowed = arcs.every((arc) => Number.isSafeInteger(arc) && arc >= 0)
  if (!allowed || arcs.length < 2 || root > 2 || (root < 2 && second > 39)) {
    throw new RangeError(`"${value}" is not an OBJECT IDENTIFIER in dotted form`)
  }
  for (const arc of [root * 40 + second, ...rest].toReversed()) {
    out.byte(arc & 0x7f)
    for (let high = Math.floor(arc / 128); high > 0; high = Math.floor(high / 128)) {
      out.byte(0x80 | (high & 0x7f))
    }
  }
}

/** OBJECT IDENTIFIER in dotted form. */
export const oid = (): Schema<string> =>
  primitive(0x06, { read: readOid, write: writeOid, text: (value) => value })
