// The SM-DP+ as a web server sees it: a path and a body in, a status and a body out, in the JSON
// binding of ES9+ and ES2+. It waits for nothing, so a simulated world calls it without a socket.
// SGP.22 §6.4 (HTTP), §6.5 (JSON), §5.3, §5.6.

import { Buffer } from 'node:buffer'
import { authenticateClient, initiateAuthentication } from './authenticate.ts'
import { getBoundProfilePackage } from './bind-profile.ts'
import { cancelOrder, confirmOrder, downloadOrder, releaseProfile } from './es2plus.ts'
import type { JsonObject } from './json-shape.ts'
import { Members, parseObject } from './json-shape.ts'
import { cancelSession, receiveNotification } from './receive-notification.ts'
import type { Answer, Smdp, SmdpWorld } from './smdp.ts'
import { failed } from './smdp.ts'

export interface HttpRequest {
  readonly method: string
  /** Without query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

type Answering = (smdp: Smdp, members: Members, world: SmdpWorld) => Answer<JsonObject | null>

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

const es9plus: Readonly<Record<string, Answering>> = {
  initiateAuthentication(smdp, members, world) {
    const asked = {
      euiccChallenge: members.octets('euiccChallenge'),
      euiccInfo1: members.octets('euiccInfo1'),
      smdpAddress: members.text('smdpAddress'),
    }
    if (members.refusal) return members.refusal
    return mapped(initiateAuthentication(smdp, asked, world), (value) => ({
      transactionId: value.transactionId,
      serverSigned1: base64(value.serverSigned1),
      serverSignature1: base64(value.serverSignature1),
      euiccCiPKIdToBeUsed: base64(
        Uint8Array.of(0x04, value.euiccCiPKIdToBeUsed.length, ...value.euiccCiPKIdToBeUsed),
      ),
      serverCertificate: base64(value.serverCertificate),
    }))
  },
  authenticateClient(smdp, members, world) {
    const transactionId = members.text('transactionId')
    const authenticateServerResponse = members.octets('authenticateServerResponse')
    if (members.refusal) return members.refusal
    const asked = { transactionId, authenticateServerResponse }
    return mapped(authenticateClient(smdp, asked, world), (value) => ({
      transactionId: value.transactionId,
      profileMetadata: base64(value.profileMetadata),
      smdpSigned2: base64(value.smdpSigned2),
      smdpSignature2: base64(value.smdpSignature2),
      smdpCertificate: base64(value.smdpCertificate),
    }))
  },
  getBoundProfilePackage(smdp, members, world) {
    const transactionId = members.text('transactionId')
    const prepareDownloadResponse = members.octets('prepareDownloadResponse')
    if (members.refusal) return members.refusal
    const asked = { transactionId, prepareDownloadResponse }
    return mapped(getBoundProfilePackage(smdp, asked, world), (value) => ({
      transactionId: value.transactionId,
      boundProfilePackage: base64(value.boundProfilePackage),
    }))
  },
  cancelSession(smdp, members, world) {
    const transactionId = members.text('transactionId')
    const cancelSessionResponse = members.octets('cancelSessionResponse')
    if (members.refusal) return members.refusal
    return cancelSession(smdp, { transactionId, cancelSessionResponse }, world)
  },
}

const es2plus: Readonly<Record<string, Answering>> = {
  downloadOrder(smdp, members) {
    const asked = {
      iccid: members.iccid('iccid'),
      profileType: members.optionalText('profileType'),
      eid: members.eid('eid'),
    }
    if (members.refusal) return members.refusal
    return mapped(downloadOrder(smdp, asked), ({ iccid }) => ({ iccid: iccid.padEnd(20, 'F') }))
  },
  confirmOrder(smdp, members, world) {
    const asked = {
      iccid: members.iccid('iccid') ?? members.text('iccid'),
      releaseFlag: members.flag('releaseFlag'),
      eid: members.eid('eid'),
      matchingId: members.optionalText('matchingId') || undefined,
      confirmationCode: members.optionalText('confirmationCode') || undefined,
      smdsAddress: members.optionalText('smdsAddress') || undefined,
    }
    if (members.refusal) return members.refusal
    return mapped(confirmOrder(smdp, asked, world), (value) => ({ ...value }))
  },
  cancelOrder(smdp, members) {
    const wanted = members.text('finalProfileStatusIndicator')
    const asked = {
      iccid: members.iccid('iccid') ?? members.text('iccid'),
      eid: members.eid('eid'),
      matchingId: members.optionalText('matchingId') || undefined,
    }
    if (members.refusal) return members.refusal
    if (wanted !== 'Available' && wanted !== 'Unavailable') {
      return failed('1.3.1/2.1', 'finalProfileStatusIndicator is Available or Unavailable')
    }
    return cancelOrder(smdp, { ...asked, finalProfileStatusIndicator: wanted })
  },
  releaseProfile(smdp, members, world) {
    const iccid = members.iccid('iccid') ?? members.text('iccid')
    if (members.refusal) return members.refusal
    return releaseProfile(smdp, { iccid }, world)
  },
}

function mapped<T>(answer: Answer<T>, shape: (value: T) => JsonObject): Answer<JsonObject> {
  return answer.kind === 'failed' ? answer : { kind: 'done', value: shape(answer.value) }
}

const prefix = /^\/gsma\/rsp2\/(es9plus|es2plus)\/([A-Za-z]+)$/

/** What the SM-DP+ answers to an HTTP request. */
export function answerRequest(smdp: Smdp, request: HttpRequest, world: SmdpWorld): HttpResponse {
  const [, interfaceName, name = ''] = prefix.exec(request.path) ?? []
  if (!interfaceName) return plain(404, 'no such path')
  if (request.method !== 'POST') return { ...plain(405, 'POST only'), headers: { allow: 'POST' } }
  const refusal = headerRefusal(request)
  if (refusal) return json(request, refusal)
  const object = parseObject(request.body)
  if (!object) return plain(400, 'the body is not a JSON object')
  if (interfaceName === 'es9plus' && name === 'handleNotification') {
    return answerNotification(smdp, { request, object }, world)
  }
  const functions = interfaceName === 'es9plus' ? es9plus : es2plus
  const answering = Object.hasOwn(functions, name) ? functions[name] : undefined
  if (!answering) return plain(404, `no function ${name}`)
  const unnamed = interfaceName === 'es2plus' ? requesterRefusal(object) : undefined
  return json(request, unnamed ?? answering(smdp, new Members(object), world))
}

/** 204 for every notification that reads: a card must be able to forget what it told. */
function answerNotification(
  smdp: Smdp,
  asked: { readonly request: HttpRequest; readonly object: JsonObject },
  world: SmdpWorld,
): HttpResponse {
  const members = new Members(asked.object)
  const bytes = members.octets('pendingNotification')
  const answer = members.refusal ?? receiveNotification(smdp, bytes, world)
  if (answer.kind === 'failed') return json(asked.request, answer)
  return { status: 204, headers: protocolHeader(asked.request), body: '' }
}

function headerRefusal({ headers }: HttpRequest): Answer<never> | undefined {
  const contentType = headers['content-type'] ?? ''
  if (!/^application\/json(\s*;.*)?$/i.test(contentType)) {
    return failed('1.2.1/2.1', `Content-Type ${contentType || '(none)'} is not application/json`)
  }
  const protocol = headers['x-admin-protocol']
  if (protocol !== undefined && !/^gsma\/rsp\/v2\.\d+\.\d+$/.test(protocol)) {
    return failed('1.2.2/2.1', `X-Admin-Protocol ${protocol} is not gsma/rsp/v2`)
  }
  return undefined
}

/** ES2+ requests say who asks and number their calls. SGP.22 §5.2.5. */
function requesterRefusal(object: JsonObject): Answer<never> | undefined {
  const header = object.header
  const isObject = typeof header === 'object' && header !== null
  const members = new Members(isObject ? (header as JsonObject) : {})
  members.text('functionRequesterIdentifier')
  members.text('functionCallIdentifier')
  return members.refusal
}

const plain = (status: number, message: string): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body: `${message}\n`,
})

const protocolHeader = ({ headers }: HttpRequest): Record<string, string> => ({
  'x-admin-protocol': headers['x-admin-protocol'] ?? 'gsma/rsp/v2.5.0',
})

/** Refusals of the function travel with HTTP 200. SGP.22 §6.5.1.4. */
function json(request: HttpRequest, answer: Answer<JsonObject | null>): HttpResponse {
  const status =
    answer.kind === 'done'
      ? { status: 'Executed-Success' }
      : {
          status: 'Failed',
          statusCodeData: {
            subjectCode: answer.subjectCode,
            reasonCode: answer.reasonCode,
            message: answer.message,
          },
        }
  const value = answer.kind === 'done' ? answer.value : null
  const body = JSON.stringify({ header: { functionExecutionStatus: status }, ...value })
  const headers = { 'content-type': 'application/json', ...protocolHeader(request) }
  return { status: 200, headers, body }
}
