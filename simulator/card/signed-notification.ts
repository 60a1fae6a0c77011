// Notifications a card makes when a profile changes: which addresses want to hear of it, the signed
// metadata, and the whole notification built from what is stored. SGP.22 §3.5, §5.7.9, §5.7.10.

import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { NotificationEvent } from '@holdfast/gsma/sgp22/elements.ts'
import { notificationMetadata } from '@holdfast/gsma/sgp22/notification.ts'
import type { StoreMetadataRequest } from '@holdfast/gsma/sgp22/profile-info.ts'
import { storeMetadataRequest } from '@holdfast/gsma/sgp22/profile-info.ts'
import { signatureObject, signBytes } from '@holdfast/gsma/signature.ts'
import type { CardCredential } from './card.ts'
import type { CardNvm, NotificationEventName, StoredNotification, StoredProfile } from './nvm.ts'
import type { Turn } from './turn.ts'

const eventBits = {
  install: 'notificationInstall',
  enable: 'notificationEnable',
  disable: 'notificationDisable',
  delete: 'notificationDelete',
} as const

/** A profile's metadata as StoreMetadata brought it. */
export const metadataOf = (profile: { readonly metadata: string }): StoreMetadataRequest =>
  decode(storeMetadataRequest, parseHex(profile.metadata))

/** NotificationMetadata (BF2F) of one event; the octets that are signed. */
export const encodeEvent = (notice: {
  readonly seqNumber: number
  readonly event: NotificationEventName
  readonly address: string
  readonly iccid?: string
}): Uint8Array =>
  encode(notificationMetadata, {
    seqNumber: notice.seqNumber,
    profileManagementOperation: [eventBits[notice.event]],
    notificationAddress: notice.address,
    ...(notice.iccid ? { iccid: parseHex(notice.iccid) } : {}),
  })

export interface ProfileEvent {
  readonly profile: StoredProfile
  readonly event: NotificationEventName
  /** An address that hears of it another way. */
  readonly exceptAddress?: string
}

/**
 * `change` with the notifications of these events added: one for each address that the profile's
 * metadata names for the event. The oldest are dropped when the list is full.
 */
export function withEvents(
  turn: Turn,
  change: Partial<CardNvm>,
  events: readonly ProfileEvent[],
): Partial<CardNvm> {
  let seqNumber = change.nextSeqNumber ?? turn.nvm.nextSeqNumber
  const added: StoredNotification[] = []
  const ci = turn.signingCi()
  for (const { profile, event, exceptAddress } of events) {
    for (const address of addressesOf(metadataOf(profile), event)) {
      if (address === exceptAddress) continue
      const { iccid } = profile
      const signed = encodeEvent({ seqNumber, event, address, iccid })
      const signature = formatHex(signBytes(turn.credential(ci).key, signed))
      added.push({ kind: 'other', seqNumber, event, address, iccid, signature, credential: ci })
      seqNumber += 1
    }
  }
  const before = change.notifications ?? turn.nvm.notifications
  const notifications = [...before, ...added].slice(-turn.model.notificationCountMax)
  return { ...change, notifications, nextSeqNumber: seqNumber }
}

function addressesOf(
  metadata: StoreMetadataRequest,
  event: NotificationEventName,
): readonly string[] {
  const wanted = eventBits[event]
  return (metadata.notificationConfigurationInfo ?? [])
    .filter((info) => info.profileManagementOperation.includes(wanted))
    .map((info) => info.notificationAddress)
}

/** The PendingNotification (BF37 or 30) of a stored one. */
export function encodeNotification(
  stored: StoredNotification,
  credentialOf: (ci: number) => CardCredential,
): Uint8Array {
  if (stored.kind === 'install') return parseHex(stored.bytes)
  const { euiccCertificate, eumCertificate } = credentialOf(stored.credential)
  const signature = signatureObject(parseHex(stored.signature))
  return tlv(0x30, encodeEvent(stored), signature, euiccCertificate, eumCertificate)
}

/** Whether a stored notification tells of one of these events. */
export const tellsOf = (stored: StoredNotification, events: NotificationEvent): boolean =>
  events.includes(eventBits[stored.kind === 'install' ? 'install' : stored.event])
