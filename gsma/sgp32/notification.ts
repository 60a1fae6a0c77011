// Notifications as an IPA hands them on: the signed forms of SGP.22 and the compact forms of an IPA
// that saves bytes. SGP.32 §5.9 (RetrieveNotificationsList), §5.14.7 (HandleNotification).

import { byShape, childTags, formOf } from '@holdfast/asn1/by-shape.ts'
import {
  carried,
  choice,
  explicit,
  listOf,
  optional,
  sequence,
  tagged,
  withDefault,
} from '@holdfast/asn1/constructed.ts'
import type { Infer } from '@holdfast/asn1/schema.ts'
import { boolean, integer, named, nothing, octets } from '@holdfast/asn1/schema.ts'
import { eidValue, notificationEvent, signature, transactionId } from '../sgp22/elements.ts'
import {
  errorResult,
  notificationMetadata,
  notificationsListResultErrors,
  otherSignedNotification,
  profileInstallationResult,
} from '../sgp22/notification.ts'
import { euiccPackageResult } from './euicc-package-result.ts'

/** CompactSuccessResult, SGP.32 §5.14.7; compactAid is octets 14 and 15 of the ISD-P AID. */
export const compactSuccessResult = sequence({
  compactAid: tagged(0x4f, octets({ min: 2, max: 2 })),
  simaResponse: optional(octets()),
})

/** CompactProfileInstallationResult, SGP.32 §5.14.7. */
export const compactProfileInstallationResult = sequence({
  compactProfileInstallationResultData: tagged(
    0xa0,
    sequence({
      transactionId: tagged(0x80, transactionId),
      seqNumber: integer(),
      iccidPresent: withDefault(boolean(), true),
      compactFinalResult: explicit(
        0xa2,
        choice({
          compactSuccessResult: tagged(0xa0, compactSuccessResult),
          errorResult: tagged(0xa1, errorResult),
        }),
      ),
    }),
  ),
  euiccSignPIR: signature,
})
export type CompactProfileInstallationResult = Infer<typeof compactProfileInstallationResult>

/** CompactOtherSignedNotification, SGP.32 §5.14.7. */
export const compactOtherSignedNotification = sequence({
  eidValue: optional(eidValue),
  tbsOtherNotification: carried(notificationMetadata),
  euiccNotificationSignature: signature,
  euiccCiPKIdentifierToBeUsed: optional(octets()),
})
export type CompactOtherSignedNotification = Infer<typeof compactOtherSignedNotification>

/** PendingNotification, SGP.32 §5.14.7. */
export const pendingNotification = choice({
  profileInstallationResult,
  otherSignedNotification,
  compactProfileInstallationResult: tagged(0xa0, compactProfileInstallationResult),
  compactOtherSignedNotification: tagged(0xa1, compactOtherSignedNotification),
})
export type PendingNotification = Infer<typeof pendingNotification>

/** PendingNotificationList, SGP.32 §5.9; each entry keeps its bytes. */
export const pendingNotificationList = listOf(carried(pendingNotification))
export type PendingNotificationList = Infer<typeof pendingNotificationList>

/** EuiccPackageResultList, SGP.32 §5.9. */
export const euiccPackageResultList = listOf(euiccPackageResult)
export type EuiccPackageResultList = Infer<typeof euiccPackageResultList>

const searchCriteria = choice({
  seqNumber: tagged(0x80, integer()),
  profileManagementOperation: tagged(0x81, notificationEvent),
  euiccPackageResults: tagged(0x82, nothing()),
})

const standardListRequest = tagged(
  0xbf2b,
  sequence({ searchCriteria: optional(explicit(0xa0, searchCriteria)) }),
)
export type RetrieveNotificationsListRequest = Infer<typeof standardListRequest>

const bareCriteria = formOf(
  explicit(0xbf2b, searchCriteria),
  (found): RetrieveNotificationsListRequest => ({ searchCriteria: found }),
)

/**
 * RetrieveNotificationsListRequest, SGP.32 §5.9. Criteria without their A0 are read too, so that
 * they are not taken for a request of everything.
 */
export const retrieveNotificationsListRequest = byShape(standardListRequest, (bytes, at) => {
  const [first] = childTags(bytes, at)
  return first !== undefined && searchCriteria.tags.includes(first) ? bareCriteria : undefined
})

/** RetrieveNotificationsListResponse, SGP.32 §5.9; notificationAndEprList is of v1.0 only. */
export const retrieveNotificationsListResponse = explicit(
  0xbf2b,
  choice({
    notificationList: tagged(0xa0, pendingNotificationList),
    notificationsListResultError: tagged(0x81, named(notificationsListResultErrors)),
    euiccPackageResultList: tagged(0xa2, euiccPackageResultList),
    notificationAndEprList: tagged(
      0xa3,
      sequence({
        notificationList: tagged(0xa0, pendingNotificationList),
        euiccPackageResultList: tagged(0xa1, euiccPackageResultList),
      }),
    ),
  }),
)
export type RetrieveNotificationsListResponse = Infer<typeof retrieveNotificationsListResponse>
