// The protection of a bound profile package (SGP.22 §2.5.3, §2.6.4; formerly SCP03t): keys from a
// one-time agreement by X9.63, AES-128-CBC for what is secret, AES-CMAC with chaining over every
// segment. A channel is a value: protecting or opening a segment gives the channel's next value.

import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto'
import { readElement } from '@holdfast/asn1/der.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import { concatBytes, equalBytes } from '@holdfast/asn1/hex.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { Eid } from './ids/eid.ts'
import { encodeEid } from './ids/eid.ts'
import { sha256 } from './signature.ts'

/** The keys of one channel, 16 octets each. */
export interface ChannelKeys {
  /** The chaining value before the first segment. */
  readonly initialChaining: Uint8Array
  readonly encryption: Uint8Array
  readonly mac: Uint8Array
}

/** Where a channel stands; the same on both sides after the same segments. */
export interface Channel {
  readonly encryption: Uint8Array
  readonly mac: Uint8Array
  readonly chaining: Uint8Array
  /** Number of the next segment, from 1. */
  readonly counter: number
}

/** 86 and 87 are encrypted, 88 is protected by its MAC only. */
export type SegmentTag = 0x86 | 0x87 | 0x88

export interface Protected {
  readonly segment: Uint8Array
  readonly next: Channel
}

export type Opened =
  | { readonly kind: 'opened'; readonly plain: Uint8Array; readonly next: Channel }
  | { readonly kind: 'refused'; readonly code: SegmentRefusal; readonly why: string }

/** `structure` and `mac` are the errors scp03tStructureError and scp03tSecurityError of a card. */
export type SegmentRefusal = 'segment-structure' | 'segment-mac'

/** Octets of a segment with tag, length and MAC that a card must take. SGP.22 §2.5.3. */
export const segmentMax = 1020

const blockSize = 16
const macSize = 8

/** What both sides of the agreement know besides the shared secret. */
export interface KeyContext {
  /** Octet of the control reference template, 88 for AES. */
  readonly keyType?: number
  readonly keyLength?: number
  readonly hostId: Uint8Array
  readonly eid: Eid
}

/** X9.63 key derivation with SHA-256 (BSI TR-03111 §4.3.3). */
export function deriveOctets(secret: Uint8Array, shared: Uint8Array, size: number): Uint8Array {
  const blocks: Uint8Array[] = []
  for (let i = 1; i <= Math.ceil(size / 32); i++) {
    blocks.push(sha256(secret, Uint8Array.of(0, 0, 0, i), shared))
  }
  return concatBytes(...blocks).subarray(0, size)
}

/** The keys of a channel from the shared secret of the one-time keys. SGP.22 §2.6.4.4, annex G. */
export function deriveChannelKeys(secret: Uint8Array, context: KeyContext): ChannelKeys {
  const { keyType = 0x88, keyLength = 0x10, hostId, eid } = context
  const eidOctets = encodeEid(eid)
  const shared = concatBytes(
    Uint8Array.of(keyType, keyLength, hostId.length),
    hostId,
    Uint8Array.of(eidOctets.length),
    eidOctets,
  )
  const octets = deriveOctets(secret, shared, 48)
  return {
    initialChaining: octets.slice(0, 16),
    encryption: octets.slice(16, 32),
    mac: octets.slice(32, 48),
  }
}

/** A channel before its first segment; also what ReplaceSessionKeys restarts with. */
export const openChannel = (keys: ChannelKeys): Channel => ({
  encryption: keys.encryption,
  mac: keys.mac,
  chaining: keys.initialChaining,
  counter: 1,
})

/** AES-CMAC (RFC 4493), 16 octets. */
export function aesCmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const zero = new Uint8Array(blockSize)
  const double = (block: Uint8Array): Uint8Array => {
    const carry = (block[0] as number) & 0x80 ? 0x87 : 0
    return block.map(
      (octet, i) => ((octet << 1) | ((block[i + 1] ?? 0) >> 7)) ^ (i === 15 ? carry : 0),
    )
  }
  const first = double(encryptBlocks('aes-128-ecb', key, null, zero))
  const blocks = Math.max(1, Math.ceil(message.length / blockSize))
  const padded = new Uint8Array(blocks * blockSize)
  padded.set(message)
  const whole = message.length === padded.length
  if (!whole) padded[message.length] = 0x80
  const mask = whole ? first : double(first)
  const last = padded.length - blockSize
  for (let i = 0; i < blockSize; i++) {
    padded[last + i] = (padded[last + i] as number) ^ (mask[i] as number)
  }
  return encryptBlocks('aes-128-cbc', key, zero, padded).subarray(-blockSize)
}

function encryptBlocks(
  how: 'aes-128-ecb' | 'aes-128-cbc',
  key: Uint8Array,
  iv: Uint8Array | null,
  blocks: Uint8Array,
): Uint8Array {
  // Bare octets as a key cost Node more than the blocks do.
  const cipher = createCipheriv(how, createSecretKey(key), iv).setAutoPadding(false)
  return new Uint8Array(cipher.update(blocks))
}

/** The start of a segment's encryption: its number, encrypted. */
function initialBlock(channel: Channel): Uint8Array {
  const number = new Uint8Array(blockSize)
  new DataView(number.buffer).setUint32(12, channel.counter)
  return encryptBlocks('aes-128-ecb', channel.encryption, null, number)
}

function encrypt(channel: Channel, plain: Uint8Array): Uint8Array {
  const size = (Math.floor(plain.length / blockSize) + 1) * blockSize
  const padded = new Uint8Array(size)
  padded.set(plain)
  padded[plain.length] = 0x80
  return encryptBlocks('aes-128-cbc', channel.encryption, initialBlock(channel), padded)
}

/** The plain text, or undefined where the padding is not 80 and zeros. */
function decrypt(channel: Channel, body: Uint8Array): Uint8Array | undefined {
  const key = createSecretKey(channel.encryption)
  const decipher = createDecipheriv('aes-128-cbc', key, initialBlock(channel))
  const padded = new Uint8Array(decipher.setAutoPadding(false).update(body))
  let end = padded.length - 1
  while (end > 0 && padded[end] === 0) end--
  return padded[end] === 0x80 ? padded.subarray(0, end) : undefined
}

/** The full MAC of a segment, whose 8 first octets travel and whose 16 chain to the next one. */
function macOf(channel: Channel, header: Uint8Array, body: Uint8Array): Uint8Array {
  return aesCmac(channel.mac, concatBytes(channel.chaining, header, body))
}

const advance = (channel: Channel, chaining: Uint8Array): Channel => ({
  ...channel,
  chaining,
  counter: channel.counter + 1,
})

/** Tag and length of a segment whose body has `size` octets: the length counts the MAC too. */
function segmentHeader(tag: SegmentTag, size: number): Uint8Array {
  const whole = tlv(tag, new Uint8Array(size + macSize))
  return whole.subarray(0, whole.length - size - macSize)
}

/** One segment around `plain`. Every segment counts, a MAC-only one too. */
export function protectSegment(channel: Channel, tag: SegmentTag, plain: Uint8Array): Protected {
  const body = tag === 0x88 ? plain : encrypt(channel, plain)
  const header = segmentHeader(tag, body.length)
  const mac = macOf(channel, header, body)
  const segment = concatBytes(header, body, mac.subarray(0, macSize))
  return { segment, next: advance(channel, mac) }
}

/** What a segment holds. Refuses what is no segment and what the MAC does not fit. */
export function openSegment(channel: Channel, segment: Uint8Array): Opened {
  const parts = splitSegment(segment)
  if (typeof parts === 'string') return refuse('segment-structure', parts)
  const { tag, header, body, mac } = parts
  const expected = macOf(channel, header, body)
  if (!equalBytes(expected.subarray(0, macSize), mac)) {
    return refuse('segment-mac', `the MAC of segment ${channel.counter} does not fit`)
  }
  const plain = tag === 0x88 ? body : decrypt(channel, body)
  if (!plain) {
    return refuse('segment-structure', `segment ${channel.counter} does not end in its padding`)
  }
  return { kind: 'opened', plain, next: advance(channel, expected) }
}

const refuse = (code: SegmentRefusal, why: string): Opened => ({ kind: 'refused', code, why })

interface SegmentParts {
  readonly tag: SegmentTag
  readonly header: Uint8Array
  readonly body: Uint8Array
  readonly mac: Uint8Array
}

function splitSegment(segment: Uint8Array): SegmentParts | string {
  try {
    const { tag, valueStart, end } = readElement(segment, 0, segment.length)
    if (end !== segment.length) return 'bytes follow the segment'
    if (tag !== 0x86 && tag !== 0x87 && tag !== 0x88) return 'the tag is not 86, 87 or 88'
    const bodyEnd = end - macSize
    const size = bodyEnd - valueStart
    if (size < 0) return 'a segment too short for its MAC'
    if (tag !== 0x88 && (size === 0 || size % blockSize !== 0)) {
      return `${size} encrypted octets are not whole blocks`
    }
    return {
      tag,
      header: segment.subarray(0, valueStart),
      body: segment.subarray(valueStart, bodyEnd),
      mac: segment.subarray(bodyEnd),
    }
  } catch (cause) {
    if (cause instanceof Asn1Error) return cause.message
    throw cause
  }
}
