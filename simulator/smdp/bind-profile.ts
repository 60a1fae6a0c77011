// ES9+.GetBoundProfilePackage: the confirmation code, then the profile under keys that only this
// card and this server can know. A repeated request in one session gets the same bytes.
// SGP.22 §5.6.2, §3.1.3.

import { Asn1Error } from '@holdfast/asn1/error.ts'
import { concatBytes, equalBytes, formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import { protectProfile } from '@holdfast/gsma/bound-profile-package.ts'
import type { PrepareDownloadResponseOk } from '@holdfast/gsma/sgp22/download.ts'
import { prepareDownloadResponse } from '@holdfast/gsma/sgp22/download.ts'
import type { Curve, SigningKey } from '@holdfast/gsma/signature.ts'
import { sha256, signBytes, signingKey, verifyBytes } from '@holdfast/gsma/signature.ts'
import type { ProfileRecord } from './order.ts'
import { packageOf } from './package-source.ts'
import { encodeMetadata } from './profile-metadata.ts'
import type { Answer, Entropy, Session, SessionCard, Smdp, SmdpWorld } from './smdp.ts'
import { done, failed } from './smdp.ts'

export interface Bound {
  readonly transactionId: string
  /** The whole BF36. */
  readonly boundProfilePackage: Uint8Array
}

export function getBoundProfilePackage(
  smdp: Smdp,
  asked: { readonly transactionId: string; readonly prepareDownloadResponse: Uint8Array },
  world: SmdpWorld,
): Answer<Bound> {
  const session = smdp.session(asked.transactionId, world.now)
  if (!session?.card) return failed('8.10.1/3.9', `no session ${asked.transactionId}`)
  const { card, transactionId } = session
  const profile = smdp.profile(card.iccid)
  if (!profile) return failed('8.2/3.7', 'the profile is gone')
  const response = readResponse(asked.prepareDownloadResponse)
  if (!response) return failed('8.1/2.1', 'prepareDownloadResponse does not read')
  if (response.kind === 'downloadResponseError') {
    const { downloadErrorCode } = response.value
    return failed('8.1/6.1', `the card refused the download: error ${downloadErrorCode}`)
  }
  const refusal = judgeResponse(session, card, response.value)
  if (refusal) return refusal
  const confirmed = confirm(smdp, profile, {
    session,
    hashCc: response.value.euiccSigned2.value.hashCc,
  })
  if (confirmed) return confirmed
  const cardPoint = response.value.euiccSigned2.value.euiccOtpk
  if (card.given && equalBytes(card.given.cardPoint, cardPoint)) {
    return done({ transactionId, boundProfilePackage: card.given.package })
  }
  return bind({ smdp, session, card, profile, cardPoint }, world)
}

function readResponse(bytes: Uint8Array) {
  try {
    return decode(prepareDownloadResponse, bytes)
  } catch (cause) {
    if (cause instanceof Asn1Error) return undefined
    throw cause
  }
}

function judgeResponse(
  session: Session,
  card: SessionCard,
  response: PrepareDownloadResponseOk,
): Answer<never> | undefined {
  const { value: signed, bytes } = response.euiccSigned2
  const input = concatBytes(bytes, card.smdpSignature2)
  if (!verifyBytes(card.key, response.euiccSignature2, input)) {
    return failed('8.1/6.1', 'euiccSignature2 is not by the key of this card')
  }
  if (formatHex(signed.transactionId) !== session.transactionId) {
    return failed('8.10.1/3.9', 'the card signed another transaction')
  }
  return undefined
}

/**
 * Refuses a missing or wrong code, which ends the session: what the card cancels afterwards is then
 * of no session, and the order stays. The last wrong code ends the order.
 */
function confirm(
  smdp: Smdp,
  profile: ProfileRecord,
  asked: { readonly session: Session; readonly hashCc: Uint8Array | undefined },
): Answer<never> | undefined {
  const { confirmationCodeHash, confirmationAttempts } = profile
  if (confirmationCodeHash === undefined) return undefined
  const attemptsMax = smdp.configuration.confirmationAttemptsMax
  if (confirmationAttempts >= attemptsMax) {
    return failed('8.2.7/6.4', 'too many wrong confirmation codes')
  }
  const { transactionId } = asked.session
  const expected = sha256(parseHex(confirmationCodeHash), parseHex(transactionId))
  if (asked.hashCc && equalBytes(expected, asked.hashCc)) return undefined
  smdp.endSession(transactionId)
  if (!asked.hashCc) return failed('8.2.7/2.2', 'a confirmation code is needed')
  const attempts = confirmationAttempts + 1
  const isLast = attempts >= attemptsMax
  const state = isLast ? 'error' : profile.state
  smdp.put({ ...profile, confirmationAttempts: attempts, state })
  return isLast
    ? failed('8.2.7/6.4', 'too many wrong confirmation codes')
    : failed('8.2.7/3.8', 'the confirmation code is wrong')
}

interface Binding {
  readonly smdp: Smdp
  readonly session: Session
  readonly card: SessionCard
  readonly profile: ProfileRecord
  readonly cardPoint: Uint8Array
}

function bind(binding: Binding, world: SmdpWorld): Answer<Bound> {
  const { smdp, session, card, profile, cardPoint } = binding
  const { transactionId } = session
  const bound = protectProfile({
    transactionId: parseHex(transactionId),
    eid: card.eid,
    hostId: new TextEncoder().encode(smdp.configuration.address).subarray(0, 16),
    oneTimeKey: oneTimeKey(session.credential.bindingKey.curve, world.entropy),
    cardPoint,
    sign: (message) => signBytes(session.credential.bindingKey, message),
    metadata: encodeMetadata(profile.iccid, profile.description),
    ...(smdp.configuration.replacesSessionKeys ? { profileKeys: freshKeys(world.entropy) } : {}),
    profile: packageOf(profile),
  })
  if (!bound.ok) return failed('8.1/6.1', bound.why)
  const euiccCertificate = formatHex(card.euiccCertificate)
  smdp.put({
    ...profile,
    state: 'downloaded',
    bindings: [...profile.bindings, { eid: card.eid, transactionId, euiccCertificate }],
  })
  const given = { cardPoint: Uint8Array.from(cardPoint), package: bound.value }
  smdp.keepSession({ ...session, card: { ...card, given } })
  return done({ transactionId, boundProfilePackage: bound.value })
}

function oneTimeKey(curve: Curve, entropy: Entropy): SigningKey {
  for (let round = 0; round < 128; round++) {
    const key = signingKey(curve, entropy(32))
    if (key.ok) return key.value
  }
  throw new Error('128 random numbers in a row were no private keys: the entropy is not random')
}

const freshKeys = (entropy: Entropy) => ({
  initialChaining: entropy(16),
  encryption: entropy(16),
  mac: entropy(16),
})
