// A profile bound to one card (SGP.22 §2.5.3, §2.5.4): BF36 with the signed start of the channel
// (BF23), the card's configuration and metadata, other session keys if wanted, and the profile in
// segments. The SM-DP+'s half; `bound-profile-opening.ts` is the card's. Keys, hosts and chance come
// in as arguments, so the same arguments give the same channel.

import { concatBytes } from '@holdfast/asn1/hex.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { Channel, ChannelKeys, SegmentTag } from './bsp.ts'
import { deriveChannelKeys, openChannel, protectSegment, segmentMax } from './bsp.ts'
import type { Eid } from './ids/eid.ts'
import type { Parsed } from './ids/parsed.ts'
import { accepted } from './ids/parsed.ts'
import type { SigningKey } from './signature.ts'
import { agreeSecret, signatureObject, verifyingKey } from './signature.ts'

/** What is bound, to which card, under which keys. */
export interface ProfileBinding {
  readonly transactionId: Uint8Array
  readonly eid: Eid
  /** Octets of the SM-DP+'s own choice, 1 to 16. */
  readonly hostId: Uint8Array
  /** otSK.DP: a key pair for this binding alone, on the curve of the card's point. */
  readonly oneTimeKey: SigningKey
  /** otPK.EUICC, 65 octets, from euiccSigned2. */
  readonly cardPoint: Uint8Array
  /** Signs with SK.DPpb: r‖s over what it is given. */
  readonly sign: (message: Uint8Array) => Uint8Array
  /** StoreMetadataRequest, the whole BF25. */
  readonly metadata: Uint8Array
  /** ConfigureISDPRequest, the whole BF24; empty unless given. */
  readonly configuration?: Uint8Array
  /** Keys for the profile in place of the session's own: a package protected beforehand. */
  readonly profileKeys?: ChannelKeys
  /** The unprotected profile package: its elements one after the other. */
  readonly profile: Uint8Array
}

const keyType = 0x88
const keyLength = 0x10

/** Plain octets that fit one segment: header 4, MAC 8, and at least one of padding if encrypted. */
const plainMax: Readonly<Record<SegmentTag, number>> = {
  134: segmentMax - 4 - 8 - 1,
  135: segmentMax - 4 - 8 - 1,
  136: segmentMax - 4 - 8,
}

/** The control reference template A6: key type, key length, host. */
export const encodeControlReference = (hostId: Uint8Array): Uint8Array =>
  tlv(
    0xa6,
    tlv(0x80, Uint8Array.of(keyType)),
    tlv(0x81, Uint8Array.of(keyLength)),
    tlv(0x84, hostId),
  )

/**
 * What smdpSign covers: the contents of BF23 before it, and the card's one-time key.
 * SGP.22 §5.5.1.
 */
export const channelSignatureInput = (contents: Uint8Array, cardPoint: Uint8Array): Uint8Array =>
  concatBytes(contents, tlv(0x5f49, cardPoint))

/** The bound profile package BF36. Refuses a card's point that is not on the curve. */
export function protectProfile(binding: ProfileBinding): Parsed<Uint8Array> {
  const cardKey = verifyingKey(binding.oneTimeKey.curve, binding.cardPoint)
  if (!cardKey.ok) return cardKey
  const keys = deriveChannelKeys(agreeSecret(binding.oneTimeKey, cardKey.value), {
    hostId: binding.hostId,
    eid: binding.eid,
  })
  const sections = [binding.configuration ?? Uint8Array.of(0xbf, 0x24, 0x00), binding.metadata]
  const [configuration, metadata] = sections as [Uint8Array, Uint8Array]
  const first = protectSection(openChannel(keys), 0x87, configuration)
  const second = protectSection(first.next, 0x88, metadata)
  const replaced = binding.profileKeys
    ? protectSection(second.next, 0x87, encodeReplaceSessionKeys(binding.profileKeys))
    : undefined
  const inner = binding.profileKeys ? openChannel(binding.profileKeys) : second.next
  const profile = protectSection(inner, 0x86, binding.profile)
  return accepted(
    tlv(
      0xbf36,
      encodeChannelStart(binding),
      tlv(0xa0, first.segments),
      tlv(0xa1, second.segments),
      ...(replaced ? [tlv(0xa2, replaced.segments)] : []),
      tlv(0xa3, profile.segments),
    ),
  )
}

/** InitialiseSecureChannelRequest, BF23. */
function encodeChannelStart(binding: ProfileBinding): Uint8Array {
  const contents = concatBytes(
    tlv(0x82, Uint8Array.of(1)),
    tlv(0x80, binding.transactionId),
    encodeControlReference(binding.hostId),
    tlv(0x5f49, binding.oneTimeKey.publicKey.point),
  )
  const signature = binding.sign(channelSignatureInput(contents, binding.cardPoint))
  return tlv(0xbf23, contents, signatureObject(signature))
}

/** ReplaceSessionKeysRequest, BF26. */
const encodeReplaceSessionKeys = (keys: ChannelKeys): Uint8Array =>
  tlv(0xbf26, tlv(0x80, keys.initialChaining), tlv(0x81, keys.encryption), tlv(0x82, keys.mac))

interface Section {
  readonly segments: Uint8Array
  readonly next: Channel
}

function protectSection(channel: Channel, tag: SegmentTag, plain: Uint8Array): Section {
  const segments: Uint8Array[] = []
  let next = channel
  for (let at = 0; at < plain.length || at === 0; at += plainMax[tag]) {
    const made = protectSegment(next, tag, plain.subarray(at, at + plainMax[tag]))
    segments.push(made.segment)
    next = made.next
  }
  return { segments: concatBytes(...segments), next }
}
