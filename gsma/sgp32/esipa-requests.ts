// What an IPA sends to an eIM. SGP.32 §6.3.2.1 (EsipaMessageFromIpaToEim), §5.14 (functions).
// What is relayed to an SM-DP+ is carried. v1.0 shapes are taken; the value says when one was met.

import { byShape, childTags, undoubled } from '@holdfast/asn1/by-shape.ts'
import {
  carried,
  choice,
  explicit,
  optional,
  sequence,
  tagged,
} from '@holdfast/asn1/constructed.ts'
import type { Infer } from '@holdfast/asn1/schema.ts'
import { named, nothing } from '@holdfast/asn1/schema.ts'
import { address, eidValue, octet16, plmn, transactionId } from '../sgp22/elements.ts'
import { euiccInfo1 } from '../sgp22/euicc-info.ts'
import {
  authenticateServerResponse,
  cancelSessionResponseMember,
  prepareDownloadResponse,
} from './compact-responses.ts'
import { tellGetEimPackage, tellProvideResult, withDialect } from './dialect.ts'
import {
  eimPackageResult,
  eimPackageResultErrorCode,
  ePRAndNotifications,
} from './eim-package-result.ts'
import { euiccPackageResult } from './euicc-package-result.ts'
import { ipaEuiccDataResponse } from './ipa-euicc-data.ts'
import { pendingNotification } from './notification.ts'

/** InitiateAuthenticationRequestEsipa, SGP.32 §5.14.1. */
export const initiateAuthenticationRequestEsipa = tagged(
  0xbf39,
  sequence({
    euiccChallenge: tagged(0x81, octet16),
    smdpAddress: optional(tagged(0x83, address)),
    euiccInfo1: optional(carried(euiccInfo1)),
    eimTransactionId: optional(tagged(0x82, transactionId)),
  }),
)
export type InitiateAuthenticationRequestEsipa = Infer<typeof initiateAuthenticationRequestEsipa>

/** AuthenticateClientRequestEsipa, SGP.32 §5.14.2. */
export const authenticateClientRequestEsipa = tagged(
  0xbf3b,
  sequence({
    transactionId: tagged(0x80, transactionId),
    authenticateServerResponse: carried(authenticateServerResponse),
  }),
)
export type AuthenticateClientRequestEsipa = Infer<typeof authenticateClientRequestEsipa>

/** GetBoundProfilePackageRequestEsipa, SGP.32 §5.14.3. */
export const getBoundProfilePackageRequestEsipa = tagged(
  0xbf3a,
  sequence({
    transactionId: tagged(0x80, transactionId),
    prepareDownloadResponse: carried(prepareDownloadResponse),
  }),
)
export type GetBoundProfilePackageRequestEsipa = Infer<typeof getBoundProfilePackageRequestEsipa>

/** CancelSessionRequestEsipa, SGP.32 §5.14.8. */
export const cancelSessionRequestEsipa = tagged(
  0xbf41,
  sequence({
    transactionId: tagged(0x80, transactionId),
    cancelSessionResponse: cancelSessionResponseMember,
  }),
)
export type CancelSessionRequestEsipa = Infer<typeof cancelSessionRequestEsipa>

export const stateChangeCauses = {
  otherEim: 0,
  fallback: 1,
  emergencyProfile: 2,
  local: 3,
  reset: 4,
  immediateEnableProfile: 5,
  deviceChange: 6,
  undefined: 127,
} as const
export const stateChangeCause = named(stateChangeCauses)

const standardGetEimPackageRequest = tagged(
  0xbf4f,
  sequence({
    eidValue,
    notifyStateChange: optional(tagged(0x80, nothing())),
    stateChangeCause: optional(tagged(0x81, stateChangeCause)),
    rPLMN: optional(tagged(0x82, plmn)),
  }),
)

/** GetEimPackageRequest of v1.0: the PLMN under 81. */
export const getEimPackageRequestV10 = tagged(
  0xbf4f,
  sequence({
    eidValue,
    notifyStateChange: optional(tagged(0x80, nothing())),
    rPLMN: optional(tagged(0x81, plmn)),
  }),
)

/** GetEimPackageRequest, SGP.32 §5.14.5. */
export const getEimPackageRequest = withDialect(
  byShape(standardGetEimPackageRequest, (bytes, at) =>
    tellGetEimPackage(bytes, at) === 'v1.0' ? getEimPackageRequestV10 : undefined,
  ),
  tellGetEimPackage,
)
export type GetEimPackageRequest = Infer<typeof getEimPackageRequest>

/** ProvideEimPackageResult, SGP.32 §5.14.6; v1.0 has no EID. */
export const provideEimPackageResult = withDialect(
  tagged(0xbf50, sequence({ eidValue: optional(eidValue), eimPackageResult })),
  tellProvideResult,
)
export type ProvideEimPackageResult = Infer<typeof provideEimPackageResult>

const nestedInA1 = explicit(0xa1, provideEimPackageResult)

/** The arm A1 of v1.0: the result with or without its own BF50. */
const provideResultArm = byShape(
  provideEimPackageResult,
  (bytes, at) => {
    const nested = at.tag === 0xa1 && childTags(bytes, at)[0] === 0xbf50
    return nested ? nestedInA1 : undefined
  },
  0xa1,
)

/** HandleNotificationEsipa, SGP.32 §5.14.7. */
export const handleNotificationEsipa = explicit(
  0xbf3d,
  choice({
    pendingNotification: explicit(0xa0, carried(pendingNotification)),
    provideEimPackageResult: provideResultArm,
  }),
)
export type HandleNotificationEsipa = Infer<typeof handleNotificationEsipa>

const correlationId = explicit(
  0xa0,
  choice({ eimTransactionId: tagged(0x80, transactionId), eidValue }),
)

/** TransferEimPackageResponse, SGP.32 §5.14.4; BF60 and BF61 since v1.3. */
export const transferEimPackageResponse = explicit(
  0xbf4e,
  choice({
    euiccPackageResult,
    ePRAndNotifications,
    ipaEuiccDataResponse,
    eimPackageReceived: nothing(),
    eimPackageReceivedWithCid: tagged(0xbf60, sequence({ correlationId: optional(correlationId) })),
    eimPackageError: eimPackageResultErrorCode,
    eimPackageErrorWithCid: tagged(
      0xbf61,
      sequence({
        correlationId: optional(correlationId),
        eimPackageError: tagged(0x81, eimPackageResultErrorCode),
      }),
    ),
  }),
)
export type TransferEimPackageResponse = Infer<typeof transferEimPackageResponse>

/** EsipaMessageFromIpaToEim, SGP.32 §6.3.2.1: every body that an IPA sends. */
export const esipaMessageFromIpaToEim = choice({
  initiateAuthenticationRequestEsipa: undoubled(initiateAuthenticationRequestEsipa),
  authenticateClientRequestEsipa: undoubled(authenticateClientRequestEsipa),
  getBoundProfilePackageRequestEsipa: undoubled(getBoundProfilePackageRequestEsipa),
  cancelSessionRequestEsipa: undoubled(cancelSessionRequestEsipa),
  handleNotificationEsipa,
  transferEimPackageResponse,
  getEimPackageRequest: undoubled(getEimPackageRequest),
  provideEimPackageResult: undoubled(provideEimPackageResult),
})
export type EsipaMessageFromIpaToEim = Infer<typeof esipaMessageFromIpaToEim>
