// Whether a server's certificate may speak for the role it claims, as a card checks it: signed by a
// CI the card trusts, the right policy, a name with one OID. A card has no clock, so dates are not
// looked at. SGP.22 §4.5.2, §5.7.13, §5.7.5.

import { Asn1Error } from '@holdfast/asn1/error.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import type { Certificate } from '@holdfast/gsma/certificate-fields.ts'
import { decodeCertificate } from '@holdfast/gsma/certificate-fields.ts'
import type { VerifyingKey } from '@holdfast/gsma/signature.ts'
import { curveByOid, decodePublicKeyInfo, verifyBytes } from '@holdfast/gsma/signature.ts'
import type { CardIdentity, TrustedCi } from './card.ts'

const rolePolicies = {
  'SM-DP+ authentication': '2.23.146.1.2.1.4',
  'SM-DP+ profile binding': '2.23.146.1.2.1.5',
  'SM-DS authentication': '2.23.146.1.2.1.7',
} as const
export type ServerRole = keyof typeof rolePolicies

export type CertificateVerdict =
  | {
      readonly kind: 'trusted'
      readonly role: ServerRole
      readonly oid: string
      readonly key: VerifyingKey
      /** Index of the CI that issued it. */
      readonly ci: number
    }
  | {
      readonly kind: 'refused'
      readonly code: 'invalid-certificate' | 'unsupported-curve' | 'invalid-oid' | 'unknown-ci'
    }

/** What the certificate proves, for one of `roles`. */
export function judgeServerCertificate(
  identity: CardIdentity,
  bytes: Uint8Array,
  roles: readonly ServerRole[],
): CertificateVerdict {
  const certificate = read(bytes)
  if (!certificate) return { kind: 'refused', code: 'invalid-certificate' }
  const ci = identity.cis.findIndex(
    (known) => formatHex(known.keyId) === certificate.authorityKeyId,
  )
  const issuer = identity.cis[ci]
  if (!issuer) return { kind: 'refused', code: 'unknown-ci' }
  if (!isSignedBy(issuer, certificate)) return { kind: 'refused', code: 'invalid-certificate' }
  const mayOnlySign = !certificate.isAuthority && certificate.unknownCritical.length === 0
  const signs = certificate.keyUsage?.includes('digitalSignature') ?? false
  if (!mayOnlySign || !signs) return { kind: 'refused', code: 'invalid-certificate' }
  if (!curveByOid(certificate.curveOid)) return { kind: 'refused', code: 'unsupported-curve' }
  const role = roles.find((one) => certificate.policies.includes(rolePolicies[one]))
  const [oid, ...others] = certificate.registeredIds
  if (!role || !oid || others.length > 0) return { kind: 'refused', code: 'invalid-oid' }
  const key = decodePublicKeyInfo(certificate.publicKeyInfo)
  if (!key.ok) return { kind: 'refused', code: 'unsupported-curve' }
  return { kind: 'trusted', role, oid, key: key.value, ci }
}

function read(bytes: Uint8Array): Certificate | undefined {
  try {
    return decodeCertificate(bytes)
  } catch (cause) {
    if (cause instanceof Asn1Error) return undefined
    throw cause
  }
}

const issuerKeys = new WeakMap<TrustedCi, VerifyingKey>()

function isSignedBy(issuer: TrustedCi, certificate: Certificate): boolean {
  const key = issuerKeys.get(issuer) ?? issuerKey(issuer)
  issuerKeys.set(issuer, key)
  return verifyBytes(key, certificate.signature, certificate.signedBytes)
}

function issuerKey(issuer: TrustedCi): VerifyingKey {
  const key = decodePublicKeyInfo(decodeCertificate(issuer.certificate).publicKeyInfo)
  if (!key.ok) throw new Error(`the card's own CI certificate has no usable key: ${key.why}`)
  return key.value
}
