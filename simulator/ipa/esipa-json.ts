// ESipa in the JSON binding: one path per function, ASN.1 objects as base64 of their DER.
// SGP.32 §6.4.

import { tlv } from '@holdfast/asn1/writer.ts'
import type { HttpReply, HttpRequest } from '../device/https-client.ts'
import type {
  AuthenticationStart,
  ClientAuthentication,
  DownloadRefused,
  EimPackage,
  Esipa,
  NoAnswer,
  ResultAnswer,
  ServerAuthentication,
} from './esipa.ts'
import { exchangeWithRepeats, type IpaLink, type Patience } from './exchange.ts'
import { formatBase64, formatUpperHex, type Json, parseBase64, parseReply } from './json-fields.ts'
import { childrenOf, find, integerOf, parseTlv } from './tlv-tree.ts'

export interface JsonOptions {
  readonly link: IpaLink
  /** `https://host:port` of the eIM. */
  readonly url: string
  readonly patience: Patience
  readonly userAgent: string
}

const silence = (name: string): NoAnswer => ({ kind: 'no-answer', why: `no answer to ${name}` })

/** ESipa over the JSON binding. */
export function esipaOverJson(options: JsonOptions): Esipa {
  const ask = askerOf(options)
  return {
    getEimPackage: async ({ eid, stateChangeCause, rPlmn }) => {
      const change = { notifyStateChange: true, stateChangeCause }
      const found = await ask(
        'getEimPackage',
        {
          eidValue: formatUpperHex(eid),
          ...(stateChangeCause === undefined ? {} : change),
          ...(rPlmn ? { rPLMN: formatBase64(rPlmn) } : {}),
        },
        readPackage,
      )
      return found ?? silence('getEimPackage')
    },
    provideResult: async (eid, result) => {
      const body = { eidValue: formatUpperHex(eid), eimPackageResult: formatBase64(result) }
      const name = 'provideEimPackageResult'
      return (await ask(name, body, readResultAnswer)) ?? silence(name)
    },
    initiateAuthentication: async (start) => {
      const name = 'initiateAuthentication'
      return (await ask(name, startFields(start), readServer)) ?? silence(name)
    },
    authenticateClient: async (transactionId, response) => {
      const name = 'authenticateClient'
      const body = sessionFields(transactionId, 'authenticateServerResponse', response)
      return (await ask(name, body, readClient)) ?? silence(name)
    },
    getBoundProfilePackage: async (transactionId, response) => {
      const name = 'getBoundProfilePackage'
      const body = sessionFields(transactionId, 'prepareDownloadResponse', response)
      return (await ask(name, body, readBound)) ?? silence(name)
    },
    notify: async (pending) => {
      const body = { pendingNotification: formatBase64(pending) }
      return (await ask('handleNotification', body, readTaken)) ?? false
    },
    cancel: async (transactionId, response) => {
      const body = sessionFields(transactionId, 'cancelSessionResponse', response)
      await ask('cancelSession', body, readTaken)
    },
  }
}

const startFields = (start: AuthenticationStart): Json => ({
  euiccChallenge: formatBase64(start.challenge),
  ...(start.smdpAddress === undefined ? {} : { smdpAddress: start.smdpAddress }),
  ...(start.info1 ? { euiccInfo1: formatBase64(start.info1) } : {}),
  ...(start.eimTransactionId ? { eimTransactionId: formatUpperHex(start.eimTransactionId) } : {}),
})

/** A session's number, and one ASN.1 object as base64 under its name. */
const sessionFields = (transactionId: Uint8Array, name: string, object: Uint8Array): Json => ({
  transactionId: formatUpperHex(transactionId),
  [name]: formatBase64(object),
})

type Ask = <T>(
  name: string,
  body: Json,
  read: (reply: HttpReply) => T | undefined,
) => Promise<T | undefined>

function askerOf({ link, url, patience, userAgent }: JsonOptions): Ask {
  return (name, body, read) => {
    const request: HttpRequest = {
      method: 'POST',
      url: new URL(`/gsma/rsp2/esipa/${name}`, url),
      headers: {
        'content-type': 'application/json;charset=UTF-8',
        'x-admin-protocol': 'gsma/rsp/v2.1.0',
        'user-agent': userAgent,
      },
      body: new TextEncoder().encode(JSON.stringify(body)),
    }
    return exchangeWithRepeats(link, patience, { name, request, read })
  }
}

/** What the status pairs of getEimPackage mean as the numbers of the ASN.1 binding. §6.4.1.5 */
const pollErrors: Readonly<Record<string, number>> = {
  '8.1.1/3.7': 1,
  '8.1.1/3.9': 2,
  '8.1.1/2.1': 3,
  '8.1.1/2.2': 4,
}

function readPackage(reply: HttpReply): EimPackage | undefined {
  const { fields, failure } = parseReply(reply)
  const { euiccPackageRequest, ipaEuiccDataRequest, profileDownloadTriggerRequest } = fields
  if (typeof euiccPackageRequest === 'string') {
    return { kind: 'euicc-package', request: parseTlv(parseBase64(euiccPackageRequest)) }
  }
  if (typeof ipaEuiccDataRequest === 'string') {
    return { kind: 'data-request', request: parseTlv(parseBase64(ipaEuiccDataRequest)) }
  }
  if (typeof profileDownloadTriggerRequest === 'string') {
    const request = parseTlv(parseBase64(profileDownloadTriggerRequest))
    return { kind: 'download-trigger', request }
  }
  const { eimPackageError } = fields
  if (typeof eimPackageError === 'number') return { kind: 'none', error: eimPackageError }
  return failure === undefined ? undefined : { kind: 'none', error: pollErrors[failure] ?? 127 }
}

function readResultAnswer(reply: HttpReply): ResultAnswer | undefined {
  const { fields, failure } = parseReply(reply)
  const { eimAcknowledgements, provideEimPackageResultError } = fields
  if (typeof provideEimPackageResultError === 'number') {
    return { kind: 'refused', error: provideEimPackageResultError }
  }
  if (failure !== undefined) return { kind: 'refused', error: pollErrors[failure] ?? 127 }
  if (typeof eimAcknowledgements !== 'string') return { kind: 'taken', acknowledged: [] }
  const list = childrenOf(parseTlv(parseBase64(eimAcknowledgements)))
  return { kind: 'taken', acknowledged: list.map((one) => integerOf(one) ?? -1) }
}

/** The TLV 5F37; some servers send the 64 octets alone. */
function signatureOf(text: string): Uint8Array {
  const bytes = parseBase64(text)
  return bytes.length === 64 ? tlv(0x5f37, bytes) : bytes
}

/** Fields of an answer that must all be texts; undefined when one is missing. */
function textsOf<Name extends string>(
  fields: Json,
  ...names: readonly Name[]
): Readonly<Record<Name, string>> | undefined {
  const texts = names.map((name) => fields[name])
  if (!texts.every((text) => typeof text === 'string')) return undefined
  return Object.fromEntries(names.map((name, at) => [name, texts[at]])) as Record<Name, string>
}

const refusal = (failure: string | undefined): DownloadRefused | undefined =>
  failure === undefined ? undefined : { kind: 'refused', error: failure }

/** Reads initiateAuthentication's answer; an SM-DP+ names the key id differently than an eIM. */
export function readServer(reply: HttpReply): ServerAuthentication | DownloadRefused | undefined {
  const { fields, failure } = parseReply(reply)
  const found = textsOf(fields, 'serverSigned1', 'serverSignature1', 'serverCertificate')
  const keyId = fields.euiccCiPKIdentifierToBeUsed ?? fields.euiccCiPKIdToBeUsed
  if (!found || typeof keyId !== 'string') return refusal(failure)
  const { transactionId, matchingId, ctxParams1 } = fields
  const keyIdBytes = parseBase64(keyId)
  const isWhole = keyIdBytes[0] === 0x04 && keyIdBytes[1] === keyIdBytes.length - 2
  return {
    kind: 'server',
    ...(typeof transactionId === 'string'
      ? { transactionId: new Uint8Array(Buffer.from(transactionId, 'hex')) }
      : {}),
    serverSigned1: parseBase64(found.serverSigned1),
    serverSignature1: signatureOf(found.serverSignature1),
    ciKeyId: isWhole ? keyIdBytes.subarray(2) : keyIdBytes,
    serverCertificate: parseBase64(found.serverCertificate),
    ...(typeof matchingId === 'string' ? { matchingId } : {}),
    ...(typeof ctxParams1 === 'string' ? { ctxParams1: parseBase64(ctxParams1) } : {}),
  }
}

/** Reads authenticateClient's answer. */
export function readClient(reply: HttpReply): ClientAuthentication | DownloadRefused | undefined {
  const { fields, failure } = parseReply(reply)
  const found = textsOf(fields, 'smdpSigned2', 'smdpSignature2', 'smdpCertificate')
  if (!found) return refusal(failure)
  const { hashCc } = fields
  const hash = typeof hashCc === 'string' ? parseBase64(hashCc) : undefined
  return {
    kind: 'client',
    smdpSigned2: parseBase64(found.smdpSigned2),
    smdpSignature2: signatureOf(found.smdpSignature2),
    smdpCertificate: parseBase64(found.smdpCertificate),
    ...(hash ? { hashCc: hash.length === 32 ? hash : hash.subarray(-32) } : {}),
  }
}

/** Reads getBoundProfilePackage's answer. */
export function readBound(
  reply: HttpReply,
): { readonly kind: 'bound'; readonly profile: Uint8Array } | DownloadRefused | undefined {
  const { fields, failure } = parseReply(reply)
  const { boundProfilePackage } = fields
  if (typeof boundProfilePackage !== 'string') return refusal(failure)
  const profile = parseTlv(parseBase64(boundProfilePackage))
  const inner = profile.tag === 0xbf36 ? profile : find(profile, 0xbf36)
  return inner && { kind: 'bound', profile: inner.bytes }
}

/** An answer without fields: an empty body, or a header alone. */
export const readTaken = (reply: HttpReply): true | undefined =>
  reply.status === 200 || reply.status === 204 ? true : undefined
