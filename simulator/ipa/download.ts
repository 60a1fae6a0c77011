// A profile download from the IPA's side, the same script against an SM-DP+ (direct) or an eIM
// (indirect). SGP.22 §3.1.3, SGP.32 §3.2.3 (direct and indirect download).

import { tlv } from '@holdfast/asn1/writer.ts'
import { isInstalled, loadProfile } from './bound-profile.ts'
import { encodeCtxParams1 } from './device-info.ts'
import {
  authenticateServer,
  cancelSession,
  prepareDownload,
  readChallenge,
  readInfo1,
} from './es10.ts'
import type { ClientAuthentication, DownloadServer, ServerAuthentication } from './esipa.ts'
import type { Ipa } from './ipa.ts'
import { find, parseTlv, type Tlv } from './tlv-tree.ts'

export interface DownloadWish {
  readonly smdpAddress?: string
  readonly matchingId?: string
  readonly eimTransactionId?: Uint8Array
}

export type DownloadEnd =
  /** `result` is the card's BF37; it may tell of an error. */
  | { readonly kind: 'loaded'; readonly result: Tlv; readonly installed: boolean }
  /** The other side or the card refused; nothing changed. */
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'no-answer' }

const cancelReason = { timeout: 2, loadError: 5, undefined: 127 } as const

/** Downloads and installs; the notification then waits on the card. */
export async function download(
  ipa: Ipa,
  server: DownloadServer,
  wish: DownloadWish,
): Promise<DownloadEnd> {
  const { eimTransactionId, smdpAddress } = wish
  const challenge = await readChallenge(ipa.card)
  const info1 = await readInfo1(ipa.card)
  const start = await server.initiateAuthentication({
    challenge,
    info1,
    ...(smdpAddress === undefined ? {} : { smdpAddress }),
    ...(eimTransactionId ? { eimTransactionId } : {}),
  })
  if (start.kind !== 'server') return start
  const response = await authenticate(ipa, start, wish)
  const transactionId = start.transactionId ?? find(parseTlv(start.serverSigned1), 0x80)?.value
  if (!transactionId) return { kind: 'refused', error: 'no transactionId' }
  const client = await server.authenticateClient(transactionId, response.bytes)
  if (client.kind !== 'client') return client
  if (!find(response, 0xa0)) return { kind: 'refused', error: 'the card refused the server' }
  return bind(ipa, server, { transactionId, client })
}

function authenticate(ipa: Ipa, start: ServerAuthentication, wish: DownloadWish): Promise<Tlv> {
  const matchingId = wish.matchingId ?? start.matchingId
  return authenticateServer(ipa.card, [
    start.serverSigned1,
    start.serverSignature1,
    tlv(0x04, start.ciKeyId),
    start.serverCertificate,
    start.ctxParams1 ?? encodeCtxParams1(ipa.traits.imei, matchingId),
  ])
}

interface Authenticated {
  readonly transactionId: Uint8Array
  readonly client: ClientAuthentication
}

async function bind(
  ipa: Ipa,
  server: DownloadServer,
  { transactionId, client }: Authenticated,
): Promise<DownloadEnd> {
  const needsCode = find(parseTlv(client.smdpSigned2), 0x01)?.value[0] === 0xff
  if (needsCode && !client.hashCc) {
    await cancel(ipa, server, { transactionId, reason: cancelReason.undefined })
    return { kind: 'refused', error: 'a confirmation code is needed and nobody gave one' }
  }
  const response = await prepareDownload(ipa.card, [
    client.smdpSigned2,
    client.smdpSignature2,
    ...(client.hashCc ? [tlv(0x04, client.hashCc)] : []),
    client.smdpCertificate,
  ])
  const bound = await server.getBoundProfilePackage(transactionId, response.bytes)
  if (bound.kind !== 'bound') return bound
  const result = await loadProfile(ipa.card, bound.profile)
  if (result) return { kind: 'loaded', result, installed: isInstalled(result) }
  await cancel(ipa, server, { transactionId, reason: cancelReason.loadError })
  return { kind: 'refused', error: 'the card gave no installation result' }
}

async function cancel(
  ipa: Ipa,
  server: DownloadServer,
  { transactionId, reason }: { readonly transactionId: Uint8Array; readonly reason: number },
): Promise<void> {
  const response = await cancelSession(ipa.card, transactionId, reason)
  await server.cancel(transactionId, response.bytes)
}
