// A small profile of our own making: header, file system, PIN and PUK, keys of a test network, end.
// Enough for a card to read it as a profile and for a size to be chosen; its keys open nothing.
// TCA interoperable profile format §8 (elements), §9 (templates).

import { concatBytes, parseHex } from '@holdfast/asn1/hex.ts'
import { encode, integer, oid } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { Iccid } from '@holdfast/gsma/ids/iccid.ts'
import { encodeIccid, encodeIccidUnswapped } from '@holdfast/gsma/ids/iccid.ts'
import { sha256 } from '@holdfast/gsma/signature.ts'

const text = new TextEncoder()
const hex = parseHex
const number = (value: number): Uint8Array => encode(integer(), value).subarray(2)
const nothing = (tag: number): Uint8Array => tlv(tag)

/** PEHeader: mandated, and the element's number. */
const elementHeader = (id: number): Uint8Array => tlv(0xa0, nothing(0x80), tlv(0x81, number(id)))

const templateId = (last: number): Uint8Array =>
  tlv(0x81, encode(oid(), `2.23.143.1.2.${last}`).subarray(2))

const content = (bytes: Uint8Array): Uint8Array => tlv(0x83, bytes)

/** Digits of a test network's IMSI (001-01) that follow from the ICCID. */
const imsiOf = (iccid: Iccid): string => `00101${iccid.slice(-11, -1)}`

/** EF.IMSI: length, then the digits with nibbles swapped, parity in the first. */
function encodeImsi(imsi: string): Uint8Array {
  const swapped = `9${imsi}`.replace(/(.)(.)/g, '$2$1')
  return concatBytes(Uint8Array.of(8), hex(swapped))
}

function header(iccid: Iccid): Uint8Array {
  const services = [nothing(0x81), nothing(0x84)]
  const templates = [1, 4].map((last) => encode(oid(), `2.23.143.1.2.${last}`))
  return tlv(
    0xa0,
    tlv(0x80, number(2)),
    tlv(0x81, number(3)),
    tlv(0x82, text.encode('Holdfast test profile')),
    tlv(0x83, encodeIccidUnswapped(iccid)),
    tlv(0xa5, ...services),
    tlv(0xa6, ...templates),
  )
}

/** Access rules: read always, update by ADM. */
const accessRule = hex('8001019000800102A406830101950108800118A40683010A950108')

const masterFile = (iccid: Iccid): Uint8Array =>
  tlv(
    0xb0,
    elementHeader(1),
    templateId(1),
    tlv(0xa2, tlv(0xa1, tlv(0xc6, hex('010A')))),
    tlv(0xa4, content(encodeIccid(iccid))),
    tlv(0xa5, content(hex('61184F10A0000000871002FF33FF018900000100500455534943'))),
    tlv(0xa6, content(accessRule)),
  )

const pukCodes = (): Uint8Array =>
  tlv(
    0xa3,
    elementHeader(2),
    tlv(0xa1, tlv(0x30, tlv(0x80, number(1)), tlv(0x81, text.encode('12345678')))),
  )

const pinCodes = (): Uint8Array => {
  const pin = tlv(0x81, hex('31323334FFFFFFFF'))
  const entry = tlv(0x30, tlv(0x80, number(1)), pin, tlv(0x82, number(1)))
  return tlv(0xa2, elementHeader(3), tlv(0xa1, tlv(0xa0, entry)))
}

const usim = (iccid: Iccid): Uint8Array =>
  tlv(
    0xb3,
    elementHeader(4),
    templateId(4),
    tlv(
      0xa2,
      tlv(
        0xa1,
        tlv(0x83, hex('7FD0')),
        tlv(0x84, hex('A0000000871002FF33FF018900000100')),
        tlv(0xc6, hex('90014083010183018183010A')),
      ),
    ),
    tlv(0xa3, content(encodeImsi(imsiOf(iccid)))),
    tlv(0xa4, content(accessRule)),
    tlv(0xa8, content(hex('0A2E178CE73204000000000000'))),
    tlv(0xad, content(concatBytes(Uint8Array.of(0), text.encode('Holdfast')))),
    tlv(0xae, content(hex('00'))),
    tlv(0xb2, content(hex('0001'))),
    tlv(0xb6, content(hex('11F2FF'))),
  )

/** Milenage with a key and OPc that follow from the ICCID. */
const akaParameter = (iccid: Iccid): Uint8Array => {
  const secret = sha256(text.encode(`holdfast test profile ${iccid}`))
  const algorithm = [
    tlv(0x80, number(1)),
    tlv(0x81, hex('01')),
    tlv(0x82, secret.subarray(0, 16)),
    tlv(0x83, secret.subarray(16)),
  ]
  return tlv(0xa4, elementHeader(5), tlv(0xa1, tlv(0xa1, ...algorithm)))
}

/** A transparent file of the operator's, filled with `size` octets. */
function filler(id: number, size: number): Uint8Array {
  const file = tlv(
    0x62,
    tlv(0x82, hex('4121')),
    tlv(0x83, Uint8Array.of(0x2f, 0x50 + id)),
    tlv(0x8b, hex('2F0601')),
    tlv(0x80, Uint8Array.of(size >> 8, size & 0xff)),
  )
  const octets = Uint8Array.from({ length: size }, (_, i) => (i * 7 + id) & 0xff)
  const commands = tlv(0x30, tlv(0x80, hex('3F00')), file, tlv(0x81, octets))
  return tlv(0xa1, elementHeader(id), tlv(0xa1, commands))
}

const end = (id: number): Uint8Array => tlv(0xaa, elementHeader(id))

const fillerMax = 30_000
/** Octets of a filler element besides its contents, at most. */
const fillerOverhead = 64

/**
 * An unprotected profile package for this ICCID of about `size` octets: never more than 64 fewer,
 * never more than asked for unless the bare elements take more.
 */
export function buildProfilePackage(iccid: Iccid, size: number): Uint8Array {
  const elements = [
    header(iccid),
    masterFile(iccid),
    pukCodes(),
    pinCodes(),
    usim(iccid),
    akaParameter(iccid),
  ]
  let left = size - concatBytes(...elements, end(6)).length
  let id = 6
  while (left > fillerOverhead) {
    const part = Math.min(fillerMax, left - fillerOverhead)
    const element = filler(id, part)
    elements.push(element)
    left -= element.length
    id += 1
  }
  return concatBytes(...elements, end(id))
}
