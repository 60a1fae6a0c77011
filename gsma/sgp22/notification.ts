// What a card signs after it changed: installation results and other notifications, and how they
// are listed, fetched and removed. SGP.22 §3.5, §5.7.9 to §5.7.11, §2.5.6 (installation result).
// Notifications are carried: they are stored, relayed and verified as the bytes the card made.

import type { Form } from '@holdfast/asn1/by-shape.ts'
import { byShape, childTags, formOf } from '@holdfast/asn1/by-shape.ts'
import {
  carried,
  choice,
  explicit,
  listOf,
  optional,
  sequence,
  tagged,
} from '@holdfast/asn1/constructed.ts'
import { readElement, readElements } from '@holdfast/asn1/der.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import type { Infer } from '@holdfast/asn1/schema.ts'
import { integer, named, octets, oid, utf8 } from '@holdfast/asn1/schema.ts'
import { dumpUnknown } from '@holdfast/asn1/unknown.ts'
import { iccid, notificationEvent, signature, transactionId } from './elements.ts'
import { certificate } from './x509-field.ts'

/** NotificationMetadata, SGP.22 §5.7.9. Signed by the eUICC in other notifications. */
export const notificationMetadata = tagged(
  0xbf2f,
  sequence({
    seqNumber: tagged(0x80, integer()),
    profileManagementOperation: tagged(0x81, notificationEvent),
    notificationAddress: utf8(),
    iccid: optional(iccid),
  }),
)
export type NotificationMetadata = Infer<typeof notificationMetadata>

/** SuccessResult, SGP.22 §2.5.6. */
export const successResult = sequence({
  aid: tagged(0x4f, octets({ min: 5, max: 16 })),
  simaResponse: octets(),
})

export const bppCommandIds = {
  initialiseSecureChannel: 0,
  configureISDP: 1,
  storeMetadata: 2,
  storeMetadata2: 3,
  replaceSessionKeys: 4,
  loadProfileElements: 5,
} as const

export const errorReasons = {
  incorrectInputValues: 1,
  invalidSignature: 2,
  invalidTransactionId: 3,
  unsupportedCrtValues: 4,
  unsupportedRemoteOperationType: 5,
  unsupportedProfileClass: 6,
  scp03tStructureError: 7,
  scp03tSecurityError: 8,
  installFailedDueToIccidAlreadyExistsOnEuicc: 9,
  installFailedDueToInsufficientMemoryForProfile: 10,
  installFailedDueToInterruption: 11,
  installFailedDueToPEProcessingError: 12,
  installFailedDueToDataMismatch: 13,
  testProfileInstallFailedDueToInvalidNaaKey: 14,
  pprNotAllowed: 15,
  installFailedDueToUnknownError: 127,
} as const

/** ErrorResult, SGP.22 §2.5.6. */
export const errorResult = sequence({
  bppCommandId: tagged(0x80, named(bppCommandIds)),
  errorReason: tagged(0x81, named(errorReasons)),
  simaResponse: optional(tagged(0x82, octets())),
})
export type ErrorResult = Infer<typeof errorResult>

const finalResultArms = choice({
  successResult: tagged(0xa0, successResult),
  errorResult: tagged(0xa1, errorResult),
})
export type FinalResult = Infer<typeof finalResultArms>

const failureUnderA0 = formOf(errorResult, (value): FinalResult => ({ kind: 'errorResult', value }))

/**
 * finalResult, SGP.22 §2.5.6. One emulated card reports a failure under the success tag; what names
 * a command and a reason is a failure.
 */
const finalResult = byShape(finalResultArms, (bytes, at) =>
  at.tag === 0xa0 && childTags(bytes, at)[0] === 0x80 ? failureUnderA0 : undefined,
)

/** ProfileInstallationResultData, SGP.22 §2.5.6. Signed by the eUICC. */
export const profileInstallationResultData = tagged(
  0xbf27,
  sequence({
    transactionId: tagged(0x80, transactionId),
    notificationMetadata,
    smdpOid: oid(),
    finalResult: explicit(0xa2, finalResult),
  }),
)
export type ProfileInstallationResultData = Infer<typeof profileInstallationResultData>

const standardInstallationResult = tagged(
  0xbf37,
  sequence({
    profileInstallationResultData: carried(profileInstallationResultData),
    euiccSignPIR: signature,
  }),
)
export type ProfileInstallationResult = Infer<typeof standardInstallationResult>

const carriedInstallationFacts = carried(profileInstallationResultData)

/** The signature inside BF27 instead of behind it, as one emulated card writes failures. */
const signatureInside: Form<ProfileInstallationResult> = {
  read(bytes, at) {
    const facts = readElement(bytes, at.valueStart, at.end)
    const inside = readElements(bytes, facts.valueStart, facts.end)
    const sign = inside.find((field) => field.tag === 0x5f37)
    if (!sign) throw new Asn1Error('missing-field', at.end, 'euiccSignPIR is missing')
    return {
      profileInstallationResultData: carriedInstallationFacts.read(bytes, facts),
      euiccSignPIR: signature.read(bytes, sign),
    }
  },
  dump: dumpUnknown,
}

/** ProfileInstallationResult, SGP.22 §2.5.6. */
export const profileInstallationResult = byShape(standardInstallationResult, (bytes, at) => {
  const parts = childTags(bytes, at)
  return parts.length === 1 && parts[0] === 0xbf27 ? signatureInside : undefined
})

/** OtherSignedNotification, SGP.22 §5.7.10. */
export const otherSignedNotification = sequence({
  tbsOtherNotification: carried(notificationMetadata),
  euiccNotificationSignature: signature,
  euiccCertificate: certificate,
  eumCertificate: certificate,
})
export type OtherSignedNotification = Infer<typeof otherSignedNotification>

/** PendingNotification, SGP.22 §5.7.10. */
export const pendingNotification = choice({
  profileInstallationResult,
  otherSignedNotification,
})
export type PendingNotification = Infer<typeof pendingNotification>

/** ListNotificationRequest, SGP.22 §5.7.9. */
export const listNotificationRequest = tagged(
  0xbf28,
  sequence({ profileManagementOperation: optional(tagged(0x81, notificationEvent)) }),
)
export type ListNotificationRequest = Infer<typeof listNotificationRequest>

export const listNotificationsResultErrors = { undefinedError: 127 } as const

/** ListNotificationResponse, SGP.22 §5.7.9. */
export const listNotificationResponse = explicit(
  0xbf28,
  choice({
    notificationMetadataList: tagged(0xa0, listOf(notificationMetadata)),
    listNotificationsResultError: tagged(0x81, named(listNotificationsResultErrors)),
  }),
)
export type ListNotificationResponse = Infer<typeof listNotificationResponse>

/** RetrieveNotificationsListRequest, SGP.22 §5.7.10. */
export const retrieveNotificationsListRequest = tagged(
  0xbf2b,
  sequence({
    searchCriteria: optional(
      explicit(
        0xa0,
        choice({
          seqNumber: tagged(0x80, integer()),
          profileManagementOperation: tagged(0x81, notificationEvent),
        }),
      ),
    ),
  }),
)
export type RetrieveNotificationsListRequest = Infer<typeof retrieveNotificationsListRequest>

export const notificationsListResultErrors = { undefinedError: 127 } as const

/** RetrieveNotificationsListResponse, SGP.22 §5.7.10. */
export const retrieveNotificationsListResponse = explicit(
  0xbf2b,
  choice({
    notificationList: tagged(0xa0, listOf(carried(pendingNotification))),
    notificationsListResultError: tagged(0x81, named(notificationsListResultErrors)),
  }),
)
export type RetrieveNotificationsListResponse = Infer<typeof retrieveNotificationsListResponse>

/** NotificationSentRequest (RemoveNotificationFromList), SGP.22 §5.7.11. */
export const notificationSentRequest = tagged(
  0xbf30,
  sequence({ seqNumber: tagged(0x80, integer()) }),
)
export type NotificationSentRequest = Infer<typeof notificationSentRequest>

export const deleteNotificationStatuses = {
  ok: 0,
  nothingToDelete: 1,
  undefinedError: 127,
} as const

/** NotificationSentResponse, SGP.22 §5.7.11. */
export const notificationSentResponse = tagged(
  0xbf30,
  sequence({ deleteNotificationStatus: tagged(0x80, named(deleteNotificationStatuses)) }),
)
export type NotificationSentResponse = Infer<typeof notificationSentResponse>
