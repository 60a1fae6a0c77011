// ES9+ and ES11 in the ASN.1 binding: one wrapper tag A2 around a request or a response.
// SGP.22 §5.6 (ES9+), §5.8 (ES11), §6.6.2 (binding). Relayed parts are carried.

import { carried, choice, explicit, listOf, sequence, tagged } from '@holdfast/asn1/constructed.ts'
import type { Infer } from '@holdfast/asn1/schema.ts'
import { named, utf8 } from '@holdfast/asn1/schema.ts'
import { authenticateServerResponse, serverSigned1 } from './authenticate.ts'
import { boundProfilePackageBytes } from './bound-profile-package.ts'
import { cancelSessionResponse } from './cancel-session.ts'
import { prepareDownloadResponse, smdpSigned2 } from './download.ts'
import { address, octet16, signature, subjectKeyIdentifier, transactionId } from './elements.ts'
import { euiccInfo1 } from './euicc-info.ts'
import { pendingNotification } from './notification.ts'
import { storeMetadataRequest } from './profile-info.ts'
import { certificate } from './x509-field.ts'

/** InitiateAuthenticationRequest, SGP.22 §5.6.1. */
export const initiateAuthenticationRequest = tagged(
  0xbf39,
  sequence({
    euiccChallenge: tagged(0x81, octet16),
    smdpAddress: tagged(0x83, address),
    euiccInfo1: carried(euiccInfo1),
  }),
)
export type InitiateAuthenticationRequest = Infer<typeof initiateAuthenticationRequest>

/** InitiateAuthenticationOkEs9, SGP.22 §5.6.1. */
export const initiateAuthenticationOkEs9 = sequence({
  transactionId: tagged(0x80, transactionId),
  serverSigned1: carried(serverSigned1),
  serverSignature1: signature,
  euiccCiPKIdToBeUsed: subjectKeyIdentifier,
  serverCertificate: certificate,
})
export type InitiateAuthenticationOkEs9 = Infer<typeof initiateAuthenticationOkEs9>

export const initiateAuthenticationErrors = {
  invalidDpAddress: 1,
  euiccVersionNotSupportedByDp: 2,
  ciPKNotSupported: 3,
} as const

/** InitiateAuthenticationResponse, SGP.22 §5.6.1. */
export const initiateAuthenticationResponse = explicit(
  0xbf39,
  choice({
    initiateAuthenticationOk: tagged(0xa0, initiateAuthenticationOkEs9),
    initiateAuthenticationError: tagged(0x81, named(initiateAuthenticationErrors)),
  }),
)
export type InitiateAuthenticationResponse = Infer<typeof initiateAuthenticationResponse>

/** AuthenticateClientRequest, SGP.22 §5.6.3. */
export const authenticateClientRequest = tagged(
  0xbf3b,
  sequence({
    transactionId: tagged(0x80, transactionId),
    authenticateServerResponse: carried(authenticateServerResponse),
  }),
)
export type AuthenticateClientRequest = Infer<typeof authenticateClientRequest>

/** AuthenticateClientOk, SGP.22 §5.6.3. */
export const authenticateClientOk = sequence({
  transactionId: tagged(0x80, transactionId),
  profileMetaData: carried(storeMetadataRequest),
  smdpSigned2: carried(smdpSigned2),
  smdpSignature2: signature,
  smdpCertificate: certificate,
})
export type AuthenticateClientOk = Infer<typeof authenticateClientOk>

export const authenticateClientErrors = {
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
  undefinedError: 127,
} as const

/** AuthenticateClientResponseEs9, SGP.22 §5.6.3. */
export const authenticateClientResponseEs9 = explicit(
  0xbf3b,
  choice({
    authenticateClientOk: tagged(0xa0, authenticateClientOk),
    authenticateClientError: tagged(0x81, named(authenticateClientErrors)),
  }),
)
export type AuthenticateClientResponseEs9 = Infer<typeof authenticateClientResponseEs9>

/** GetBoundProfilePackageRequest, SGP.22 §5.6.2. */
export const getBoundProfilePackageRequest = tagged(
  0xbf3a,
  sequence({
    transactionId: tagged(0x80, transactionId),
    prepareDownloadResponse: carried(prepareDownloadResponse),
  }),
)
export type GetBoundProfilePackageRequest = Infer<typeof getBoundProfilePackageRequest>

export const getBoundProfilePackageErrors = {
  euiccSignatureInvalid: 1,
  confirmationCodeMissing: 2,
  confirmationCodeRefused: 3,
  confirmationCodeRetriesExceeded: 4,
  bppRebindingRefused: 5,
  downloadOrderExpired: 6,
  invalidTransactionId: 95,
  undefinedError: 127,
} as const

/** GetBoundProfilePackageOk, SGP.22 §5.6.2. */
export const getBoundProfilePackageOk = sequence({
  transactionId: tagged(0x80, transactionId),
  boundProfilePackage: boundProfilePackageBytes,
})

/** GetBoundProfilePackageResponse, SGP.22 §5.6.2. */
export const getBoundProfilePackageResponse = explicit(
  0xbf3a,
  choice({
    getBoundProfilePackageOk: tagged(0xa0, getBoundProfilePackageOk),
    getBoundProfilePackageError: tagged(0x81, named(getBoundProfilePackageErrors)),
  }),
)
export type GetBoundProfilePackageResponse = Infer<typeof getBoundProfilePackageResponse>

/** HandleNotification, SGP.22 §5.6.4. */
export const handleNotification = tagged(
  0xbf3d,
  sequence({ pendingNotification: explicit(0xa0, carried(pendingNotification)) }),
)
export type HandleNotification = Infer<typeof handleNotification>

/** CancelSessionRequestEs9, SGP.22 §5.6.5. */
export const cancelSessionRequestEs9 = tagged(
  0xbf41,
  sequence({
    transactionId: tagged(0x80, transactionId),
    cancelSessionResponse: tagged(0xa1, carried(cancelSessionResponse)),
  }),
)
export type CancelSessionRequestEs9 = Infer<typeof cancelSessionRequestEs9>

export const cancelSessionErrors = {
  invalidTransactionId: 1,
  euiccSignatureInvalid: 2,
  undefinedError: 127,
} as const

/** CancelSessionResponseEs9, SGP.22 §5.6.5. */
export const cancelSessionResponseEs9 = explicit(
  0xbf41,
  choice({
    cancelSessionOk: tagged(0xa0, sequence({})),
    cancelSessionError: tagged(0x81, named(cancelSessionErrors)),
  }),
)
export type CancelSessionResponseEs9 = Infer<typeof cancelSessionResponseEs9>

/** EventEntries, SGP.22 §5.8.2. */
export const eventEntries = sequence({
  eventId: tagged(0x80, utf8()),
  rspServerAddress: tagged(0x81, address),
})

export const authenticateClientErrorsEs11 = {
  eumCertificateInvalid: 1,
  eumCertificateExpired: 2,
  euiccCertificateInvalid: 3,
  euiccCertificateExpired: 4,
  euiccSignatureInvalid: 5,
  eventIdUnknown: 6,
  invalidTransactionId: 7,
  undefinedError: 127,
} as const

/** AuthenticateClientResponseEs11, SGP.22 §5.8.2. */
export const authenticateClientResponseEs11 = explicit(
  0xbf40,
  choice({
    authenticateClientOk: tagged(
      0xa0,
      sequence({
        transactionId: tagged(0x80, transactionId),
        eventEntries: tagged(0xa1, listOf(eventEntries)),
      }),
    ),
    authenticateClientError: tagged(0x81, named(authenticateClientErrorsEs11)),
  }),
)
export type AuthenticateClientResponseEs11 = Infer<typeof authenticateClientResponseEs11>

/** RemoteProfileProvisioningRequest, SGP.22 §6.6.2. */
export const remoteProfileProvisioningRequest = explicit(
  0xa2,
  choice({
    initiateAuthenticationRequest,
    authenticateClientRequest,
    getBoundProfilePackageRequest,
    cancelSessionRequestEs9,
    handleNotification,
  }),
)
export type RemoteProfileProvisioningRequest = Infer<typeof remoteProfileProvisioningRequest>

/** RemoteProfileProvisioningResponse, SGP.22 §6.6.2. */
export const remoteProfileProvisioningResponse = explicit(
  0xa2,
  choice({
    initiateAuthenticationResponse,
    authenticateClientResponseEs9,
    getBoundProfilePackageResponse,
    cancelSessionResponseEs9,
    authenticateClientResponseEs11,
  }),
)
export type RemoteProfileProvisioningResponse = Infer<typeof remoteProfileProvisioningResponse>
