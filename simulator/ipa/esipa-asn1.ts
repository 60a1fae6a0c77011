// ESipa in the ASN.1 binding: DER in, DER out, one path for all functions. Speaks the shapes of
// v1.3/v1.2 or those of v1.0, as real devices of each kind do. SGP.32 §6.1.1, §6.3.2.

import { concatBytes } from '@holdfast/asn1/hex.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { HttpReply, HttpRequest } from '../device/https-client.ts'
import type {
  AuthenticationStart,
  ClientAuthentication,
  DownloadRefused,
  EimPackage,
  Esipa,
  NoAnswer,
  PollFacts,
  ResultAnswer,
  ServerAuthentication,
} from './esipa.ts'
import { exchangeWithRepeats, type IpaLink, type Patience } from './exchange.ts'
import {
  childrenOf,
  find,
  integerOf,
  integerTlv,
  parseTlv,
  retag,
  type Tlv,
  textOf,
  textTlv,
} from './tlv-tree.ts'

export type Dialect = 'v1.0' | 'v1.2' | 'v1.3'

export interface Asn1Options {
  readonly link: IpaLink
  /** `https://host:port` of the eIM. */
  readonly url: string
  readonly dialect: Dialect
  readonly patience: Patience
  readonly userAgent: string
}

const silence = (name: string): NoAnswer => ({ kind: 'no-answer', why: `no answer to ${name}` })

/** ESipa over the ASN.1 binding. */
export function esipaOverAsn1(options: Asn1Options): Esipa {
  const ask = askerOf(options)
  return {
    getEimPackage: async (poll) => {
      const body = encodePoll(poll, options.dialect)
      return (await ask('GetEimPackage', body, readPackage)) ?? silence('GetEimPackage')
    },
    provideResult: async (eid, result) => {
      const named = options.dialect === 'v1.0' ? result : concatBytes(tlv(0x5a, eid), result)
      const name = 'ProvideEimPackageResult'
      return (await ask(name, tlv(0xbf50, named), readResultAnswer)) ?? silence(name)
    },
    initiateAuthentication: async (start) => {
      const name = 'InitiateAuthentication'
      return (await ask(name, encodeStart(start, options.dialect), readServer)) ?? silence(name)
    },
    authenticateClient: async (transactionId, response) => {
      const name = 'AuthenticateClient'
      const body = tlv(0xbf3b, tlv(0x80, transactionId), response)
      return (await ask(name, body, readClient)) ?? silence(name)
    },
    getBoundProfilePackage: async (transactionId, response) => {
      const name = 'GetBoundProfilePackage'
      const body = tlv(0xbf3a, tlv(0x80, transactionId), response)
      return (await ask(name, body, readBound)) ?? silence(name)
    },
    notify: async (pending) =>
      (await ask('HandleNotification', tlv(0xbf3d, tlv(0xa0, pending)), readEmpty)) ?? false,
    cancel: async (transactionId, response) => {
      const body = tlv(0xbf41, tlv(0x80, transactionId), retag(parseTlv(response), 0xa1))
      await ask('CancelSession', body, readTaken)
    },
  }
}

type Ask = <T>(
  name: string,
  body: Uint8Array,
  read: (reply: HttpReply) => T | undefined,
) => Promise<T | undefined>

function askerOf({ link, url, patience, userAgent }: Asn1Options): Ask {
  return (name, body, read) => {
    const request: HttpRequest = {
      method: 'POST',
      url: new URL('/gsma/rsp2/asn1', url),
      headers: {
        'content-type': 'application/x-gsma-rsp-asn1',
        'x-admin-protocol': 'gsma/rsp/v2.1.0',
        'user-agent': userAgent,
      },
      body,
    }
    return exchangeWithRepeats(link, patience, { name, request, read })
  }
}

function encodePoll(poll: PollFacts, dialect: Dialect): Uint8Array {
  const { eid, stateChangeCause, rPlmn } = poll
  const parts = [tlv(0x5a, eid)]
  if (dialect === 'v1.0') {
    if (rPlmn) parts.push(tlv(0x81, rPlmn))
    return tlv(0xbf4f, ...parts)
  }
  if (stateChangeCause !== undefined) {
    parts.push(tlv(0x80), integerTlv(0x81, stateChangeCause))
  }
  if (rPlmn) parts.push(tlv(0x82, rPlmn))
  return tlv(0xbf4f, ...parts)
}

function encodeStart(start: AuthenticationStart, dialect: Dialect): Uint8Array {
  const { challenge, smdpAddress, info1, eimTransactionId } = start
  const parts = [tlv(0x81, challenge)]
  if (smdpAddress !== undefined) parts.push(textTlv(0x83, smdpAddress))
  if (info1) parts.push(info1)
  if (eimTransactionId && dialect !== 'v1.0') parts.push(tlv(0x82, eimTransactionId))
  return tlv(0xbf39, ...parts)
}

/** The message under its tag; a tag that some encoders write twice is taken once. */
function bodyOf(reply: HttpReply, tag: number): Tlv | undefined {
  if (reply.status !== 200 || reply.body.length === 0) return undefined
  const message = parseTlv(reply.body)
  if (message.tag !== tag) return undefined
  return find(message, tag) ?? message
}

function readPackage(reply: HttpReply): EimPackage | undefined {
  const message = bodyOf(reply, 0xbf4f)
  const [arm] = message ? childrenOf(message) : []
  switch (arm?.tag) {
    case 0xbf51:
      return { kind: 'euicc-package', request: arm }
    case 0xbf52:
      return { kind: 'data-request', request: arm }
    case 0xbf54:
      return { kind: 'download-trigger', request: arm }
    case 0x02:
      return { kind: 'none', error: integerOf(arm) ?? 127 }
    default:
      return undefined
  }
}

function readResultAnswer(reply: HttpReply): ResultAnswer | undefined {
  const message = bodyOf(reply, 0xbf50)
  if (!message) return undefined
  const [arm] = childrenOf(message)
  if (arm?.tag === 0x02) return { kind: 'refused', error: integerOf(arm) ?? 127 }
  const acknowledged = arm?.tag === 0xbf53 ? childrenOf(arm).map((one) => integerOf(one) ?? -1) : []
  return { kind: 'taken', acknowledged }
}

const refusal = (arm: Tlv | undefined): DownloadRefused | undefined =>
  arm && { kind: 'refused', error: String(integerOf(arm)) }

function readServer(reply: HttpReply): ServerAuthentication | DownloadRefused | undefined {
  const message = bodyOf(reply, 0xbf39)
  const ok = find(message, 0xa0)
  if (!ok) return refusal(find(message, 0x81))
  const [signed, certificate] = childrenOf(ok).filter((part) => part.tag === 0x30)
  const [signature, ciKeyId] = [find(ok, 0x5f37), find(ok, 0x04)]
  if (!signed || !certificate || !signature || !ciKeyId) return undefined
  const [transactionId, matchingId] = [find(ok, 0x80)?.value, textOf(find(ok, 0x0c))]
  const ctxParams1 = find(ok, 0xa2)?.value
  return {
    kind: 'server',
    ...(transactionId ? { transactionId } : {}),
    serverSigned1: signed.bytes,
    serverSignature1: signature.bytes,
    ciKeyId: ciKeyId.value,
    serverCertificate: certificate.bytes,
    ...(matchingId === undefined ? {} : { matchingId }),
    ...(ctxParams1 ? { ctxParams1 } : {}),
  }
}

function readClient(reply: HttpReply): ClientAuthentication | DownloadRefused | undefined {
  const message = bodyOf(reply, 0xbf3b)
  const ok = find(message, 0xa0)
  if (!ok) return refusal(find(message, 0x82))
  const [signed, certificate] = childrenOf(ok).filter((part) => part.tag === 0x30)
  const [signature, hashCc] = [find(ok, 0x5f37), find(ok, 0x04)?.value]
  if (!signed || !certificate || !signature) return undefined
  return {
    kind: 'client',
    smdpSigned2: signed.bytes,
    smdpSignature2: signature.bytes,
    smdpCertificate: certificate.bytes,
    ...(hashCc ? { hashCc } : {}),
  }
}

function readBound(
  reply: HttpReply,
): { readonly kind: 'bound'; readonly profile: Uint8Array } | DownloadRefused | undefined {
  const message = bodyOf(reply, 0xbf3a)
  const profile = find(message, 0xa0, 0xbf36)
  return profile ? { kind: 'bound', profile: profile.bytes } : refusal(find(message, 0x81))
}

/** HandleNotification is answered by nothing at all. */
const readEmpty = (reply: HttpReply): boolean | undefined =>
  reply.status === 204 || (reply.status === 200 && reply.body.length === 0) ? true : undefined

const readTaken = (reply: HttpReply): true | undefined =>
  reply.status === 200 || reply.status === 204 ? true : undefined
