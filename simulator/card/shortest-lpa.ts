// The shortest possible LPA: it takes one profile from an SM-DP+ to a card, both in this process,
// and checks nothing, because checking is the card's and the server's part. For tests, and to put
// the first profiles on the cards of a simulated world. SGP.22 §3.1.3.

import { readElements, readWhole } from '@holdfast/asn1/der.ts'
import { concatBytes, parseHex } from '@holdfast/asn1/hex.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { cutBoundProfilePackage } from '@holdfast/gsma/sgp22/bound-profile-package.ts'
import { hashConfirmationCode } from '@holdfast/gsma/signature.ts'
import { authenticateClient, initiateAuthentication } from '../smdp/authenticate.ts'
import { getBoundProfilePackage } from '../smdp/bind-profile.ts'
import type { Answer, Failure, Smdp, SmdpWorld } from '../smdp/smdp.ts'

/** How a command gets to a card: through APDUs or straight. */
export type SendCommand = (command: Uint8Array) => Uint8Array

export interface Wish {
  readonly smdp: Smdp
  readonly matchingId: string
  readonly confirmationCode?: string | undefined
}

export type DownloadEnd =
  /** The card's ProfileInstallationResult (BF37), good or bad. */
  | { readonly kind: 'result'; readonly bytes: Uint8Array }
  | { readonly kind: 'server-refused'; readonly failure: Failure; readonly transactionId: string }
  /** The card's answer that is an error. */
  | { readonly kind: 'card-refused'; readonly bytes: Uint8Array }

class Refused extends Error {
  readonly end: DownloadEnd
  constructor(end: DownloadEnd) {
    super(end.kind)
    this.end = end
  }
}

/** Tells a TAC and nothing else of the device. */
const deviceInfo = parseHex('A108800435290611A100')

/** Downloads, and gives what ended it. */
export function downloadProfile(send: SendCommand, wish: Wish, world: SmdpWorld): DownloadEnd {
  try {
    return { kind: 'result', bytes: attempt(send, wish, world) }
  } catch (cause) {
    if (cause instanceof Refused) return cause.end
    throw cause
  }
}

function attempt(send: SendCommand, wish: Wish, world: SmdpWorld): Uint8Array {
  const { smdp, matchingId } = wish
  let transactionId = ''
  const expect = <T>(answer: Answer<T>): T => {
    if (answer.kind === 'done') return answer.value
    throw new Refused({ kind: 'server-refused', failure: answer, transactionId })
  }
  const euiccChallenge = send(parseHex('BF2E00')).subarray(5)
  const euiccInfo1 = send(parseHex('BF2000'))
  const smdpAddress = smdp.configuration.address
  const started = { euiccChallenge, euiccInfo1, smdpAddress }
  const server = expect(initiateAuthentication(smdp, started, world))
  transactionId = server.transactionId
  const authenticateServerResponse = send(
    tlv(
      0xbf38,
      server.serverSigned1,
      server.serverSignature1,
      tlv(0x04, server.euiccCiPKIdToBeUsed),
      server.serverCertificate,
      tlv(0xa0, tlv(0x80, new TextEncoder().encode(matchingId)), deviceInfo),
    ),
  )
  if (isError(authenticateServerResponse)) refuse(authenticateServerResponse)
  const authenticated = { transactionId, authenticateServerResponse }
  const offer = expect(authenticateClient(smdp, authenticated, world))
  const hashCc = wish.confirmationCode
    ? [tlv(0x04, hashConfirmationCode(wish.confirmationCode, parseHex(transactionId)))]
    : []
  const { smdpSigned2, smdpSignature2, smdpCertificate } = offer
  const prepared = concatBytes(smdpSigned2, smdpSignature2, ...hashCc, smdpCertificate)
  const prepareDownloadResponse = send(tlv(0xbf21, prepared))
  if (isError(prepareDownloadResponse)) refuse(prepareDownloadResponse)
  const wanted = { transactionId, prepareDownloadResponse }
  const bound = expect(getBoundProfilePackage(smdp, wanted, world))
  return loadProfile(send, bound.boundProfilePackage)
}

/** Sends the pieces of a bound profile package until the card says how it ended. */
export function loadProfile(send: SendCommand, boundProfilePackage: Uint8Array): Uint8Array {
  for (const piece of cutBoundProfilePackage(boundProfilePackage)) {
    const response = send(piece)
    if (response.length > 0) return response
  }
  throw new Error('the card took the whole package and gave no result')
}

const isError = (response: Uint8Array): boolean => {
  const whole = readWhole(response)
  return readElements(response, whole.valueStart, whole.end)[0]?.tag !== 0xa0
}

const refuse = (bytes: Uint8Array): never => {
  throw new Refused({ kind: 'card-refused', bytes })
}
