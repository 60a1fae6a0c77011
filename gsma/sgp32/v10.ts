// Messages in the shape of SGP.32 v1.0, for peers that speak only that: what an IPA of v1.0 sends and
// what is answered to it. The decoders of the standard forms take these too; here they are written.
// SGP.32 v1.0 §2.11 and §6.3.2, where the same tags mean other things than in v1.2.

import {
  carried,
  choice,
  explicit,
  optional,
  sequence,
  tagged,
} from '@holdfast/asn1/constructed.ts'
import type { Infer } from '@holdfast/asn1/schema.ts'
import { integer, named, octets } from '@holdfast/asn1/schema.ts'
import { deviceInfo } from '../sgp22/authenticate.ts'
import { address, transactionId } from '../sgp22/elements.ts'
import { euiccInfo1, euiccInfo2 } from '../sgp22/euicc-info.ts'
import { profileInstallationResult } from '../sgp22/notification.ts'
import { certificate } from '../sgp22/x509-field.ts'
import { eimPackageResultErrorCode, ePRAndNotificationsV10 } from './eim-package-result.ts'
import { euiccPackageResult } from './euicc-package-result.ts'
import { ipaCapabilities, ipaEuiccDataErrorCodes } from './ipa-euicc-data.ts'
import { pendingNotification, retrieveNotificationsListResponse } from './notification.ts'

/** IpaEuiccData of v1.0, SGP.32 v1.0 §2.11.2.2. */
export const ipaEuiccDataV10 = sequence({
  defaultSmdpAddress: optional(tagged(0x80, address)),
  notificationsList: optional(retrieveNotificationsListResponse),
  euiccInfo1: optional(carried(euiccInfo1)),
  euiccInfo2: optional(carried(euiccInfo2)),
  rootSmdsAddress: optional(tagged(0x83, address)),
  associationToken: optional(tagged(0x84, integer())),
  eumCertificate: optional(tagged(0xa5, certificate)),
  euiccCertificate: optional(tagged(0xa6, certificate)),
  ipaCapabilities: optional(tagged(0xa8, ipaCapabilities)),
  deviceInfo: optional(tagged(0xa9, deviceInfo)),
})
export type IpaEuiccDataV10 = Infer<typeof ipaEuiccDataV10>

/** IpaEuiccDataResponse of v1.0, SGP.32 v1.0 §2.11.2.2. */
export const ipaEuiccDataResponseV10 = explicit(
  0xbf52,
  choice({
    ipaEuiccData: tagged(0xa0, ipaEuiccDataV10),
    ipaEuiccDataError: tagged(0x81, named(ipaEuiccDataErrorCodes)),
  }),
)
export type IpaEuiccDataResponseV10 = Infer<typeof ipaEuiccDataResponseV10>

/** ProfileDownloadTriggerResult of v1.0, SGP.32 v1.0 §2.11.2.3. */
export const profileDownloadTriggerResultV10 = tagged(
  0xbf54,
  sequence({
    eimTransactionId: optional(tagged(0x82, transactionId)),
    profileDownloadTriggerResultData: choice({
      profileInstallationResult: carried(profileInstallationResult),
      profileDownloadError: sequence({ errorResponse: optional(tagged(0x80, octets())) }),
    }),
  }),
)
export type ProfileDownloadTriggerResultV10 = Infer<typeof profileDownloadTriggerResultV10>

/** ProvideEimPackageResult of v1.0, SGP.32 v1.0 §6.3.2: a choice, without the EID. */
export const provideEimPackageResultV10 = explicit(
  0xbf50,
  choice({
    euiccPackageResult,
    ePRAndNotifications: ePRAndNotificationsV10,
    ipaEuiccDataResponse: ipaEuiccDataResponseV10,
    profileDownloadTriggerResult: profileDownloadTriggerResultV10,
    eimPackageError: eimPackageResultErrorCode,
  }),
)
export type ProvideEimPackageResultV10 = Infer<typeof provideEimPackageResultV10>

/** HandleNotificationEsipa of v1.0, SGP.32 v1.0 §6.3.2. */
export const handleNotificationEsipaV10 = explicit(
  0xbf3d,
  choice({
    pendingNotification: explicit(0xa0, carried(pendingNotification)),
    provideEimPackageResult: tagged(0xa1, provideEimPackageResultV10),
  }),
)
export type HandleNotificationEsipaV10 = Infer<typeof handleNotificationEsipaV10>
