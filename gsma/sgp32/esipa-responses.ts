// What an eIM sends to an IPA. SGP.32 §6.3.2.1 (EsipaMessageFromEimToIpa), §5.14 (functions).
// Parts that an SM-DP+ signed are carried and relayed as they came.

import type { Form } from '@holdfast/asn1/by-shape.ts'
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
import { named, octets, utf8 } from '@holdfast/asn1/schema.ts'
import { ctxParams1, serverSigned1 } from '../sgp22/authenticate.ts'
import { boundProfilePackageBytes } from '../sgp22/bound-profile-package.ts'
import { smdpSigned2 } from '../sgp22/download.ts'
import { octet32, signature, transactionId } from '../sgp22/elements.ts'
import { storeMetadataRequest } from '../sgp22/profile-info.ts'
import { certificate } from '../sgp22/x509-field.ts'
import { eimAcknowledgements } from './eim-package-result.ts'
import { euiccPackageRequest } from './euicc-package.ts'
import { ipaEuiccDataRequest } from './ipa-euicc-data.ts'
import { profileDownloadTriggerRequest } from './profile-download-trigger.ts'

/** InitiateAuthenticationOkEsipa, SGP.32 §5.14.1. */
export const initiateAuthenticationOkEsipa = sequence({
  transactionId: optional(tagged(0x80, transactionId)),
  serverSigned1: carried(serverSigned1),
  serverSignature1: signature,
  euiccCiPKIdentifierToBeUsed: octets(),
  serverCertificate: certificate,
  matchingId: optional(utf8()),
  ctxParams1: optional(explicit(0xa2, ctxParams1)),
})
export type InitiateAuthenticationOkEsipa = Infer<typeof initiateAuthenticationOkEsipa>

export const initiateAuthenticationErrorsEsipa = {
  invalidDpAddress: 1,
  euiccVersionNotSupportedByDp: 2,
  ciPKIdNotSupported: 3,
  smdpAddressMismatch: 50,
  smdpOidMismatch: 51,
  invalidEimTransactionId: 52,
  undefinedError: 127,
} as const

/** InitiateAuthenticationResponseEsipa, SGP.32 §5.14.1. */
export const initiateAuthenticationResponseEsipa = explicit(
  0xbf39,
  choice({
    initiateAuthenticationOkEsipa: tagged(0xa0, initiateAuthenticationOkEsipa),
    initiateAuthenticationErrorEsipa: tagged(0x81, named(initiateAuthenticationErrorsEsipa)),
  }),
)
export type InitiateAuthenticationResponseEsipa = Infer<typeof initiateAuthenticationResponseEsipa>

/** AuthenticateClientOkDPEsipa, SGP.32 §5.14.2. */
export const authenticateClientOkDPEsipa = sequence({
  transactionId: optional(tagged(0x80, transactionId)),
  profileMetaData: optional(carried(storeMetadataRequest)),
  smdpSigned2: carried(smdpSigned2),
  smdpSignature2: signature,
  smdpCertificate: certificate,
  hashCc: optional(octet32),
})
export type AuthenticateClientOkDPEsipa = Infer<typeof authenticateClientOkDPEsipa>

/** AuthenticateClientOkDSEsipa, SGP.32 §5.14.2. */
export const authenticateClientOkDSEsipa = sequence({
  transactionId: tagged(0x80, transactionId),
  profileDownloadTrigger: optional(profileDownloadTriggerRequest),
})
export type AuthenticateClientOkDSEsipa = Infer<typeof authenticateClientOkDSEsipa>

export const authenticateClientErrorsEsipa = {
  eumCertificateInvalid: 1,
  eumCertificateExpired: 2,
  euiccCertificateInvalid: 3,
  euiccCertificateExpired: 4,
  euiccSignatureInvalid: 5,
  matchingIdRefused: 6,
  eidMismatch: 7,
  noEligibleProfile: 8,
  ciPKUnknown: 9,
  invalidTransactionId: 10,
  insufficientMemory: 11,
  downloadOrderExpired: 18,
  pprNotAllowed: 50,
  eventIdUnknown: 56,
  undefinedError: 127,
} as const

/** AuthenticateClientResponseEsipa, SGP.32 §5.14.2. */
export const authenticateClientResponseEsipa = explicit(
  0xbf3b,
  choice({
    authenticateClientOkDPEsipa: tagged(0xa0, authenticateClientOkDPEsipa),
    authenticateClientOkDSEsipa: tagged(0xa1, authenticateClientOkDSEsipa),
    authenticateClientErrorEsipa: tagged(0x82, named(authenticateClientErrorsEsipa)),
  }),
)
export type AuthenticateClientResponseEsipa = Infer<typeof authenticateClientResponseEsipa>

/** GetBoundProfilePackageOkEsipa, SGP.32 §5.14.3. */
export const getBoundProfilePackageOkEsipa = sequence({
  transactionId: optional(tagged(0x80, transactionId)),
  boundProfilePackage: boundProfilePackageBytes,
})
export type GetBoundProfilePackageOkEsipa = Infer<typeof getBoundProfilePackageOkEsipa>

/** Value 6 is downloadOrderExpired up to v1.2. */
export const getBoundProfilePackageErrorsEsipa = {
  euiccSignatureInvalid: 1,
  confirmationCodeMissing: 2,
  confirmationCodeRefused: 3,
  confirmationCodeRetriesExceeded: 4,
  bppRebindingRefused: 5,
  deprecated: 6,
  metadataMismatch: 50,
  invalidTransactionId: 95,
  undefinedError: 127,
} as const

/** GetBoundProfilePackageResponseEsipa, SGP.32 §5.14.3. */
export const getBoundProfilePackageResponseEsipa = explicit(
  0xbf3a,
  choice({
    getBoundProfilePackageOkEsipa: tagged(0xa0, getBoundProfilePackageOkEsipa),
    getBoundProfilePackageErrorEsipa: tagged(0x81, named(getBoundProfilePackageErrorsEsipa)),
  }),
)
export type GetBoundProfilePackageResponseEsipa = Infer<typeof getBoundProfilePackageResponseEsipa>

export const cancelSessionErrorsEsipa = {
  invalidTransactionId: 1,
  euiccSignatureInvalid: 2,
  undefinedError: 127,
} as const

/** CancelSessionResponseEsipa, SGP.32 §5.14.8. */
export const cancelSessionResponseEsipa = explicit(
  0xbf41,
  choice({
    cancelSessionOk: tagged(0xa0, sequence({})),
    cancelSessionError: tagged(0x81, named(cancelSessionErrorsEsipa)),
  }),
)
export type CancelSessionResponseEsipa = Infer<typeof cancelSessionResponseEsipa>

export const eimPackageErrors = {
  noEimPackageAvailable: 1,
  eidNotFound: 2,
  invalidEid: 3,
  missingEid: 4,
  undefinedError: 127,
} as const

/** GetEimPackageResponse, SGP.32 §5.14.5. */
export const getEimPackageResponse = explicit(
  0xbf4f,
  choice({
    euiccPackageRequest,
    ipaEuiccDataRequest,
    profileDownloadTriggerRequest,
    eimPackageError: named(eimPackageErrors),
  }),
)
export type GetEimPackageResponse = Infer<typeof getEimPackageResponse>

export const provideEimPackageResultErrors = {
  eidNotFound: 2,
  invalidEid: 3,
  missingEid: 4,
  undefinedError: 127,
} as const

const responseArms = choice({
  eimAcknowledgements,
  emptyResponse: sequence({}),
  provideEimPackageResultError: named(provideEimPackageResultErrors),
})
export type ProvideEimPackageResultResponse = Infer<typeof responseArms>

/** `BF5000`, the empty response of v1.0. */
const emptyV10: Form<ProvideEimPackageResultResponse> = {
  read: () => ({ kind: 'emptyResponse', value: {} }),
  dump: (_bytes, at, name) => ({
    name,
    tag: at.tag,
    offset: at.start,
    length: at.end - at.start,
    text: 'emptyResponse (v1.0)',
  }),
}

/** ProvideEimPackageResultResponse, SGP.32 §5.14.6. */
export const provideEimPackageResultResponse = byShape(
  explicit(0xbf50, responseArms),
  (_bytes, at) => (at.valueStart === at.end ? emptyV10 : undefined),
)

/**
 * ProvideEimPackageResultResponse of v1.0, where nothing to acknowledge is `BF5000`. SGP.32 §5.14.6.
 */
export const provideEimPackageResultResponseV10 = tagged(
  0xbf50,
  sequence({ eimAcknowledgements: optional(eimAcknowledgements) }),
)
export type ProvideEimPackageResultResponseV10 = Infer<typeof provideEimPackageResultResponseV10>

/** TransferEimPackageRequest, SGP.32 §5.14.4. */
export const transferEimPackageRequest = explicit(
  0xbf4e,
  choice({
    euiccPackageRequest,
    ipaEuiccDataRequest,
    eimAcknowledgements,
    profileDownloadTriggerRequest,
  }),
)
export type TransferEimPackageRequest = Infer<typeof transferEimPackageRequest>

/** EsipaMessageFromEimToIpa, SGP.32 §6.3.2.1: every body that an eIM sends. */
export const esipaMessageFromEimToIpa = choice({
  initiateAuthenticationResponseEsipa,
  authenticateClientResponseEsipa,
  getBoundProfilePackageResponseEsipa,
  cancelSessionResponseEsipa,
  transferEimPackageRequest,
  getEimPackageResponse,
  provideEimPackageResultResponse,
})
export type EsipaMessageFromEimToIpa = Infer<typeof esipaMessageFromEimToIpa>
