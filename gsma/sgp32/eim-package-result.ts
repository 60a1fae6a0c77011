// What an IPA brings back for an eIM Package: the card's result, its data, a download's end, or that
// the package could not be used. SGP.32 §5.14.6, §2.11.2.

import { byShape, formOf } from '@holdfast/asn1/by-shape.ts'
import { choice, listOf, optional, sequence, tagged } from '@holdfast/asn1/constructed.ts'
import { readElements } from '@holdfast/asn1/der.ts'
import type { Infer, Schema } from '@holdfast/asn1/schema.ts'
import { integer, named } from '@holdfast/asn1/schema.ts'
import { transactionId } from '../sgp22/elements.ts'
import { euiccPackageResult } from './euicc-package-result.ts'
import { ipaEuiccDataResponse, notificationsOf } from './ipa-euicc-data.ts'
import { pendingNotificationList, retrieveNotificationsListResponse } from './notification.ts'
import { profileDownloadTriggerResult } from './profile-download-trigger.ts'

/** EimAcknowledgements, SGP.32 §2.11.1.4: the card's sequence numbers that the eIM has stored. */
export const eimAcknowledgements = tagged(0xbf53, listOf(tagged(0x80, integer())))
export type EimAcknowledgements = Infer<typeof eimAcknowledgements>

const standardEprAndNotifications = sequence({
  euiccPackageResult,
  notificationList: tagged(0xa0, pendingNotificationList),
})

/** ePRAndNotifications of v1.0: the card's own BF2B answer beside the result. */
export const ePRAndNotificationsV10 = sequence({
  euiccPackageResult,
  notificationList: retrieveNotificationsListResponse,
})

const eprAndNotificationsFromV10 = formOf(
  ePRAndNotificationsV10,
  ({ euiccPackageResult: result, notificationList }) => ({
    euiccPackageResult: result,
    notificationList: notificationsOf(notificationList),
  }),
)

/** ePRAndNotifications, SGP.32 §5.14.6. */
export const ePRAndNotifications = byShape(standardEprAndNotifications, (bytes, at) => {
  const [, second] = readElements(bytes, at.valueStart, at.end)
  return second?.tag === 0xbf2b ? eprAndNotificationsFromV10 : undefined
})
export type EPRAndNotifications = Infer<typeof standardEprAndNotifications>

export const eimPackageResultErrorCodes = {
  invalidPackageFormat: 1,
  unknownPackage: 2,
  undefinedError: 127,
} as const
export const eimPackageResultErrorCode = named(eimPackageResultErrorCodes)

/** EimPackageResultResponseError, SGP.32 §5.14.6. */
export const eimPackageResultResponseError = sequence({
  eimTransactionId: optional(tagged(0x80, transactionId)),
  eimPackageResultErrorCode,
})
export type EimPackageResultResponseError = Infer<typeof eimPackageResultResponseError>

const standardEimPackageResult = choice({
  euiccPackageResult,
  ePRAndNotifications,
  ipaEuiccDataResponse,
  profileDownloadTriggerResult,
  eimPackageResultResponseError: tagged(0xa0, eimPackageResultResponseError),
})
export type EimPackageResult = Infer<typeof standardEimPackageResult>

const errorV10 = formOf(
  eimPackageResultErrorCode,
  (code): EimPackageResult => ({
    kind: 'eimPackageResultResponseError',
    value: { eimPackageResultErrorCode: code },
  }),
)

/** EimPackageResult, SGP.32 §5.14.6; a bare INTEGER is the error of v1.0. */
export const eimPackageResult: Schema<EimPackageResult> = byShape(
  standardEimPackageResult,
  (_bytes, at) => (at.tag === 0x02 ? errorV10 : undefined),
  0x02,
)
