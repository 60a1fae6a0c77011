// ES9+ in the ASN.1 binding: one message in, one out, at /gsma/rsp2/asn1. The functions are those of
// the JSON binding; a refusal becomes the number that its message has for it. SGP.22 §6.6.

import { carryBytes } from '@holdfast/asn1/constructed.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { serverSigned1 } from '@holdfast/gsma/sgp22/authenticate.ts'
import { smdpSigned2 } from '@holdfast/gsma/sgp22/download.ts'
import type {
  RemoteProfileProvisioningRequest,
  RemoteProfileProvisioningResponse,
} from '@holdfast/gsma/sgp22/es9plus.ts'
import {
  remoteProfileProvisioningRequest,
  remoteProfileProvisioningResponse,
} from '@holdfast/gsma/sgp22/es9plus.ts'
import { storeMetadataRequest } from '@holdfast/gsma/sgp22/profile-info.ts'
import { authenticateClient, initiateAuthentication } from './authenticate.ts'
import { getBoundProfilePackage } from './bind-profile.ts'
import { cancelSession, receiveNotification } from './receive-notification.ts'
import type { Failure, Smdp, SmdpWorld } from './smdp.ts'

/** Refused: the octets are no request of ES9+. `value` undefined: done, nothing to say. */
export type Asn1Answer =
  | { readonly kind: 'unreadable'; readonly why: string }
  | { readonly kind: 'answered'; readonly bytes: Uint8Array | undefined }

/** What the SM-DP+ answers to a message of ES9+. */
export function answerMessage(smdp: Smdp, message: Uint8Array, world: SmdpWorld): Asn1Answer {
  try {
    const request = decode(remoteProfileProvisioningRequest, message)
    const response = answer(smdp, request, world)
    const bytes = response && encode(remoteProfileProvisioningResponse, response)
    return { kind: 'answered', bytes }
  } catch (cause) {
    if (cause instanceof Asn1Error) return { kind: 'unreadable', why: cause.message }
    throw cause
  }
}

type Request = RemoteProfileProvisioningRequest
type Response = RemoteProfileProvisioningResponse
type RequestOf<K extends Request['kind']> = Extract<Request, { readonly kind: K }>['value']

function answer(smdp: Smdp, request: Request, world: SmdpWorld): Response | undefined {
  switch (request.kind) {
    case 'initiateAuthenticationRequest':
      return answerInitiate(smdp, request.value, world)
    case 'authenticateClientRequest':
      return answerClient(smdp, request.value, world)
    case 'getBoundProfilePackageRequest':
      return answerPackage(smdp, request.value, world)
    case 'cancelSessionRequestEs9':
      return answerCancel(smdp, request.value, world)
    case 'handleNotification':
      receiveNotification(smdp, request.value.pendingNotification.bytes, world)
      return undefined
  }
}

/** The contents of a 5F37 data object. */
const signatureOf = (object: Uint8Array): Uint8Array => object.subarray(3)

function answerInitiate(
  smdp: Smdp,
  asked: RequestOf<'initiateAuthenticationRequest'>,
  world: SmdpWorld,
): Response {
  const given = { ...asked, euiccInfo1: asked.euiccInfo1.bytes }
  const said = initiateAuthentication(smdp, given, world)
  const value =
    said.kind === 'failed'
      ? ({ kind: 'initiateAuthenticationError', value: initiateCode(said) } as const)
      : ({
          kind: 'initiateAuthenticationOk',
          value: {
            transactionId: parseHex(said.value.transactionId),
            serverSigned1: carryBytes(serverSigned1, said.value.serverSigned1),
            serverSignature1: signatureOf(said.value.serverSignature1),
            euiccCiPKIdToBeUsed: said.value.euiccCiPKIdToBeUsed,
            serverCertificate: said.value.serverCertificate,
          },
        } as const)
  return { kind: 'initiateAuthenticationResponse', value }
}

function answerClient(
  smdp: Smdp,
  asked: RequestOf<'authenticateClientRequest'>,
  world: SmdpWorld,
): Response {
  const transactionId = formatHex(asked.transactionId)
  const authenticateServerResponse = asked.authenticateServerResponse.bytes
  const said = authenticateClient(smdp, { transactionId, authenticateServerResponse }, world)
  const value =
    said.kind === 'failed'
      ? ({ kind: 'authenticateClientError', value: clientCode(said) } as const)
      : ({
          kind: 'authenticateClientOk',
          value: {
            transactionId: asked.transactionId,
            profileMetaData: carryBytes(storeMetadataRequest, said.value.profileMetadata),
            smdpSigned2: carryBytes(smdpSigned2, said.value.smdpSigned2),
            smdpSignature2: signatureOf(said.value.smdpSignature2),
            smdpCertificate: said.value.smdpCertificate,
          },
        } as const)
  return { kind: 'authenticateClientResponseEs9', value }
}

function answerPackage(
  smdp: Smdp,
  asked: RequestOf<'getBoundProfilePackageRequest'>,
  world: SmdpWorld,
): Response {
  const transactionId = formatHex(asked.transactionId)
  const prepareDownloadResponse = asked.prepareDownloadResponse.bytes
  const said = getBoundProfilePackage(smdp, { transactionId, prepareDownloadResponse }, world)
  const value =
    said.kind === 'failed'
      ? ({ kind: 'getBoundProfilePackageError', value: packageCode(said) } as const)
      : ({
          kind: 'getBoundProfilePackageOk',
          value: {
            transactionId: asked.transactionId,
            boundProfilePackage: said.value.boundProfilePackage,
          },
        } as const)
  return { kind: 'getBoundProfilePackageResponse', value }
}

function answerCancel(
  smdp: Smdp,
  asked: RequestOf<'cancelSessionRequestEs9'>,
  world: SmdpWorld,
): Response {
  const transactionId = formatHex(asked.transactionId)
  const cancelSessionResponse = asked.cancelSessionResponse.bytes
  const said = cancelSession(smdp, { transactionId, cancelSessionResponse }, world)
  const value =
    said.kind === 'failed'
      ? ({ kind: 'cancelSessionError', value: codeFrom(cancelCodes, said) } as const)
      : ({ kind: 'cancelSessionOk', value: {} } as const)
  return { kind: 'cancelSessionResponseEs9', value }
}

type Codes = Readonly<Record<string, number>>

const undefinedError = 127

const codeFrom = (codes: Codes, { subjectCode, reasonCode }: Failure): number =>
  codes[`${subjectCode}/${reasonCode}`] ?? codes[subjectCode] ?? undefinedError

/** This message knows three errors and no other. */
const initiateCode = (failure: Failure): number =>
  codeFrom({ '8.8.1': 1, '8.8.3': 2, '8.8.2': 3, '8.8.4': 3, '8.1': 1 }, failure)

const clientCode = (failure: Failure): number =>
  codeFrom(
    {
      '8.1.2/6.1': 1,
      '8.1.2/6.3': 2,
      '8.1.3/6.1': 3,
      '8.1.3/6.3': 4,
      '8.1/6.1': 5,
      '8.2.6': 6,
      '8.1.1': 7,
      '8.1.4': 1,
      '8.2.5': 8,
      '8.11.1': 9,
      '8.10.1': 10,
      '8.1/4.8': 11,
    },
    failure,
  )

const packageCode = (failure: Failure): number =>
  codeFrom(
    {
      '8.1/6.1': 1,
      '8.2.7/2.2': 2,
      '8.2.7/3.8': 3,
      '8.2.7/6.4': 4,
      '8.2/3.7': 5,
      '8.8.5': 6,
      '8.10.1': 95,
    },
    failure,
  )

const cancelCodes: Codes = { '8.10.1': 1, '8.1/6.1': 2 }
