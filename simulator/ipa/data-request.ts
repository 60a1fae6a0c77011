// Answers an IpaEuiccDataRequest: what the eIM wants to know of card and IPA, tag by tag.
// SGP.32 §2.11.2 (request and response), annex A.

import { concatBytes, parseHex } from '@holdfast/asn1/hex.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { encodeDeviceInfo } from './device-info.ts'
import {
  readAddresses,
  readCertificates,
  readEimConfigurations,
  readInfo1,
  readInfo2,
  readNotifications,
  readPackageResults,
} from './es10.ts'
import type { Ipa } from './ipa.ts'
import { find, integerOf, integerTlv, type Tlv, textTlv } from './tlv-tree.ts'

const incorrectTagList = 1
const ciKeyUnknown = 5

/** The IpaEuiccDataResponse (BF52) to a request (BF52). */
export async function answerDataRequest(ipa: Ipa, request: Tlv): Promise<Uint8Array> {
  const tags = splitTags(find(request, 0x5c)?.value ?? new Uint8Array())
  const transactionId = find(request, 0x83)?.value
  const isOld = ipa.traits.dialect === 'v1.0'
  const members = isOld ? membersOfV10 : membersOfV12
  if (tags.length === 0 || !tags.every((tag) => members.includes(tag))) {
    return encodeError(isOld, incorrectTagList, transactionId)
  }
  const parts: Uint8Array[] = []
  for (const member of members) {
    if (member === 0x87 && transactionId) parts.push(tlv(0x87, transactionId))
    if (!tags.includes(member)) continue
    const found = await readMember(ipa, request, member)
    if (found === 'unknown-ci') return encodeError(isOld, ciKeyUnknown, transactionId)
    if (found) parts.push(found)
  }
  return tlv(0xbf52, tlv(0xa0, concatBytes(...parts)))
}

/** Members of IpaEuiccData in the order of the standard; 87 is the transaction's number. */
const membersOfV12 = [0xa0, 0x81, 0xa2, 0xbf20, 0xbf22, 0x83, 0x84, 0xa5, 0xa6, 0x87, 0xa8, 0xa9]
const membersOfV10 = [0xbf2b, 0x80, 0xbf20, 0xbf22, 0x83, 0x84, 0xa5, 0xa6, 0xa8, 0xa9]

/** Concatenated tags of one or two octets. */
export function splitTags(list: Uint8Array): readonly number[] {
  const tags: number[] = []
  for (let at = 0; at < list.length; at++) {
    const first = list[at] as number
    const isLong = (first & 0x1f) === 0x1f
    tags.push(isLong ? (first << 8) | (list[++at] ?? 0) : first)
  }
  return tags
}

function encodeError(isOld: boolean, code: number, transactionId?: Uint8Array): Uint8Array {
  if (isOld) return tlv(0xbf52, integerTlv(0x81, code))
  const parts = transactionId ? [tlv(0x80, transactionId)] : []
  return tlv(0xbf52, tlv(0xa1, ...parts, integerTlv(0x02, code)))
}

async function readMember(
  ipa: Ipa,
  request: Tlv,
  member: number,
): Promise<Uint8Array | 'unknown-ci' | undefined> {
  const { card, traits } = ipa
  switch (member) {
    case 0xa0:
    case 0xbf2b:
      return readNotificationMember(ipa, request, member)
    case 0xa2: {
      const wanted = integerOf(find(request, 0xa2, 0x80))
      const results = await readPackageResults(card, wanted)
      return tlv(0xa2, ...results.map((result) => result.bytes))
    }
    case 0xbf20:
      return readInfo1(card)
    case 0xbf22:
      return traits.omitsInfo2 ? undefined : readInfo2(card)
    case 0x80:
    case 0x81:
    case 0x83:
      return readAddressMember(ipa, member)
    case 0x84:
      return readTokenMember(ipa)
    case 0xa5:
    case 0xa6: {
      const certificates = await readCertificates(card, find(request, 0x04)?.value)
      if (!certificates) return 'unknown-ci'
      return member === 0xa5 ? certificates.eum : certificates.euicc
    }
    case 0xa8:
      return encodeCapabilities(ipa)
    case 0xa9:
      return tlv(0xa9, encodeDeviceInfo(traits.imei))
    default:
      return undefined
  }
}

async function readNotificationMember(ipa: Ipa, request: Tlv, tag: number): Promise<Uint8Array> {
  const criteria = find(request, 0xa1)?.value
  const pending = await readNotifications(ipa.card, criteria)
  const list = concatBytes(...pending.map((one) => one.bytes))
  return tag === 0xa0 ? tlv(0xa0, list) : tlv(0xbf2b, tlv(0xa0, list))
}

async function readAddressMember(ipa: Ipa, tag: number): Promise<Uint8Array | undefined> {
  const { defaultSmdp, rootSmds } = await readAddresses(ipa.card)
  const address = tag === 0x83 ? rootSmds : defaultSmdp
  return address === undefined ? undefined : textTlv(tag, address)
}

async function readTokenMember(ipa: Ipa): Promise<Uint8Array | undefined> {
  const [first] = await readEimConfigurations(ipa.card)
  return first?.associationToken === undefined
    ? undefined
    : integerTlv(0x84, first.associationToken)
}

/** IpaCapabilities (A8): features and protocols as bits. */
function encodeCapabilities({ traits }: Ipa): Uint8Array {
  // One octet per bit, as the open-source v1.0 IPA writes them by mistake.
  if (traits.dialect === 'v1.0') return parseHex('A811800700000100010000810600 0100000000')
  const features = { direct: 0x80, indirect: 0x40, both: 0xc0 }[traits.downloads]
  return tlv(0xa8, tlv(0x80, Uint8Array.of(2, features | 0x04)), parseHex('81020780'))
}
