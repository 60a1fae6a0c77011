// Lists of tags, by which a request says which fields or members it wants. SGP.22 §5.7.15 (profile
// information), SGP.32 §2.11.1.2 (IPA and eUICC information).

import { tagged } from '@holdfast/asn1/constructed.ts'
import type { Tag } from '@holdfast/asn1/der.ts'
import { formatTag } from '@holdfast/asn1/der.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { octets } from '@holdfast/asn1/schema.ts'
import { withText } from '@holdfast/asn1/with-text.ts'

/**
 * The tags of a list, in order.
 * @throws Asn1Error when the last tag is cut off or has over three octets
 */
export function readTagList(bytes: Uint8Array): readonly Tag[] {
  const found: Tag[] = []
  for (let at = 0; at < bytes.length; at++) {
    let tag = bytes[at] as number
    let goesOn = (tag & 0x1f) === 0x1f
    while (goesOn) {
      const next = bytes[++at]
      if (next === undefined || tag > 0xffff) {
        throw new Asn1Error('bad-tag', at, 'a tag of the list is cut off')
      }
      tag = (tag << 8) | next
      goesOn = (next & 0x80) !== 0
    }
    found.push(tag)
  }
  return found
}

function showTagList(bytes: Uint8Array): string {
  try {
    return readTagList(bytes).map(formatTag).join(' ')
  } catch (cause) {
    if (cause instanceof Asn1Error) return `${formatHex(bytes)} (${cause.detail})`
    throw cause
  }
}

/** A list of tags, whatever tags it names. */
export const tagList = withText(tagged(0x5c, octets()), showTagList)
