// Revocation lists (RFC 5280 §5; SGP.22 §4.6): which certificates of one issuer are no longer to be
// believed. A list counts only once its issuer's signature and its dates are verified.

import { Asn1Error } from '@holdfast/asn1/error.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import type { Certificate } from './certificate-fields.ts'
import { bitStringContents, readExtensions } from './certificate-fields.ts'
import { revocationListSchema } from './certificate-schema.ts'
import { decodePublicKeyInfo, verifyBytes } from './signature.ts'

/** A verified list. */
export interface RevocationList {
  /** Upper-case hex of the issuer's key identifier. */
  readonly issuerKeyId: string
  /** Upper-case hex, as in `Certificate.serialNumber`. */
  readonly serialNumbers: ReadonlySet<string>
  /** Milliseconds since 1970. */
  readonly thisUpdate: number
  readonly nextUpdate: number
  /** Upper-case hex of cRLNumber; a higher one is fresher. */
  readonly number?: string
  /** For a list that comes in parts. */
  readonly part?: { readonly number: number; readonly of: number }
}

export type RevocationRefusalCode =
  | 'list-malformed'
  | 'list-issuer'
  | 'list-signature'
  | 'list-not-yet-valid'
  | 'list-expired'

export type RevocationVerdict =
  | { readonly kind: 'verified'; readonly list: RevocationList }
  | { readonly kind: 'refused'; readonly code: RevocationRefusalCode; readonly why: string }

const refuse = (code: RevocationRefusalCode, why: string): RevocationVerdict => ({
  kind: 'refused',
  code,
  why,
})

/** A list, if `issuer`, a CI's or EUM's certificate already proven, signed it and it is current. */
export function verifyRevocationList(
  bytes: Uint8Array,
  issuer: Certificate,
  at: number,
): RevocationVerdict {
  try {
    return verifyDecoded(decodeList(bytes), issuer, at)
  } catch (cause) {
    if (cause instanceof Asn1Error) return refuse('list-malformed', cause.message)
    throw cause
  }
}

type DecodedList = ReturnType<typeof decodeList>

function decodeList(bytes: Uint8Array) {
  const outer = decode(revocationListSchema, bytes)
  const tbs = outer.tbsCertList.value
  if (tbs.signature.algorithm !== outer.signatureAlgorithm.algorithm) {
    throw new Asn1Error('bad-value', 0, 'the two signature algorithms differ')
  }
  if (outer.signatureAlgorithm.algorithm !== '1.2.840.10045.4.3.2') {
    throw new Asn1Error('bad-value', 0, 'the list is not signed by ECDSA-SHA256')
  }
  const extensions = readExtensions(tbs.extensions ?? [])
  const perEntry = (tbs.revokedCertificates ?? []).map((entry) => ({
    serialNumber: formatHex(entry.serialNumber),
    unknown: (entry.extensions ?? [])
      .filter(({ critical }) => critical)
      .map(({ extnId }) => extnId),
  }))
  const unknown = [...extensions.unknownCritical, ...perEntry.flatMap((entry) => entry.unknown)]
  if (unknown.length > 0 || extensions.get('2.5.29.28')?.indirectCrl) {
    const what = unknown.length > 0 ? unknown.join(', ') : 'an indirect list'
    throw new Asn1Error('bad-value', 0, `${what} is critical and unknown`)
  }
  return {
    tbs,
    extensions,
    serialNumbers: new Set(perEntry.map(({ serialNumber }) => serialNumber)),
    signedBytes: outer.tbsCertList.bytes,
    signature: bitStringContents(outer.signature),
  }
}

function verifyDecoded(list: DecodedList, issuer: Certificate, at: number): RevocationVerdict {
  const { tbs, extensions } = list
  const issuerKeyId = extensions.get('2.5.29.35')?.keyIdentifier
  if (!issuerKeyId || formatHex(issuerKeyId) !== issuer.subjectKeyId) {
    return refuse('list-issuer', 'the list names another issuer')
  }
  if (!issuer.keyUsage?.includes('cRLSign')) {
    return refuse('list-issuer', 'this issuer may not sign revocation lists')
  }
  const key = decodePublicKeyInfo(issuer.publicKeyInfo)
  if (!key.ok || !verifyBytes(key.value, list.signature, list.signedBytes)) {
    return refuse('list-signature', 'the list is not signed by its issuer')
  }
  if (at < tbs.thisUpdate) return refuse('list-not-yet-valid', 'the list is of a later day')
  if (tbs.nextUpdate === undefined || at > tbs.nextUpdate) {
    return refuse('list-expired', 'a newer list should have been published by now')
  }
  const number = extensions.get('2.5.29.20')
  const part = extensions.get('2.23.146.1.2.0.3')
  const parts = extensions.get('2.23.146.1.2.0.2')
  const verified: RevocationList = {
    issuerKeyId: issuer.subjectKeyId,
    serialNumbers: list.serialNumbers,
    thisUpdate: tbs.thisUpdate,
    nextUpdate: tbs.nextUpdate,
    ...(number === undefined ? {} : { number: formatHex(number) }),
    ...(part === undefined || parts === undefined ? {} : { part: { number: part, of: parts } }),
  }
  return { kind: 'verified', list: verified }
}
