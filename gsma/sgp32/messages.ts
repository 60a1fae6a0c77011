// The messages of SGP.32 by name, for whoever holds bytes and does not know what they are.
// SGP.32 §2.11 (ESep), §5.9 (ES10b), §5.14 and §6.3.2.1 (ESipa).

import type { NamedMessage } from '../sgp22/messages.ts'
import { messagesOn } from '../sgp22/messages.ts'
import * as compact from './compact-responses.ts'
import * as configuration from './eim-configuration.ts'
import { eimAcknowledgements, ePRAndNotifications } from './eim-package-result.ts'
import * as es10b from './es10b-iot.ts'
import * as requests from './esipa-requests.ts'
import * as responses from './esipa-responses.ts'
import { eco, euiccPackageRequest, euiccPackageSigned, psmo } from './euicc-package.ts'
import * as result from './euicc-package-result.ts'
import { ipaEuiccDataRequest, ipaEuiccDataResponse } from './ipa-euicc-data.ts'
import * as notification from './notification.ts'
import * as trigger from './profile-download-trigger.ts'

/** Messages of SGP.32; where two read the same bytes, the one that is met more often is first. */
export const sgp32Messages: readonly NamedMessage[] = [
  ...messagesOn('ESipa', {
    getEimPackageRequest: requests.getEimPackageRequest,
    getEimPackageResponse: responses.getEimPackageResponse,
    provideEimPackageResult: requests.provideEimPackageResult,
    provideEimPackageResultResponse: responses.provideEimPackageResultResponse,
    initiateAuthenticationRequestEsipa: requests.initiateAuthenticationRequestEsipa,
    initiateAuthenticationResponseEsipa: responses.initiateAuthenticationResponseEsipa,
    authenticateClientRequestEsipa: requests.authenticateClientRequestEsipa,
    authenticateClientResponseEsipa: responses.authenticateClientResponseEsipa,
    getBoundProfilePackageRequestEsipa: requests.getBoundProfilePackageRequestEsipa,
    getBoundProfilePackageResponseEsipa: responses.getBoundProfilePackageResponseEsipa,
    handleNotificationEsipa: requests.handleNotificationEsipa,
    transferEimPackageRequest: responses.transferEimPackageRequest,
    transferEimPackageResponse: requests.transferEimPackageResponse,
    ePRAndNotifications,
  }),
  ...messagesOn('ESep', {
    euiccPackageRequest,
    euiccPackageResult: result.euiccPackageResult,
    ipaEuiccDataRequest,
    ipaEuiccDataResponse,
    eimAcknowledgements,
    profileDownloadTriggerRequest: trigger.profileDownloadTriggerRequest,
    profileDownloadTriggerResult: trigger.profileDownloadTriggerResult,
    setDefaultDpAddressRequest: configuration.setDefaultDpAddressRequest,
    setDefaultDpAddressResponse: result.setDefaultDpAddressResponse,
  }),
  ...messagesOn('ES10b', {
    addInitialEimRequest: configuration.addInitialEimRequest,
    addInitialEimResponse: configuration.addInitialEimResponse,
    getEimConfigurationDataRequest: configuration.getEimConfigurationDataRequest,
    getEimConfigurationDataResponse: configuration.getEimConfigurationDataResponse,
    retrieveNotificationsListRequest: notification.retrieveNotificationsListRequest,
    retrieveNotificationsListResponse: notification.retrieveNotificationsListResponse,
    authenticateServerResponse: compact.authenticateServerResponse,
    prepareDownloadResponse: compact.prepareDownloadResponse,
    cancelSessionResponse: compact.cancelSessionResponse,
    immediateEnableRequest: es10b.immediateEnableRequest,
    immediateEnableResponse: es10b.immediateEnableResponse,
    profileRollbackRequest: es10b.profileRollbackRequest,
    profileRollbackResponse: es10b.profileRollbackResponse,
    configureImmediateProfileEnablingRequest: es10b.configureImmediateProfileEnablingRequest,
    configureImmediateProfileEnablingResponse: es10b.configureImmediateProfileEnablingResponse,
    executeFallbackMechanismRequest: es10b.executeFallbackMechanismRequest,
    executeFallbackMechanismResponse: es10b.executeFallbackMechanismResponse,
    returnFromFallbackRequest: es10b.returnFromFallbackRequest,
    returnFromFallbackResponse: es10b.returnFromFallbackResponse,
    enableEmergencyProfileRequest: es10b.enableEmergencyProfileRequest,
    enableEmergencyProfileResponse: es10b.enableEmergencyProfileResponse,
    disableEmergencyProfileRequest: es10b.disableEmergencyProfileRequest,
    disableEmergencyProfileResponse: es10b.disableEmergencyProfileResponse,
    euiccMemoryResetRequest: es10b.euiccMemoryResetRequest,
    euiccMemoryResetResponse: es10b.euiccMemoryResetResponse,
    getCertsRequest: es10b.getCertsRequest,
    getCertsResponse: es10b.getCertsResponse,
    getConnectivityParametersRequest: es10b.getConnectivityParametersRequest,
    getConnectivityParametersResponse: es10b.getConnectivityParametersResponse,
    ipaeActivationRequest: es10b.ipaeActivationRequest,
    ipaeActivationResponse: es10b.ipaeActivationResponse,
    isdrProprietaryApplicationTemplateIoT: es10b.isdrProprietaryApplicationTemplateIoT,
  }),
]

/**
 * Messages whose bytes may also be another's: tried behind those of SGP.22, so that an ES10 answer
 * is not taken for an ESipa one.
 */
export const sgp32LaterMessages: readonly NamedMessage[] = [
  ...messagesOn('ESipa', {
    cancelSessionRequestEsipa: requests.cancelSessionRequestEsipa,
    cancelSessionResponseEsipa: responses.cancelSessionResponseEsipa,
  }),
  ...messagesOn('part of a message', {
    psmo,
    eco,
    euiccResultData: result.euiccResultData,
    euiccPackageSigned,
    euiccPackageResultDataSigned: result.euiccPackageResultDataSigned,
    euiccPackageErrorDataSigned: result.euiccPackageErrorDataSigned,
    eimConfigurationData: configuration.eimConfigurationData,
  }),
]
