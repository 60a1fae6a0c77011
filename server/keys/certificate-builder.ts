// Builds the X.509 certificates that Holdfast makes for itself (RFC 5280): a small authority and
// the TLS server certificate under it. Nothing here reads certificates of others.

import { isIP } from 'node:net'
import type { Tag } from '@holdfast/asn1/der.ts'
import { encode, oid, utf8 } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'

export interface CertificateWish {
  readonly subject: string
  readonly issuer: string
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
  /** Up to 20 octets, positive. */
  readonly serialNumber: Uint8Array
  readonly notBefore: Date
  readonly notAfter: Date
  readonly isAuthority: boolean
  /** DNS names and IP addresses that the certificate is for. */
  readonly names: readonly string[]
  /** SHA-1 of the keys, as the extensions want them. */
  readonly subjectKeyId: Uint8Array
  readonly authorityKeyId: Uint8Array
}

const sequence = (...parts: readonly Uint8Array[]): Uint8Array => tlv(0x30, ...parts)
const object = (dotted: string): Uint8Array => encode(oid(), dotted)
const octets = (...parts: readonly Uint8Array[]): Uint8Array => tlv(0x04, ...parts)
const truth = Uint8Array.of(0x01, 0x01, 0xff)
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

const ecdsaWithSha256 = sequence(object('1.2.840.10045.4.3.2'))

/** The certificate, DER. `sign` gives the DER signature over the bytes it is handed. */
export function buildCertificate(
  wish: CertificateWish,
  sign: (tbs: Uint8Array) => Uint8Array,
): Uint8Array {
  const tbs = sequence(
    tlv(0xa0, Uint8Array.of(0x02, 0x01, 0x02)),
    tlv(0x02, positive(wish.serialNumber)),
    ecdsaWithSha256,
    commonName(wish.issuer),
    sequence(time(wish.notBefore), time(wish.notAfter)),
    commonName(wish.subject),
    wish.publicKey,
    tlv(0xa3, sequence(...extensions(wish))),
  )
  return sequence(tbs, ecdsaWithSha256, tlv(0x03, Uint8Array.of(0), sign(tbs)))
}

/** A serial number whose first octet is below 0x80 and not zero. */
function positive(serial: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(serial)
  bytes[0] = ((bytes[0] as number) & 0x7f) | 0x40
  return bytes
}

const commonName = (name: string): Uint8Array =>
  sequence(tlv(0x31, sequence(object('2.5.4.3'), encode(utf8(), name))))

/** UTCTime up to 2049, GeneralizedTime after (RFC 5280 §4.1.2.5). */
function time(at: Date): Uint8Array {
  const digits = at.toISOString().replace(/[-:T]|\.\d+/g, '')
  const isLate = at.getUTCFullYear() >= 2050
  return isLate ? tlv(0x18, ascii(digits)) : tlv(0x17, ascii(digits.slice(2)))
}

function* extensions(wish: CertificateWish): Generator<Uint8Array> {
  const usage = wish.isAuthority ? [0x01, 0x06] : [0x07, 0x80]
  yield critical('2.5.29.19', sequence(...(wish.isAuthority ? [truth] : [])))
  yield critical('2.5.29.15', tlv(0x03, Uint8Array.from(usage)))
  yield extension('2.5.29.14', octets(wish.subjectKeyId))
  yield extension('2.5.29.35', sequence(tlv(0x80, wish.authorityKeyId)))
  if (wish.isAuthority) return
  yield extension('2.5.29.37', sequence(object('1.3.6.1.5.5.7.3.1')))
  yield extension('2.5.29.17', sequence(...wish.names.map(generalName)))
}

const extension = (id: string, value: Uint8Array): Uint8Array => sequence(object(id), octets(value))
const critical = (id: string, value: Uint8Array): Uint8Array =>
  sequence(object(id), truth, octets(value))

const tagDnsName: Tag = 0x82
const tagIpAddress: Tag = 0x87

const generalName = (name: string): Uint8Array =>
  isIP(name) ? tlv(tagIpAddress, ipOctets(name)) : tlv(tagDnsName, ascii(name))

/** The 4 or 16 octets of an address that `isIP` accepts. */
export function ipOctets(address: string): Uint8Array {
  if (isIP(address) === 4) return Uint8Array.from(address.split('.').map(Number))
  const [head = '', tail] = address.split('::')
  const left = groups(head)
  const right = groups(tail ?? '')
  const gap = tail === undefined ? 0 : 16 - left.length - right.length
  return Uint8Array.from([...left, ...new Array<number>(gap).fill(0), ...right])
}

function groups(text: string): readonly number[] {
  if (!text) return []
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number)
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
}
