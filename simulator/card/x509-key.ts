// The public key inside a certificate, for those whose certificate is trusted because someone
// trusted handed it over (an eIM's), not because of a chain. SGP.32 §2.11.1.1.

import { Asn1Error } from '@holdfast/asn1/error.ts'
import { decodeCertificate } from '@holdfast/gsma/certificate-fields.ts'

/** SubjectPublicKeyInfo of the certificate; undefined when it is not one. */
export function publicKeyInfoOf(certificate: Uint8Array): Uint8Array | undefined {
  try {
    return decodeCertificate(certificate).publicKeyInfo
  } catch (cause) {
    if (cause instanceof Asn1Error) return undefined
    throw cause
  }
}
