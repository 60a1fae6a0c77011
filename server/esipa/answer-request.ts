// One request of a device, from its body to its answer: the road that everything on ESipa takes.
// A poll of a card for which nothing waits turns back at the doorway without touching the store.
// What cannot be read is kept aside and refused with the place where reading stopped.

import { Asn1Error } from '@holdfast/asn1/error.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import {
  type EsipaMessageFromIpaToEim,
  esipaMessageFromIpaToEim,
} from '@holdfast/gsma/sgp32/esipa-requests.ts'
import { eimPackageErrors } from '@holdfast/gsma/sgp32/esipa-responses.ts'
import { acceptNotification } from './accept-notification.ts'
import { acceptResult } from './accept-result.ts'
import type { EsipaDesk } from './esipa-desk.ts'
import { answerGetEimPackage } from './get-eim-package.ts'
import { emptyAnswer, type HttpAnswer, jsonAnswer, problem } from './http-answer.ts'
import { jsonReply } from './json-reply.ts'
import { readJsonRequest } from './json-request.ts'
import type { EsipaRequest } from './listener.ts'
import { relayAuthenticateClient } from './relay/authenticate-client.ts'
import { relayCancelSession } from './relay/cancel-session.ts'
import { relayGetBoundProfilePackage } from './relay/get-bound-profile-package.ts'
import { relayInitiateAuthentication } from './relay/initiate-authentication.ts'
import { type EsipaReply, encodeReply, nothingWaits, nothingWaitsBytes } from './reply.ts'
import { asn1ContentType } from './request-head.ts'

/** The answer; a promise only where the store or an SM-DP+ must be asked. */
export function answerRequest(
  desk: EsipaDesk,
  request: EsipaRequest,
): HttpAnswer | Promise<HttpAnswer> {
  const reading = readBody(desk, request)
  if (reading.kind === 'answer') return reading.answer
  const { bytes } = reading
  if (isQuietPoll(desk, bytes)) return quietAnswers[request.admission.kind]
  return answerMessage(desk, request, bytes)
}

type BodyReading =
  | { readonly kind: 'der'; readonly bytes: Uint8Array }
  | { readonly kind: 'answer'; readonly answer: HttpAnswer }

/** The message in DER, whichever binding it came in. */
function readBody(desk: EsipaDesk, { admission, body, userAgent }: EsipaRequest): BodyReading {
  if (admission.kind === 'asn1') return { kind: 'der', bytes: body }
  const reading = readJsonRequest(admission.name, body)
  if (reading.kind === 'message') return { kind: 'der', bytes: reading.bytes }
  const { member, why } = reading
  keepAside(desk, { admission, body, userAgent }, `${member} ${why}`.trim())
  const detail = member ? `${member} ${why}` : why
  const answer = problem(400, 'The body cannot be read', { detail, path: member })
  return { kind: 'answer', answer }
}

function keepAside(
  desk: EsipaDesk,
  { admission, body, userAgent }: Pick<EsipaRequest, 'admission' | 'body' | 'userAgent'>,
  why: string,
): void {
  desk.counters.unreadable++
  const sender = userAgent === undefined ? {} : { userAgent }
  desk.quarantine.keep(body, { binding: admission.kind, why, ...sender })
}

const quietAnswers: Readonly<Record<'asn1' | 'json', HttpAnswer>> = {
  asn1: { status: 200, contentType: asn1ContentType, body: nothingWaitsBytes },
  json: jsonAnswer(jsonReply(nothingWaits)),
}

/** `BF4F 12 5A 10` and an EID: a poll that says nothing else. */
const pollOctets = 21
const eidAt = 5

/** Whether this is a plain poll of a card for which nothing waits; its contact is then noted. */
function isQuietPoll(desk: EsipaDesk, bytes: Uint8Array): boolean {
  if (bytes.length !== pollOctets || bytes[0] !== 0xbf || bytes[1] !== 0x4f) return false
  if (bytes[2] !== 0x12 || bytes[3] !== 0x5a || bytes[4] !== 0x10) return false
  if (desk.doorway.look(bytes, eidAt) !== 'nothing') return false
  desk.contacts.add(bytes, eidAt, desk.world.clock.now())
  desk.counters.quietPolls++
  return true
}

async function answerMessage(
  desk: EsipaDesk,
  request: EsipaRequest,
  bytes: Uint8Array,
): Promise<HttpAnswer> {
  const message = decodeMessage(desk, request, bytes)
  if ('status' in message) return message
  const { connection } = request
  if (message.kind === 'getEimPackageRequest')
    connection.spokeFor(formatHex(message.value.eidValue))
  const reply = await replyTo(desk, message, { bytes, lastEid: connection.eid(), request })
  return reply ? writeReply(request, reply) : problem(400, 'Unsupported Request')
}

function decodeMessage(
  desk: EsipaDesk,
  request: EsipaRequest,
  bytes: Uint8Array,
): EsipaMessageFromIpaToEim | HttpAnswer {
  try {
    return decode(esipaMessageFromIpaToEim, bytes)
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause
    const wrongEid = eidErrorOf(cause)
    if (wrongEid) return writeReply(request, wrongEid)
    keepAside(desk, request, cause.message)
    return problem(400, 'The body cannot be read', {
      detail: cause.message,
      offset: cause.offset,
      path: cause.path.join('.'),
    })
  }
}

/** A poll whose only fault is its EID has codes of its own. */
function eidErrorOf({ code, path, detail }: Asn1Error): EsipaReply | undefined {
  if (path[0] !== 'getEimPackageRequest') return undefined
  if (code === 'missing-field' && detail.startsWith('eidValue')) {
    return { kind: 'no-package', code: eimPackageErrors.missingEid }
  }
  if (path[1] !== 'eidValue' || code !== 'bad-value') return undefined
  return { kind: 'no-package', code: eimPackageErrors.invalidEid }
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

function writeReply({ admission }: EsipaRequest, reply: EsipaReply): HttpAnswer {
  if (admission.kind === 'json') {
    const value = jsonReply(reply)
    return value === undefined ? emptyAnswer : jsonAnswer(value)
  }
  const body = encodeReply(reply)
  return body ? { status: 200, contentType: asn1ContentType, body } : emptyAnswer
}
