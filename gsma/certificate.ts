// Whether a certificate may be believed: its chain to a certificate issuer (CI) that we trust, for
// one role, at one time (SGP.22 §4.5.2.2, RFC 5280 §6). Issuers are found by key identifier, never
// by name, because the same CI key has been certified under several names. General X.509 libraries
// refuse the card makers' name constraints; here an EID must begin as its maker's certificate says.

import { Asn1Error } from '@holdfast/asn1/error.ts'
import { eidOfCertificate, permitsCard, statesItsEids } from './certificate-eid.ts'
import type { Certificate } from './certificate-fields.ts'
import { decodeCertificate, formatName } from './certificate-fields.ts'
import type { RevocationList } from './certificate-revocation.ts'
import type { CertificateRole } from './certificate-roles.ts'
import { hasRolePolicy, isEum, isSubAuthority, isTlsRole } from './certificate-roles.ts'
import type { Eid } from './ids/eid.ts'
import type { Parsed } from './ids/parsed.ts'
import { accepted, refused } from './ids/parsed.ts'
import type { VerifyingKey } from './signature.ts'
import { curveByOid, decodePublicKeyInfo, verifyBytes } from './signature.ts'

/** A CI that is trusted because a person put it here. */
export interface TrustAnchor {
  readonly certificate: Certificate
  readonly key: VerifyingKey
  /** Upper-case hex: what euiccCiPKIdToBeUsed and authority key identifiers name. */
  readonly keyId: string
}

export interface ChainQuestion {
  readonly leaf: Uint8Array | Certificate
  /** What the peer sent with it, in any order; EUM and subordinate CIs. */
  readonly intermediates: readonly (Uint8Array | Certificate)[]
  readonly anchors: readonly TrustAnchor[]
  /** Milliseconds since 1970 at which it must hold. */
  readonly at: number
  readonly role: CertificateRole
  /** Verified lists; a certificate on one is refused. */
  readonly revoked?: readonly RevocationList[]
  /** The card that the certificate must name. */
  readonly eid?: Eid
  /** The server that the certificate must name: object identifier, host name. */
  readonly oid?: string
  readonly host?: string
}

export interface ChainProof {
  readonly kind: 'proven'
  readonly role: CertificateRole
  readonly leaf: Certificate
  /** The leaf's key. */
  readonly key: VerifyingKey
  readonly anchor: TrustAnchor
  /** Set for a card's certificate, and for no other. */
  readonly eid?: Eid
  /** From the leaf up to the last one below the anchor. */
  readonly path: readonly Certificate[]
}

export type ChainRefusalCode =
  | 'malformed'
  | 'too-many-certificates'
  | 'issuer-key-id-missing'
  | 'issuer-unknown'
  | 'chain-too-long'
  | 'algorithm'
  | 'curve'
  | 'signature'
  | 'unknown-critical-extension'
  | 'not-yet-valid'
  | 'expired'
  | 'revoked'
  | 'key-usage'
  | 'basic-constraints'
  | 'path-length'
  | 'policy'
  | 'purpose'
  | 'server-name'
  | 'eid-missing'
  | 'eid-mismatch'
  | 'eid-not-permitted'

export interface ChainRefusal {
  readonly kind: 'refused'
  readonly code: ChainRefusalCode
  /** Which certificate: the one asked about, one above it, or the CI. */
  readonly where: 'leaf' | 'intermediate' | 'anchor'
  readonly why: string
}

const intermediatesMax = 8
const pathMax = 4
const ecdsaWithSha256 = '1.2.840.10045.4.3.2'

const refuse = (
  where: ChainRefusal['where'],
  code: ChainRefusalCode,
  why: string,
): ChainRefusal => ({ kind: 'refused', code, where, why })

const keys = new WeakMap<Certificate, Parsed<VerifyingKey>>()

/** The certificate's public key; imported once for each decoded certificate. */
export function keyOf(certificate: Certificate): Parsed<VerifyingKey> {
  const known = keys.get(certificate)
  if (known) return known
  const key = decodePublicKeyInfo(certificate.publicKeyInfo)
  keys.set(certificate, key)
  return key
}

/** The fields of a certificate, or why it is none. */
export function readCertificate(bytes: Uint8Array): Parsed<Certificate> {
  try {
    return accepted(decodeCertificate(bytes))
  } catch (cause) {
    if (cause instanceof Asn1Error) return refused('certificate-malformed', cause.message)
    throw cause
  }
}

/** A CI's certificate as trust anchor: it must be one that signs certificates. */
export function readTrustAnchor(bytes: Uint8Array): Parsed<TrustAnchor> {
  const read = readCertificate(bytes)
  if (!read.ok) return read
  const certificate = read.value
  const key = keyOf(certificate)
  if (!key.ok) return key
  const keyId = certificate.subjectKeyId
  if (keyId === undefined) return refused('anchor-key-id', 'the CI names no key identifier')
  if (!certificate.isAuthority || !certificate.keyUsage?.includes('keyCertSign')) {
    return refused('anchor-authority', 'this certificate may not sign others; a CI is needed')
  }
  const isSelfIssued = (certificate.authorityKeyId ?? keyId) === keyId
  if (isSelfIssued && !verifyBytes(key.value, certificate.signature, certificate.signedBytes)) {
    return refused('anchor-signature', 'the CI does not verify with its own key')
  }
  return accepted({ certificate, key: key.value, keyId })
}

/**
 * Whether the leaf is proven for this role. Every signature, validity, policy, usage and constraint
 * on the way is checked; the first that fails is the refusal.
 */
export function verifyChain(question: ChainQuestion): ChainProof | ChainRefusal {
  const path = findPath(question)
  if ('kind' in path) return path
  const { certificates, anchor } = path
  const failure = checkAnchor(anchor, question) ?? checkPath(path, question)
  if (failure) return failure
  const leaf = certificates[0] as Certificate
  const key = keyOf(leaf)
  if (!key.ok) return refuse('leaf', 'curve', key.why)
  const proof = { kind: 'proven', role: question.role, leaf, key: key.value, anchor } as const
  if (question.role !== 'euicc') {
    return checkServer(leaf, question) ?? { ...proof, path: certificates }
  }
  const eid = eidOfCertificate(leaf)
  if (eid === undefined) {
    return refuse('leaf', 'eid-missing', `the subject ${formatName(leaf.subject)} has no EID`)
  }
  return checkEid({ eid, certificates }, question) ?? { ...proof, eid, path: certificates }
}

interface Path {
  /** From the leaf upwards, without the anchor. */
  readonly certificates: readonly Certificate[]
  readonly anchor: TrustAnchor
}

function findPath(question: ChainQuestion): Path | ChainRefusal {
  if (question.intermediates.length > intermediatesMax) {
    const why = `${question.intermediates.length} certificates, ${intermediatesMax} are allowed`
    return refuse('intermediate', 'too-many-certificates', why)
  }
  const leaf = asCertificate(question.leaf)
  if (!leaf.ok) return refuse('leaf', 'malformed', leaf.why)
  const available: Certificate[] = []
  for (const given of question.intermediates) {
    const read = asCertificate(given)
    if (!read.ok) return refuse('intermediate', 'malformed', read.why)
    available.push(read.value)
  }
  const certificates = [leaf.value]
  while (certificates.length <= pathMax) {
    const last = certificates.at(-1) as Certificate
    const where = certificates.length === 1 ? 'leaf' : 'intermediate'
    const keyId = last.authorityKeyId
    if (keyId === undefined) {
      return refuse(where, 'issuer-key-id-missing', 'the certificate does not say who issued it')
    }
    const anchors = question.anchors.filter((candidate) => candidate.keyId === keyId)
    if (anchors.length > 0) return withAnchor(certificates, anchors)
    const issuer = chooseIssuer(last, available)
    if (!issuer) {
      return refuse(where, 'issuer-unknown', `no certificate here has the key ${keyId}`)
    }
    certificates.push(issuer)
  }
  return refuse('intermediate', 'chain-too-long', `over ${pathMax} certificates below the CI`)
}

const asCertificate = (given: Uint8Array | Certificate): Parsed<Certificate> =>
  given instanceof Uint8Array ? readCertificate(given) : accepted(given)

/** Of several anchors with one key identifier, the one that signed; else the first. */
function withAnchor(certificates: readonly Certificate[], anchors: readonly TrustAnchor[]): Path {
  const top = certificates.at(-1) as Certificate
  if (anchors.length === 1) return { certificates, anchor: anchors[0] as TrustAnchor }
  const signed = anchors.find(({ key }) => verifyBytes(key, top.signature, top.signedBytes))
  return { certificates, anchor: signed ?? (anchors[0] as TrustAnchor) }
}

/** Of several certificates with the issuer's key identifier, the one that signed; else the first. */
function chooseIssuer(
  certificate: Certificate,
  available: readonly Certificate[],
): Certificate | undefined {
  const named = available.filter(({ subjectKeyId }) => subjectKeyId === certificate.authorityKeyId)
  return named.find((issuer) => isSignedBy(certificate, issuer)) ?? named[0]
}

function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  const key = keyOf(issuer)
  return key.ok && verifyBytes(key.value, certificate.signature, certificate.signedBytes)
}

function checkAnchor(
  { certificate }: TrustAnchor,
  { at }: ChainQuestion,
): ChainRefusal | undefined {
  if (at < certificate.notBefore)
    return refuse('anchor', 'not-yet-valid', 'the CI is not valid yet')
  if (at > certificate.notAfter) return refuse('anchor', 'expired', 'the CI has expired')
  return undefined
}

function checkPath(path: Path, question: ChainQuestion): ChainRefusal | undefined {
  const { certificates, anchor } = path
  for (let i = certificates.length - 1; i >= 0; i--) {
    const certificate = certificates[i] as Certificate
    const issuer = certificates[i + 1] ?? anchor.certificate
    const link: Link = { certificate, issuer, anchor, below: i }
    const failure =
      checkLink(link, question) ??
      (i === 0 ? checkLeaf(certificate, question) : checkAuthority(link, question))
    if (failure) return failure
  }
  const limit = anchor.certificate.pathLengthMax
  if (limit !== undefined && certificates.length - 1 > limit) {
    return refuse('anchor', 'path-length', `the CI allows ${limit} certificates in between`)
  }
  return undefined
}

interface Link {
  readonly certificate: Certificate
  readonly issuer: Certificate
  readonly anchor: TrustAnchor
  /** How many certificates of the path stand below this one; 0 for the leaf. */
  readonly below: number
}

/** What holds for every certificate below the anchor. */
function checkLink(link: Link, question: ChainQuestion): ChainRefusal | undefined {
  const { certificate, issuer, anchor, below } = link
  const where = below === 0 ? 'leaf' : 'intermediate'
  if (certificate.signatureAlgorithm !== ecdsaWithSha256) {
    return refuse(
      where,
      'algorithm',
      `signed by ${certificate.signatureAlgorithm}, not ECDSA-SHA256`,
    )
  }
  if (curveByOid(certificate.curveOid) !== anchor.key.curve) {
    return refuse(where, 'curve', `the key is not on ${anchor.key.curve}, the curve of its CI`)
  }
  if (!isSignedBy(certificate, issuer)) {
    return refuse(where, 'signature', `not signed by ${formatName(issuer.subject)}`)
  }
  if (certificate.unknownCritical.length > 0) {
    const ids = certificate.unknownCritical.join(', ')
    return refuse(where, 'unknown-critical-extension', `${ids} is critical and unknown`)
  }
  if (certificate.nameConstraints && !certificate.nameConstraints.allDirectoryNames) {
    const why = 'name constraints on other than directory names cannot be applied'
    return refuse(where, 'unknown-critical-extension', why)
  }
  if (question.at < certificate.notBefore) return refuse(where, 'not-yet-valid', 'not valid yet')
  if (question.at > certificate.notAfter) return refuse(where, 'expired', 'it has expired')
  const isRevoked = question.revoked?.some(
    (list) =>
      list.issuerKeyId === certificate.authorityKeyId &&
      list.serialNumbers.has(certificate.serialNumber),
  )
  if (isRevoked) {
    return refuse(where, 'revoked', `serial number ${certificate.serialNumber} is revoked`)
  }
  return undefined
}

function checkAuthority(link: Link, { role }: ChainQuestion): ChainRefusal | undefined {
  const { certificate, below } = link
  if (!certificate.isAuthority) {
    return refuse('intermediate', 'basic-constraints', 'it may not sign certificates')
  }
  if (!certificate.keyUsage?.includes('keyCertSign')) {
    return refuse('intermediate', 'key-usage', 'its key is not for signing certificates')
  }
  const limit = certificate.pathLengthMax
  if (limit !== undefined && below - 1 > limit) {
    return refuse('intermediate', 'path-length', `it allows ${limit} certificates in between`)
  }
  const mayStand = isSubAuthority(certificate) || (role === 'euicc' && isEum(certificate))
  if (!mayStand) {
    const policies = certificate.policies.join(', ') || 'none'
    return refuse('intermediate', 'policy', `policy ${policies} does not certify for ${role}`)
  }
  if (role === 'euicc' && below === 1 && !isEum(certificate)) {
    return refuse('intermediate', 'policy', 'a card is certified by its maker (EUM) only')
  }
  return undefined
}

function checkLeaf(certificate: Certificate, { role }: ChainQuestion): ChainRefusal | undefined {
  if (certificate.isAuthority || certificate.keyUsage?.includes('keyCertSign')) {
    return refuse('leaf', 'basic-constraints', 'a certificate that signs others is no end entity')
  }
  if (!certificate.keyUsage?.includes('digitalSignature')) {
    return refuse('leaf', 'key-usage', 'its key is not for signatures')
  }
  if (!hasRolePolicy(certificate, role)) {
    const policies = certificate.policies.join(', ') || 'none'
    return refuse('leaf', 'policy', `policy ${policies} is not one of ${role}`)
  }
  return undefined
}

const serverAuth = '1.3.6.1.5.5.7.3.1'

function checkServer(leaf: Certificate, question: ChainQuestion): ChainRefusal | undefined {
  const { role, oid, host } = question
  if (isTlsRole(role)) {
    if (!leaf.extendedKeyUsage.includes(serverAuth)) {
      return refuse('leaf', 'purpose', 'it is not for TLS servers')
    }
    if (leaf.dnsNames.length === 0) return refuse('leaf', 'server-name', 'it names no host')
  } else if (role !== 'eim-signing' && leaf.registeredIds.length === 0) {
    return refuse('leaf', 'server-name', 'it names no object identifier of its server')
  }
  if (oid !== undefined && !leaf.registeredIds.includes(oid)) {
    return refuse('leaf', 'server-name', `it names ${leaf.registeredIds.join(', ')}, not ${oid}`)
  }
  if (host !== undefined && !leaf.dnsNames.some((name) => isHostNamed(host, name))) {
    return refuse('leaf', 'server-name', `it names ${leaf.dnsNames.join(', ')}, not ${host}`)
  }
  return undefined
}

/** Whether a certificate's host name, perhaps with a star for its first label, is this host. */
function isHostNamed(host: string, name: string): boolean {
  const [wanted, given] = [host.toLowerCase(), name.toLowerCase()]
  if (!given.startsWith('*.')) return wanted === given
  const rest = wanted.slice(wanted.indexOf('.'))
  return wanted.indexOf('.') > 0 && rest === given.slice(1) && rest.indexOf('.', 1) > 0
}

interface CardPath {
  readonly eid: Eid
  readonly certificates: readonly Certificate[]
}

function checkEid(card: CardPath, question: ChainQuestion): ChainRefusal | undefined {
  const { eid, certificates } = card
  if (question.eid !== undefined && eid !== question.eid) {
    return refuse('leaf', 'eid-mismatch', `the certificate is of card ${eid}`)
  }
  const leaf = certificates[0] as Certificate
  const makers = certificates.slice(1).filter(isEum)
  if (!makers.some(statesItsEids)) {
    return refuse('intermediate', 'eid-not-permitted', 'the EUM does not say which EIDs it makes')
  }
  const breached = makers.find((maker) => !permitsCard(maker, leaf.subject, eid))
  return breached
    ? refuse('leaf', 'eid-not-permitted', `EID ${eid} is not of ${formatName(breached.subject)}`)
    : undefined
}
