// Results and notifications that the card keeps until somebody has them: offered again and again,
// removed only when acknowledged. SGP.32 §3.3.1 (results), §3.7 (notifications), §5.9.11.

import { concatBytes } from '@holdfast/asn1/hex.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { readNotifications, readPackageResults, removePending, seqNumberOf } from './es10.ts'
import type { Ipa } from './ipa.ts'
import type { Tlv } from './tlv-tree.ts'

const results = {
  /** v1.0 sends the card's whole answer, v1.2 and later the list under A0. */
  'v1.0': (result: Tlv, pending: Uint8Array) =>
    tlv(0x30, result.bytes, tlv(0xbf2b, tlv(0xa0, pending))),
  'v1.2': (result: Tlv, pending: Uint8Array) => tlv(0x30, result.bytes, tlv(0xa0, pending)),
  'v1.3': (result: Tlv, pending: Uint8Array) => tlv(0x30, result.bytes, tlv(0xa0, pending)),
} as const

/** `refused`: the eIM answered and does not want it; the card keeps it all the same. */
export type Delivery = 'taken' | 'refused' | 'no-answer'

/** Hands a package result (BF51) to the eIM. */
export async function deliverResult(ipa: Ipa, eid: Uint8Array, result: Tlv): Promise<Delivery> {
  const { card, esipa, traits } = ipa
  const pending = traits.bundlesNotifications ? await readNotifications(card) : []
  const list = concatBytes(...pending.map((one) => one.bytes))
  const bundled = traits.bundlesNotifications ? results[traits.dialect](result, list) : result.bytes
  const answer = await esipa.provideResult(eid, bundled)
  if (answer.kind === 'no-answer') return 'no-answer'
  if (answer.kind === 'refused') {
    ipa.note(`result refused by the eIM with ${answer.error}`)
    return 'refused'
  }
  const seqNumber = seqNumberOf(result)
  // A v1.0 IPA takes any answer for an acknowledgement of the result it sent.
  const isTaken = traits.dialect === 'v1.0' && seqNumber !== undefined
  const removed = new Set(isTaken ? [seqNumber, ...answer.acknowledged] : answer.acknowledged)
  for (const number of removed) await removePending(card, number)
  return 'taken'
}

/** Offers everything that waits on the card; whether the eIM could be reached for all of it. */
export async function offerPending(ipa: Ipa, eid: Uint8Array): Promise<boolean> {
  for (const result of await readPackageResults(ipa.card)) {
    if ((await deliverResult(ipa, eid, result)) === 'no-answer') return false
  }
  return offerNotifications(ipa)
}

/** Sends pending notifications one by one: to the eIM, or to their SM-DP+ when the IPA can. */
export async function offerNotifications(ipa: Ipa): Promise<boolean> {
  for (const pending of await readNotifications(ipa.card)) {
    if (!(await ipa.esipa.notify(pending.bytes))) return false
    const seqNumber = seqNumberOf(pending)
    if (seqNumber !== undefined) await removePending(ipa.card, seqNumber)
  }
  return true
}
