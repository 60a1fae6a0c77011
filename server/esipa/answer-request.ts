// One request of a device, from its body to its answer: the road that everything on ESipa takes.
// A poll of a card for which nothing waits turns back at the doorway without touching the store.
// What cannot be read is kept aside and refused with the place where reading stopped.

import { Asn1Error } from '@holdfast/asn1/error.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { decodeEsipaJsonRequest, type IpaFunction } from '@holdfast/gsma/sgp32/esipa-json.ts'
import {
  type EsipaMessageFromIpaToEim,
  esipaMessageFromIpaToEim,
} from '@holdfast/gsma/sgp32/esipa-requests.ts'
import { eimPackageErrors } from '@holdfast/gsma/sgp32/esipa-responses.ts'
import { StoreError } from '../store/store-error.ts'
import { acceptNotification } from './accept-notification.ts'
import { acceptResult } from './accept-result.ts'
import type { EsipaDesk } from './esipa-desk.ts'
import { answerGetEimPackage } from './get-eim-package.ts'
import { emptyAnswer, type HttpAnswer, jsonAnswer, problem } from './http-answer.ts'
import type { EsipaRequest } from './listener.ts'
import { relayAuthenticateClient } from './relay/authenticate-client.ts'
import { relayCancelSession } from './relay/cancel-session.ts'
import { relayGetBoundProfilePackage } from './relay/get-bound-profile-package.ts'
import { relayInitiateAuthentication } from './relay/initiate-authentication.ts'
import {
  type EsipaReply,
  encodeReply,
  formatReply,
  nothingWaits,
  nothingWaitsBytes,
} from './reply.ts'
import { asn1ContentType } from './request-head.ts'

/** The answer; a promise only where the store or an SM-DP+ must be asked. */
export function answerRequest(
  desk: EsipaDesk,
  request: EsipaRequest,
): HttpAnswer | Promise<HttpAnswer> {
  const { admission, body } = request
  if (admission.kind === 'asn1' && isQuietPoll(desk, body)) return quietAnswers.asn1
  const reading = admission.kind === 'asn1' ? readDer(body) : readJson(admission.name, body)
  if (reading.kind === 'reply') return writeReply(request, reading.reply)
  if (reading.kind === 'unreadable') return refuseUnreadable(desk, request, reading)
  if (admission.kind === 'json' && isQuietPoll(desk, reading.bytes)) return quietAnswers.json
  return answerMessage(desk, request, reading)
}

interface ReadMessage {
  readonly kind: 'message'
  readonly message: EsipaMessageFromIpaToEim
  /** In DER, whichever binding it came in. */
  readonly bytes: Uint8Array
}

interface Unreadable {
  readonly kind: 'unreadable'
  readonly why: string
  readonly path: string
  /** Into the DER; a JSON body has none. */
  readonly offset?: number
}

type BodyReading = ReadMessage | Unreadable | { readonly kind: 'reply'; readonly reply: EsipaReply }

function readDer(body: Uint8Array): BodyReading {
  try {
    return { kind: 'message', message: decode(esipaMessageFromIpaToEim, body), bytes: body }
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause
    const { message: why, offset, path } = cause
    return wrongEidOf(cause) ?? { kind: 'unreadable', why, offset, path: path.join('.') }
  }
}

/** A poll whose only fault is its EID has codes of its own. */
function wrongEidOf({ code, path, detail }: Asn1Error): BodyReading | undefined {
  if (path[0] !== 'getEimPackageRequest') return undefined
  if (code === 'missing-field' && detail.startsWith('eidValue')) return missingEid
  return path[1] === 'eidValue' && code === 'bad-value' ? invalidEid : undefined
}

const missingEid: BodyReading = {
  kind: 'reply',
  reply: { kind: 'no-package', code: eimPackageErrors.missingEid },
}
const invalidEid: BodyReading = {
  kind: 'reply',
  reply: { kind: 'no-package', code: eimPackageErrors.invalidEid },
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function readJson(name: IpaFunction, body: Uint8Array): BodyReading {
  let json: unknown
  try {
    json = JSON.parse(utf8.decode(body))
  } catch (cause) {
    return { kind: 'unreadable', why: `not JSON: ${(cause as Error).message}`, path: '' }
  }
  const read = decodeEsipaJsonRequest(name, json)
  if (read.ok) {
    const bytes = encode(esipaMessageFromIpaToEim, read.value)
    return { kind: 'message', message: read.value, bytes }
  }
  const { code, field, why } = read
  if (name === 'getEimPackage' && field === 'eidValue') {
    return code === 'missing-field' ? missingEid : invalidEid
  }
  return { kind: 'unreadable', why, path: field }
}

function refuseUnreadable(
  desk: EsipaDesk,
  { admission, body, userAgent }: EsipaRequest,
  { why, path, offset }: Unreadable,
): HttpAnswer {
  desk.counters.unreadable++
  const sender = userAgent === undefined ? {} : { userAgent }
  desk.quarantine.keep(body, { binding: admission.kind, why, ...sender })
  const place = offset === undefined ? { path } : { path, offset }
  return problem(400, 'The body cannot be read', { detail: why, ...place })
}

const quietAnswers: Readonly<Record<'asn1' | 'json', HttpAnswer>> = {
  asn1: { status: 200, contentType: asn1ContentType, body: nothingWaitsBytes },
  json: jsonAnswer(formatReply(nothingWaits)),
}

/** `BF4F 12 5A 10` and an EID: a poll that says nothing else. */
const pollOctets = 21
const eidAt = 5

/** Whether this is a plain poll of a card for which nothing waits; its contact is then noted. */
function isQuietPoll(desk: EsipaDesk, bytes: Uint8Array): boolean {
  if (bytes.length !== pollOctets || bytes[0] !== 0xbf || bytes[1] !== 0x4f) return false
  if (bytes[2] !== 0x12 || bytes[3] !== 0x5a || bytes[4] !== 0x10) return false
  if (desk.doorway.look(bytes, eidAt) !== 'nothing') return false
  desk.contacts.add({ bytes, offset: eidAt, at: desk.world.clock.now() })
  desk.counters.quietPolls++
  return true
}

async function answerMessage(
  desk: EsipaDesk,
  request: EsipaRequest,
  { message, bytes }: ReadMessage,
): Promise<HttpAnswer> {
  const { connection } = request
  if (message.kind === 'getEimPackageRequest') {
    connection.spokeFor(formatHex(message.value.eidValue))
  }
  const reply = await replyOrKeep(desk, message, { bytes, lastEid: connection.eid(), request })
  return reply ? writeReply(request, reply) : problem(400, 'Unsupported Request')
}

/** A message that breaks the server is kept for whoever mends it; the next one is answered. */
async function replyOrKeep(
  desk: EsipaDesk,
  message: EsipaMessageFromIpaToEim,
  came: Came,
): Promise<EsipaReply | undefined> {
  try {
    return await replyTo(desk, message, came)
  } catch (cause) {
    if (!(cause instanceof StoreError)) {
      desk.quarantine.keep(came.bytes, { binding: 'asn1', why: `it broke the server: ${cause}` })
    }
    throw cause
  }
}

interface Came {
  readonly bytes: Uint8Array
  readonly lastEid: string | undefined
  readonly request: EsipaRequest
}

/** The function that the message is for; undefined for one that an eIM does not answer. */
function replyTo(
  desk: EsipaDesk,
  message: EsipaMessageFromIpaToEim,
  came: Came,
): Promise<EsipaReply> | undefined {
  switch (message.kind) {
    case 'getEimPackageRequest':
      return answerGetEimPackage(desk, message.value, came)
    case 'provideEimPackageResult':
      return acceptResult(desk, message.value, { ...came, name: 'ProvideEimPackageResult' })
    case 'handleNotificationEsipa':
      return acceptNotification(desk, message.value, { ...came, name: 'HandleNotification' })
    case 'initiateAuthenticationRequestEsipa':
      return relayInitiateAuthentication(desk, message.value, came)
    case 'authenticateClientRequestEsipa':
      return relayAuthenticateClient(desk, message.value, came)
    case 'getBoundProfilePackageRequestEsipa':
      return relayGetBoundProfilePackage(desk, message.value, came)
    case 'cancelSessionRequestEsipa':
      return relayCancelSession(desk, message.value, came)
    case 'transferEimPackageResponse':
      return undefined
  }
}

const tooOften: HttpAnswer = {
  ...problem(429, 'This card asks too often'),
  headers: { 'retry-after': '60' },
}

const noRoom: HttpAnswer = {
  ...problem(503, 'No more notifications can be kept now'),
  headers: { 'retry-after': '3600' },
}

function writeReply({ admission }: EsipaRequest, reply: EsipaReply): HttpAnswer {
  if (reply.kind === 'too-often') return tooOften
  if (reply.kind === 'no-room') return noRoom
  if (admission.kind === 'json') {
    const value = formatReply(reply)
    return value ? jsonAnswer(value) : emptyAnswer
  }
  const body = encodeReply(reply)
  return body ? { status: 200, contentType: asn1ContentType, body } : emptyAnswer
}
