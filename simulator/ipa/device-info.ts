// What the IPA tells of its device when it authenticates: type allocation code, IMEI, radio
// releases. SGP.22 §4.2 (DeviceInfo), SGP.32 annex A.

import { concatBytes, parseHex } from '@holdfast/asn1/hex.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { textTlv } from './tlv-tree.ts'

/** Digits in pairs with swapped nibbles, filled with F. */
function swappedDigits(digits: string): Uint8Array {
  const even = digits.length % 2 ? `${digits}F` : digits
  return parseHex(even.replace(/(.)(.)/g, '$2$1'))
}

/** The members of DeviceInfo: 80 TAC, A1 capabilities, 82 IMEI. */
export function encodeDeviceInfo(imei: string): Uint8Array {
  const releases = tlv(0x85, Uint8Array.of(14, 0, 0))
  return concatBytes(
    tlv(0x80, swappedDigits(imei.slice(0, 8))),
    tlv(0xa1, releases),
    tlv(0x82, swappedDigits(imei)),
  )
}

/** CtxParams1 for the common mutual authentication (A0). */
export function encodeCtxParams1(imei: string, matchingId: string | undefined): Uint8Array {
  const matching = matchingId === undefined ? [] : [textTlv(0x80, matchingId)]
  return tlv(0xa0, ...matching, tlv(0xa1, encodeDeviceInfo(imei)))
}
