// The JSON binding of ESipa, inbound: a JSON body becomes the DER message that says the same, so
// that everything after the door knows one form only. SGP.32 §6.4.1. Members are base64 of DER but
// for a few plain ones; both forms that peers send of a member are taken.

import type { Tag } from '@holdfast/asn1/der.ts'
import { encode, integer } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { encodeBcd } from '@holdfast/gsma/ids/bcd.ts'
import type { EsipaFunction } from './request-head.ts'

/** The message in DER, or which member is wrong and why. */
export type JsonReading =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  | { readonly kind: 'unreadable'; readonly member: string; readonly why: string }

type Body = Readonly<Record<string, unknown>>

class Unreadable extends Error {
  readonly member: string
  constructor(member: string, why: string) {
    super(why)
    this.member = member
  }
}

/** Reads the body of `name`. Unknown members are ignored (as SGP.32 §6.4 asks of readers). */
export function readJsonRequest(name: EsipaFunction, body: Uint8Array): JsonReading {
  try {
    return { kind: 'message', bytes: readers[name](parseBody(body)) }
  } catch (cause) {
    if (!(cause instanceof Unreadable)) throw cause
    return { kind: 'unreadable', member: cause.member, why: cause.message }
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function parseBody(body: Uint8Array): Body {
  try {
    const value: unknown = JSON.parse(utf8.decode(body))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Body
    }
  } catch (cause) {
    throw new Unreadable('', `the body is not JSON: ${(cause as Error).message}`)
  }
  throw new Unreadable('', 'the body is not a JSON object')
}

const readers: Readonly<Record<EsipaFunction, (body: Body) => Uint8Array>> = {
  initiateAuthentication: (body) =>
    tlv(
      0xbf39,
      tlv(0x81, base64(body, 'euiccChallenge')),
      ...ifGiven(body, 'smdpAddress', (name) => tlv(0x83, ascii(text(body, name)))),
      ...ifGiven(body, 'euiccInfo1', (name) => base64(body, name)),
      ...ifGiven(body, 'eimTransactionId', (name) => tlv(0x82, hex(body, name))),
    ),
  authenticateClient: (body) =>
    tlv(0xbf3b, transactionId(body), base64(body, 'authenticateServerResponse')),
  getBoundProfilePackage: (body) =>
    tlv(0xbf3a, transactionId(body), base64(body, 'prepareDownloadResponse')),
  getEimPackage: (body) =>
    tlv(
      0xbf4f,
      ...eid(body),
      ...(body.notifyStateChange === true ? [tlv(0x80)] : []),
      ...ifGiven(body, 'stateChangeCause', (name) => cause(body, name)),
      ...ifGiven(body, body.rPLMN === undefined ? 'rPlmn' : 'rPLMN', (name) =>
        tlv(0x82, base64(body, name)),
      ),
    ),
  provideEimPackageResult: (body) => {
    const result = eimPackageResult(body)
    return startsWith(result, 0xbf50) ? result : tlv(0xbf50, ...eid(body), result)
  },
  handleNotification: (body) => {
    if (body.pendingNotification !== undefined) {
      return tlv(0xbf3d, tlv(0xa0, base64(body, 'pendingNotification')))
    }
    const result = base64(body, 'provideEimPackageResult')
    return tlv(0xbf3d, startsWith(result, 0xbf50) ? result : tlv(0xbf50, result))
  },
  cancelSession: (body) => tlv(0xbf41, transactionId(body), base64(body, 'cancelSessionResponse')),
}

/** The bare choice, or, as some write it here too, the object of `transferEimPackage`. */
function eimPackageResult(body: Body): Uint8Array {
  const nested = (body.eimPackageResult ?? body) as { readonly ePRAndNotifications?: unknown }
  const both = nested.ePRAndNotifications
  if (typeof both !== 'object' || both === null) return base64(body, 'eimPackageResult')
  const list = base64(both as Body, 'notificationList')
  const notifications = startsWith(list, 0x30) ? tlv(0xa0, list.subarray(headerLength(list))) : list
  return tlv(0x30, base64(both as Body, 'euiccPackageResult'), notifications)
}

const headerLength = (bytes: Uint8Array): number => {
  const first = bytes[1] as number
  return first < 0x80 ? 2 : 2 + (first & 0x7f)
}

function startsWith(bytes: Uint8Array, tag: Tag): boolean {
  return tag > 0xff ? ((bytes[0] as number) << 8) + (bytes[1] as number) === tag : bytes[0] === tag
}

/** No EID is an answer of its own later on; one that is no EID travels as it came. */
function eid(body: Body): readonly Uint8Array[] {
  const value = body.eidValue
  if (value === undefined || value === null || value === '') return []
  const digits = text(body, 'eidValue')
  return [tlv(0x5a, /^[0-9]{32}$/.test(digits) ? encodeBcd(digits, 16) : ascii(digits))]
}

const transactionId = (body: Body): Uint8Array => tlv(0x80, hex(body, 'transactionId'))

function cause(body: Body, name: string): Uint8Array {
  const value = body[name]
  if (!Number.isInteger(value) || Math.abs(value as number) > 0xffff) {
    throw new Unreadable(name, 'must be a whole number')
  }
  return tlv(0x81, encode(integer(), value as number).subarray(2))
}

function ifGiven(
  body: Body,
  name: string,
  read: (name: string) => Uint8Array,
): readonly Uint8Array[] {
  return body[name] === undefined || body[name] === null ? [] : [read(name)]
}

function text(body: Body, name: string): string {
  const value = body[name]
  if (typeof value !== 'string') {
    throw new Unreadable(name, value === undefined ? 'is missing' : 'must be text')
  }
  return value
}

function hex(body: Body, name: string): Uint8Array {
  const digits = text(body, name)
  if (!/^([0-9A-Fa-f]{2}){1,16}$/.test(digits)) {
    throw new Unreadable(name, 'must be 2 to 32 hexadecimal digits')
  }
  return Buffer.from(digits, 'hex')
}

/** Base64 with or without padding; white space inside, which some encoders break lines with. */
function base64(body: Body, name: string): Uint8Array {
  const compact = text(body, name).replace(/\s+/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) throw new Unreadable(name, 'must be base64')
  return Buffer.from(compact, 'base64')
}

const ascii = (value: string): Uint8Array => new TextEncoder().encode(value)
