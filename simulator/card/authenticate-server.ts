// GetEUICCChallenge and AuthenticateServer: the card makes a number up, and signs for a server that
// signed this number with a certificate the card trusts. SGP.22 §5.7.7, §5.7.13.

import { readElements, readWhole } from '@holdfast/asn1/der.ts'
import { equalBytes, formatHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { AuthenticateServerRequest } from '@holdfast/gsma/sgp22/authenticate.ts'
import {
  authenticateServerRequest,
  getEuiccChallengeRequest,
  getEuiccChallengeResponse,
} from '@holdfast/gsma/sgp22/authenticate.ts'
import { signatureObject, signBytes, verifyBytes } from '@holdfast/gsma/signature.ts'
import type { CardAnswer, RspSession } from './card.ts'
import { encodeInfoTwo } from './card-facts.ts'
import { isEmergency } from './nvm.ts'
import { judgeServerCertificate } from './server-certificate.ts'
import type { Turn } from './turn.ts'

const errors = {
  'invalid-certificate': 1,
  invalidSignature: 2,
  'unsupported-curve': 3,
  noSessionContext: 4,
  'invalid-oid': 5,
  euiccChallengeMismatch: 6,
  'unknown-ci': 7,
  undefinedError: 127,
} as const
type AuthenticateError = keyof typeof errors

/** A challenge for the next AuthenticateServer; it ends whatever download was under way. */
export function euiccChallenge(turn: Turn, command: Uint8Array): CardAnswer {
  decode(getEuiccChallengeRequest, command)
  const challenge = turn.entropy(16)
  turn.remember({
    challenge,
    session: undefined,
    loading: undefined,
    justInstalled: undefined,
  })
  if (turn.nvm.installation) turn.commit('installation-abandoned', { installation: undefined })
  return turn.answer(encode(getEuiccChallengeResponse, { euiccChallenge: challenge }))
}

export function authenticateServer(turn: Turn, command: Uint8Array): CardAnswer {
  const request = decode(authenticateServerRequest, command)
  const { transactionId } = request.serverSigned1.value
  const verdict = judge(turn, request)
  if (typeof verdict === 'string') {
    const code = Uint8Array.of(errors[verdict])
    const told = tlv(0xa1, tlv(0x80, transactionId), tlv(0x02, code))
    return turn.answer(tlv(0xbf38, told))
  }
  const signed = encodeSigned1(turn, request, command)
  const { key, euiccCertificate, eumCertificate } = turn.credential(verdict.ci)
  const euiccSignature1 = signatureObject(signBytes(key, signed))
  turn.remember({ challenge: undefined, session: { ...verdict, euiccSignature1 } })
  const parts = [signed, euiccSignature1, euiccCertificate, eumCertificate]
  return turn.answer(tlv(0xbf38, tlv(0xa0, ...parts)))
}

function judge(
  turn: Turn,
  request: AuthenticateServerRequest,
): AuthenticateError | Omit<RspSession, 'euiccSignature1'> {
  const { challenge } = turn.ram
  const { cis } = turn.before.identity
  const signed = request.serverSigned1.value
  if (!challenge) return 'noSessionContext'
  if (isEmergency(turn.nvm)) return 'undefinedError'
  const wanted = formatHex(request.euiccCiPKIdToBeUsed)
  const ci = cis.findIndex((known) => known.credential && formatHex(known.keyId) === wanted)
  if (ci < 0) return 'unknown-ci'
  const verdict = judgeServerCertificate(turn.before.identity, request.serverCertificate, [
    'SM-DP+ authentication',
    'SM-DS authentication',
  ])
  if (verdict.kind === 'refused') return verdict.code
  if (!verifyBytes(verdict.key, request.serverSignature1, request.serverSigned1.bytes)) {
    return 'invalidSignature'
  }
  if (!equalBytes(signed.euiccChallenge, challenge)) return 'euiccChallengeMismatch'
  if (!isHostName(signed.serverAddress)) return 'undefinedError'
  return {
    transactionId: signed.transactionId,
    serverAddress: signed.serverAddress,
    serverOid: verdict.oid,
    role: verdict.role === 'SM-DS authentication' ? 'SM-DS' : 'SM-DP+',
    ci,
  }
}

/** A name that a notification can be sent to; a port is taken too, for servers on a bench. */
const isHostName = (address: string): boolean =>
  address.length <= 128 && /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?$/.test(address)

/** EuiccSigned1; the context is repeated as the octets it came in. */
function encodeSigned1(
  turn: Turn,
  request: AuthenticateServerRequest,
  command: Uint8Array,
): Uint8Array {
  const { transactionId, serverAddress, serverChallenge } = request.serverSigned1.value
  const whole = readWhole(command)
  const context = readElements(command, whole.valueStart, whole.end)[4]
  if (!context) throw new Error('the request was read, so it has a context')
  return tlv(
    0x30,
    tlv(0x80, transactionId),
    tlv(0x83, new TextEncoder().encode(serverAddress)),
    tlv(0x84, serverChallenge),
    encodeInfoTwo(turn),
    command.subarray(context.start, context.end),
  )
}
