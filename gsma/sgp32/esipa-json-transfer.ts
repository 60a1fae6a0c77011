// TransferEimPackage in the JSON binding, where the eIM is the client and pushes: both sides, both
// directions. SGP.32 §6.4.1.4.

import { byShape } from '@holdfast/asn1/by-shape.ts'
import type { FieldReader, JsonObject, JsonParsed } from '../sgp22/json-fields.ts'
import {
  derField,
  formatDer,
  ifPresent,
  objectOf,
  parsed,
  refuse,
  required,
  whole,
} from '../sgp22/json-fields.ts'
import { readHeader, successHeader } from '../sgp22/json-header.ts'
import type { EPRAndNotifications } from './eim-package-result.ts'
import { eimAcknowledgements } from './eim-package-result.ts'
import type { TransferEimPackageResponse } from './esipa-requests.ts'
import type { TransferEimPackageRequest } from './esipa-responses.ts'
import { euiccPackageRequest } from './euicc-package.ts'
import { euiccPackageResult } from './euicc-package-result.ts'
import { ipaEuiccDataRequest, ipaEuiccDataResponse } from './ipa-euicc-data.ts'
import { pendingNotificationList } from './notification.ts'
import { profileDownloadTriggerRequest } from './profile-download-trigger.ts'

/** The body of the eIM's request. */
export function encodeTransferJsonRequest(message: TransferEimPackageRequest): JsonObject {
  switch (message.kind) {
    case 'euiccPackageRequest':
      return { euiccPackageRequest: formatDer(euiccPackageRequest, message.value) }
    case 'ipaEuiccDataRequest':
      return { ipaEuiccDataRequest: formatDer(ipaEuiccDataRequest, message.value) }
    case 'eimAcknowledgements':
      return { eimAcknowledgements: formatDer(eimAcknowledgements, message.value) }
    case 'profileDownloadTriggerRequest': {
      const trigger = formatDer(profileDownloadTriggerRequest, message.value)
      return { profileDownloadTriggerRequest: trigger }
    }
  }
}

/** The eIM's request from its body. */
export const decodeTransferJsonRequest = (json: unknown): JsonParsed<TransferEimPackageRequest> =>
  parsed(() => readRequest(objectOf(json)))

function readRequest(body: JsonObject): TransferEimPackageRequest {
  const request = ifPresent(body, 'euiccPackageRequest', derField(euiccPackageRequest))
  if (request) return { kind: 'euiccPackageRequest', value: request }
  const question = ifPresent(body, 'ipaEuiccDataRequest', derField(ipaEuiccDataRequest))
  if (question) return { kind: 'ipaEuiccDataRequest', value: question }
  const acknowledged = ifPresent(body, 'eimAcknowledgements', derField(eimAcknowledgements))
  if (acknowledged) return { kind: 'eimAcknowledgements', value: acknowledged }
  const triggerField = derField(profileDownloadTriggerRequest)
  const trigger = ifPresent(body, 'profileDownloadTriggerRequest', triggerField)
  if (trigger) return { kind: 'profileDownloadTriggerRequest', value: trigger }
  return refuse('missing-field', '', 'no eIM Package in the body')
}

/** The list under its own tag; a peer may keep the tag that it has in the ASN.1 binding. */
const listField = derField(byShape(pendingNotificationList, () => undefined, 0xa0))

const eprAndNotificationsField: FieldReader<EPRAndNotifications> = (value) => {
  const fields = objectOf(value, 'ePRAndNotifications')
  return {
    euiccPackageResult: required(fields, 'euiccPackageResult', derField(euiccPackageResult)),
    notificationList: required(fields, 'notificationList', listField),
  }
}

/** The body of the IPA's response. */
export function encodeTransferJsonResponse(message: TransferEimPackageResponse): JsonObject {
  const header = successHeader
  switch (message.kind) {
    case 'euiccPackageResult':
      return { header, euiccPackageResult: formatDer(euiccPackageResult, message.value) }
    case 'ePRAndNotifications': {
      const { euiccPackageResult: result, notificationList: list } = message.value
      const both = {
        euiccPackageResult: formatDer(euiccPackageResult, result),
        notificationList: formatDer(pendingNotificationList, list),
      }
      return { header, ePRAndNotifications: both }
    }
    case 'ipaEuiccDataResponse':
      return { header, ipaEuiccDataResponse: formatDer(ipaEuiccDataResponse, message.value) }
    case 'eimPackageReceived':
    case 'eimPackageReceivedWithCid':
      return { header, eimPackageReceived: true }
    case 'eimPackageError':
      return { header, eimPackageError: message.value }
    case 'eimPackageErrorWithCid':
      return { header, eimPackageError: message.value.eimPackageError }
  }
}

/** The IPA's response from its body; a body with nothing but success is the received marker. */
export const decodeTransferJsonResponse = (json: unknown): JsonParsed<TransferEimPackageResponse> =>
  parsed(() => readResponse(objectOf(json)))

function readResponse(body: JsonObject): TransferEimPackageResponse {
  const result = ifPresent(body, 'euiccPackageResult', derField(euiccPackageResult))
  if (result) return { kind: 'euiccPackageResult', value: result }
  const both = ifPresent(body, 'ePRAndNotifications', eprAndNotificationsField)
  if (both) return { kind: 'ePRAndNotifications', value: both }
  const answer = ifPresent(body, 'ipaEuiccDataResponse', derField(ipaEuiccDataResponse))
  if (answer) return { kind: 'ipaEuiccDataResponse', value: answer }
  const code = ifPresent(body, 'eimPackageError', whole)
  if (code) return { kind: 'eimPackageError', value: code }
  const failed = readHeader(body)?.status === 'Failed'
  if (failed) return { kind: 'eimPackageError', value: 127 }
  return { kind: 'eimPackageReceived', value: true }
}
