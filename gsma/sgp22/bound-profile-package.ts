// A bound profile package: what its pieces are, and how an LPA or IPA cuts it into the segments
// that it sends to the card one STORE DATA chain each. SGP.22 §2.5.4, §2.5.5, §5.7.6 (ES10b),
// §5.5 (ES8+). Protected segments stay TLVs: their tag and length are under the MAC.

import { carried, listOf, opaque, optional, sequence, tagged } from '@holdfast/asn1/constructed.ts'
import type { Element } from '@holdfast/asn1/der.ts'
import { elementBytes, readElements, readWhole } from '@holdfast/asn1/der.ts'
import { concatBytes } from '@holdfast/asn1/hex.ts'
import type { Infer } from '@holdfast/asn1/schema.ts'
import { decode, named, octets } from '@holdfast/asn1/schema.ts'
import { dpProprietaryElements, oneTimePublicKey, signature, transactionId } from './elements.ts'

export const remoteOpIds = { installBoundProfilePackage: 1 } as const

/** ControlRefTemplate, SGP.22 §5.5.1. */
export const controlRefTemplate = sequence({
  keyType: tagged(0x80, octets({ min: 1, max: 1 })),
  keyLen: tagged(0x81, octets({ min: 1, max: 1 })),
  hostId: tagged(0x84, octets({ min: 1, max: 16 })),
})
export type ControlRefTemplate = Infer<typeof controlRefTemplate>

/** InitialiseSecureChannelRequest, SGP.22 §5.5.1. */
export const initialiseSecureChannelRequest = tagged(
  0xbf23,
  sequence({
    remoteOpId: tagged(0x82, named(remoteOpIds)),
    transactionId: tagged(0x80, transactionId),
    controlRefTemplate: tagged(0xa6, controlRefTemplate),
    smdpOtpk: oneTimePublicKey,
    smdpSign: signature,
  }),
)
export type InitialiseSecureChannelRequest = Infer<typeof initialiseSecureChannelRequest>

/** ConfigureISDPRequest, SGP.22 §5.5.2. */
export const configureISDPRequest = tagged(
  0xbf24,
  sequence({ dpProprietaryData: optional(tagged(0xb8, dpProprietaryElements)) }),
)
export type ConfigureISDPRequest = Infer<typeof configureISDPRequest>

/** ReplaceSessionKeysRequest, SGP.22 §5.5.4. */
export const replaceSessionKeysRequest = tagged(
  0xbf26,
  sequence({
    initialMacChainingValue: tagged(0x80, octets({ min: 16, max: 16 })),
    ppkEnc: tagged(0x81, octets({ min: 16, max: 16 })),
    ppkCmac: tagged(0x82, octets({ min: 16, max: 16 })),
  }),
)
export type ReplaceSessionKeysRequest = Infer<typeof replaceSessionKeysRequest>

/** BoundProfilePackage, SGP.22 §2.5.4; each item of a list is one whole TLV. */
export const boundProfilePackage = tagged(
  0xbf36,
  sequence({
    initialiseSecureChannelRequest: carried(initialiseSecureChannelRequest),
    firstSequenceOf87: tagged(0xa0, listOf(opaque(0x87))),
    sequenceOf88: tagged(0xa1, listOf(opaque(0x88))),
    secondSequenceOf87: optional(tagged(0xa2, listOf(opaque(0x87)))),
    sequenceOf86: tagged(0xa3, listOf(opaque(0x86))),
  }),
)
export type BoundProfilePackage = Infer<typeof boundProfilePackage>

/** A bound profile package inside another message: relayed, not looked into. */
export const boundProfilePackageBytes = opaque(0xbf36)

/**
 * How lists of 87 segments are sent. `whole-lists`: A0 and A2 each in one piece, as lpac does.
 * `first-with-header`: the first 87 with the header of its list, each further 87 alone.
 */
export type SegmentGrouping = 'whole-lists' | 'first-with-header'

/**
 * The segments of a bound profile package (whole BF36 TLV), in order; joined they are the package.
 * Some are cut TLVs: the first holds the header of BF36 without the rest of it.
 * @throws Asn1Error when `bytes` are not a bound profile package
 */
export function cutBoundProfilePackage(
  bytes: Uint8Array,
  grouping: SegmentGrouping = 'whole-lists',
): readonly Uint8Array[] {
  decode(boundProfilePackage, bytes)
  const whole = readWhole(bytes)
  const segments: Uint8Array[] = []
  for (const part of readElements(bytes, whole.valueStart, whole.end)) {
    if (part.tag === 0xbf23) segments.push(bytes.subarray(0, part.end))
    else if (part.tag === 0xa0 || part.tag === 0xa2) {
      segments.push(...cutListOf87(bytes, part, grouping))
    } else segments.push(...cutAfterHeader(bytes, part))
  }
  return segments
}

function cutListOf87(bytes: Uint8Array, list: Element, grouping: SegmentGrouping): Uint8Array[] {
  if (grouping === 'whole-lists') return [elementBytes(bytes, list)]
  const [header, first, ...others] = cutAfterHeader(bytes, list)
  if (!header || !first) return [elementBytes(bytes, list)]
  return [concatBytes(header, first), ...others]
}

const cutAfterHeader = (bytes: Uint8Array, list: Element): Uint8Array[] => [
  bytes.subarray(list.start, list.valueStart),
  ...readElements(bytes, list.valueStart, list.end).map((item) => elementBytes(bytes, item)),
]
