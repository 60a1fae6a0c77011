// A certificate as a flat value with the fields that a chain of remote SIM provisioning turns on
// (SGP.22 §4.5.2), taken from X.509 once. Nothing is judged here; `certificate.ts` does that.

import { Asn1Error } from '@holdfast/asn1/error.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import type { Infer } from '@holdfast/asn1/schema.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import type { generalNameSchema, KnownExtension, nameSchema } from './certificate-schema.ts'
import { certificateSchema, extensionSchemas, isKnownExtension } from './certificate-schema.ts'

/** One attribute of a distinguished name. */
export interface NameAttribute {
  readonly type: string
  readonly value: string
}
export type Name = readonly NameAttribute[]

export const organizationName = '2.5.4.10'
export const serialNumberName = '2.5.4.5'
export const commonName = '2.5.4.3'

/** Directory names that a subject must, or must not, lie under. */
export interface NameConstraints {
  readonly permitted: readonly Name[]
  readonly excluded: readonly Name[]
  /** Whether all constraints are on directory names, the only kind we can apply. */
  readonly allDirectoryNames: boolean
}

export interface Certificate {
  /** The certificate as it came. */
  readonly bytes: Uint8Array
  /** What the issuer signed: the tbsCertificate TLV. */
  readonly signedBytes: Uint8Array
  /** DER of ECDSA-Sig-Value. */
  readonly signature: Uint8Array
  readonly signatureAlgorithm: string
  /** Upper-case hex of the INTEGER's octets. */
  readonly serialNumber: string
  readonly issuer: Name
  readonly subject: Name
  /** Milliseconds since 1970. */
  readonly notBefore: number
  readonly notAfter: number
  readonly publicKeyInfo: Uint8Array
  /** Object identifier of the key's curve; empty if it names none. */
  readonly curveOid: string
  /** Upper-case hex. */
  readonly subjectKeyId?: string | undefined
  readonly authorityKeyId?: string | undefined
  readonly keyUsage?: readonly string[] | undefined
  readonly isAuthority: boolean
  readonly pathLengthMax?: number | undefined
  readonly policies: readonly string[]
  readonly extendedKeyUsage: readonly string[]
  readonly dnsNames: readonly string[]
  readonly registeredIds: readonly string[]
  readonly nameConstraints?: NameConstraints | undefined
  /** Beginnings of the EIDs an EUM may certify, as newer variants say it. */
  readonly permittedEins?: readonly string[] | undefined
  /** Critical extensions that we do not know. */
  readonly unknownCritical: readonly string[]
}

/**
 * The fields of a certificate.
 * @throws Asn1Error for all that is not an X.509 certificate of version 3, also for an extension
 * that stands twice and for two signature algorithms that differ
 */
export function decodeCertificate(bytes: Uint8Array): Certificate {
  const outer = decode(certificateSchema, bytes)
  const tbs = outer.tbsCertificate.value
  if (tbs.version !== 2) throw new Asn1Error('bad-value', 0, 'not a certificate of version 3')
  if (tbs.signature.algorithm !== outer.signatureAlgorithm.algorithm) {
    throw new Asn1Error('bad-value', 0, 'the two signature algorithms differ')
  }
  const extensions = readExtensions(tbs.extensions ?? [])
  const names = extensions.get('2.5.29.17') ?? []
  const constraints = extensions.get('2.5.29.19')
  const keyInfo = tbs.subjectPublicKeyInfo
  const keyId = extensions.get('2.5.29.14')
  const issuerKeyId = extensions.get('2.5.29.35')?.keyIdentifier
  return {
    bytes,
    signedBytes: outer.tbsCertificate.bytes,
    signature: bitStringContents(outer.signature),
    signatureAlgorithm: outer.signatureAlgorithm.algorithm,
    serialNumber: formatHex(tbs.serialNumber),
    issuer: tbs.issuer.value.flat(),
    subject: tbs.subject.value.flat(),
    notBefore: tbs.validity.notBefore,
    notAfter: tbs.validity.notAfter,
    publicKeyInfo: keyInfo.bytes,
    curveOid: keyInfo.value.algorithm.namedCurve ?? '',
    subjectKeyId: keyId && formatHex(keyId),
    authorityKeyId: issuerKeyId && formatHex(issuerKeyId),
    keyUsage: extensions.get('2.5.29.15'),
    isAuthority: constraints?.cA ?? false,
    pathLengthMax: constraints?.pathLenConstraint,
    policies: (extensions.get('2.5.29.32') ?? []).map(({ policyIdentifier }) => policyIdentifier),
    extendedKeyUsage: extensions.get('2.5.29.37') ?? [],
    dnsNames: names.flatMap((name) => (name.kind === 'dnsName' ? [asciiOf(name.value)] : [])),
    registeredIds: names.flatMap((name) => (name.kind === 'registeredId' ? [name.value] : [])),
    nameConstraints: constraintsOf(extensions.get('2.5.29.30')),
    permittedEins: extensions.get('2.23.146.1.2.2.0'),
    unknownCritical: extensions.unknownCritical,
  }
}

type ExtensionValue<K extends KnownExtension> = Infer<(typeof extensionSchemas)[K]>

export interface Extensions {
  get<K extends KnownExtension>(id: K): ExtensionValue<K> | undefined
  readonly unknownCritical: readonly string[]
}

interface RawExtension {
  readonly extnId: string
  readonly critical?: boolean | undefined
  readonly value: Uint8Array
}

/** Extensions by object identifier, each decoded by its type. @throws Asn1Error if one is double */
export function readExtensions(list: readonly RawExtension[]): Extensions {
  const values = new Map<string, unknown>()
  const seen = new Set<string>()
  const unknownCritical: string[] = []
  for (const { extnId, critical, value } of list) {
    if (seen.has(extnId)) {
      throw new Asn1Error('bad-value', 0, `the extension ${extnId} stands twice`)
    }
    seen.add(extnId)
    if (isKnownExtension(extnId)) values.set(extnId, decodeKnown(extnId, value))
    else if (critical) unknownCritical.push(extnId)
  }
  return {
    // The map holds under each key the value of that key's own schema.
    get: <K extends KnownExtension>(id: K) => values.get(id) as ExtensionValue<K> | undefined,
    unknownCritical,
  }
}

function decodeKnown<K extends KnownExtension>(id: K, value: Uint8Array): unknown {
  try {
    return decode<unknown>(extensionSchemas[id], value)
  } catch (cause) {
    if (cause instanceof Asn1Error) throw cause.within(id)
    throw cause
  }
}

/** The octets of a bit string whose bits fill them. */
export function bitStringContents(bits: Uint8Array): Uint8Array {
  if (bits[0] !== 0) throw new Asn1Error('bad-value', 0, 'a bit string that ends inside an octet')
  return bits.subarray(1)
}

const latin1 = new TextDecoder('latin1')
const asciiOf = (octets: Uint8Array): string => latin1.decode(octets)

type Subtrees = readonly { readonly base: Infer<typeof generalNameSchema> }[]

function constraintsOf(
  value: ExtensionValue<'2.5.29.30'> | undefined,
): NameConstraints | undefined {
  if (!value) return undefined
  const permitted: Subtrees = value.permittedSubtrees ?? []
  const excluded: Subtrees = value.excludedSubtrees ?? []
  const flat = (trees: Subtrees): Name[] =>
    trees.flatMap(({ base }) => (base.kind === 'directoryName' ? [flatName(base.value)] : []))
  const allDirectoryNames = [...permitted, ...excluded].every(
    ({ base }) => base.kind === 'directoryName',
  )
  return { permitted: flat(permitted), excluded: flat(excluded), allDirectoryNames }
}

const flatName = (name: Infer<typeof nameSchema>): Name => name.flat()

/** The first attribute of this type in a name. */
export const attributeOf = (name: Name, type: string): string | undefined =>
  name.find((attribute) => attribute.type === type)?.value

const shortNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
}

/** A name as one line: `O=…, CN=…`. */
export const formatName = (name: Name): string =>
  name.map(({ type, value }) => `${shortNames[type] ?? type}=${value}`).join(', ')
