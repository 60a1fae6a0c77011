// Compact answers of a card in a download session (SGP.32 §5.14.2, §5.14.3, §5.14.8), put together
// to the form that an SM-DP+ verifies. The card signed the full form, so every octet must be as it
// was: parts that we hold are put in as bytes, never as values written again.

import { carry, carryBytes } from '@holdfast/asn1/constructed.ts'
import { elementBytes, readElements, readWhole } from '@holdfast/asn1/der.ts'
import { concatBytes, parseHex } from '@holdfast/asn1/hex.ts'
import { encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import { ctxParams1, serverSigned1 } from '@holdfast/gsma/sgp22/authenticate.ts'
import {
  cancelSessionResponse,
  euiccCancelSessionSigned,
} from '@holdfast/gsma/sgp22/cancel-session.ts'
import { euiccSigned2, prepareDownloadResponse } from '@holdfast/gsma/sgp22/download.ts'
import type {
  CompactAuthenticateResponseOk,
  CompactCancelSessionResponseOk,
  CompactPrepareDownloadResponseOk,
} from '@holdfast/gsma/sgp32/compact-responses.ts'
import type { SessionContext } from './session-context.ts'

/** What is known of a session and its card. */
export interface KnownOfSession {
  readonly context: SessionContext | undefined
  readonly state: CardState | undefined
}

/** The full AuthenticateServerResponse (BF38); undefined when a part is not known here. */
export function expandAuthentication(
  compact: CompactAuthenticateResponseOk,
  known: KnownOfSession,
): Uint8Array | undefined {
  const { euicc } = known.state ?? {}
  const euiccCertificate = compact.euiccCertificate ?? optionalHex(euicc?.euiccCertificate)
  const eumCertificate = compact.eumCertificate ?? optionalHex(euicc?.eumCertificate)
  const signed =
    compact.signedData.kind === 'euiccSigned1'
      ? compact.signedData.value.bytes
      : rebuildSigned1(compact.signedData.value, known)
  if (!signed || !euiccCertificate || !eumCertificate) return undefined
  const signature = tlv(0x5f37, compact.euiccSignature1)
  return tlv(0xbf38, tlv(0xa0, signed, signature, euiccCertificate, eumCertificate))
}

const optionalHex = (hex: string | undefined): Uint8Array | undefined =>
  hex === undefined ? undefined : parseHex(hex)

type CompactSigned1 = Extract<
  CompactAuthenticateResponseOk['signedData'],
  { kind: 'compactEuiccSigned1' }
>['value']

function rebuildSigned1(
  { extCardResource, ctxParams1: context }: CompactSigned1,
  known: KnownOfSession,
): Uint8Array | undefined {
  const info = optionalHex(known.state?.euicc?.euiccInfo2)
  if (!known.context || !info || !context) return undefined
  const server = carryBytes(serverSigned1, parseHex(known.context.serverSigned1)).value
  return tlv(
    0x30,
    tlv(0x80, server.transactionId),
    tlv(0x83, new TextEncoder().encode(server.serverAddress)),
    tlv(0x84, server.serverChallenge),
    withResource(info, extCardResource),
    encode(ctxParams1, context),
  )
}

/** EUICCInfo2 as it was read once, with the card's present resources. */
function withResource(info: Uint8Array, extCardResource: Uint8Array): Uint8Array {
  const whole = readWhole(info)
  const members = readElements(info, whole.valueStart, whole.end).map((member) =>
    member.tag === 0x84 ? tlv(0x84, extCardResource) : elementBytes(info, member),
  )
  return tlv(whole.tag, concatBytes(...members))
}

/** The full PrepareDownloadResponse (BF21); undefined when the card's one-time key is missing. */
export function expandPreparation(
  { compactEuiccSigned2: part, euiccSignature2 }: CompactPrepareDownloadResponseOk,
  transactionId: Uint8Array,
): Uint8Array | undefined {
  const { euiccOtpk, hashCc } = part.value
  if (!euiccOtpk) return undefined
  const signed = { transactionId, euiccOtpk, ...(hashCc ? { hashCc } : {}) }
  return encode(prepareDownloadResponse, {
    kind: 'downloadResponseOk',
    value: { euiccSigned2: carry(euiccSigned2, signed), euiccSignature2 },
  })
}

/** The full CancelSessionResponse (BF41); undefined when the SM-DP+'s identifier is not known. */
export function expandCancellation(
  { compactEuiccCancelSessionSigned: part, ...rest }: CompactCancelSessionResponseOk,
  transactionId: Uint8Array,
  { context }: KnownOfSession,
): Uint8Array | undefined {
  const { reason } = part.value
  if (context?.smdpOid === undefined || reason === undefined) return undefined
  const signed = { transactionId, smdpOid: context.smdpOid, reason }
  return encode(cancelSessionResponse, {
    kind: 'cancelSessionResponseOk',
    value: { euiccCancelSessionSigned: carry(euiccCancelSessionSigned, signed), ...rest },
  })
}
