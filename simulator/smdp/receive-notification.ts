// ES9+.HandleNotification and CancelSession: what cards report afterwards. A report changes an
// order only when the card's signature holds; one that does not is kept, marked, and believed by
// nobody. SGP.22 §5.6.4, §5.6.5, §3.5.

import { Asn1Error } from '@holdfast/asn1/error.ts'
import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import { keyOf, readCertificate, verifyChain } from '@holdfast/gsma/certificate.ts'
import type { Eid } from '@holdfast/gsma/ids/eid.ts'
import { decodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { cancelSessionResponse } from '@holdfast/gsma/sgp22/cancel-session.ts'
import type {
  NotificationMetadata,
  OtherSignedNotification,
  ProfileInstallationResult,
} from '@holdfast/gsma/sgp22/notification.ts'
import { pendingNotification } from '@holdfast/gsma/sgp22/notification.ts'
import { verifyBytes } from '@holdfast/gsma/signature.ts'
import type { ProfileRecord, ReceivedNotification } from './order.ts'
import { stateAfterInstallation } from './order.ts'
import type { NotificationEventName } from './profile-metadata.ts'
import type { Answer, Smdp, SmdpWorld } from './smdp.ts'
import { done, failed } from './smdp.ts'

/** HandleNotification. What does not read is refused; everything else is taken. */
export function receiveNotification(
  smdp: Smdp,
  bytes: Uint8Array,
  world: SmdpWorld,
): Answer<ReceivedNotification> {
  const notification = read(pendingNotification, bytes)
  if (!notification) return failed('8.1/2.1', 'pendingNotification does not read')
  return notification.kind === 'profileInstallationResult'
    ? receiveResult(smdp, { result: notification.value, bytes }, world)
    : receiveOther(smdp, { notice: notification.value, bytes }, world)
}

function read<T>(schema: Parameters<typeof decode<T>>[0], bytes: Uint8Array): T | undefined {
  try {
    return decode(schema, bytes)
  } catch (cause) {
    if (cause instanceof Asn1Error) return undefined
    throw cause
  }
}

interface ReceivedResult {
  readonly result: ProfileInstallationResult
  readonly bytes: Uint8Array
}

/** An installation result names its transaction; the binding knows the card's key. */
function receiveResult(smdp: Smdp, received: ReceivedResult, world: SmdpWorld) {
  const { value: said, bytes: signed } = received.result.profileInstallationResultData
  const transactionId = formatHex(said.transactionId)
  const profile = smdp.byTransaction(transactionId)
  const binding = profile?.bindings.find((one) => one.transactionId === transactionId)
  const certificate = binding && readCertificate(parseHex(binding.euiccCertificate))
  const key = certificate?.ok ? keyOf(certificate.value) : undefined
  const verified = key?.ok ? verifyBytes(key.value, received.result.euiccSignPIR, signed) : false
  const { finalResult } = said
  const kept: ReceivedNotification = {
    event: 'install',
    receivedAt: world.now,
    seqNumber: said.notificationMetadata.seqNumber,
    verified,
    ...(binding ? { eid: binding.eid } : {}),
    result: finalResult.kind === 'successResult' ? 'success' : finalResult.value,
    bytes: formatHex(received.bytes),
  }
  if (profile) keep(smdp, profile, kept)
  if (verified) smdp.endSession(transactionId)
  return done(kept)
}

/** Keeps a report once, and moves the order when it is a proven result of its last download. */
function keep(smdp: Smdp, profile: ProfileRecord, kept: ReceivedNotification): void {
  if (profile.notifications.some((one) => one.bytes === kept.bytes)) return
  const notifications = [...profile.notifications, kept]
  const isResult = kept.verified && kept.result !== undefined && profile.state === 'downloaded'
  const { downloadAttemptsMax } = smdp.configuration
  const state =
    isResult && kept.result
      ? stateAfterInstallation(profile, kept.result, downloadAttemptsMax)
      : profile.state
  smdp.put({ ...profile, notifications, state })
}

interface ReceivedOther {
  readonly notice: OtherSignedNotification
  readonly bytes: Uint8Array
}

function receiveOther(smdp: Smdp, received: ReceivedOther, world: SmdpWorld) {
  const { value: said, bytes: signed } = received.notice.tbsOtherNotification
  const proof = verifyChain({
    leaf: received.notice.euiccCertificate,
    intermediates: [received.notice.eumCertificate],
    anchors: smdp.configuration.anchors,
    at: world.now,
    role: 'euicc',
  })
  const eid: Eid | undefined = proof.kind === 'proven' ? proof.eid : undefined
  const signature = received.notice.euiccNotificationSignature
  const kept: ReceivedNotification = {
    event: eventOf(said),
    receivedAt: world.now,
    seqNumber: said.seqNumber,
    verified: proof.kind === 'proven' && verifyBytes(proof.key, signature, signed),
    ...(eid === undefined ? {} : { eid }),
    bytes: formatHex(received.bytes),
  }
  const iccid = said.iccid ? decodeIccid(said.iccid) : undefined
  const profile = iccid?.ok ? smdp.profile(iccid.value) : undefined
  if (profile) keep(smdp, profile, kept)
  return done(kept)
}

function eventOf({ profileManagementOperation }: NotificationMetadata): NotificationEventName {
  const [first] = profileManagementOperation
  if (first === 'notificationEnable') return 'enable'
  if (first === 'notificationDisable') return 'disable'
  return first === 'notificationDelete' ? 'delete' : 'install'
}

/** Reasons after which the order is over: the user or the rules said no. */
const final: readonly number[] = [0, 3, 4]

/** CancelSession: a signed end of a session; the order stays only for passing reasons. */
export function cancelSession(
  smdp: Smdp,
  asked: { readonly transactionId: string; readonly cancelSessionResponse: Uint8Array },
  world: SmdpWorld,
): Answer<null> {
  const session = smdp.session(asked.transactionId, world.now)
  if (!session) return failed('8.10.1/3.9', `no session ${asked.transactionId}`)
  const response = read(cancelSessionResponse, asked.cancelSessionResponse)
  if (!response) return failed('8.1/2.1', 'cancelSessionResponse does not read')
  if (response.kind === 'cancelSessionResponseError' || !session.card) {
    smdp.endSession(session.transactionId)
    return done(null)
  }
  const { euiccCancelSessionSigned, euiccCancelSessionSignature } = response.value
  const { value: said, bytes } = euiccCancelSessionSigned
  if (!verifyBytes(session.card.key, euiccCancelSessionSignature, bytes)) {
    return failed('8.1/6.1', 'the cancellation is not signed by this card')
  }
  if (said.smdpOid !== smdp.configuration.oid) {
    return failed('8.8/3.10', `this is ${smdp.configuration.oid}, not ${said.smdpOid}`)
  }
  const profile = smdp.profile(session.card.iccid)
  const isOpen = profile?.state === 'released' || profile?.state === 'downloaded'
  if (profile && isOpen) {
    smdp.put({ ...profile, state: final.includes(said.reason) ? 'error' : 'released' })
  }
  smdp.endSession(session.transactionId)
  return done(null)
}
