// Keys, signatures and key agreement on the two curves of remote SIM provisioning, NIST P-256 and
// brainpoolP256r1, always with SHA-256 (SGP.22 §2.6.7, SGP.32 §2.11.1). A signature is plain r‖s of
// 64 octets (BSI TR-03111 §5.2.1); on verify the DER form that some peers send is read as well.
// What is signed are bytes as they were sent; nothing here encodes a message.

import type { KeyObject } from 'node:crypto'
import {
  createECDH,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  sign,
  verify,
} from 'node:crypto'
import { tagged } from '@holdfast/asn1/constructed.ts'
import { concatBytes, equalBytes, parseHex } from '@holdfast/asn1/hex.ts'
import { encode, integer } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { Parsed } from './ids/parsed.ts'
import { accepted, refused } from './ids/parsed.ts'

export type Curve = 'P-256' | 'brainpoolP256r1'

/** A public key, ready to verify with; the imported key is kept. */
export interface VerifyingKey {
  readonly curve: Curve
  /** The uncompressed point: 04 ‖ x ‖ y, 65 octets. */
  readonly point: Uint8Array
  readonly handle: KeyObject
}

/** A private key with its public key, ready to sign and to agree with. */
export interface SigningKey {
  readonly curve: Curve
  readonly publicKey: VerifyingKey
  readonly handle: KeyObject
}

interface CurveFacts {
  readonly openssl: string
  readonly oid: string
  /** The AlgorithmIdentifier: id-ecPublicKey with this curve's name. */
  readonly algorithm: Uint8Array
}

const curves: Readonly<Record<Curve, CurveFacts>> = {
  'P-256': {
    openssl: 'prime256v1',
    oid: '1.2.840.10045.3.1.7',
    algorithm: parseHex('301306072a8648ce3d020106082a8648ce3d030107'),
  },
  brainpoolP256r1: {
    openssl: 'brainpoolP256r1',
    oid: '1.3.36.3.3.2.8.1.1.7',
    algorithm: parseHex('301406072a8648ce3d020106092b2403030208010107'),
  },
}

/** The curve with this object identifier; undefined for every curve we do not use. */
export const curveByOid = (oid: string): Curve | undefined =>
  (Object.keys(curves) as Curve[]).find((curve) => curves[curve].oid === oid)

const because = (cause: unknown): string => (cause instanceof Error ? cause.message : `${cause}`)

/** SubjectPublicKeyInfo (X.509) of a point. */
export const encodePublicKeyInfo = (key: { curve: Curve; point: Uint8Array }): Uint8Array =>
  tlv(0x30, curves[key.curve].algorithm, tlv(0x03, Uint8Array.of(0), key.point))

/** The public key with this point; refuses a point that is not on the curve. */
export function verifyingKey(curve: Curve, point: Uint8Array): Parsed<VerifyingKey> {
  if (point.length !== 65 || point[0] !== 4) {
    return refused('key-point', 'the point is not in uncompressed form, 04 and 64 octets')
  }
  const copy = Uint8Array.from(point)
  try {
    const key = Buffer.from(encodePublicKeyInfo({ curve, point: copy }))
    const handle = createPublicKey({ key, format: 'der', type: 'spki' })
    return accepted({ curve, point: copy, handle })
  } catch (cause) {
    return refused('key-point', `the point is not on ${curve}: ${because(cause)}`)
  }
}

/** The public key in a SubjectPublicKeyInfo, DER or PEM. */
export function decodePublicKeyInfo(spki: Uint8Array | string): Parsed<VerifyingKey> {
  try {
    const handle =
      typeof spki === 'string'
        ? createPublicKey(spki)
        : createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
    return fromHandle(handle)
  } catch (cause) {
    return refused('key-form', `not a public key: ${because(cause)}`)
  }
}

function fromHandle(handle: KeyObject): Parsed<VerifyingKey> {
  const name = handle.asymmetricKeyDetails?.namedCurve
  const curve = (Object.keys(curves) as Curve[]).find((known) => curves[known].openssl === name)
  if (!curve) {
    return refused('key-curve', `keys are on P-256 or brainpoolP256r1, not ${name ?? 'no curve'}`)
  }
  const point = new Uint8Array(handle.export({ format: 'der', type: 'spki' }).subarray(-65))
  return accepted({ curve, point, handle })
}

/** The key pair with this private number, 32 octets; refuses 0 and what exceeds the order. */
export function signingKey(curve: Curve, scalar: Uint8Array): Parsed<SigningKey> {
  try {
    const pair = createECDH(curves[curve].openssl)
    pair.setPrivateKey(scalar)
    const point = new Uint8Array(pair.getPublicKey())
    const ecPrivateKey = tlv(
      0x30,
      parseHex('020101'),
      tlv(0x04, scalar),
      tlv(0xa1, tlv(0x03, Uint8Array.of(0), point)),
    )
    const pkcs8 = tlv(0x30, parseHex('020100'), curves[curve].algorithm, tlv(0x04, ecPrivateKey))
    const handle = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
    const publicKey = verifyingKey(curve, point)
    return publicKey.ok ? accepted({ curve, publicKey: publicKey.value, handle }) : publicKey
  } catch {
    return refused('key-number', `not a private number of ${curve}`)
  }
}

/** The key pair in a file: PKCS#8 or SEC 1, as PEM text or DER. Never repeats the contents. */
export function decodeSigningKey(file: string | Uint8Array): Parsed<SigningKey> {
  const handle = privateHandle(file, 'pkcs8') ?? privateHandle(file, 'sec1')
  if (!handle) {
    return refused('key-form', 'not a private key in PKCS#8 or SEC 1 form, PEM or DER')
  }
  const publicKey = fromHandle(createPublicKey(handle))
  if (!publicKey.ok) return publicKey
  return accepted({ curve: publicKey.value.curve, publicKey: publicKey.value, handle })
}

/** The cause is dropped: what OpenSSL says of a file could repeat some of it. */
function privateHandle(file: string | Uint8Array, type: 'pkcs8' | 'sec1'): KeyObject | undefined {
  try {
    if (typeof file === 'string') return createPrivateKey(file)
    return createPrivateKey({ key: Buffer.from(file), format: 'der', type })
  } catch {
    return undefined
  }
}

/** The private key as PKCS#8 PEM: for a key file, and for nothing else. */
export const formatSigningKey = (key: SigningKey): string =>
  key.handle.export({ format: 'pem', type: 'pkcs8' }).toString()

/** SHA-256 over the parts, one after the other. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}

// Node takes a key that comes with options (`dsaEncoding`) much more slowly than the bare key, by as
// much as the signature itself costs; so DER goes in and out, and is turned into r‖s here.

/** ECDSA over `message`: r‖s, 64 octets. */
export function signBytes(key: SigningKey, message: Uint8Array): Uint8Array {
  return decodeDerSignature(sign('sha256', message, key.handle))
}

/** `signBytes` off the main thread. */
export function signBytesAsync(key: SigningKey, message: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    sign('sha256', message, key.handle, (cause, signature) =>
      cause ? reject(cause) : resolve(decodeDerSignature(signature)),
    )
  })
}

/** In DER, what a signature of these octets may be; read as the standard's own form first. */
function readingsOf(signature: Uint8Array): readonly Uint8Array[] {
  const raw = signature.length === 64 ? [encodeDerSignature(signature)] : []
  return signature[0] === 0x30 ? [...raw, signature] : raw
}

/** Whether `signature`, r‖s or DER, is this key's over `message`. */
export function verifyBytes(
  key: VerifyingKey,
  signature: Uint8Array,
  message: Uint8Array,
): boolean {
  return readingsOf(signature).some((der) => verify('sha256', message, key.handle, der))
}

/** A signature with the key and the message it should fit. */
export interface SignatureClaim {
  readonly key: VerifyingKey
  readonly signature: Uint8Array
  readonly message: Uint8Array
}

/** `verifyBytes` off the main thread. */
export async function verifyBytesAsync(claim: SignatureClaim): Promise<boolean> {
  const { key, message } = claim
  for (const der of readingsOf(claim.signature)) {
    const holds = await new Promise<boolean>((resolve, reject) => {
      verify('sha256', message, key.handle, der, (cause, result) =>
        cause ? reject(cause) : resolve(result),
      )
    })
    if (holds) return true
  }
  return false
}

/** r‖s as the DER SEQUENCE that X.509 wants. */
export function encodeDerSignature(raw: Uint8Array): Uint8Array {
  const number = (octets: Uint8Array): Uint8Array => {
    const from = octets.findIndex((octet) => octet !== 0)
    const minimal = from < 0 ? Uint8Array.of(0) : octets.subarray(from)
    return (minimal[0] as number) >= 0x80
      ? tlv(0x02, Uint8Array.of(0), minimal)
      : tlv(0x02, minimal)
  }
  if (raw.length !== 64) throw new RangeError(`r‖s has 64 octets, this has ${raw.length}`)
  return tlv(0x30, number(raw.subarray(0, 32)), number(raw.subarray(32)))
}

/** The r‖s of a SEQUENCE of two positive numbers of at most 32 octets, as OpenSSL writes it. */
export function decodeDerSignature(der: Uint8Array): Uint8Array {
  const raw = new Uint8Array(64)
  let at = 2
  for (const end of [32, 64]) {
    const length = der[at + 1] ?? 0
    const number = der.subarray(at + 2, at + 2 + length)
    const octets = number[0] === 0 ? number.subarray(1) : number
    raw.set(octets, end - octets.length)
    at += 2 + length
  }
  return raw
}

/**
 * The shared secret of a one-time key and the peer's (ECKA, x coordinate, 32 octets).
 * @throws RangeError when the curves differ
 */
export function agreeSecret(own: SigningKey, peer: VerifyingKey): Uint8Array {
  if (own.curve !== peer.curve) {
    throw new RangeError(`key agreement between ${own.curve} and ${peer.curve}`)
  }
  return new Uint8Array(diffieHellman({ privateKey: own.handle, publicKey: peer.handle }))
}

/** The data object `5F37` that carries a signature and is itself part of later signed input. */
export const signatureObject = (signature: Uint8Array): Uint8Array => tlv(0x5f37, signature)

/** SHA-256( SHA-256(code) ‖ transactionId ): how a confirmation code travels. SGP.22 §5.5.4. */
export const hashConfirmationCode = (code: string, transactionId: Uint8Array): Uint8Array =>
  sha256(sha256(new TextEncoder().encode(code)), transactionId)

const tokenSchema = tagged(0x84, integer())

/** The token data object that closes every signed input of ESep; 0 where there is no token. */
export const encodeAssociationToken = (token: number | undefined): Uint8Array =>
  encode(tokenSchema, token ?? 0)

/** One signed part of ESep: the bytes of its SEQUENCE, and the token of this eIM on this card. */
export interface PackageSigned {
  readonly signed: Uint8Array
  readonly token: number | undefined
}

/** What an eIM or a card signs: the SEQUENCE, then the token. SGP.32 §2.11.1.1, §2.11.1.2. */
export const packageSignatureInput = (part: PackageSigned): Uint8Array =>
  concatBytes(part.signed, encodeAssociationToken(part.token))

/** How a card bound its result to the request. */
export type ResultForm =
  /** By the association token: SGP.32 v1.1 and later. */
  | 'association-token'
  /** By the request's eimSignature: SGP.32 v1.0. */
  | 'request-signature'

export type ResultVerdict =
  | { readonly kind: 'verified'; readonly form: ResultForm }
  | { readonly kind: 'refused'; readonly code: 'result-signature'; readonly why: string }

export interface PackageResultClaim extends PackageSigned {
  /** The card's key, from a certificate that a chain has proven. */
  readonly key: VerifyingKey
  readonly signature: Uint8Array
  /** The eimSignature of the request this answers; without it the v1.0 form is not tried. */
  readonly requestSignature?: Uint8Array
}

/**
 * Whether a card signed this package result (euiccSignEPR, euiccSignEPE), and in which form. The
 * form of v1.0 is a card's true signature too, bound to one request; the caller decides by the
 * card's version whether it is to be taken.
 */
export function verifyPackageResult(claim: PackageResultClaim): ResultVerdict {
  const { key, signature, signed, requestSignature } = claim
  if (verifyBytes(key, signature, packageSignatureInput(claim))) {
    return { kind: 'verified', form: 'association-token' }
  }
  const bindings = requestSignature ? [signatureObject(requestSignature), requestSignature] : []
  if (bindings.some((binding) => verifyBytes(key, signature, concatBytes(signed, binding)))) {
    return { kind: 'verified', form: 'request-signature' }
  }
  const why = `no signature of this card over this result with token ${claim.token ?? 0}`
  return { kind: 'refused', code: 'result-signature', why }
}

/** Whether two public keys are the same. */
export const sameKey = (one: VerifyingKey, other: VerifyingKey): boolean =>
  one.curve === other.curve && equalBytes(one.point, other.point)
