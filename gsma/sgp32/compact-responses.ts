// The card's download answers as an IPA hands them to an eIM: those of SGP.22, or the compact forms
// of an IPA that leaves out what the eIM knows. SGP.32 §5.14.1 to §5.14.3, §5.14.8.

import { byShape } from '@holdfast/asn1/by-shape.ts'
import {
  carried,
  choice,
  explicit,
  optional,
  sequence,
  tagged,
} from '@holdfast/asn1/constructed.ts'
import type { Infer } from '@holdfast/asn1/schema.ts'
import { octets } from '@holdfast/asn1/schema.ts'
import {
  authenticateResponseError,
  authenticateResponseOk,
  ctxParams1,
  euiccSigned1,
} from '../sgp22/authenticate.ts'
import {
  cancelSessionReason,
  cancelSessionResponseError,
  cancelSessionResponseOk,
} from '../sgp22/cancel-session.ts'
import { prepareDownloadResponseError, prepareDownloadResponseOk } from '../sgp22/download.ts'
import { octet32, oneTimePublicKey, signature } from '../sgp22/elements.ts'
import { certificate } from '../sgp22/x509-field.ts'

/** CompactEuiccSigned1, SGP.32 §5.14.2. */
export const compactEuiccSigned1 = sequence({
  extCardResource: tagged(0x84, octets()),
  ctxParams1: optional(explicit(0xa2, ctxParams1)),
})

/** CompactAuthenticateResponseOk, SGP.32 §5.14.2. */
export const compactAuthenticateResponseOk = sequence({
  signedData: choice({
    euiccSigned1: carried(euiccSigned1),
    compactEuiccSigned1: tagged(0xa0, compactEuiccSigned1),
  }),
  euiccSignature1: signature,
  euiccCertificate: optional(tagged(0xa1, certificate)),
  eumCertificate: optional(tagged(0xa2, certificate)),
})
export type CompactAuthenticateResponseOk = Infer<typeof compactAuthenticateResponseOk>

/** AuthenticateServerResponse, SGP.32 §5.14.2. */
export const authenticateServerResponse = explicit(
  0xbf38,
  choice({
    authenticateResponseOk: tagged(0xa0, authenticateResponseOk),
    authenticateResponseError: tagged(0xa1, authenticateResponseError),
    compactAuthenticateResponseOk: tagged(0xa2, compactAuthenticateResponseOk),
  }),
)
export type AuthenticateServerResponse = Infer<typeof authenticateServerResponse>

/** CompactPrepareDownloadResponseOk, SGP.32 §5.14.3. */
export const compactPrepareDownloadResponseOk = sequence({
  compactEuiccSigned2: carried(
    sequence({ euiccOtpk: optional(oneTimePublicKey), hashCc: optional(octet32) }),
  ),
  euiccSignature2: signature,
})
export type CompactPrepareDownloadResponseOk = Infer<typeof compactPrepareDownloadResponseOk>

/** PrepareDownloadResponse, SGP.32 §5.14.3. */
export const prepareDownloadResponse = explicit(
  0xbf21,
  choice({
    downloadResponseOk: tagged(0xa0, prepareDownloadResponseOk),
    downloadResponseError: tagged(0xa1, prepareDownloadResponseError),
    compactDownloadResponseOk: tagged(0xa2, compactPrepareDownloadResponseOk),
  }),
)
export type PrepareDownloadResponse = Infer<typeof prepareDownloadResponse>

/** CompactCancelSessionResponseOk, SGP.32 §5.14.8. */
export const compactCancelSessionResponseOk = sequence({
  compactEuiccCancelSessionSigned: carried(
    sequence({ reason: optional(tagged(0x80, cancelSessionReason)) }),
  ),
  euiccCancelSessionSignature: signature,
})
export type CompactCancelSessionResponseOk = Infer<typeof compactCancelSessionResponseOk>

/** CancelSessionResponse, SGP.32 §5.14.8. */
export const cancelSessionResponse = explicit(
  0xbf41,
  choice({
    cancelSessionResponseOk: tagged(0xa0, cancelSessionResponseOk),
    cancelSessionResponseError: tagged(0x81, cancelSessionResponseError),
    compactCancelSessionResponseOk: tagged(0xa2, compactCancelSessionResponseOk),
  }),
)
export type CancelSessionResponse = Infer<typeof cancelSessionResponse>

const nestedCancelSession = carried(cancelSessionResponse)
const nestedUnderA1 = explicit(0xa1, nestedCancelSession)

/**
 * cancelSessionResponse as a member of CancelSessionRequestEsipa, SGP.32 §5.14.8. A1 replaces BF41;
 * a compiler in the field nests BF41 inside A1, and a bare BF41 is taken too. The carried bytes
 * begin with BF41 in each case.
 */
export const cancelSessionResponseMember = byShape(
  tagged(0xa1, nestedCancelSession),
  (bytes, at) => {
    if (at.tag === 0xbf41) return nestedCancelSession
    const begins = bytes[at.valueStart] === 0xbf && bytes[at.valueStart + 1] === 0x41
    return begins ? nestedUnderA1 : undefined
  },
  0xbf41,
)
