// Common mutual authentication: what the server signs, what the card answers and signs.
// SGP.22 §3.0.1, §5.7.13 (ES10b.AuthenticateServer), §5.7.7 (GetEUICCChallenge).
// Signed structures are carried: signatures are over the bytes as they were sent.

import {
  carried,
  choice,
  explicit,
  optional,
  sequence,
  tagged,
} from '@holdfast/asn1/constructed.ts'
import type { Infer } from '@holdfast/asn1/schema.ts'
import { integer, named, namedBits, octets, utf8 } from '@holdfast/asn1/schema.ts'
import {
  address,
  octet16,
  signature,
  subjectKeyIdentifier,
  transactionId,
  versionType,
} from './elements.ts'
import { euiccInfo2 } from './euicc-info.ts'
import { certificate } from './x509-field.ts'

/** GetEuiccChallengeRequest, SGP.22 §5.7.7. */
export const getEuiccChallengeRequest = tagged(0xbf2e, sequence({}))

/** GetEuiccChallengeResponse, SGP.22 §5.7.7. */
export const getEuiccChallengeResponse = tagged(
  0xbf2e,
  sequence({ euiccChallenge: tagged(0x80, octet16) }),
)
export type GetEuiccChallengeResponse = Infer<typeof getEuiccChallengeResponse>

const letters = 'abcdefghijklmnopqrstuvwxyz'.split('')
const catClasses = [...letters, ...letters.slice(0, 13).map((letter) => `a${letter}`)]

/** CatSupportedClasses: letter classes a to am, ETSI TS 102 223. */
export const catSupportedClasses = namedBits(
  Object.fromEntries(catClasses.map((name, bit) => [name, bit])),
)

/** DeviceCapabilities, SGP.22 §4.2. */
export const deviceCapabilities = sequence({
  gsmSupportedRelease: optional(tagged(0x80, versionType)),
  utranSupportedRelease: optional(tagged(0x81, versionType)),
  cdma2000onexSupportedRelease: optional(tagged(0x82, versionType)),
  cdma2000hrpdSupportedRelease: optional(tagged(0x83, versionType)),
  cdma2000ehrpdSupportedRelease: optional(tagged(0x84, versionType)),
  eutranEpcSupportedRelease: optional(tagged(0x85, versionType)),
  contactlessSupportedRelease: optional(tagged(0x86, versionType)),
  rspCrlSupportedVersion: optional(tagged(0x87, versionType)),
  nrEpcSupportedRelease: optional(tagged(0x88, versionType)),
  nr5gcSupportedRelease: optional(tagged(0x89, versionType)),
  eutran5gcSupportedRelease: optional(tagged(0x8a, versionType)),
  lpaSvn: optional(tagged(0x8b, versionType)),
  catSupportedClasses: optional(tagged(0x8c, catSupportedClasses)),
  euiccFormFactorType: optional(tagged(0x8d, integer())),
  deviceAdditionalFeatureSupport: optional(
    tagged(0xae, sequence({ naiSupport: optional(tagged(0x80, versionType)) })),
  ),
})
export type DeviceCapabilities = Infer<typeof deviceCapabilities>

/** DeviceInfo, SGP.22 §4.2. */
export const deviceInfo = sequence({
  tac: tagged(0x80, octets({ min: 4, max: 4 })),
  deviceCapabilities: tagged(0xa1, deviceCapabilities),
  imei: optional(tagged(0x82, octets({ min: 8, max: 8 }))),
})
export type DeviceInfo = Infer<typeof deviceInfo>

/** CtxParams1, SGP.22 §5.7.13. */
export const ctxParams1 = choice({
  ctxParamsForCommonAuthentication: tagged(
    0xa0,
    sequence({
      matchingId: optional(tagged(0x80, utf8())),
      deviceInfo: tagged(0xa1, deviceInfo),
    }),
  ),
})
export type CtxParams1 = Infer<typeof ctxParams1>

/** ServerSigned1, SGP.22 §5.6.1. Signed by the SM-DP+ or SM-DS. */
export const serverSigned1 = sequence({
  transactionId: tagged(0x80, transactionId),
  euiccChallenge: tagged(0x81, octet16),
  serverAddress: tagged(0x83, address),
  serverChallenge: tagged(0x84, octet16),
})
export type ServerSigned1 = Infer<typeof serverSigned1>

/** AuthenticateServerRequest, SGP.22 §5.7.13. */
export const authenticateServerRequest = tagged(
  0xbf38,
  sequence({
    serverSigned1: carried(serverSigned1),
    serverSignature1: signature,
    euiccCiPKIdToBeUsed: subjectKeyIdentifier,
    serverCertificate: certificate,
    ctxParams1,
  }),
)
export type AuthenticateServerRequest = Infer<typeof authenticateServerRequest>

/** EuiccSigned1, SGP.22 §5.7.13. Signed by the eUICC. */
export const euiccSigned1 = sequence({
  transactionId: tagged(0x80, transactionId),
  serverAddress: tagged(0x83, address),
  serverChallenge: tagged(0x84, octet16),
  euiccInfo2,
  ctxParams1,
})
export type EuiccSigned1 = Infer<typeof euiccSigned1>

/** AuthenticateResponseOk, SGP.22 §5.7.13. */
export const authenticateResponseOk = sequence({
  euiccSigned1: carried(euiccSigned1),
  euiccSignature1: signature,
  euiccCertificate: certificate,
  eumCertificate: certificate,
})
export type AuthenticateResponseOk = Infer<typeof authenticateResponseOk>

export const authenticateErrorCodes = {
  invalidCertificate: 1,
  invalidSignature: 2,
  unsupportedCurve: 3,
  noSessionContext: 4,
  invalidOid: 5,
  euiccChallengeMismatch: 6,
  ciPKUnknown: 7,
  undefinedError: 127,
} as const

/** AuthenticateResponseError, SGP.22 §5.7.13. */
export const authenticateResponseError = sequence({
  transactionId: tagged(0x80, transactionId),
  authenticateErrorCode: named(authenticateErrorCodes),
})

/** AuthenticateServerResponse, SGP.22 §5.7.13. */
export const authenticateServerResponse = explicit(
  0xbf38,
  choice({
    authenticateResponseOk: tagged(0xa0, authenticateResponseOk),
    authenticateResponseError: tagged(0xa1, authenticateResponseError),
  }),
)
export type AuthenticateServerResponse = Infer<typeof authenticateServerResponse>
