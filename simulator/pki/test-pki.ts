// A whole chain of trust from a seed, laid out as the public test certificates are (SGP.26): one
// certificate issuer (CI) per curve, one card maker (EUM), a certificate for each card made when it
// is asked for, and the servers' certificates. The same seed gives the same bytes.

import { createHash } from 'node:crypto'
import type { Eid } from '@holdfast/gsma/ids/eid.ts'
import type { Curve, SigningKey } from '@holdfast/gsma/signature.ts'
import type { CertificateContents } from './certificate-builder.ts'
import { buildCertificate } from './certificate-builder.ts'
import type { AlternativeNames, Extension, NameParts } from './certificate-extensions.ts'
import {
  authority,
  authorityKeyId,
  extendedKeyUsage,
  keyUsage,
  permittedEins,
  permittedNames,
  policies,
  policyOf,
  revocationListAt,
  subjectAltName,
  subjectKeyId,
} from './certificate-extensions.ts'
import type { DerivedKey } from './derived-key.ts'
import { deriveKey, deriveOctets } from './derived-key.ts'

/** A certificate and its private key. */
export interface Credential {
  readonly certificate: Uint8Array
  readonly key: DerivedKey
}

/** A credential that signs certificates. */
export interface Authority extends Credential {
  readonly keyId: Uint8Array
  readonly name: NameParts
}

/** What a card holds under one CI. */
export interface CardCredentials {
  readonly eid: Eid
  readonly certificate: Uint8Array
  readonly key: SigningKey
  readonly eumCertificate: Uint8Array
  /** The CI's certificate, which the card trusts. */
  readonly ciCertificate: Uint8Array
  readonly ciKeyId: Uint8Array
}

/** What an SM-DP+ or an SM-DS holds under one CI; an SM-DS has no use for `binding`. */
export interface ServerCredentials {
  readonly oid: string
  readonly address: string
  readonly ciCertificate: Uint8Array
  readonly ciKeyId: Uint8Array
  /** CERT.DPauth or CERT.DSauth. */
  readonly auth: Credential
  /** CERT.DPpb. */
  readonly binding: Credential
  /** CERT.DP.TLS or CERT.DS.TLS. */
  readonly tls: Credential
}

export interface PkiOptions {
  readonly seed: string
  readonly curve?: Curve
  /** Milliseconds since 1970: servers' certificates are valid from the day before. */
  readonly from: number
  /** First digits of the EIDs the EUM may certify. */
  readonly eidPrefixes?: readonly string[]
  /** `O`: name constraints, as SGP.26 v1; `v3`: the extension and policies of newer versions. */
  readonly variant?: 'O' | 'v3'
}

export interface TestPki {
  readonly curve: Curve
  readonly ci: Authority
  readonly eum: Authority
  /** The credentials of one card; some 0.2 ms, nothing is kept. */
  card(eid: Eid): CardCredentials
  /** An SM-DP+ at this address. */
  smdp(server: ServerNames): ServerCredentials
  /** An SM-DS at this address. */
  smds(server: ServerNames): ServerCredentials
  /** An eIM: its signing certificate and one for TLS. */
  eim(server: ServerNames): { readonly signing: Credential; readonly tls: Credential }
}

export interface ServerNames {
  /** Host name; with `localhost` its certificate holds 127.0.0.1 too. */
  readonly address: string
  readonly oid?: string
}

const dayMs = 86_400_000
const ciFrom = Date.UTC(2020, 0, 1)
const digitalSignature = 0
const keyCertSign = 5
const crlSign = 6

/** The key identifier of a public key: RFC 5280 §4.2.1.2, method 1. */
export const keyIdOf = (key: SigningKey): Uint8Array =>
  new Uint8Array(createHash('sha1').update(key.publicKey.point).digest())

/** Eight octets, positive, none of them a leading zero. */
function serialOf(seed: string, label: string): Uint8Array {
  const serial = deriveOctets(seed, `serial ${label}`).slice(0, 8)
  serial[0] = ((serial[0] as number) & 0x7f) | 0x40
  return serial
}

export function createTestPki(options: PkiOptions): TestPki {
  const { seed, curve = 'P-256', variant = 'O', eidPrefixes = ['89049032'] } = options
  const keyOf = (label: string): DerivedKey => deriveKey({ seed, label, curve })
  const ci = createCi(seed, keyOf('ci'))
  const issue = issuerOf(seed, keyOf)
  const eum = createEum({ issue, ci, eidPrefixes, variant })
  const servers = { issue, ci, from: options.from - dayMs }
  return {
    curve,
    ci,
    eum,
    card: (eid) => createCard({ issue, ci, eum, variant }, eid),
    smdp: (names) => createServer(servers, 'dp', names),
    smds: (names) => createServer(servers, 'ds', names),
    eim: (names) => createEim(servers, names),
  }
}

interface Wanted {
  readonly label: string
  readonly subject: NameParts
  readonly notBefore: number
  readonly notAfter: number
  readonly extensions: readonly Extension[]
}

type Issue = (issuer: Authority, wanted: Wanted) => Credential

/** Certificates with key ids of both ends, the rest as wanted. */
const issuerOf =
  (seed: string, keyOf: (label: string) => DerivedKey): Issue =>
  (issuer, wanted) => {
    const key = keyOf(wanted.label)
    const contents: CertificateContents = {
      serial: serialOf(seed, wanted.label),
      issuer: issuer.name,
      subject: wanted.subject,
      notBefore: wanted.notBefore,
      notAfter: wanted.notAfter,
      publicKey: key.publicKey,
      extensions: [authorityKeyId(issuer.keyId), subjectKeyId(keyIdOf(key)), ...wanted.extensions],
    }
    return { certificate: buildCertificate(contents, issuer.key), key }
  }

function createCi(seed: string, key: DerivedKey): Authority {
  const name: NameParts = [
    ['CN', 'Holdfast Test CI'],
    ['OU', 'Simulator'],
    ['O', 'Holdfast'],
    ['C', 'ZZ'],
  ]
  const keyId = keyIdOf(key)
  const contents: CertificateContents = {
    serial: serialOf(seed, 'ci'),
    issuer: name,
    subject: name,
    notBefore: ciFrom,
    notAfter: ciFrom + 35 * 365 * dayMs,
    publicKey: key.publicKey,
    extensions: [
      subjectKeyId(keyId),
      authority(),
      policies(policyOf.ci),
      keyUsage(keyCertSign, crlSign),
      subjectAltName({ registeredIds: ['2.999.1'] }),
      revocationListAt('http://ci.example.com/crl.der'),
    ],
  }
  return { certificate: buildCertificate(contents, key), key, keyId, name }
}

interface EumParts {
  readonly issue: Issue
  readonly ci: Authority
  readonly eidPrefixes: readonly string[]
  readonly variant: 'O' | 'v3'
}

const eumOrganization = 'Holdfast Test EUM'

function createEum({ issue, ci, eidPrefixes, variant }: EumParts): Authority {
  const name: NameParts = [
    ['C', 'ZZ'],
    ['O', eumOrganization],
    ['CN', 'EUM Test'],
  ]
  const constraint =
    variant === 'O' ? permittedNames(eumOrganization, eidPrefixes) : permittedEins(eidPrefixes)
  const credential = issue(ci, {
    label: 'eum',
    subject: name,
    notBefore: ciFrom,
    notAfter: ciFrom + 31 * 365 * dayMs,
    extensions: [
      keyUsage(keyCertSign),
      policies(variant === 'O' ? policyOf.eum : policyOf.eumV3),
      subjectAltName({ registeredIds: ['2.999.5'] }),
      authority(0),
      constraint,
    ],
  })
  return { ...credential, keyId: keyIdOf(credential.key), name }
}

interface CardParts {
  readonly issue: Issue
  readonly ci: Authority
  readonly eum: Authority
  readonly variant: 'O' | 'v3'
}

function createCard({ issue, ci, eum, variant }: CardParts, eid: Eid): CardCredentials {
  const { certificate, key } = issue(eum, {
    label: `euicc ${eid}`,
    subject: [
      ['C', 'ZZ'],
      ['O', eumOrganization],
      ['serialNumber', eid],
      ['CN', 'Holdfast Test eUICC'],
    ],
    notBefore: ciFrom,
    notAfter: ciFrom + 2_000_000 * dayMs,
    extensions: [
      keyUsage(digitalSignature),
      policies(variant === 'O' ? policyOf.euicc : policyOf.euiccV3),
    ],
  })
  return {
    eid,
    certificate,
    key,
    eumCertificate: eum.certificate,
    ciCertificate: ci.certificate,
    ciKeyId: ci.keyId,
  }
}

interface ServerParts {
  readonly issue: Issue
  readonly ci: Authority
  readonly from: number
}

const serverPolicies = {
  dp: { auth: policyOf.dpAuth, binding: policyOf.dpPb, tls: policyOf.dpTls },
  ds: { auth: policyOf.dsAuth, binding: policyOf.dsAuth, tls: policyOf.dsTls },
} as const

function createServer(
  parts: ServerParts,
  kind: 'dp' | 'ds',
  { address, oid = '2.999.10' }: ServerNames,
): ServerCredentials {
  const policyFor = serverPolicies[kind]
  const signing = (use: 'auth' | 'binding'): Credential =>
    parts.issue(parts.ci, {
      label: `${kind} ${use} ${address}`,
      subject: [
        ['O', 'Holdfast'],
        ['CN', kind === 'dp' ? 'Test SM-DP+' : 'Test SM-DS'],
      ],
      notBefore: parts.from,
      notAfter: parts.from + 1095 * dayMs,
      extensions: [
        subjectAltName({ registeredIds: [oid] }),
        keyUsage(digitalSignature),
        policies(policyFor[use]),
      ],
    })
  return {
    oid,
    address,
    ciCertificate: parts.ci.certificate,
    ciKeyId: parts.ci.keyId,
    auth: signing('auth'),
    binding: signing('binding'),
    tls: createTls(parts, { label: `${kind} tls`, address, oid, policy: policyFor.tls }),
  }
}

interface TlsWanted {
  readonly label: string
  readonly address: string
  readonly oid?: string
  readonly policy?: string
}

function createTls(parts: ServerParts, { label, address, oid, policy }: TlsWanted): Credential {
  const host = address.replace(/:\d+$/, '')
  const names: AlternativeNames = {
    dnsNames: [host],
    ...(host === 'localhost' ? { addresses: ['127.0.0.1'] } : {}),
    ...(oid === undefined ? {} : { registeredIds: [oid] }),
  }
  return parts.issue(parts.ci, {
    label: `${label} ${address}`,
    subject: [
      ['O', 'Holdfast'],
      ['CN', host],
    ],
    notBefore: parts.from,
    notAfter: parts.from + 398 * dayMs,
    extensions: [
      keyUsage(digitalSignature),
      extendedKeyUsage(1, 2),
      ...(policy === undefined ? [] : [{ ...policies(policy), critical: false }]),
      subjectAltName(names),
    ],
  })
}

function createEim(parts: ServerParts, { address, oid }: ServerNames): ReturnType<TestPki['eim']> {
  const signing = parts.issue(parts.ci, {
    label: `eim signing ${address}`,
    subject: [
      ['O', 'Holdfast'],
      ['CN', 'Test eIM'],
    ],
    notBefore: parts.from,
    notAfter: parts.from + 1095 * dayMs,
    extensions: [
      ...(oid === undefined ? [] : [subjectAltName({ registeredIds: [oid] })]),
      keyUsage(digitalSignature),
    ],
  })
  const tls = { label: 'eim tls', address, ...(oid === undefined ? {} : { oid }) }
  return { signing, tls: createTls(parts, tls) }
}
