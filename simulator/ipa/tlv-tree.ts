// The IPA's own view of messages: TLVs by tag, nothing else. It carries what cards and servers
// signed as bytes and never rebuilds it. It is written apart from the product's message schemas on
// purpose: two readings of the same standard meet on the wire. SGP.32 annex A (tags).

import { isConstructed, readElements, readWhole, type Tag } from '@holdfast/asn1/der.ts'
import { tlv } from '@holdfast/asn1/writer.ts'

export interface Tlv {
  readonly tag: Tag
  /** Header and contents, as received. */
  readonly bytes: Uint8Array
  readonly value: Uint8Array
}

/** The one TLV that fills `bytes`. @throws Asn1Error when it is something else */
export function parseTlv(bytes: Uint8Array): Tlv {
  const at = readWhole(bytes)
  return { tag: at.tag, bytes, value: bytes.subarray(at.valueStart, at.end) }
}

/** The TLVs inside; none for a primitive. */
export function childrenOf(node: Tlv): readonly Tlv[] {
  if (!isConstructed(node.tag)) return []
  return readElements(node.value, 0, node.value.length).map((at) => ({
    tag: at.tag,
    bytes: node.value.subarray(at.start, at.end),
    value: node.value.subarray(at.valueStart, at.end),
  }))
}

/** The first TLV at a path of tags below `node`. */
export function find(node: Tlv | undefined, ...path: readonly Tag[]): Tlv | undefined {
  let at = node
  for (const tag of path) {
    if (!at) return undefined
    at = childrenOf(at).find((child) => child.tag === tag)
  }
  return at
}

/** An INTEGER's value; messages here use no negative one but associationToken −1. */
export function integerOf(node: Tlv | undefined): number | undefined {
  if (!node || node.value.length === 0) return undefined
  const negative = ((node.value[0] as number) & 0x80) !== 0
  return (
    node.value.reduce((sum, byte) => sum * 256 + byte, 0) -
    (negative ? 256 ** node.value.length : 0)
  )
}

/** INTEGER contents, shortest form. */
export function integerTlv(tag: Tag, value: number): Uint8Array {
  const octets: number[] = []
  for (let rest = value; rest > 0 || octets.length === 0; rest = Math.floor(rest / 256)) {
    octets.unshift(rest % 256)
  }
  if ((octets[0] as number) & 0x80) octets.unshift(0)
  return tlv(tag, Uint8Array.from(octets))
}

const utf8 = { decoder: new TextDecoder(), encoder: new TextEncoder() }

export const textOf = (node: Tlv | undefined): string | undefined =>
  node && utf8.decoder.decode(node.value)

export const textTlv = (tag: Tag, text: string): Uint8Array => tlv(tag, utf8.encoder.encode(text))

/** The same contents under another tag (implicit tagging). */
export const retag = (node: Tlv, tag: Tag): Uint8Array => tlv(tag, node.value)
