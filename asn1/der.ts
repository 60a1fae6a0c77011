// Strict DER at the level of tag, length, value (X.690 §8.1, §10.1). Nothing here knows a message:
// an Element says where a TLV stands in its input, and the input itself is never copied.
// Lengths must be minimal and definite; anything else is an Asn1Error, found in linear time.

import { Asn1Error } from './error.ts'

/** A tag as its identifier octets read as one number: 0x30, 0xbf51, 0x5f37. */
export type Tag = number

/** Where a TLV stands: identifier octets at `start`, contents in `[valueStart, end)`. */
export interface Element {
  readonly tag: Tag
  readonly start: number
  readonly valueStart: number
  readonly end: number
}

export const formatTag = (tag: Tag): string => tag.toString(16).toUpperCase().padStart(2, '0')

/** Whether the contents are TLVs themselves (bit 6 of the first identifier octet). */
export function isConstructed(tag: Tag): boolean {
  const first = tag > 0xffff ? tag >>> 16 : tag > 0xff ? tag >>> 8 : tag
  return (first & 0x20) !== 0
}

/** The TLV that begins at `offset` and ends no later than `limit`. Refuses all that is not DER. */
export function readElement(bytes: Uint8Array, offset: number, limit: number): Element {
  if (offset >= limit) throw new Asn1Error('truncated', offset, 'a tag was expected, no bytes left')
  let at = offset
  let tag = bytes[at++] as number
  if ((tag & 0x1f) === 0x1f) {
    if (at >= limit) throw new Asn1Error('truncated', at, 'the tag is cut off')
    const second = bytes[at++] as number
    if (second === 0x80) throw new Asn1Error('bad-tag', offset, 'the tag number is not minimal')
    tag = (tag << 8) | second
    if (second & 0x80) {
      if (at >= limit) throw new Asn1Error('truncated', at, 'the tag is cut off')
      const third = bytes[at++] as number
      if (third & 0x80) throw new Asn1Error('bad-tag', offset, 'the tag number is over 16383')
      tag = ((tag << 8) | third) >>> 0
    } else if (second < 0x1f) {
      throw new Asn1Error('bad-tag', offset, 'a tag number below 31 in the long form')
    }
  } else if (tag === 0) {
    throw new Asn1Error('bad-tag', offset, 'tag 00 is reserved')
  }
  if (at >= limit) throw new Asn1Error('truncated', at, 'the length is missing')
  const lengthAt = at
  let length = bytes[at++] as number
  if (length >= 0x80) {
    const octets = length & 0x7f
    if (octets === 0) throw new Asn1Error('bad-length', lengthAt, 'indefinite length is not DER')
    if (octets > 4) throw new Asn1Error('bad-length', lengthAt, 'the length has over 4 octets')
    if (at + octets > limit) throw new Asn1Error('truncated', at, 'the length is cut off')
    length = 0
    for (let i = 0; i < octets; i++) length = length * 256 + (bytes[at++] as number)
    const minimal = length >= 0x80 && length >= 256 ** (octets - 1)
    if (!minimal) throw new Asn1Error('bad-length', lengthAt, 'the length is not minimal')
  }
  const end = at + length
  if (end > limit) {
    const short = end - limit
    throw new Asn1Error('truncated', at, `the value of ${formatTag(tag)} is ${short} bytes short`)
  }
  return { tag, start: offset, valueStart: at, end }
}

/** The one TLV that fills `bytes` whole. */
export function readWhole(bytes: Uint8Array): Element {
  const element = readElement(bytes, 0, bytes.length)
  if (element.end !== bytes.length) {
    const rest = bytes.length - element.end
    throw new Asn1Error('trailing-bytes', element.end, `${rest} bytes follow the message`)
  }
  return element
}

/** How many TLVs may stand side by side where nothing else is said; no message comes near. */
const siblingsMax = 10_000

/**
 * The TLVs inside `[start, end)`, one after the other.
 * @throws Asn1Error 'too-large' beyond 10,000 of them
 */
export const readElements = (bytes: Uint8Array, start: number, end: number): Element[] =>
  readSiblings(bytes, { valueStart: start, end }, siblingsMax)

/** The TLVs inside `within`. @throws Asn1Error 'too-large' beyond `max` of them */
export function readSiblings(
  bytes: Uint8Array,
  within: Pick<Element, 'valueStart' | 'end'>,
  max: number,
): Element[] {
  const found: Element[] = []
  for (let at = within.valueStart; at < within.end; ) {
    if (found.length === max) {
      throw new Asn1Error('too-large', at, `over ${max} values side by side`)
    }
    const element = readElement(bytes, at, within.end)
    found.push(element)
    at = element.end
  }
  return found
}

/** The bytes of a TLV, header included; a view, not a copy. */
export const elementBytes = (bytes: Uint8Array, at: Element): Uint8Array =>
  bytes.subarray(at.start, at.end)

/** The contents of a TLV; a view, not a copy. */
export const elementValue = (bytes: Uint8Array, at: Element): Uint8Array =>
  bytes.subarray(at.valueStart, at.end)

/** How deep unknown contents may nest. */
export const depthMax = 64

/**
 * Visits every TLV, outermost first, going into constructed ones. Used where a message is walked
 * without a schema: profile packages, the decoder's fallback, fuzzing.
 * @throws Asn1Error 'too-deep' beyond 64 levels
 */
export function walk(bytes: Uint8Array, visit: (element: Element, depth: number) => void): void {
  const ends = new Uint32Array(depthMax)
  let depth = 0
  let limit = bytes.length
  let at = 0
  for (;;) {
    while (at === limit) {
      if (depth === 0) return
      limit = ends[--depth] as number
    }
    const element = readElement(bytes, at, limit)
    visit(element, depth)
    if (isConstructed(element.tag)) {
      if (depth === depthMax) throw new Asn1Error('too-deep', at, 'over 64 levels of nesting')
      ends[depth++] = limit
      limit = element.end
      at = element.valueStart
    } else {
      at = element.end
    }
  }
}
