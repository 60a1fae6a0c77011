// A bound profile package read by the card it is bound to (SGP.22 §2.5.5, §5.5). Bytes come in
// pieces of any size and are taken as soon as they are a whole unit; a refusal names the command
// and the reason as a ProfileInstallationResult does. Other servers' segments may be longer than
// the standard's 1020 octets; `strict` refuses them.

import { readElements } from '@holdfast/asn1/der.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import { concatBytes, equalBytes } from '@holdfast/asn1/hex.ts'
import { channelSignatureInput } from './bound-profile-package.ts'
import type { Channel, ChannelKeys } from './bsp.ts'
import { deriveChannelKeys, openChannel, openSegment, segmentMax } from './bsp.ts'
import type { Eid } from './ids/eid.ts'
import { bppCommandIds, errorReasons } from './sgp22/notification.ts'
import type { SigningKey, VerifyingKey } from './signature.ts'
import { agreeSecret, verifyBytes, verifyingKey } from './signature.ts'

/** What the card knows of the download when the package arrives. */
export interface OpeningContext {
  readonly transactionId: Uint8Array
  readonly eid: Eid
  /** otSK.EUICC, made for this download. */
  readonly oneTimeKey: SigningKey
  /** PK.DPpb, from the certificate of PrepareDownload. */
  readonly serverKey: VerifyingKey
  /** Refuse segments over 1020 octets. */
  readonly strict?: boolean
}

/** BppCommandId of SGP.22. */
export const bppCommandId = bppCommandIds
export type BppCommand = keyof typeof bppCommandIds

/** The values of ErrorReason of SGP.22 that reading a package can give. */
export const openingErrorReason = {
  incorrectInputValues: errorReasons.incorrectInputValues,
  invalidSignature: errorReasons.invalidSignature,
  invalidTransactionId: errorReasons.invalidTransactionId,
  unsupportedCrtValues: errorReasons.unsupportedCrtValues,
  unsupportedRemoteOperationType: errorReasons.unsupportedRemoteOperationType,
  scp03tStructureError: errorReasons.scp03tStructureError,
  scp03tSecurityError: errorReasons.scp03tSecurityError,
} as const
export type OpeningError = keyof typeof openingErrorReason

/** What a piece brought. */
export type OpeningStep =
  | { readonly kind: 'channel'; readonly hostId: Uint8Array }
  /** The whole BF24. */
  | { readonly kind: 'configuration'; readonly bytes: Uint8Array }
  /** The whole BF25. */
  | { readonly kind: 'metadata'; readonly bytes: Uint8Array }
  | { readonly kind: 'keys-replaced' }
  /** Some of the profile, in order, for a card that counts its memory. */
  | { readonly kind: 'profile-part'; readonly bytes: Uint8Array }
  /** The profile as a whole; nothing follows. */
  | { readonly kind: 'profile'; readonly bytes: Uint8Array }
  | OpeningRefusal

export interface OpeningRefusal {
  readonly kind: 'refused'
  readonly command: BppCommand
  readonly reason: OpeningError
  readonly why: string
}

type Section = 0xa0 | 0xa1 | 0xa2 | 0xa3

interface OpenedParts {
  readonly bytes: Uint8Array
  readonly before: OpenedParts | undefined
}

function joinParts(last: OpenedParts | undefined): Uint8Array {
  const parts: Uint8Array[] = []
  for (let part = last; part; part = part.before) parts.push(part.bytes)
  return concatBytes(...parts.reverse())
}

/** A package on its way in. A value: after a refusal or the profile, no piece is taken any more. */
export interface Opening {
  readonly context: OpeningContext
  /** Bytes that are not a whole unit yet. */
  readonly pending: Uint8Array
  /** Bytes of BF36 still to come, once its header is read. */
  readonly left?: number
  readonly channel?: Channel
  /** The section being read and its bytes still to come. */
  readonly section?: { readonly tag: Section; readonly left: number } | undefined
  /** The sections read whole. */
  readonly done: readonly Section[]
  /** Opened segments of the section being read, the last one first. */
  readonly plain?: OpenedParts | undefined
  readonly ended: boolean
}

/** A card about to receive a package. */
export const startOpening = (context: OpeningContext): Opening => ({
  context,
  pending: new Uint8Array(),
  done: [],
  ended: false,
})

/** One unit taken, or undefined where more bytes are needed. */
type Taken = { readonly opening: Opening; readonly step?: OpeningStep } | undefined

/**
 * Takes a piece; gives what it completed, in order. The last step of a package is `profile` or
 * `refused`.
 */
export function openPiece(
  opening: Opening,
  piece: Uint8Array,
): { readonly opening: Opening; readonly steps: readonly OpeningStep[] } {
  if (opening.ended) {
    const why = 'the package has ended already'
    return { opening, steps: [refuse('loadProfileElements', 'scp03tStructureError', why)] }
  }
  let current: Opening = { ...opening, pending: concatBytes(opening.pending, piece) }
  const steps: OpeningStep[] = []
  while (!current.ended) {
    const taken = takeGuarded(current)
    if (!taken) break
    current = taken.opening
    if (!taken.step) continue
    steps.push(taken.step)
    const last = taken.step.kind === 'refused' || taken.step.kind === 'profile'
    if (last) current = { ...current, ended: true, pending: new Uint8Array() }
  }
  return { opening: current, steps }
}

function takeGuarded(opening: Opening): Taken {
  try {
    return take(opening)
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause
    const step = refuse(commandOf(opening), 'scp03tStructureError', cause.message)
    return { opening, step }
  }
}

function take(opening: Opening): Taken {
  const { section } = opening
  if (opening.left === undefined) return takeOuterHeader(opening)
  if (!opening.channel) return takeChannelStart(opening)
  if (!section) return takeSectionHeader(opening)
  return section.left === 0 ? endSection(opening, section.tag) : takeSegment(opening)
}

const refuse = (command: BppCommand, reason: OpeningError, why: string): OpeningRefusal => ({
  kind: 'refused',
  command,
  reason,
  why,
})

/** The command that a failure at this place belongs to. */
function commandOf(opening: Opening): BppCommand {
  if (!opening.channel) return 'initialiseSecureChannel'
  const tag = opening.section?.tag
  if (tag === undefined) return opening.done.length === 0 ? 'configureISDP' : 'loadProfileElements'
  const commands = {
    160: 'configureISDP',
    161: 'storeMetadata',
    162: 'replaceSessionKeys',
    163: 'loadProfileElements',
  } as const
  return commands[tag]
}

interface Header {
  readonly tag: number
  readonly size: number
  readonly length: number
}

/** Tag and length at the start of `bytes`, whose value may not be there yet. */
function readHeader(bytes: Uint8Array): Header | undefined {
  const first = bytes[0]
  if (first === undefined) return undefined
  const tagSize = (first & 0x1f) === 0x1f ? 2 : 1
  const lengthOctet = bytes[tagSize]
  if (lengthOctet === undefined) return undefined
  const tag = tagSize === 2 ? (first << 8) | (bytes[1] as number) : first
  const more = lengthOctet >= 0x80 ? lengthOctet & 0x7f : 0
  if (lengthOctet === 0x80 || more > 3) {
    throw new Asn1Error('bad-length', tagSize, 'the length is not one of 1 to 4 octets')
  }
  const size = tagSize + 1 + more
  if (bytes.length < size) return undefined
  let length = more ? 0 : lengthOctet
  for (let i = tagSize + 1; i < size; i++) length = length * 256 + (bytes[i] as number)
  return { tag, size, length }
}

function takeOuterHeader(opening: Opening): Taken {
  const header = readHeader(opening.pending)
  if (!header) return undefined
  if (header.tag !== 0xbf36) {
    throw new Asn1Error('unexpected-tag', 0, 'a bound profile package begins with BF36')
  }
  const pending = opening.pending.subarray(header.size)
  return { opening: { ...opening, pending, left: header.length } }
}

/** Takes `size` bytes off what is pending, out of what is left of BF36. */
function consume(opening: Opening, size: number): Opening {
  const left = (opening.left as number) - size
  if (left < 0) throw new Asn1Error('truncated', 0, 'BF36 ends before its contents')
  return { ...opening, left, pending: opening.pending.subarray(size) }
}

function takeChannelStart(opening: Opening): Taken {
  const header = readHeader(opening.pending)
  if (!header || opening.pending.length < header.size + header.length) return undefined
  if (header.tag !== 0xbf23) throw new Asn1Error('unexpected-tag', 0, 'BF23 was expected')
  const whole = opening.pending.subarray(0, header.size + header.length)
  const next = consume(opening, whole.length)
  const started = startChannel(opening.context, whole, header.size)
  if ('kind' in started) return { opening: next, step: started }
  const channel = openChannel(started.keys)
  return { opening: { ...next, channel }, step: { kind: 'channel', hostId: started.hostId } }
}

interface StartedChannel {
  readonly keys: ChannelKeys
  readonly hostId: Uint8Array
}

/** Checks InitialiseSecureChannelRequest and derives the keys. SGP.22 §5.5.1. */
function startChannel(
  context: OpeningContext,
  request: Uint8Array,
  headerSize: number,
): StartedChannel | OpeningRefusal {
  const no = (reason: OpeningError, why: string): OpeningRefusal =>
    refuse('initialiseSecureChannel', reason, why)
  const fields = readElements(request, headerSize, request.length)
  const fieldOf = (tag: number): Uint8Array => {
    const at = fields.find((field) => field.tag === tag)
    return at ? request.subarray(at.valueStart, at.end) : new Uint8Array()
  }
  const signatureAt = fields.find(({ tag }) => tag === 0x5f37)?.start ?? request.length
  const contents = request.subarray(headerSize, signatureAt)
  const input = channelSignatureInput(contents, context.oneTimeKey.publicKey.point)
  if (!verifyBytes(context.serverKey, fieldOf(0x5f37), input)) {
    return no('invalidSignature', 'smdpSign is not by the key of CERT.DPpb')
  }
  if (!equalBytes(fieldOf(0x82), Uint8Array.of(1))) {
    return no('unsupportedRemoteOperationType', 'the operation is not installBoundProfilePackage')
  }
  if (!equalBytes(fieldOf(0x80), context.transactionId)) {
    return no('invalidTransactionId', 'the package belongs to another transaction')
  }
  const reference = fieldOf(0xa6)
  const crt = new Map(
    readElements(reference, 0, reference.length).map((at) => [
      at.tag,
      reference.subarray(at.valueStart, at.end),
    ]),
  )
  const hostId = crt.get(0x84) ?? new Uint8Array()
  if (crt.get(0x80)?.[0] !== 0x88 || crt.get(0x81)?.[0] !== 0x10 || hostId.length > 16) {
    return no('unsupportedCrtValues', 'the keys are not AES of 16 octets')
  }
  const peer = verifyingKey(context.oneTimeKey.curve, fieldOf(0x5f49))
  if (!peer.ok) return no('incorrectInputValues', peer.why)
  const secret = agreeSecret(context.oneTimeKey, peer.value)
  return { keys: deriveChannelKeys(secret, { hostId, eid: context.eid }), hostId }
}

/** Which sections may follow the ones read. */
function expectedSections(done: readonly Section[]): readonly Section[] {
  switch (done.at(-1)) {
    case undefined:
      return [0xa0]
    case 0xa0:
      return [0xa1]
    case 0xa1:
      return [0xa2, 0xa3]
    case 0xa2:
      return [0xa3]
    case 0xa3:
      return []
  }
}

function takeSectionHeader(opening: Opening): Taken {
  const header = readHeader(opening.pending)
  if (!header) return undefined
  const tag = expectedSections(opening.done).find((expected) => expected === header.tag)
  if (tag === undefined) {
    throw new Asn1Error('unexpected-tag', 0, `the section ${header.tag.toString(16)} is not next`)
  }
  const next = consume(opening, header.size)
  if (header.length > (next.left as number)) {
    throw new Asn1Error('bad-length', 0, 'a section reaches beyond the end of BF36')
  }
  return { opening: { ...next, section: { tag, left: header.length } } }
}

function takeSegment(opening: Opening): Taken {
  const section = opening.section as { tag: Section; left: number }
  const header = readHeader(opening.pending)
  if (!header || opening.pending.length < header.size + header.length) return undefined
  const segment = opening.pending.subarray(0, header.size + header.length)
  const command = commandOf(opening)
  const wanted = { 160: 0x87, 161: 0x88, 162: 0x87, 163: 0x86 }[section.tag]
  const left = section.left - segment.length
  if (header.tag !== wanted || left < 0) {
    throw new Asn1Error('unexpected-tag', 0, `a segment ${wanted.toString(16)} was expected`)
  }
  if (opening.context.strict && segment.length > segmentMax) {
    const why = `a segment of ${segment.length} octets, ${segmentMax} are allowed`
    return { opening, step: refuse(command, 'scp03tStructureError', why) }
  }
  const opened = openSegment(opening.channel as Channel, segment)
  if (opened.kind === 'refused') {
    const reason = opened.code === 'segment-mac' ? 'scp03tSecurityError' : 'scp03tStructureError'
    return { opening, step: refuse(command, reason, opened.why) }
  }
  const next: Opening = {
    ...consume(opening, segment.length),
    channel: opened.next,
    section: { tag: section.tag, left },
    plain: { bytes: opened.plain, before: opening.plain },
  }
  if (section.tag !== 0xa3) return { opening: next }
  return { opening: next, step: { kind: 'profile-part', bytes: opened.plain } }
}

function endSection(opening: Opening, tag: Section): Taken {
  const bytes = joinParts(opening.plain)
  const next: Opening = {
    ...opening,
    section: undefined,
    done: [...opening.done, tag],
    plain: undefined,
  }
  if (tag === 0xa3) {
    if (opening.left !== 0) throw new Asn1Error('trailing-bytes', 0, 'BF36 goes on after A3')
    return { opening: next, step: { kind: 'profile', bytes } }
  }
  const wanted = { 160: 0xbf24, 161: 0xbf25, 162: 0xbf26 }[tag]
  const [command, ...more] = readElements(bytes, 0, bytes.length)
  if (command?.tag !== wanted || more.length > 0) {
    const why = `the section holds no command ${wanted.toString(16)}`
    return { opening, step: refuse(commandOf(opening), 'incorrectInputValues', why) }
  }
  if (tag === 0xa0) return { opening: next, step: { kind: 'configuration', bytes } }
  if (tag === 0xa1) return { opening: next, step: { kind: 'metadata', bytes } }
  return replaceKeys(next, bytes.subarray(command.valueStart))
}

function replaceKeys(opening: Opening, fields: Uint8Array): Taken {
  const keys = readElements(fields, 0, fields.length).map((at) => ({
    tag: at.tag,
    key: fields.slice(at.valueStart, at.end),
  }))
  const [initialChaining, encryption, mac] = [0x80, 0x81, 0x82].map(
    (tag) => keys.find((field) => field.tag === tag && field.key.length === 16)?.key,
  )
  if (!initialChaining || !encryption || !mac) {
    const why = 'three keys of 16 octets are needed'
    return { opening, step: refuse('replaceSessionKeys', 'incorrectInputValues', why) }
  }
  const channel = openChannel({ initialChaining, encryption, mac })
  return { opening: { ...opening, channel }, step: { kind: 'keys-replaced' } }
}

/** A whole package read at once: its steps, the last of which says how it ended. */
export function openBoundProfile(
  context: OpeningContext,
  boundProfile: Uint8Array,
): readonly OpeningStep[] {
  const { opening, steps } = openPiece(startOpening(context), boundProfile)
  if (opening.ended) return steps
  return [...steps, refuse(commandOf(opening), 'scp03tStructureError', 'the package is cut off')]
}
