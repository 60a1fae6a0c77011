// The JSON binding of ESipa, from the eIM's side: a request body to the same value that the ASN.1
// binding gives, and a response value to its body. SGP.32 §6.4.1.1 to §6.4.1.8. The other side's
// two directions are in esipa-json-client.ts, the eIM's own requests in esipa-json-transfer.ts.

import { formatBase64 } from '@holdfast/asn1/base64.ts'
import { carried } from '@holdfast/asn1/constructed.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import { ctxParams1 } from '../sgp22/authenticate.ts'
import { octet32 } from '../sgp22/elements.ts'
import { euiccInfo1 } from '../sgp22/euicc-info.ts'
import type { FieldReader, JsonObject, JsonParsed } from '../sgp22/json-fields.ts'
import {
  bytesField,
  derField,
  eidField,
  formatBytes,
  formatDer,
  formatId,
  ifPresent,
  objectOf,
  parsed,
  present,
  refuse,
  required,
  text,
  transactionIdField,
  whole,
} from '../sgp22/json-fields.ts'
import type { StatusCodeData } from '../sgp22/json-header.ts'
import { formatHeader, successHeader } from '../sgp22/json-header.ts'
import {
  authenticateServerResponse,
  cancelSessionResponse,
  prepareDownloadResponse,
} from './compact-responses.ts'
import { eimAcknowledgements, eimPackageResult } from './eim-package-result.ts'
import type { EsipaMessageFromIpaToEim, GetEimPackageRequest } from './esipa-requests.ts'
import { provideEimPackageResult } from './esipa-requests.ts'
import type {
  AuthenticateClientResponseEsipa,
  EsipaMessageFromEimToIpa,
  GetBoundProfilePackageResponseEsipa,
  GetEimPackageResponse,
  InitiateAuthenticationResponseEsipa,
  ProvideEimPackageResultResponse,
} from './esipa-responses.ts'
import type { EsipaFunctionWithErrors } from './esipa-status.ts'
import { statusOfCode } from './esipa-status.ts'
import { euiccPackageRequest } from './euicc-package.ts'
import { ipaEuiccDataRequest } from './ipa-euicc-data.ts'
import { pendingNotification } from './notification.ts'
import { profileDownloadTriggerRequest } from './profile-download-trigger.ts'

/** Functions of ESipa, as they stand in the path `/gsma/rsp2/esipa/<function>`. */
export const esipaFunctions = [
  'initiateAuthentication',
  'authenticateClient',
  'getBoundProfilePackage',
  'getEimPackage',
  'provideEimPackageResult',
  'handleNotification',
  'cancelSession',
  'transferEimPackage',
] as const
export type EsipaFunction = (typeof esipaFunctions)[number]

/** Functions that an IPA calls at an eIM. */
export type IpaFunction = Exclude<EsipaFunction, 'transferEimPackage'>

type RequestReader = (body: JsonObject) => EsipaMessageFromIpaToEim

const literalTrue: FieldReader<true | undefined> = (value) => {
  if (value === true) return true
  if (value === false) return undefined
  throw new RangeError('true was expected')
}

const plmnField: FieldReader<Uint8Array> = (value) => {
  const bytes = bytesField(value)
  if (bytes.length === 3) return bytes
  throw new RangeError(`${bytes.length} octets where a PLMN has 3`)
}

const challengeField: FieldReader<Uint8Array> = (value) => {
  const bytes = bytesField(value)
  if (bytes.length === 16) return bytes
  throw new RangeError(`${bytes.length} octets where a challenge has 16`)
}

/** eimPackageResult: the bare choice; one with BF50 around it is taken too. */
const packageResultField: FieldReader<
  EsipaMessageFromIpaToEim & { kind: 'provideEimPackageResult' }
> = (value) => {
  const bytes = bytesField(value)
  const isWrapped = bytes[0] === 0xbf && bytes[1] === 0x50
  const result = isWrapped
    ? decode(provideEimPackageResult, bytes)
    : { eimPackageResult: decode(eimPackageResult, bytes) }
  return { kind: 'provideEimPackageResult', value: result }
}

const requestReaders: Readonly<Record<IpaFunction, RequestReader>> = {
  initiateAuthentication: (body) => ({
    kind: 'initiateAuthenticationRequestEsipa',
    value: present({
      euiccChallenge: required(body, 'euiccChallenge', challengeField),
      smdpAddress: ifPresent(body, 'smdpAddress', text),
      euiccInfo1: ifPresent(body, 'euiccInfo1', derField(carried(euiccInfo1))),
      eimTransactionId: ifPresent(body, 'eimTransactionId', transactionIdField),
    }),
  }),
  authenticateClient: (body) => ({
    kind: 'authenticateClientRequestEsipa',
    value: {
      transactionId: required(body, 'transactionId', transactionIdField),
      authenticateServerResponse: required(
        body,
        'authenticateServerResponse',
        derField(carried(authenticateServerResponse)),
      ),
    },
  }),
  getBoundProfilePackage: (body) => ({
    kind: 'getBoundProfilePackageRequestEsipa',
    value: {
      transactionId: required(body, 'transactionId', transactionIdField),
      prepareDownloadResponse: required(
        body,
        'prepareDownloadResponse',
        derField(carried(prepareDownloadResponse)),
      ),
    },
  }),
  getEimPackage: (body) => ({ kind: 'getEimPackageRequest', value: readGetEimPackage(body) }),
  provideEimPackageResult: (body) => {
    const eidValue = ifPresent(body, 'eidValue', eidField)
    const result = required(body, 'eimPackageResult', packageResultField)
    return { ...result, value: { ...result.value, ...(eidValue && { eidValue }) } }
  },
  handleNotification: (body) => {
    const result = ifPresent(body, 'provideEimPackageResult', packageResultField)
    if (result) return { kind: 'handleNotificationEsipa', value: result }
    const notification = derField(carried(pendingNotification))
    return {
      kind: 'handleNotificationEsipa',
      value: {
        kind: 'pendingNotification',
        value: required(body, 'pendingNotification', notification),
      },
    }
  },
  cancelSession: (body) => ({
    kind: 'cancelSessionRequestEsipa',
    value: {
      transactionId: required(body, 'transactionId', transactionIdField),
      cancelSessionResponse: required(
        body,
        'cancelSessionResponse',
        derField(carried(cancelSessionResponse)),
      ),
    },
  }),
}

const readGetEimPackage = (body: JsonObject): GetEimPackageRequest =>
  present({
    eidValue: required(body, 'eidValue', eidField),
    notifyStateChange: ifPresent(body, 'notifyStateChange', literalTrue),
    stateChangeCause: ifPresent(body, 'stateChangeCause', whole),
    rPLMN: ifPresent(body, 'rPLMN', plmnField) ?? ifPresent(body, 'rPlmn', plmnField),
  })

/**
 * The request that an IPA sent to `name` (the last part of the path) as `json`. Refuses with the
 * field's name; a wrong DER object inside a field is refused with its offset and path.
 */
export function decodeEsipaJsonRequest(
  name: string,
  json: unknown,
): JsonParsed<EsipaMessageFromIpaToEim> {
  return parsed(() => {
    if (!Object.hasOwn(requestReaders, name)) {
      return refuse('unknown-function', '', `"${name.slice(0, 40)}" is not a function of ESipa`)
    }
    return requestReaders[name as IpaFunction](objectOf(json))
  })
}

/** The header for an error code, and the status that an SM-DP+ gave in its place if it did. */
function failure(
  name: EsipaFunctionWithErrors,
  code: number,
  given: StatusCodeData | undefined,
): JsonObject {
  const statusCodeData = given ?? statusOfCode(name, code)
  return { header: formatHeader({ status: 'Failed', statusCodeData }) }
}

const initiateAuthenticationBody = (
  message: InitiateAuthenticationResponseEsipa,
  given?: StatusCodeData,
): JsonObject => {
  if (message.kind === 'initiateAuthenticationErrorEsipa') {
    return failure('initiateAuthentication', message.value, given)
  }
  const ok = message.value
  return {
    header: successHeader,
    transactionId: formatId(ok.transactionId),
    serverSigned1: formatBase64(ok.serverSigned1.bytes),
    serverSignature1: formatBase64(ok.serverSignature1),
    euiccCiPKIdentifierToBeUsed: formatBase64(ok.euiccCiPKIdentifierToBeUsed),
    serverCertificate: formatBase64(ok.serverCertificate),
    matchingId: ok.matchingId,
    ctxParams1: ok.ctxParams1 && formatDer(ctxParams1, ok.ctxParams1),
  }
}

const authenticateClientBody = (
  message: AuthenticateClientResponseEsipa,
  given?: StatusCodeData,
): JsonObject => {
  if (message.kind === 'authenticateClientErrorEsipa') {
    return failure('authenticateClient', message.value, given)
  }
  if (message.kind === 'authenticateClientOkDSEsipa') {
    const { transactionId, profileDownloadTrigger: trigger } = message.value
    return {
      header: successHeader,
      transactionId: formatId(transactionId),
      profileDownloadTrigger: trigger && formatDer(profileDownloadTriggerRequest, trigger),
    }
  }
  const ok = message.value
  return {
    header: successHeader,
    transactionId: formatId(ok.transactionId),
    profileMetadata: formatBytes(ok.profileMetaData?.bytes),
    smdpSigned2: formatBase64(ok.smdpSigned2.bytes),
    smdpSignature2: formatBase64(ok.smdpSignature2),
    smdpCertificate: formatBase64(ok.smdpCertificate),
    hashCc: ok.hashCc && formatDer(octet32, ok.hashCc),
  }
}

const boundProfilePackageBody = (
  message: GetBoundProfilePackageResponseEsipa,
  given?: StatusCodeData,
): JsonObject => {
  if (message.kind === 'getBoundProfilePackageErrorEsipa') {
    return failure('getBoundProfilePackage', message.value, given)
  }
  return {
    header: successHeader,
    transactionId: formatId(message.value.transactionId),
    boundProfilePackage: formatBase64(message.value.boundProfilePackage),
  }
}

/** The error goes into the header and, for an IPA that reads no header, beside it as a number. */
function getEimPackageBody(message: GetEimPackageResponse): JsonObject {
  const header = successHeader
  switch (message.kind) {
    case 'euiccPackageRequest':
      return { header, euiccPackageRequest: formatDer(euiccPackageRequest, message.value) }
    case 'ipaEuiccDataRequest':
      return { header, ipaEuiccDataRequest: formatDer(ipaEuiccDataRequest, message.value) }
    case 'profileDownloadTriggerRequest':
      return {
        header,
        profileDownloadTriggerRequest: formatDer(profileDownloadTriggerRequest, message.value),
      }
    case 'eimPackageError':
      return {
        ...failure('getEimPackage', message.value, undefined),
        eimPackageError: message.value,
      }
  }
}

function provideResultBody(message: ProvideEimPackageResultResponse): JsonObject {
  switch (message.kind) {
    case 'eimAcknowledgements':
      return {
        header: successHeader,
        eimAcknowledgements: formatDer(eimAcknowledgements, message.value),
      }
    case 'emptyResponse':
      return { header: successHeader }
    case 'provideEimPackageResultError':
      return {
        ...failure('provideEimPackageResult', message.value, undefined),
        provideEimPackageResultError: message.value,
      }
  }
}

/**
 * The body of a response. HandleNotification has none (204). `given` is the status that an SM-DP+
 * answered, passed on in the place of the one that belongs to the error code.
 */
export function encodeEsipaJsonResponse(
  message: Exclude<EsipaMessageFromEimToIpa, { kind: 'transferEimPackageRequest' }>,
  given?: StatusCodeData,
): JsonObject {
  switch (message.kind) {
    case 'initiateAuthenticationResponseEsipa':
      return present(initiateAuthenticationBody(message.value, given))
    case 'authenticateClientResponseEsipa':
      return present(authenticateClientBody(message.value, given))
    case 'getBoundProfilePackageResponseEsipa':
      return present(boundProfilePackageBody(message.value, given))
    case 'cancelSessionResponseEsipa':
      return message.value.kind === 'cancelSessionOk'
        ? { header: successHeader }
        : failure('cancelSession', message.value.value, given)
    case 'getEimPackageResponse':
      return getEimPackageBody(message.value)
    case 'provideEimPackageResultResponse':
      return provideResultBody(message.value)
  }
}
