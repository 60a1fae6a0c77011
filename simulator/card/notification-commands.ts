// Listing, fetching and removing what the card keeps for delivery: notifications and signed package
// results, under one row of sequence numbers. SGP.22 §5.7.9 to §5.7.11, SGP.32 §5.9.

import { readWhole } from '@holdfast/asn1/der.ts'
import { parseHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import {
  listNotificationRequest,
  notificationSentRequest,
  notificationSentResponse,
} from '@holdfast/gsma/sgp22/notification.ts'
import { retrieveNotificationsListRequest } from '@holdfast/gsma/sgp32/notification.ts'
import type { CardAnswer } from './card.ts'
import type { CardNvm, StoredNotification, StoredPackageResult } from './nvm.ts'
import { encodeEvent, encodeNotification, tellsOf } from './signed-notification.ts'
import type { Turn } from './turn.ts'

/** ListNotification (BF28): metadata of the notifications, package results not among them. */
export function listNotifications(turn: Turn, command: Uint8Array): CardAnswer {
  const { profileManagementOperation: wanted } = decode(listNotificationRequest, command)
  const listed = turn.nvm.notifications.filter((stored) => !wanted || tellsOf(stored, wanted))
  return turn.answer(tlv(0xbf28, tlv(0xa0, ...listed.map(encodeMetadata))))
}

const encodeMetadata = (stored: StoredNotification): Uint8Array =>
  encodeEvent(stored.kind === 'install' ? { ...stored, event: 'install' } : stored)

const fetched = (turn: Turn, stored: readonly StoredNotification[]): CardAnswer => {
  const whole = stored.map((one) => encodeNotification(one, (ci) => turn.credential(ci)))
  return turn.answer(tlv(0xbf2b, tlv(0xa0, ...whole)))
}

const fetchedResults = (turn: Turn, results: readonly StoredPackageResult[]): CardAnswer =>
  turn.answer(tlv(0xbf2b, tlv(0xa2, ...results.map((result) => parseHex(result.bytes)))))

/** A criterion without its A0, as some LPAs send it: cards in the field answer 127. */
const unreadable = tlv(0xbf2b, tlv(0x81, Uint8Array.of(127)))

/** RetrieveNotificationsList (BF2B): arm A0 holds notifications, arm A2 package results. */
export function retrieveNotifications(turn: Turn, command: Uint8Array): CardAnswer {
  const { notifications, packageResults } = turn.nvm
  const whole = readWhole(command)
  const isUnwrapped = whole.valueStart < whole.end && command[whole.valueStart] !== 0xa0
  if (isUnwrapped) return turn.answer(unreadable)
  const { searchCriteria } = decode(retrieveNotificationsListRequest, command)
  if (!searchCriteria) return fetched(turn, notifications)
  if (searchCriteria.kind === 'euiccPackageResults') return fetchedResults(turn, packageResults)
  if (searchCriteria.kind === 'profileManagementOperation') {
    const wanted = searchCriteria.value
    return fetched(
      turn,
      notifications.filter((stored) => tellsOf(stored, wanted)),
    )
  }
  const seqNumber = searchCriteria.value
  const result = packageResults.filter((stored) => stored.seqNumber === seqNumber)
  if (result.length > 0) return fetchedResults(turn, result)
  return fetched(
    turn,
    notifications.filter((stored) => stored.seqNumber === seqNumber),
  )
}

/**
 * RemoveNotificationFromList (BF30). A delivered package result also ends the right to roll back
 * what it reports. SGP.32 §3.4.2.
 */
export function removeNotification(turn: Turn, command: Uint8Array): CardAnswer {
  const { seqNumber } = decode(notificationSentRequest, command)
  const change = withoutSeqNumber(turn.nvm, seqNumber)
  if (change) turn.commit('notification-removed', change)
  const deleteNotificationStatus = change ? 0 : 1
  return turn.answer(encode(notificationSentResponse, { deleteNotificationStatus }))
}

function withoutSeqNumber(nvm: CardNvm, seqNumber: number): Partial<CardNvm> | undefined {
  const notifications = nvm.notifications.filter((stored) => stored.seqNumber !== seqNumber)
  const packageResults = nvm.packageResults.filter((stored) => stored.seqNumber !== seqNumber)
  const removed =
    nvm.notifications.length + nvm.packageResults.length >
    notifications.length + packageResults.length
  if (!removed) return undefined
  const endsRollback = nvm.rollback?.seqNumber === seqNumber
  return { notifications, packageResults, ...(endsRollback ? { rollback: undefined } : {}) }
}
