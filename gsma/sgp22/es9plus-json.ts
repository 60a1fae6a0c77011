// The JSON binding of ES9+ and ES11, both sides: request bodies to the values of the ASN.1 binding
// and back, response bodies to an answer or the reason why not. SGP.22 §6.5.2 (ES9+), §6.5.2.6
// (ES11), §5.2.6 (status codes). Errors are subject and reason codes, kept as they came.

import { formatBase64 } from '@holdfast/asn1/base64.ts'
import { carried } from '@holdfast/asn1/constructed.ts'
import { encode } from '@holdfast/asn1/schema.ts'
import { authenticateServerResponse, serverSigned1 } from './authenticate.ts'
import { boundProfilePackageBytes } from './bound-profile-package.ts'
import { cancelSessionResponse } from './cancel-session.ts'
import { prepareDownloadResponse, smdpSigned2 } from './download.ts'
import { signature, subjectKeyIdentifier } from './elements.ts'
import type {
  AuthenticateClientOk,
  InitiateAuthenticationOkEs9,
  RemoteProfileProvisioningRequest,
} from './es9plus.ts'
import { euiccInfo1 } from './euicc-info.ts'
import type { FieldReader, JsonObject, JsonParsed } from './json-fields.ts'
import {
  bytesField,
  derField,
  formatId,
  objectOf,
  octetsField,
  parsed,
  present,
  refuse,
  required,
  signatureField,
  text,
  transactionIdField,
} from './json-fields.ts'
import type { FunctionExecutionStatus, StatusCodeData } from './json-header.ts'
import { formatHeader, readHeader, successHeader } from './json-header.ts'
import { pendingNotification } from './notification.ts'
import { storeMetadataRequest } from './profile-info.ts'
import { certificate } from './x509-field.ts'

/** Functions of ES9+, as they stand in the path `/gsma/rsp2/es9plus/<function>`. */
export const es9plusFunctions = [
  'initiateAuthentication',
  'authenticateClient',
  'getBoundProfilePackage',
  'handleNotification',
  'cancelSession',
] as const
export type Es9plusFunction = (typeof es9plusFunctions)[number]

/** A request ready to be posted to `/gsma/rsp2/es9plus/<function>`. */
export interface Es9plusJsonRequest {
  readonly function: Es9plusFunction
  readonly body: JsonObject
}

const challengeField: FieldReader<Uint8Array> = (value) => {
  const bytes = bytesField(value)
  if (bytes.length === 16) return bytes
  throw new RangeError(`${bytes.length} octets where a challenge has 16`)
}

const requestReaders: Readonly<
  Record<Es9plusFunction, (body: JsonObject) => RemoteProfileProvisioningRequest>
> = {
  initiateAuthentication: (body) => ({
    kind: 'initiateAuthenticationRequest',
    value: {
      euiccChallenge: required(body, 'euiccChallenge', challengeField),
      smdpAddress: required(body, 'smdpAddress', text),
      euiccInfo1: required(body, 'euiccInfo1', derField(carried(euiccInfo1))),
    },
  }),
  authenticateClient: (body) => ({
    kind: 'authenticateClientRequest',
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
    kind: 'getBoundProfilePackageRequest',
    value: {
      transactionId: required(body, 'transactionId', transactionIdField),
      prepareDownloadResponse: required(
        body,
        'prepareDownloadResponse',
        derField(carried(prepareDownloadResponse)),
      ),
    },
  }),
  handleNotification: (body) => ({
    kind: 'handleNotification',
    value: {
      pendingNotification: required(
        body,
        'pendingNotification',
        derField(carried(pendingNotification)),
      ),
    },
  }),
  cancelSession: (body) => ({
    kind: 'cancelSessionRequestEs9',
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

/** The request that an LPA or eIM sent to `name` (the last part of the path) as `json`. */
export function decodeEs9plusJsonRequest(
  name: string,
  json: unknown,
): JsonParsed<RemoteProfileProvisioningRequest> {
  return parsed(() => {
    if (!Object.hasOwn(requestReaders, name)) {
      return refuse('unknown-function', '', `"${name.slice(0, 40)}" is not a function of ES9+`)
    }
    return requestReaders[name as Es9plusFunction](objectOf(json))
  })
}

/** The function and body of a request. */
export function encodeEs9plusJsonRequest(
  message: RemoteProfileProvisioningRequest,
): Es9plusJsonRequest {
  switch (message.kind) {
    case 'initiateAuthenticationRequest': {
      const { euiccChallenge, smdpAddress, euiccInfo1: info } = message.value
      const body = {
        euiccChallenge: formatBase64(euiccChallenge),
        euiccInfo1: formatBase64(info.bytes),
        smdpAddress,
      }
      return { function: 'initiateAuthentication', body }
    }
    case 'authenticateClientRequest': {
      const answer = formatBase64(message.value.authenticateServerResponse.bytes)
      const transactionId = formatId(message.value.transactionId)
      const body = { transactionId, authenticateServerResponse: answer }
      return { function: 'authenticateClient', body }
    }
    case 'getBoundProfilePackageRequest': {
      const answer = formatBase64(message.value.prepareDownloadResponse.bytes)
      const transactionId = formatId(message.value.transactionId)
      const body = { transactionId, prepareDownloadResponse: answer }
      return { function: 'getBoundProfilePackage', body }
    }
    case 'handleNotification': {
      const body = { pendingNotification: formatBase64(message.value.pendingNotification.bytes) }
      return { function: 'handleNotification', body }
    }
    case 'cancelSessionRequestEs9': {
      const answer = formatBase64(message.value.cancelSessionResponse.bytes)
      const transactionId = formatId(message.value.transactionId)
      return { function: 'cancelSession', body: { transactionId, cancelSessionResponse: answer } }
    }
  }
}

/** What an SM-DP+ answers when it does what it was asked. */
export type Es9plusOk =
  | { readonly kind: 'initiateAuthentication'; readonly value: InitiateAuthenticationOkEs9 }
  | { readonly kind: 'authenticateClient'; readonly value: AuthenticateClientOk }
  | { readonly kind: 'events'; readonly value: Es11Events }
  | {
      readonly kind: 'getBoundProfilePackage'
      readonly value: {
        readonly transactionId: Uint8Array
        readonly boundProfilePackage: Uint8Array
      }
    }
  | { readonly kind: 'handleNotification' | 'cancelSession' }

/** What an SM-DS answers to AuthenticateClient of ES11, SGP.22 §5.8.2. */
export interface Es11Events {
  readonly transactionId: Uint8Array | undefined
  readonly eventEntries: readonly { readonly eventId: string; readonly rspServerAddress: string }[]
}

/** What an SM-DP+ answers when it does not: its status, kept as it came. */
export interface Es9plusFailure {
  readonly kind: 'failed'
  readonly execution: FunctionExecutionStatus
}

const signatureTlv = (value: Uint8Array): string => formatBase64(encode(signature, value))

/** The body of a successful response; HandleNotification has none (204). */
export function encodeEs9plusJsonResponse(answer: Es9plusOk): JsonObject {
  const header = successHeader
  switch (answer.kind) {
    case 'initiateAuthentication': {
      const ok = answer.value
      return {
        header,
        transactionId: formatId(ok.transactionId),
        serverSigned1: formatBase64(ok.serverSigned1.bytes),
        serverSignature1: signatureTlv(ok.serverSignature1),
        euiccCiPKIdToBeUsed: formatBase64(encode(subjectKeyIdentifier, ok.euiccCiPKIdToBeUsed)),
        serverCertificate: formatBase64(ok.serverCertificate),
      }
    }
    case 'authenticateClient': {
      const ok = answer.value
      return {
        header,
        transactionId: formatId(ok.transactionId),
        profileMetadata: formatBase64(ok.profileMetaData.bytes),
        smdpSigned2: formatBase64(ok.smdpSigned2.bytes),
        smdpSignature2: signatureTlv(ok.smdpSignature2),
        smdpCertificate: formatBase64(ok.smdpCertificate),
      }
    }
    case 'events': {
      const { transactionId, eventEntries } = answer.value
      return present({ header, transactionId: formatId(transactionId), eventEntries })
    }
    case 'getBoundProfilePackage': {
      const { transactionId, boundProfilePackage } = answer.value
      const body = { transactionId: formatId(transactionId) }
      return { header, ...body, boundProfilePackage: formatBase64(boundProfilePackage) }
    }
    case 'handleNotification':
    case 'cancelSession':
      return { header }
  }
}

/** The body of a refusal. */
export const encodeEs9plusJsonFailure = (statusCodeData: StatusCodeData): JsonObject => ({
  header: formatHeader({ status: 'Failed', statusCodeData }),
})

const eventEntriesField: FieldReader<Es11Events['eventEntries']> = (value) => {
  if (!Array.isArray(value)) throw new RangeError('a list of events was expected')
  return value.map((entry) => {
    const fields = objectOf(entry, 'eventEntries')
    return {
      eventId: required(fields, 'eventId', text),
      rspServerAddress: required(fields, 'rspServerAddress', text),
    }
  })
}

const responseReaders: Readonly<Record<Es9plusFunction, (body: JsonObject) => Es9plusOk>> = {
  initiateAuthentication: (body) => ({
    kind: 'initiateAuthentication',
    value: {
      transactionId: required(body, 'transactionId', transactionIdField),
      serverSigned1: required(body, 'serverSigned1', derField(carried(serverSigned1))),
      serverSignature1: required(body, 'serverSignature1', signatureField),
      euiccCiPKIdToBeUsed: required(body, 'euiccCiPKIdToBeUsed', octetsField(20)),
      serverCertificate: required(body, 'serverCertificate', derField(certificate)),
    },
  }),
  authenticateClient: (body) => {
    if (body.eventEntries !== undefined) return readEvents(body)
    return {
      kind: 'authenticateClient',
      value: {
        transactionId: required(body, 'transactionId', transactionIdField),
        profileMetaData: required(body, 'profileMetadata', derField(carried(storeMetadataRequest))),
        smdpSigned2: required(body, 'smdpSigned2', derField(carried(smdpSigned2))),
        smdpSignature2: required(body, 'smdpSignature2', signatureField),
        smdpCertificate: required(body, 'smdpCertificate', derField(certificate)),
      },
    }
  },
  getBoundProfilePackage: (body) => ({
    kind: 'getBoundProfilePackage',
    value: {
      transactionId: required(body, 'transactionId', transactionIdField),
      boundProfilePackage: required(
        body,
        'boundProfilePackage',
        derField(boundProfilePackageBytes),
      ),
    },
  }),
  handleNotification: () => ({ kind: 'handleNotification' }),
  cancelSession: () => ({ kind: 'cancelSession' }),
}

function readEvents(body: JsonObject): Es9plusOk {
  const transactionId =
    body.transactionId === undefined
      ? undefined
      : required(body, 'transactionId', transactionIdField)
  const eventEntries = required(body, 'eventEntries', eventEntriesField)
  return { kind: 'events', value: { transactionId, eventEntries } }
}

/**
 * The answer that a server gave to `name` as `json` (`undefined` for an empty body): what was asked
 * for, a failure with the server's own status, or a refusal of a body that cannot be read.
 */
export function decodeEs9plusJsonResponse(
  name: Es9plusFunction,
  json: unknown,
): JsonParsed<Es9plusOk | Es9plusFailure> {
  return parsed(() => {
    const body = json === undefined ? {} : objectOf(json)
    const execution = readHeader(body)
    if (execution?.status === 'Failed' || execution?.status === 'Expired') {
      return { kind: 'failed', execution }
    }
    return responseReaders[name](body)
  })
}
