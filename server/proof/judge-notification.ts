// What a notification proves (SGP.22 §5.7.10, §2.5.6): an installation result or another change,
// signed by the card. Other notifications bring their certificates along, installation results rely
// on those we hold. Compact ones (SGP.32 §5.14.7) are expanded before they come here.

import { formatHex } from '@holdfast/asn1/hex.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { NotificationFacts } from '@holdfast/fleet/notification.ts'
import type { Eid } from '@holdfast/gsma/ids/eid.ts'
import { decodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import type {
  NotificationMetadata,
  OtherSignedNotification,
  PendingNotification,
  ProfileInstallationResult,
  ProfileInstallationResultData,
} from '@holdfast/gsma/sgp22/notification.ts'
import { verifyBytes } from '@holdfast/gsma/signature.ts'
import { type CardKey, type Judging, keyOfCard } from './judge-result.ts'

/** What happened, as surely as the signature allows; undefined when it names no event. */
export function judgeNotification(
  state: CardState,
  notification: PendingNotification,
  judging: Judging,
): NotificationFacts | undefined {
  if (notification.kind === 'profileInstallationResult') {
    return judgeInstallation(state, notification.value, judging)
  }
  return judgeOther(state, notification.value, judging)
}

function judgeInstallation(
  state: CardState,
  { profileInstallationResultData: part, euiccSignPIR }: ProfileInstallationResult,
  judging: Judging,
): NotificationFacts {
  const key = keyOfCard(state, judging)
  const { transactionId, notificationMetadata, finalResult } = part.value
  return {
    trust: isSigned(key, part.bytes, euiccSignPIR) ? 'proven' : 'reported',
    seqNumber: notificationMetadata.seqNumber,
    event: 'install',
    transactionId: formatHex(transactionId),
    install: installEnd(finalResult),
    ...iccidOf(notificationMetadata),
  }
}

function installEnd(
  result: ProfileInstallationResultData['finalResult'],
): NonNullable<NotificationFacts['install']> {
  if (result.kind === 'successResult') return { ok: true, isdpAid: formatHex(result.value.aid) }
  const { bppCommandId, errorReason } = result.value
  return { ok: false, command: bppCommandId, reason: errorReason }
}

function judgeOther(
  state: CardState,
  { tbsOtherNotification: part, ...other }: OtherSignedNotification,
  judging: Judging,
): NotificationFacts | undefined {
  const [event] = part.value.profileManagementOperation.flatMap(eventOf)
  if (!event) return undefined
  const proof = judging.proofs.card({
    euicc: other.euiccCertificate,
    eum: other.eumCertificate,
    eid: state.eid as Eid,
    at: judging.at,
  })
  const key: CardKey =
    proof.kind === 'proven' ? { kind: 'key', key: proof.key } : { kind: 'none', why: proof.why }
  return {
    trust: isSigned(key, part.bytes, other.euiccNotificationSignature) ? 'proven' : 'reported',
    seqNumber: part.value.seqNumber,
    event,
    ...iccidOf(part.value),
  }
}

const isSigned = (key: CardKey, bytes: Uint8Array, signature: Uint8Array): boolean =>
  key.kind === 'key' && verifyBytes(key.key, signature, bytes)

function iccidOf(metadata: NotificationMetadata): { readonly iccid?: string } {
  const iccid = metadata.iccid && decodeIccid(metadata.iccid)
  return iccid?.ok ? { iccid: iccid.value } : {}
}

const events = {
  notificationInstall: 'install',
  notificationEnable: 'enable',
  notificationDisable: 'disable',
  notificationDelete: 'delete',
} as const

function eventOf(name: string): readonly NotificationFacts['event'][] {
  return name in events ? [events[name as keyof typeof events]] : []
}
