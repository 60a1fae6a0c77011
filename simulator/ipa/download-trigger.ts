// Follows a ProfileDownloadTriggerRequest: by which way the profile comes, and how the eIM learns
// the end. SGP.32 §2.11.3, §3.2.3.

import { tlv } from '@holdfast/asn1/writer.ts'
import { type DownloadEnd, type DownloadWish, download } from './download.ts'
import {
  enableAtOnce,
  readAddresses,
  readEimConfigurations,
  removePending,
  seqNumberOf,
} from './es10.ts'
import type { Ipa } from './ipa.ts'
import { find, integerTlv, type Tlv, textOf, textTlv } from './tlv-tree.ts'

/** What a session must know of a download that it ran. */
export interface TriggerEnd {
  readonly reached: boolean
  /** The new profile is enabled already: the next poll says so. */
  readonly enabledAtOnce: boolean
}

/** Runs the download that the trigger (BF54) asks for and reports it. */
export async function followTrigger(ipa: Ipa, eid: Uint8Array, request: Tlv): Promise<TriggerEnd> {
  const wish = await wishOf(ipa, request)
  const way = await chooseWay(ipa, wish)
  const server = way === 'direct' ? ipa.smdp(wish.smdpAddress ?? '') : ipa.esipa
  const end = await download(ipa, server, wish)
  ipa.note('download ended', {
    way,
    kind: end.kind,
    ...('error' in end ? { error: end.error } : {}),
  })
  const enabledAtOnce = end.kind === 'loaded' && end.installed && (await enabledNow(ipa))
  const reached =
    way === 'direct'
      ? await reportDirect(ipa, eid, wish, end)
      : await reportIndirect(ipa, eid, wish, end)
  return { reached, enabledAtOnce }
}

async function wishOf(ipa: Ipa, request: Tlv): Promise<DownloadWish> {
  const eimTransactionId = find(request, 0x82)?.value
  const named = eimTransactionId ? { eimTransactionId } : {}
  const code = textOf(find(request, 0xa0, 0x80))
  if (code !== undefined) return { ...parseActivationCode(code), ...named }
  if (find(request, 0xa0, 0x81)) {
    const { defaultSmdp } = await readAddresses(ipa.card)
    return { ...(defaultSmdp === undefined ? {} : { smdpAddress: defaultSmdp }), ...named }
  }
  return named
}

/** `LPA:1$address$matchingId…`, with or without `LPA:`. SGP.22 §4.1 */
function parseActivationCode(code: string): DownloadWish {
  const [, smdpAddress, matchingId] = code.replace(/^LPA:/, '').split('$')
  return {
    ...(smdpAddress ? { smdpAddress } : {}),
    ...(matchingId === undefined ? {} : { matchingId }),
  }
}

/** Through the eIM when the card's eIM offers that and the IPA can; else straight. */
async function chooseWay(ipa: Ipa, wish: DownloadWish): Promise<'direct' | 'indirect'> {
  const { downloads } = ipa.traits
  if (downloads !== 'both' || wish.smdpAddress === undefined) {
    return downloads === 'direct' ? 'direct' : 'indirect'
  }
  const [eim] = await readEimConfigurations(ipa.card)
  return eim?.indirectDownload ? 'indirect' : 'direct'
}

/** ImmediateEnable, which the card allows only when the eIM has configured it. SGP.32 §5.9.15 */
async function enabledNow(ipa: Ipa): Promise<boolean> {
  if (ipa.traits.dialect === 'v1.0' || !(await enableAtOnce(ipa.card))) return false
  await ipa.modem.followRefresh()
  return true
}

/** The eIM relayed everything: it still wants the installation result, or the reason for none. */
async function reportIndirect(
  ipa: Ipa,
  eid: Uint8Array,
  wish: DownloadWish,
  end: DownloadEnd,
): Promise<boolean> {
  if (end.kind === 'no-answer') return false
  if (end.kind === 'refused') return reportFailure(ipa, eid, wish, end.error)
  if (!(await ipa.esipa.notify(end.result.bytes))) return false
  await removeNotification(ipa, end.result)
  return true
}

/** The SM-DP+ gets its notification, the eIM the result of its trigger. */
async function reportDirect(
  ipa: Ipa,
  eid: Uint8Array,
  wish: DownloadWish,
  end: DownloadEnd,
): Promise<boolean> {
  if (end.kind !== 'loaded') {
    const error = end.kind === 'refused' ? end.error : 'the SM-DP+ does not answer'
    return reportFailure(ipa, eid, wish, error)
  }
  const named = wish.eimTransactionId ? [tlv(0x82, wish.eimTransactionId)] : []
  const answer = await ipa.esipa.provideResult(eid, tlv(0xbf54, ...named, end.result.bytes))
  const server = ipa.smdp(wish.smdpAddress ?? '')
  if (await server.notify(end.result.bytes)) await removeNotification(ipa, end.result)
  return answer.kind !== 'no-answer'
}

async function removeNotification(ipa: Ipa, result: Tlv): Promise<void> {
  const seqNumber = seqNumberOf(result)
  if (seqNumber !== undefined) await removePending(ipa.card, seqNumber)
}

/** profileDownloadError 127; the v1.0 IPA that is open source says nothing at all. */
async function reportFailure(
  ipa: Ipa,
  eid: Uint8Array,
  wish: DownloadWish,
  error: string,
): Promise<boolean> {
  if (ipa.traits.dialect === 'v1.0') return true
  const named = wish.eimTransactionId ? [tlv(0x82, wish.eimTransactionId)] : []
  const failure = tlv(0x30, integerTlv(0x80, 127), textTlv(0x04, error))
  const answer = await ipa.esipa.provideResult(eid, tlv(0xbf54, ...named, failure))
  return answer.kind !== 'no-answer'
}
