// ES9+.InitiateAuthentication and AuthenticateClient: who is the card, and what is waiting for it.
// The order of checks is that of SGP.22 §5.6.1 and §5.6.3; each refusal has its pair of codes.

import { Asn1Error } from '@holdfast/asn1/error.ts'
import { concatBytes, equalBytes, formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { ChainProof, ChainRefusal } from '@holdfast/gsma/certificate.ts'
import { verifyChain } from '@holdfast/gsma/certificate.ts'
import type { AuthenticateResponseOk, EuiccSigned1 } from '@holdfast/gsma/sgp22/authenticate.ts'
import { authenticateServerResponse, serverSigned1 } from '@holdfast/gsma/sgp22/authenticate.ts'
import { smdpSigned2 } from '@holdfast/gsma/sgp22/download.ts'
import { euiccInfo1, extCardResource } from '@holdfast/gsma/sgp22/euicc-info.ts'
import { signatureObject, signBytes, verifyBytes } from '@holdfast/gsma/signature.ts'
import type { ProfileRecord } from './order.ts'
import { packageSizeOf } from './package-source.ts'
import { encodeMetadata } from './profile-metadata.ts'
import type { Answer, Session, SessionCard, Smdp, SmdpCredential, SmdpWorld } from './smdp.ts'
import { done, failed } from './smdp.ts'

export interface Authenticated {
  readonly transactionId: string
  readonly serverSigned1: Uint8Array
  /** TLV 5F37. */
  readonly serverSignature1: Uint8Array
  /** Subject key identifier. */
  readonly euiccCiPKIdToBeUsed: Uint8Array
  readonly serverCertificate: Uint8Array
}

/** InitiateAuthentication. */
export function initiateAuthentication(
  smdp: Smdp,
  asked: {
    readonly euiccChallenge: Uint8Array
    readonly euiccInfo1: Uint8Array
    readonly smdpAddress: string
  },
  world: SmdpWorld,
): Answer<Authenticated> {
  const { address, anchors } = smdp.configuration
  if (asked.smdpAddress.toLowerCase() !== address.toLowerCase()) {
    return failed('8.8.1/3.8', `this is ${address}, not ${asked.smdpAddress}`)
  }
  const info = readInfoOne(asked.euiccInfo1)
  if (!info || asked.euiccChallenge.length !== 16) {
    return failed('8.1/2.1', 'euiccInfo1 or euiccChallenge does not read')
  }
  if ((info.svn[0] as number) < 2) {
    return failed('8.8.3/3.1', `version ${info.svn.join('.')} of SGP.22 is not supported`)
  }
  const credential = credentialFor(smdp, info.euiccCiPKIdListForVerification)
  if (!credential) return failed('8.8.2/3.1', 'no certificate issuer in common for verification')
  const known = new Set(anchors.map((anchor) => anchor.keyId))
  const ci = info.euiccCiPKIdListForSigning.find((keyId) => known.has(formatHex(keyId)))
  if (!ci) return failed('8.8.4/3.7', 'no certificate issuer in common for signing')
  const transactionId = world.entropy(16)
  const serverChallenge = world.entropy(16)
  const signed = encode(serverSigned1, {
    transactionId,
    euiccChallenge: asked.euiccChallenge,
    serverAddress: address,
    serverChallenge,
  })
  smdp.keepSession({
    transactionId: formatHex(transactionId),
    startedAt: world.now,
    serverChallenge,
    credential,
    ciKeyId: formatHex(ci),
  })
  return done({
    transactionId: formatHex(transactionId),
    serverSigned1: signed,
    serverSignature1: signatureObject(signBytes(credential.authKey, signed)),
    euiccCiPKIdToBeUsed: ci,
    serverCertificate: credential.authCertificate,
  })
}

function readInfoOne(bytes: Uint8Array) {
  try {
    return decode(euiccInfo1, bytes)
  } catch (cause) {
    if (cause instanceof Asn1Error) return undefined
    throw cause
  }
}

/** Our credential under the first CI of the card's list that we have one for. */
function credentialFor(smdp: Smdp, keyIds: readonly Uint8Array[]): SmdpCredential | undefined {
  const wanted = keyIds.map(formatHex)
  return wanted
    .map((keyId) => smdp.configuration.credentials.find((one) => formatHex(one.ciKeyId) === keyId))
    .find((credential) => credential)
}

export interface Offered {
  readonly transactionId: string
  /** StoreMetadataRequest (BF25). */
  readonly profileMetadata: Uint8Array
  readonly smdpSigned2: Uint8Array
  /** TLV 5F37. */
  readonly smdpSignature2: Uint8Array
  readonly smdpCertificate: Uint8Array
}

/** AuthenticateClient. */
export function authenticateClient(
  smdp: Smdp,
  asked: { readonly transactionId: string; readonly authenticateServerResponse: Uint8Array },
  world: SmdpWorld,
): Answer<Offered> {
  const session = smdp.session(asked.transactionId, world.now)
  if (!session) return failed('8.10.1/3.9', `no session ${asked.transactionId}`)
  const repeated = offerAgain(smdp, session, asked.authenticateServerResponse)
  if (repeated) return repeated
  const response = readResponse(asked.authenticateServerResponse)
  if (!response) return failed('8.1/2.1', 'authenticateServerResponse does not read')
  if (response.kind === 'authenticateResponseError') {
    smdp.endSession(session.transactionId)
    const { authenticateErrorCode } = response.value
    return failed('8.1/6.1', `the card refused this server: error ${authenticateErrorCode}`)
  }
  const card = judgeCard(smdp, session, response.value, world)
  if (card.kind === 'failed') return card
  const { proof, signed, signature1 } = card.value
  const found = findOrder(smdp, signed, proof)
  if (found.kind === 'failed') return found
  const admitted = admitDownload(smdp, found.value, { signed, now: world.now })
  if (admitted.kind === 'failed') return admitted
  const made = { profile: admitted.value, proof, signature1 }
  return offer(smdp, session, { ...made, response: asked.authenticateServerResponse })
}

/** The offer of before, for a request that was sent twice because its answer was lost. */
function offerAgain(
  smdp: Smdp,
  session: Session,
  response: Uint8Array,
): Answer<Offered> | undefined {
  const { card, transactionId } = session
  const profile = card && smdp.profile(card.iccid)
  if (!card || !profile || !equalBytes(card.response, response)) return undefined
  return done(offerOf(transactionId, session.credential, { card, profile }))
}

function offerOf(
  transactionId: string,
  credential: SmdpCredential,
  made: { readonly card: SessionCard; readonly profile: ProfileRecord },
): Offered {
  const { card, profile } = made
  return {
    transactionId,
    profileMetadata: encodeMetadata(profile.iccid, profile.description),
    smdpSigned2: card.smdpSigned2,
    smdpSignature2: card.smdpSignature2,
    smdpCertificate: credential.bindingCertificate,
  }
}

function readResponse(bytes: Uint8Array) {
  try {
    return decode(authenticateServerResponse, bytes)
  } catch (cause) {
    if (cause instanceof Asn1Error) return undefined
    throw cause
  }
}

type CardProof = ChainProof & { readonly eid: NonNullable<ChainProof['eid']> }

interface JudgedCard {
  readonly proof: CardProof
  readonly signed: EuiccSigned1
  readonly signature1: Uint8Array
}

function judgeCard(
  smdp: Smdp,
  session: Session,
  response: AuthenticateResponseOk,
  world: SmdpWorld,
): Answer<JudgedCard> {
  const { anchors } = smdp.configuration
  const usable = anchors.filter((anchor) => anchor.keyId === session.ciKeyId)
  if (usable.length === 0) return failed('8.11.1/3.9', 'the certificate issuer is not known here')
  const proof = verifyChain({
    leaf: response.euiccCertificate,
    intermediates: [response.eumCertificate],
    anchors: usable,
    at: world.now,
    role: 'euicc',
  })
  if (proof.kind === 'refused') return chainFailure(proof)
  if (proof.eid === undefined) return failed('8.1.3/6.1', 'the certificate names no card')
  const { value: signed, bytes } = response.euiccSigned1
  if (!verifyBytes(proof.key, response.euiccSignature1, bytes)) {
    return failed('8.1/6.1', 'euiccSignature1 is not by the key of this card')
  }
  if (!equalBytes(signed.serverChallenge, session.serverChallenge)) {
    return failed('8.1/6.1', 'the server challenge is not repeated')
  }
  if (formatHex(signed.transactionId) !== session.transactionId) {
    return failed('8.10.1/3.9', 'the card signed another transaction')
  }
  const signature1 = signatureObject(response.euiccSignature1)
  return done({ proof: { ...proof, eid: proof.eid }, signed, signature1 })
}

/** Which certificate is at fault, and whether only its time is. */
function chainFailure(refusal: ChainRefusal): Answer<never> {
  if (refusal.code === 'eid-not-permitted') return failed('8.1.4/6.1', refusal.why)
  const subject = refusal.where === 'leaf' ? '8.1.3' : '8.1.2'
  return failed(`${subject}/${refusal.code === 'expired' ? '6.3' : '6.1'}`, refusal.why)
}

/** The order for this matching id, or without one the order that waits for this card. */
function findOrder(smdp: Smdp, signed: EuiccSigned1, proof: CardProof): Answer<ProfileRecord> {
  const matchingId = signed.ctxParams1.value.matchingId ?? ''
  const profile = matchingId === '' ? smdp.waitingFor(proof.eid) : smdp.byMatchingId(matchingId)
  const ended: readonly string[] = ['installed', 'error', 'unavailable', 'available']
  if (!profile || ended.includes(profile.state)) {
    return failed('8.2.6/3.8', matchingId ? `${matchingId} is refused` : 'nothing waits for it')
  }
  const boundTo = profile.eid ?? profile.bindings.at(-1)?.eid
  if (boundTo !== undefined && boundTo !== proof.eid) {
    return failed('8.1.1/3.8', 'the order is for another card')
  }
  if (profile.state !== 'released' && profile.state !== 'downloaded') {
    return failed('8.2/1.2', 'the profile is not released yet')
  }
  return done(profile)
}

/** Counts the attempt, unless the order is over or the card has no room. */
function admitDownload(
  smdp: Smdp,
  profile: ProfileRecord,
  asked: { readonly signed: EuiccSigned1; readonly now: number },
): Answer<ProfileRecord> {
  if (profile.expiresAt !== undefined && asked.now > profile.expiresAt) {
    smdp.put({ ...profile, state: 'error' })
    return failed('8.8.5/4.10', 'the download order has expired')
  }
  if (profile.downloadAttempts >= smdp.configuration.downloadAttemptsMax) {
    smdp.put({ ...profile, state: 'error' })
    return failed('8.8.5/6.4', 'the download order was tried too often')
  }
  const free = freeMemoryOf(asked.signed)
  if (free !== undefined && free < packageSizeOf(profile)) {
    return failed('8.1/4.8', `the card has ${free} octets left, the profile needs more`)
  }
  const counted = { ...profile, downloadAttempts: profile.downloadAttempts + 1 }
  smdp.put(counted)
  return done(counted)
}

function freeMemoryOf(signed: EuiccSigned1): number | undefined {
  try {
    const resources = decode(extCardResource, tlv(0x30, signed.euiccInfo2.extCardResource))
    const octets = resources.freeNonVolatileMemory
    return octets && Number.parseInt(formatHex(octets), 16)
  } catch (cause) {
    if (cause instanceof Asn1Error) return undefined
    throw cause
  }
}

interface Offer {
  readonly profile: ProfileRecord
  readonly proof: CardProof
  readonly signature1: Uint8Array
  readonly response: Uint8Array
}

function offer(smdp: Smdp, session: Session, made: Offer): Answer<Offered> {
  const { profile, proof, signature1 } = made
  const confirmationCodeRequired = profile.confirmationCodeHash !== undefined
  const signed = encode(smdpSigned2, {
    transactionId: parseHex(session.transactionId),
    ccRequiredFlag: confirmationCodeRequired,
  })
  const { bindingKey } = session.credential
  const signature = signatureObject(signBytes(bindingKey, concatBytes(signed, signature1)))
  const card: SessionCard = {
    response: Uint8Array.from(made.response),
    eid: proof.eid,
    key: proof.key,
    euiccCertificate: proof.leaf.bytes,
    iccid: profile.iccid,
    confirmationCodeRequired,
    smdpSigned2: signed,
    smdpSignature2: signature,
  }
  smdp.keepSession({ ...session, card })
  return done(offerOf(session.transactionId, session.credential, { card, profile }))
}
