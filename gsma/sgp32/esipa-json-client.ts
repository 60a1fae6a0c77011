// The JSON binding of ESipa, from the IPA's side: a request value to its function and body, and a
// response body to the same value that the ASN.1 binding gives. SGP.32 §6.4.1.1 to §6.4.1.8.

import { formatBase64 } from '@holdfast/asn1/base64.ts'
import { carried } from '@holdfast/asn1/constructed.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { ctxParams1, serverSigned1 } from '../sgp22/authenticate.ts'
import { boundProfilePackageBytes } from '../sgp22/bound-profile-package.ts'
import { smdpSigned2 } from '../sgp22/download.ts'
import type { JsonObject, JsonParsed } from '../sgp22/json-fields.ts'
import {
  derField,
  formatBytes,
  formatDer,
  formatId,
  ifPresent,
  objectOf,
  octetsField,
  parsed,
  present,
  refuse,
  required,
  signatureField,
  text,
  transactionIdField,
  whole,
} from '../sgp22/json-fields.ts'
import { readHeader } from '../sgp22/json-header.ts'
import { storeMetadataRequest } from '../sgp22/profile-info.ts'
import { certificate } from '../sgp22/x509-field.ts'
import { eimAcknowledgements, eimPackageResult } from './eim-package-result.ts'
import type { IpaFunction } from './esipa-json.ts'
import type { EsipaMessageFromIpaToEim, HandleNotificationEsipa } from './esipa-requests.ts'
import { provideEimPackageResult } from './esipa-requests.ts'
import type { EsipaMessageFromEimToIpa } from './esipa-responses.ts'
import type { EsipaFunctionWithErrors } from './esipa-status.ts'
import { codeOfStatus } from './esipa-status.ts'
import { euiccPackageRequest } from './euicc-package.ts'
import { ipaEuiccDataRequest } from './ipa-euicc-data.ts'
import { profileDownloadTriggerRequest } from './profile-download-trigger.ts'

/** A request ready to be posted to `/gsma/rsp2/esipa/<function>`. */
export interface EsipaJsonRequest {
  readonly function: IpaFunction
  readonly body: JsonObject
}

const notificationBody = (message: HandleNotificationEsipa): JsonObject =>
  message.kind === 'pendingNotification'
    ? { pendingNotification: formatBase64(message.value.bytes) }
    : { provideEimPackageResult: formatDer(provideEimPackageResult, message.value) }

/** The function and body of a request; TransferEimPackage is answered, not requested, by an IPA. */
export function encodeEsipaJsonRequest(
  message: Exclude<EsipaMessageFromIpaToEim, { kind: 'transferEimPackageResponse' }>,
): EsipaJsonRequest {
  const { function: name, body } = requestOf(message)
  return { function: name, body: present(body) }
}

function requestOf(
  message: Exclude<EsipaMessageFromIpaToEim, { kind: 'transferEimPackageResponse' }>,
): EsipaJsonRequest {
  switch (message.kind) {
    case 'initiateAuthenticationRequestEsipa': {
      const { euiccChallenge, smdpAddress, euiccInfo1, eimTransactionId } = message.value
      const body = {
        euiccChallenge: formatBase64(euiccChallenge),
        smdpAddress,
        euiccInfo1: formatBytes(euiccInfo1?.bytes),
        eimTransactionId: formatId(eimTransactionId),
      }
      return { function: 'initiateAuthentication', body }
    }
    case 'getEimPackageRequest': {
      const { eidValue, notifyStateChange, stateChangeCause, rPLMN } = message.value
      const body = {
        eidValue: formatHex(eidValue),
        notifyStateChange,
        stateChangeCause,
        rPLMN: formatBytes(rPLMN),
      }
      return { function: 'getEimPackage', body }
    }
    case 'provideEimPackageResult': {
      const body = {
        eidValue: formatId(message.value.eidValue),
        eimPackageResult: formatDer(eimPackageResult, message.value.eimPackageResult),
      }
      return { function: 'provideEimPackageResult', body }
    }
    case 'handleNotificationEsipa':
      return { function: 'handleNotification', body: notificationBody(message.value) }
    default:
      return relayedRequestOf(message)
  }
}

type RelayedRequest = Extract<
  EsipaMessageFromIpaToEim,
  {
    kind:
      | 'authenticateClientRequestEsipa'
      | 'getBoundProfilePackageRequestEsipa'
      | 'cancelSessionRequestEsipa'
  }
>

function relayedRequestOf(message: RelayedRequest): EsipaJsonRequest {
  const transactionId = formatHex(message.value.transactionId)
  switch (message.kind) {
    case 'authenticateClientRequestEsipa': {
      const answer = formatBase64(message.value.authenticateServerResponse.bytes)
      const body = { transactionId, authenticateServerResponse: answer }
      return { function: 'authenticateClient', body }
    }
    case 'getBoundProfilePackageRequestEsipa': {
      const answer = formatBase64(message.value.prepareDownloadResponse.bytes)
      const body = { transactionId, prepareDownloadResponse: answer }
      return { function: 'getBoundProfilePackage', body }
    }
    case 'cancelSessionRequestEsipa': {
      const answer = formatBase64(message.value.cancelSessionResponse.bytes)
      return { function: 'cancelSession', body: { transactionId, cancelSessionResponse: answer } }
    }
  }
}

/** The code of a failed function; nothing when it succeeded or the body has no header. */
function failureCode(name: EsipaFunctionWithErrors, body: JsonObject): number | undefined {
  const execution = readHeader(body)
  if (!execution) return undefined
  const failed = execution.status === 'Failed' || execution.status === 'Expired'
  return failed ? codeOfStatus(name, execution.statusCodeData) : undefined
}

type ResponseReader = (body: JsonObject) => EsipaMessageFromEimToIpa | undefined

const readInitiateAuthentication: ResponseReader = (body) => {
  const kind = 'initiateAuthenticationResponseEsipa'
  const code = failureCode('initiateAuthentication', body)
  if (code !== undefined) {
    return { kind, value: { kind: 'initiateAuthenticationErrorEsipa', value: code } }
  }
  const value = present({
    transactionId: ifPresent(body, 'transactionId', transactionIdField),
    serverSigned1: required(body, 'serverSigned1', derField(carried(serverSigned1))),
    serverSignature1: required(body, 'serverSignature1', signatureField),
    euiccCiPKIdentifierToBeUsed: required(body, 'euiccCiPKIdentifierToBeUsed', octetsField(20)),
    serverCertificate: required(body, 'serverCertificate', derField(certificate)),
    matchingId: ifPresent(body, 'matchingId', text),
    ctxParams1: ifPresent(body, 'ctxParams1', derField(ctxParams1)),
  })
  return { kind, value: { kind: 'initiateAuthenticationOkEsipa', value } }
}

const readAuthenticateClient: ResponseReader = (body) => {
  const kind = 'authenticateClientResponseEsipa'
  const code = failureCode('authenticateClient', body)
  if (code !== undefined) {
    return { kind, value: { kind: 'authenticateClientErrorEsipa', value: code } }
  }
  const trigger = ifPresent(body, 'profileDownloadTrigger', derField(profileDownloadTriggerRequest))
  if (trigger) {
    const transactionId = required(body, 'transactionId', transactionIdField)
    const value = { transactionId, profileDownloadTrigger: trigger }
    return { kind, value: { kind: 'authenticateClientOkDSEsipa', value } }
  }
  const value = present({
    transactionId: ifPresent(body, 'transactionId', transactionIdField),
    profileMetaData: ifPresent(body, 'profileMetadata', derField(carried(storeMetadataRequest))),
    smdpSigned2: required(body, 'smdpSigned2', derField(carried(smdpSigned2))),
    smdpSignature2: required(body, 'smdpSignature2', signatureField),
    smdpCertificate: required(body, 'smdpCertificate', derField(certificate)),
    hashCc: ifPresent(body, 'hashCc', octetsField(32)),
  })
  return { kind, value: { kind: 'authenticateClientOkDPEsipa', value } }
}

const readBoundProfilePackage: ResponseReader = (body) => {
  const kind = 'getBoundProfilePackageResponseEsipa'
  const code = failureCode('getBoundProfilePackage', body)
  if (code !== undefined) {
    return { kind, value: { kind: 'getBoundProfilePackageErrorEsipa', value: code } }
  }
  const value = present({
    transactionId: ifPresent(body, 'transactionId', transactionIdField),
    boundProfilePackage: required(body, 'boundProfilePackage', derField(boundProfilePackageBytes)),
  })
  return { kind, value: { kind: 'getBoundProfilePackageOkEsipa', value } }
}

/** A number beside the header counts before the header; 0 is no error. */
const readGetEimPackage: ResponseReader = (body) => {
  const kind = 'getEimPackageResponse'
  const request = ifPresent(body, 'euiccPackageRequest', derField(euiccPackageRequest))
  if (request) return { kind, value: { kind: 'euiccPackageRequest', value: request } }
  const question = ifPresent(body, 'ipaEuiccDataRequest', derField(ipaEuiccDataRequest))
  if (question) return { kind, value: { kind: 'ipaEuiccDataRequest', value: question } }
  const triggerField = derField(profileDownloadTriggerRequest)
  const trigger = ifPresent(body, 'profileDownloadTriggerRequest', triggerField)
  if (trigger) return { kind, value: { kind: 'profileDownloadTriggerRequest', value: trigger } }
  const code = ifPresent(body, 'eimPackageError', whole) || failureCode('getEimPackage', body)
  if (code) return { kind, value: { kind: 'eimPackageError', value: code } }
  return refuse('missing-field', '', 'neither a package nor an error')
}

const readProvideResult: ResponseReader = (body) => {
  const kind = 'provideEimPackageResultResponse'
  const acknowledged = ifPresent(body, 'eimAcknowledgements', derField(eimAcknowledgements))
  if (acknowledged) return { kind, value: { kind: 'eimAcknowledgements', value: acknowledged } }
  const code =
    ifPresent(body, 'provideEimPackageResultError', whole) ||
    ifPresent(body, 'eimPackageError', whole) ||
    failureCode('provideEimPackageResult', body)
  if (code) return { kind, value: { kind: 'provideEimPackageResultError', value: code } }
  return { kind, value: { kind: 'emptyResponse', value: {} } }
}

const readCancelSession: ResponseReader = (body) => {
  const code = failureCode('cancelSession', body)
  return {
    kind: 'cancelSessionResponseEsipa',
    value:
      code === undefined
        ? { kind: 'cancelSessionOk', value: {} }
        : { kind: 'cancelSessionError', value: code },
  }
}

const responseReaders: Readonly<Record<IpaFunction, ResponseReader>> = {
  initiateAuthentication: readInitiateAuthentication,
  authenticateClient: readAuthenticateClient,
  getBoundProfilePackage: readBoundProfilePackage,
  getEimPackage: readGetEimPackage,
  provideEimPackageResult: readProvideResult,
  handleNotification: () => undefined,
  cancelSession: readCancelSession,
}

/**
 * The response that an eIM gave to `name` as `json`; an empty body is `undefined` or `{}`.
 * HandleNotification has no response value.
 */
export function decodeEsipaJsonResponse(
  name: IpaFunction,
  json: unknown,
): JsonParsed<EsipaMessageFromEimToIpa | undefined> {
  return parsed(() => responseReaders[name](json === undefined ? {} : objectOf(json)))
}
