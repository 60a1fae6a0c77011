// X.509 certificates and revocation lists as bytes (RFC 5280 §4, §5): what each field is and where
// it stands. Certificates are carried, never rebuilt, so these schemas only decode and dump.

import {
  carried,
  choice,
  explicit,
  listOf,
  optional,
  sequence,
  tagged,
  withDefault,
} from '@holdfast/asn1/constructed.ts'
import type { Element, Tag } from '@holdfast/asn1/der.ts'
import { readElement, readElements } from '@holdfast/asn1/der.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import type { DumpNode, Schema } from '@holdfast/asn1/schema.ts'
import { boolean, expectTag, integer, namedBits, octets, oid } from '@holdfast/asn1/schema.ts'

const readOnly = (): never => {
  throw new RangeError('a certificate is carried as it came, never rebuilt')
}

interface Leaf<T> {
  readonly tags: readonly Tag[]
  readonly read: (bytes: Uint8Array, at: Element) => T
  readonly text: (value: T, bytes: Uint8Array, at: Element) => string
}

const leaf = <T>({ tags, read, text }: Leaf<T>): Schema<T> => ({
  tags,
  read,
  write: readOnly,
  dump: (bytes, at, name) => ({
    name,
    tag: at.tag,
    offset: at.start,
    length: at.end - at.start,
    text: text(read(bytes, at), bytes, at),
  }),
})

const decoders = {
  utf8: new TextDecoder('utf-8', { fatal: true }),
  utf16: new TextDecoder('utf-16be', { fatal: true }),
  latin1: new TextDecoder('latin1'),
}

/** Any character string that names are written in; one text whatever its type. */
const characters = leaf<string>({
  tags: [0x0c, 0x13, 0x16, 0x14, 0x12, 0x1a, 0x1e],
  read(bytes, at) {
    const value = bytes.subarray(at.valueStart, at.end)
    try {
      if (at.tag === 0x0c) return decoders.utf8.decode(value)
      return at.tag === 0x1e ? decoders.utf16.decode(value) : decoders.latin1.decode(value)
    } catch (cause) {
      throw new Asn1Error('bad-value', at.valueStart, `not a text: ${(cause as Error).message}`)
    }
  },
  text: (value) => JSON.stringify(value),
})

/** Days from 1970-01-01 to a date of the Gregorian calendar. */
function daysTo(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100)
  return era * 146_097 + yearOfEra * 365 + leapDays + dayOfYear - 719_468
}

const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** UTCTime or GeneralizedTime as RFC 5280 §4.1.2.5 wants them; milliseconds since 1970, UTC. */
const time = leaf<number>({
  tags: [0x17, 0x18],
  read(bytes, at) {
    const match = timePattern.exec(timeDigits(bytes, at))
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] =
      match?.slice(1).map(Number) ?? []
    const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
    const isDate =
      day >= 1 && day <= (monthDays[month - 1] ?? 0) && (isLeap || month !== 2 || day < 29)
    if (!match || !isDate || hour > 23 || minute > 59 || second > 59) {
      throw new Asn1Error('bad-value', at.valueStart, 'not a time in UTC to the second')
    }
    return ((daysTo(year, month, day) * 24 + hour) * 60 + minute) * 60_000 + second * 1000
  },
  text: (_, bytes, at) => timeDigits(bytes, at).replace(timePattern, '$1-$2-$3 $4:$5:$6 UTC'),
})

const timePattern = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/

/** The text of a time with all digits of its year. */
function timeDigits(bytes: Uint8Array, at: Element): string {
  const value = decoders.latin1.decode(bytes.subarray(at.valueStart, at.end))
  if (at.tag === 0x18) return value
  return value < '50' ? `20${value}` : `19${value}`
}

const oidNames: Readonly<Record<string, string>> = {
  '1.2.840.10045.2.1': 'ecPublicKey',
  '1.2.840.10045.3.1.7': 'P-256',
  '1.3.36.3.3.2.8.1.1.7': 'brainpoolP256r1',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '2.5.4.3': 'commonName',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'countryName',
  '2.5.4.10': 'organizationName',
  '2.5.4.11': 'organizationalUnitName',
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '2.23.146.1.2.1.0': 'CI',
  '2.23.146.1.2.1.1': 'eUICC',
  '2.23.146.1.2.1.2': 'EUM',
  '2.23.146.1.2.1.3': 'SM-DP+ TLS',
  '2.23.146.1.2.1.4': 'SM-DP+ authentication',
  '2.23.146.1.2.1.5': 'SM-DP+ profile binding',
  '2.23.146.1.2.1.6': 'SM-DS TLS',
  '2.23.146.1.2.1.7': 'SM-DS authentication',
}

/** An object identifier that a dump shows with its name. */
const namedOid = leaf<string>({
  tags: [0x06],
  read: (bytes, at) => oid().read(bytes, at),
  text: (value) => (oidNames[value] ? `${value} ${oidNames[value]}` : value),
})

/** The contents as bytes: for numbers over 6 octets and for bit strings that hold DER. */
const rawInteger = tagged(0x02, octets({ min: 1, max: 64 }))
const rawBits = tagged(0x03, octets({ min: 1 }))

const algorithm = sequence({ algorithm: namedOid, namedCurve: optional(namedOid) })

const attribute = sequence({ type: namedOid, value: characters })
/** A distinguished name: one set of attributes after the other. */
export const nameSchema = listOf(tagged(0x31, listOf(attribute, 8)), 32)

const publicKeyInfo = sequence({ algorithm, subjectPublicKey: rawBits })

const extension: Schema<{ extnId: string; critical?: boolean | undefined; value: Uint8Array }> =
  withKnownContents(
    sequence({ extnId: oid(), critical: withDefault(boolean(), false), value: octets() }),
  )

const extensions = listOf(extension, 64)

const tbsCertificate = sequence({
  version: withDefault(explicit(0xa0, integer()), 0),
  serialNumber: rawInteger,
  signature: algorithm,
  issuer: carried(nameSchema),
  validity: sequence({ notBefore: time, notAfter: time }),
  subject: carried(nameSchema),
  subjectPublicKeyInfo: carried(publicKeyInfo),
  issuerUniqueId: optional(tagged(0x81, octets())),
  subjectUniqueId: optional(tagged(0x82, octets())),
  extensions: optional(explicit(0xa3, extensions)),
})

export const certificateSchema = sequence({
  tbsCertificate: carried(tbsCertificate),
  signatureAlgorithm: algorithm,
  signature: rawBits,
})

const tbsCertList = sequence({
  version: withDefault(integer(), 0),
  signature: algorithm,
  issuer: carried(nameSchema),
  thisUpdate: time,
  nextUpdate: optional(time),
  revokedCertificates: optional(
    listOf(
      sequence({
        serialNumber: rawInteger,
        revocationDate: time,
        extensions: optional(extensions),
      }),
      1_000_000,
    ),
  ),
  extensions: optional(explicit(0xa0, extensions)),
})

export const revocationListSchema = sequence({
  tbsCertList: carried(tbsCertList),
  signatureAlgorithm: algorithm,
  signature: rawBits,
})

const anyContents = (tag: Tag): Schema<Uint8Array> => tagged(tag, octets())

export const generalNameSchema = choice({
  otherName: anyContents(0xa0),
  rfc822Name: tagged(0x81, octets()),
  dnsName: tagged(0x82, octets()),
  x400Address: anyContents(0xa3),
  directoryName: explicit(0xa4, nameSchema),
  ediPartyName: anyContents(0xa5),
  uri: tagged(0x86, octets()),
  ipAddress: tagged(0x87, octets()),
  registeredId: tagged(0x88, oid()),
})

const subtrees = listOf(sequence({ base: generalNameSchema }), 1000)

/** The extensions we know, by object identifier: their types. */
export const extensionSchemas = {
  '2.5.29.14': octets({ min: 1, max: 64 }),
  '2.5.29.15': namedBits({
    digitalSignature: 0,
    nonRepudiation: 1,
    keyEncipherment: 2,
    dataEncipherment: 3,
    keyAgreement: 4,
    keyCertSign: 5,
    cRLSign: 6,
    encipherOnly: 7,
    decipherOnly: 8,
  }),
  '2.5.29.17': listOf(generalNameSchema, 1000),
  '2.5.29.19': sequence({
    cA: withDefault(boolean(), false),
    pathLenConstraint: optional(integer()),
  }),
  '2.5.29.20': rawInteger,
  '2.5.29.28': sequence({
    distributionPoint: optional(anyContents(0xa0)),
    onlyContainsUserCerts: optional(tagged(0x81, boolean())),
    onlyContainsCaCerts: optional(tagged(0x82, boolean())),
    onlySomeReasons: optional(tagged(0x83, octets())),
    indirectCrl: optional(tagged(0x84, boolean())),
  }),
  '2.5.29.30': sequence({
    permittedSubtrees: optional(tagged(0xa0, subtrees)),
    excludedSubtrees: optional(tagged(0xa1, subtrees)),
  }),
  '2.5.29.31': listOf(sequence({ distributionPoint: optional(anyContents(0xa0)) }), 100),
  '2.5.29.32': listOf(sequence({ policyIdentifier: namedOid }), 100),
  '2.5.29.35': sequence({
    keyIdentifier: optional(tagged(0x80, octets({ min: 1, max: 64 }))),
    authorityCertIssuer: optional(anyContents(0xa1)),
    authorityCertSerialNumber: optional(tagged(0x82, octets())),
  }),
  '2.5.29.37': listOf(namedOid, 100),
  '2.23.146.1.2.0.1': time,
  '2.23.146.1.2.0.2': integer(),
  '2.23.146.1.2.0.3': integer(),
  '2.23.146.1.2.2.0': listOf(characters, 1000),
} as const

const extensionNames: Readonly<Record<keyof typeof extensionSchemas, string>> = {
  '2.5.29.14': 'subjectKeyIdentifier',
  '2.5.29.15': 'keyUsage',
  '2.5.29.17': 'subjectAltName',
  '2.5.29.19': 'basicConstraints',
  '2.5.29.20': 'cRLNumber',
  '2.5.29.28': 'issuingDistributionPoint',
  '2.5.29.30': 'nameConstraints',
  '2.5.29.31': 'cRLDistributionPoints',
  '2.5.29.32': 'certificatePolicies',
  '2.5.29.35': 'authorityKeyIdentifier',
  '2.5.29.37': 'extendedKeyUsage',
  '2.23.146.1.2.0.1': 'expirationDate',
  '2.23.146.1.2.0.2': 'totalPartialCrlNumber',
  '2.23.146.1.2.0.3': 'partialCrlNumber',
  '2.23.146.1.2.2.0': 'permittedEins',
}

export type KnownExtension = keyof typeof extensionSchemas
export const isKnownExtension = (id: string): id is KnownExtension =>
  Object.hasOwn(extensionSchemas, id)

/** An extension whose dump shows what its octets hold, where we know its type. */
function withKnownContents<T extends { readonly extnId: string }>(plain: Schema<T>): Schema<T> {
  return {
    tags: plain.tags,
    read: (bytes, at) => plain.read(bytes, at),
    write: readOnly,
    dump(bytes, at, name): DumpNode {
      const node = plain.dump(bytes, at, name)
      const id = plain.read(bytes, at).extnId
      const value = readElements(bytes, at.valueStart, at.end).at(-1)
      if (!value || !isKnownExtension(id)) return node
      const schema: Schema<unknown> = extensionSchemas[id]
      try {
        const inner = readElement(bytes, value.valueStart, value.end)
        expectTag(schema, inner)
        return { ...node, children: [schema.dump(bytes, inner, extensionNames[id])] }
      } catch (cause) {
        if (cause instanceof Asn1Error) return node
        throw cause
      }
    },
  }
}
