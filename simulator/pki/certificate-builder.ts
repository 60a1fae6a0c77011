// Builds X.509 certificates and revocation lists (RFC 5280 §4.1, §5.1) from what they should say,
// signed so that the same input gives the same bytes. It checks nothing: wrong certificates are
// wanted too, to see them refused.

import { tlv } from '@holdfast/asn1/writer.ts'
import type { VerifyingKey } from '@holdfast/gsma/signature.ts'
import { encodeDerSignature, encodePublicKeyInfo } from '@holdfast/gsma/signature.ts'
import type { Extension, NameParts } from './certificate-extensions.ts'
import { encodeExtension, encodeName, encodeOid } from './certificate-extensions.ts'
import type { DerivedKey } from './derived-key.ts'
import { signDeterministically } from './deterministic-signature.ts'

export interface CertificateContents {
  /** Positive, at most 20 octets; the first octet below 80. */
  readonly serial: Uint8Array
  readonly issuer: NameParts
  readonly subject: NameParts
  /** Milliseconds since 1970, UTC. */
  readonly notBefore: number
  readonly notAfter: number
  readonly publicKey: VerifyingKey
  readonly extensions: readonly Extension[]
}

const ecdsaWithSha256 = tlv(0x30, encodeOid('1.2.840.10045.4.3.2'))

/** A signed certificate, DER. */
export function buildCertificate(contents: CertificateContents, signer: DerivedKey): Uint8Array {
  const tbs = tlv(
    0x30,
    tlv(0xa0, tlv(0x02, Uint8Array.of(2))),
    tlv(0x02, contents.serial),
    ecdsaWithSha256,
    encodeName(contents.issuer),
    tlv(0x30, encodeTime(contents.notBefore), encodeTime(contents.notAfter)),
    encodeName(contents.subject),
    encodePublicKeyInfo(contents.publicKey),
    tlv(0xa3, tlv(0x30, ...contents.extensions.map(encodeExtension))),
  )
  return signBody(tbs, signer)
}

export interface RevocationListContents {
  readonly issuer: NameParts
  readonly thisUpdate: number
  readonly nextUpdate: number
  /** Serial numbers, and when each was revoked. */
  readonly revoked: readonly { readonly serial: Uint8Array; readonly revokedAt: number }[]
  readonly extensions: readonly Extension[]
}

/** A signed revocation list (version 2), DER. */
export function buildRevocationList(
  contents: RevocationListContents,
  signer: DerivedKey,
): Uint8Array {
  const entries = contents.revoked.map((entry) =>
    tlv(0x30, tlv(0x02, entry.serial), encodeTime(entry.revokedAt)),
  )
  const tbs = tlv(
    0x30,
    tlv(0x02, Uint8Array.of(1)),
    ecdsaWithSha256,
    encodeName(contents.issuer),
    encodeTime(contents.thisUpdate),
    encodeTime(contents.nextUpdate),
    ...(entries.length ? [tlv(0x30, ...entries)] : []),
    tlv(0xa0, tlv(0x30, ...contents.extensions.map(encodeExtension))),
  )
  return signBody(tbs, signer)
}

/** Body, algorithm and signature as one signed object. */
export function signBody(tbs: Uint8Array, signer: DerivedKey): Uint8Array {
  const signature = encodeDerSignature(signDeterministically(signer, tbs))
  return tlv(0x30, tbs, ecdsaWithSha256, tlv(0x03, Uint8Array.of(0), signature))
}

/** UTCTime up to 2049, GeneralizedTime after (RFC 5280 §4.1.2.5). */
function encodeTime(at: number): Uint8Array {
  const digits = new Date(at).toISOString().replace(/\.\d+/, '').replace(/[-:T]/g, '')
  const short = digits < '2050'
  return tlv(short ? 0x17 : 0x18, new TextEncoder().encode(short ? digits.slice(2) : digits))
}
