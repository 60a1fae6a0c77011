// The messages of SGP.22 by name, for whoever holds bytes and does not know what they are.
// SGP.22 §5.5 (ES8+), §5.6 (ES9+), §5.7 (ES10).

import type { Schema } from '@holdfast/asn1/schema.ts'
import * as authenticate from './authenticate.ts'
import * as bound from './bound-profile-package.ts'
import { cancelSessionRequest } from './cancel-session.ts'
import { prepareDownloadRequest, smdpSigned2 } from './download.ts'
import * as es9plus from './es9plus.ts'
import * as es10c from './es10c.ts'
import * as info from './euicc-info.ts'
import * as notification from './notification.ts'
import * as profile from './profile-info.ts'
import { certificate, subjectPublicKeyInfo } from './x509-field.ts'

/** A message with the name that the standard gives its type, and the interface it travels on. */
export interface NamedMessage {
  readonly on: string
  readonly name: string
  readonly schema: Schema<unknown>
}

/** Messages of one interface, named after their schemas. */
export const messagesOn = (
  on: string,
  schemas: Readonly<Record<string, Schema<unknown>>>,
): readonly NamedMessage[] =>
  Object.entries(schemas).map(([key, schema]) => ({
    on,
    name: `${key.charAt(0).toUpperCase()}${key.slice(1)}`,
    schema,
  }))

/** Messages that SGP.32 has no wider form of; requests stand before their responses. */
export const sgp22Messages: readonly NamedMessage[] = [
  ...messagesOn('ES9+', {
    remoteProfileProvisioningRequest: es9plus.remoteProfileProvisioningRequest,
    remoteProfileProvisioningResponse: es9plus.remoteProfileProvisioningResponse,
    authenticateClientResponseEs11: es9plus.authenticateClientResponseEs11,
  }),
  ...messagesOn('ES8+', {
    boundProfilePackage: bound.boundProfilePackage,
    initialiseSecureChannelRequest: bound.initialiseSecureChannelRequest,
    configureISDPRequest: bound.configureISDPRequest,
    replaceSessionKeysRequest: bound.replaceSessionKeysRequest,
    storeMetadataRequest: profile.storeMetadataRequest,
  }),
  ...messagesOn('ES6', { updateMetadataRequest: profile.updateMetadataRequest }),
  ...messagesOn('ES10b', {
    getEuiccInfo1Request: info.getEuiccInfo1Request,
    euiccInfo1: info.euiccInfo1,
    getEuiccInfo2Request: info.getEuiccInfo2Request,
    euiccInfo2: info.euiccInfo2,
    getEuiccChallengeRequest: authenticate.getEuiccChallengeRequest,
    getEuiccChallengeResponse: authenticate.getEuiccChallengeResponse,
    authenticateServerRequest: authenticate.authenticateServerRequest,
    prepareDownloadRequest,
    cancelSessionRequest,
    profileInstallationResult: notification.profileInstallationResult,
    profileInstallationResultData: notification.profileInstallationResultData,
    notificationMetadata: notification.notificationMetadata,
    otherSignedNotification: notification.otherSignedNotification,
    listNotificationRequest: notification.listNotificationRequest,
    listNotificationResponse: notification.listNotificationResponse,
    notificationSentRequest: notification.notificationSentRequest,
    notificationSentResponse: notification.notificationSentResponse,
    loadCRLRequest: es10c.loadCRLRequest,
    loadCRLResponse: es10c.loadCRLResponse,
    getRatRequest: es10c.getRatRequest,
    getRatResponse: es10c.getRatResponse,
    lpaeActivationRequest: es10c.lpaeActivationRequest,
    lpaeActivationResponse: es10c.lpaeActivationResponse,
    isdrProprietaryApplicationTemplate: es10c.isdrProprietaryApplicationTemplate,
  }),
  ...messagesOn('ES10a', {
    euiccConfiguredAddressesRequest: es10c.euiccConfiguredAddressesRequest,
    euiccConfiguredAddressesResponse: es10c.euiccConfiguredAddressesResponse,
    setDefaultDpAddressRequest: es10c.setDefaultDpAddressRequest,
    setDefaultDpAddressResponse: es10c.setDefaultDpAddressResponse,
  }),
  ...messagesOn('ES10c', {
    profileInfoListRequest: profile.profileInfoListRequest,
    profileInfoListResponse: profile.profileInfoListResponse,
    profileInfo: profile.profileInfo,
    enableProfileRequest: es10c.enableProfileRequest,
    enableProfileResponse: es10c.enableProfileResponse,
    disableProfileRequest: es10c.disableProfileRequest,
    disableProfileResponse: es10c.disableProfileResponse,
    deleteProfileRequest: es10c.deleteProfileRequest,
    deleteProfileResponse: es10c.deleteProfileResponse,
    euiccMemoryResetRequest: es10c.euiccMemoryResetRequest,
    euiccMemoryResetResponse: es10c.euiccMemoryResetResponse,
    getEuiccDataRequest: es10c.getEuiccDataRequest,
    getEuiccDataResponse: es10c.getEuiccDataResponse,
    setNicknameRequest: es10c.setNicknameRequest,
    setNicknameResponse: es10c.setNicknameResponse,
  }),
  ...messagesOn('part of a message', {
    serverSigned1: authenticate.serverSigned1,
    euiccSigned1: authenticate.euiccSigned1,
    smdpSigned2,
  }),
  ...messagesOn('X.509', { certificate, subjectPublicKeyInfo }),
]
