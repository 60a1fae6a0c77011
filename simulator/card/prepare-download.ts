// PrepareDownload and CancelSession: the card agrees to a download with a one-time key, or signs
// that a session ended without one. SGP.22 §5.7.5, §5.7.14.

import { concatBytes, equalBytes, formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import {
  cancelSessionRequest,
  euiccCancelSessionSigned,
} from '@holdfast/gsma/sgp22/cancel-session.ts'
import type { PrepareDownloadRequest } from '@holdfast/gsma/sgp22/download.ts'
import { prepareDownloadRequest } from '@holdfast/gsma/sgp22/download.ts'
import type { Curve, SigningKey } from '@holdfast/gsma/signature.ts'
import { signatureObject, signBytes, signingKey, verifyBytes } from '@holdfast/gsma/signature.ts'
import type { CardAnswer, RspSession } from './card.ts'
import type { CertificateVerdict } from './server-certificate.ts'
import { judgeServerCertificate } from './server-certificate.ts'
import type { Turn } from './turn.ts'

const errors = {
  invalidCertificate: 1,
  invalidSignature: 2,
  unsupportedCurve: 3,
  noSessionContext: 4,
  invalidTransactionId: 5,
  undefinedError: 127,
} as const
type DownloadError = keyof typeof errors

export function prepareDownload(turn: Turn, command: Uint8Array): CardAnswer {
  const request = decode(prepareDownloadRequest, command)
  const { session } = turn.ram
  const binding = judge(turn, request, session)
  if (typeof binding === 'string' || !session) {
    const code = errors[typeof binding === 'string' ? binding : 'noSessionContext']
    const { transactionId } = request.smdpSigned2.value
    const told = tlv(0xa1, tlv(0x80, transactionId), tlv(0x02, Uint8Array.of(code)))
    return turn.answer(tlv(0xbf21, told))
  }
  const oneTimeKey = oneTimeKeyFor(turn, session, {
    curve: binding.key.curve,
    reused: request.smdpSigned2.value.bppEuiccOtpk,
  })
  const hashCc = request.smdpSigned2.value.ccRequiredFlag ? request.hashCc : undefined
  const signed = tlv(
    0x30,
    tlv(0x80, session.transactionId),
    tlv(0x5f49, oneTimeKey.publicKey.point),
    ...(hashCc ? [tlv(0x04, hashCc)] : []),
  )
  const { key } = turn.credential(session.ci)
  const input = concatBytes(signed, signatureObject(request.smdpSignature2))
  turn.remember({ session: { ...session, prepared: { oneTimeKey, bindingKey: binding.key } } })
  const parts = [signed, signatureObject(signBytes(key, input))]
  return turn.answer(tlv(0xbf21, tlv(0xa0, ...parts)))
}

type Trusted = Extract<CertificateVerdict, { kind: 'trusted' }>

function judge(
  turn: Turn,
  request: PrepareDownloadRequest,
  session: RspSession | undefined,
): DownloadError | Trusted {
  if (session?.role !== 'SM-DP+') return 'noSessionContext'
  const { value: signed, bytes } = request.smdpSigned2
  if (!equalBytes(signed.transactionId, session.transactionId)) return 'invalidTransactionId'
  const verdict = judgeServerCertificate(turn.before.identity, request.smdpCertificate, [
    'SM-DP+ profile binding',
  ])
  if (verdict.kind === 'refused') {
    return verdict.code === 'unsupported-curve' ? 'unsupportedCurve' : 'invalidCertificate'
  }
  if (verdict.oid !== session.serverOid) return 'invalidCertificate'
  const input = concatBytes(bytes, session.euiccSignature1)
  if (!verifyBytes(verdict.key, request.smdpSignature2, input)) return 'invalidSignature'
  if (signed.ccRequiredFlag && !request.hashCc) return 'undefinedError'
  return verdict
}

interface KeyWish {
  readonly curve: Curve
  /** The point of an earlier attempt that the SM-DP+ has a package for. */
  readonly reused: Uint8Array | undefined
}

/** The key of an earlier attempt, if the SM-DP+ asks for it and the card has it; else a new one. */
function oneTimeKeyFor(turn: Turn, session: RspSession, wish: KeyWish): SigningKey {
  const kept = turn.nvm.unusedOneTimeKey
  const sameServer = kept?.smdpOid === session.serverOid
  if (kept && sameServer && wish.reused && kept.point === formatHex(wish.reused)) {
    const key = signingKey(kept.curve, parseHex(kept.scalar))
    if (key.ok) return key.value
  }
  const { key, scalar } = freshKey(turn, wish.curve)
  turn.commit('one-time-key-made', {
    unusedOneTimeKey: {
      smdpOid: session.serverOid,
      curve: wish.curve,
      scalar: formatHex(scalar),
      point: formatHex(key.publicKey.point),
    },
  })
  return key
}

/** A key pair from the caller's entropy; numbers out of range are drawn again. */
function freshKey(turn: Turn, curve: Curve): { key: SigningKey; scalar: Uint8Array } {
  for (let round = 0; round < 128; round++) {
    const scalar = turn.entropy(32)
    const key = signingKey(curve, scalar)
    if (key.ok) return { key: key.value, scalar }
  }
  throw new Error('128 random numbers in a row were no private keys: the entropy is not random')
}

export function cancelSession(turn: Turn, command: Uint8Array): CardAnswer {
  const { transactionId, reason } = decode(cancelSessionRequest, command)
  const { session } = turn.ram
  if (!session || !equalBytes(session.transactionId, transactionId)) {
    return turn.answer(tlv(0xbf41, tlv(0x81, Uint8Array.of(5))))
  }
  const signed = encode(euiccCancelSessionSigned, {
    transactionId,
    smdpOid: session.serverOid,
    reason,
  })
  const { key } = turn.credential(session.ci)
  turn.remember({ session: undefined, loading: undefined })
  if (turn.nvm.installation) turn.commit('installation-cancelled', { installation: undefined })
  const parts = [signed, signatureObject(signBytes(key, signed))]
  return turn.answer(tlv(0xbf41, tlv(0xa0, ...parts)))
}
