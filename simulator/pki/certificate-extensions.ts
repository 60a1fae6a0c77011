// The X.509 extensions that certificates of remote SIM provisioning carry, as SGP.22 §4.5.2 and
// RFC 5280 §4.2 lay them out. Each function gives one extension; a certificate takes any list of
// them, also a wrong one, because refusing wrong certificates has to be tried.

import { encode, oid } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'

export interface Extension {
  readonly oid: string
  readonly critical: boolean
  /** DER of the extension's own type, the contents of extnValue. */
  readonly value: Uint8Array
}

const text = new TextEncoder()
export const encodeOid = (value: string): Uint8Array => encode(oid(), value)
const contextOid = (tag: number, value: string): Uint8Array =>
  tlv(tag, encodeOid(value).subarray(2))

export const policyOf = {
  ci: '2.23.146.1.2.1.0',
  euicc: '2.23.146.1.2.1.1',
  eum: '2.23.146.1.2.1.2',
  dpTls: '2.23.146.1.2.1.3',
  dpAuth: '2.23.146.1.2.1.4',
  dpPb: '2.23.146.1.2.1.5',
  dsTls: '2.23.146.1.2.1.6',
  dsAuth: '2.23.146.1.2.1.7',
  eumV3: '2.23.146.1.2.1.0.0.0',
  euiccV3: '2.23.146.1.2.1.0.0.0.0',
} as const

export const subjectKeyId = (keyId: Uint8Array): Extension => ({
  oid: '2.5.29.14',
  critical: false,
  value: tlv(0x04, keyId),
})

export const authorityKeyId = (keyId: Uint8Array): Extension => ({
  oid: '2.5.29.35',
  critical: false,
  value: tlv(0x30, tlv(0x80, keyId)),
})

/** Bit numbers of KeyUsage: 0 digitalSignature, 5 keyCertSign, 6 cRLSign. */
export function keyUsage(...bits: readonly number[]): Extension {
  const flags = bits.reduce((sum, bit) => sum | (0x80 >> bit), 0)
  const unused = bits.length ? 7 - Math.max(...bits) : 0
  return { oid: '2.5.29.15', critical: true, value: tlv(0x03, Uint8Array.of(unused, flags)) }
}

export const policies = (...oids: readonly string[]): Extension => ({
  oid: '2.5.29.32',
  critical: true,
  value: tlv(0x30, ...oids.map((value) => tlv(0x30, encodeOid(value)))),
})

/** A certificate that signs others; `pathLength` 0 signs end entities only. */
export const authority = (pathLength?: number): Extension => ({
  oid: '2.5.29.19',
  critical: true,
  value: tlv(
    0x30,
    tlv(0x01, Uint8Array.of(0xff)),
    ...(pathLength === undefined ? [] : [tlv(0x02, Uint8Array.of(pathLength))]),
  ),
})

export interface AlternativeNames {
  readonly registeredIds?: readonly string[]
  readonly dnsNames?: readonly string[]
  /** Dotted IPv4 addresses, for servers met by address on loopback. */
  readonly addresses?: readonly string[]
}

export const subjectAltName = (names: AlternativeNames): Extension => ({
  oid: '2.5.29.17',
  critical: false,
  value: tlv(
    0x30,
    ...(names.dnsNames ?? []).map((name) => tlv(0x82, text.encode(name))),
    ...(names.addresses ?? []).map((ip) => tlv(0x87, Uint8Array.from(ip.split('.').map(Number)))),
    ...(names.registeredIds ?? []).map((id) => contextOid(0x88, id)),
  ),
})

/** TLS: 1 serverAuth, 2 clientAuth. */
export const extendedKeyUsage = (...purposes: readonly number[]): Extension => ({
  oid: '2.5.29.37',
  critical: true,
  value: tlv(0x30, ...purposes.map((purpose) => encodeOid(`1.3.6.1.5.5.7.3.${purpose}`))),
})

/** The EIDs an EUM may certify, as variant O says it: a permitted directory name. */
export const permittedNames = (organization: string, prefixes: readonly string[]): Extension => ({
  oid: '2.5.29.30',
  critical: true,
  value: tlv(
    0x30,
    tlv(
      0xa0,
      ...prefixes.map((prefix) => {
        const name = encodeName([
          ['O', organization],
          ['serialNumber', prefix],
        ])
        return tlv(0x30, tlv(0xa4, name))
      }),
    ),
  ),
})

/** The EIDs an EUM may certify, as the newer variants say it. */
export const permittedEins = (prefixes: readonly string[]): Extension => ({
  oid: '2.23.146.1.2.2.0',
  critical: false,
  value: tlv(0x30, ...prefixes.map((prefix) => tlv(0x13, text.encode(prefix)))),
})

export const revocationListAt = (url: string): Extension => ({
  oid: '2.5.29.31',
  critical: false,
  value: tlv(0x30, tlv(0x30, tlv(0xa0, tlv(0xa0, tlv(0x86, text.encode(url)))))),
})

const attributeOids = {
  C: '2.5.4.6',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  CN: '2.5.4.3',
  serialNumber: '2.5.4.5',
} as const

/** A distinguished name, one attribute to each relative name, in order. */
export type NameParts = readonly (readonly [keyof typeof attributeOids, string])[]

export function encodeName(parts: NameParts): Uint8Array {
  return tlv(
    0x30,
    ...parts.map(([attribute, value]) => {
      const stringTag = attribute === 'C' || attribute === 'serialNumber' ? 0x13 : 0x0c
      const typed = [encodeOid(attributeOids[attribute]), tlv(stringTag, text.encode(value))]
      return tlv(0x31, tlv(0x30, ...typed))
    }),
  )
}

/** DER of an extension as it stands in a certificate. */
export const encodeExtension = (extension: Extension): Uint8Array =>
  tlv(
    0x30,
    encodeOid(extension.oid),
    ...(extension.critical ? [tlv(0x01, Uint8Array.of(0xff))] : []),
    tlv(0x04, extension.value),
  )
