// An IPA that saves bytes sends notifications without what the eIM knows (SGP.32 §5.14.7). Here the
// form of SGP.22 is put together again, for the signature to be checked and the SM-DP+ to be told.
// If a part was guessed wrong the signature does not verify, so nothing false is ever proven.

import type { Carried } from '@holdfast/asn1/constructed.ts'
import { carry } from '@holdfast/asn1/constructed.ts'
import { concatBytes, formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { encode } from '@holdfast/asn1/schema.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import {
  type PendingNotification as FullNotification,
  type NotificationMetadata,
  type ProfileInstallationResultData,
  pendingNotification,
  profileInstallationResultData,
} from '@holdfast/gsma/sgp22/notification.ts'
import type {
  CompactOtherSignedNotification,
  CompactProfileInstallationResult,
  PendingNotification,
} from '@holdfast/gsma/sgp32/notification.ts'
import type { SessionContext } from './relay/session-context.ts'

export interface Expanded {
  readonly notification: FullNotification
  /** DER as an SM-DP+ takes it: what came, or what was put together. */
  readonly bytes: Uint8Array
}

/** Contexts of download sessions, by transactionId. */
export type Contexts = ReadonlyMap<string, SessionContext>

/** The sessions that must be looked up before `expandNotification`. */
export const sessionsOf = (list: readonly Carried<PendingNotification>[]): readonly string[] =>
  list.flatMap(({ value }) =>
    value.kind === 'compactProfileInstallationResult'
      ? [formatHex(value.value.compactProfileInstallationResultData.transactionId)]
      : [],
  )

/** The notification in its full form; undefined when what the IPA left out is not known here. */
export function expandNotification(
  { value, bytes }: Carried<PendingNotification>,
  state: CardState | undefined,
  contexts: Contexts,
): Expanded | undefined {
  switch (value.kind) {
    case 'profileInstallationResult':
    case 'otherSignedNotification':
      return { notification: value, bytes }
    case 'compactOtherSignedNotification':
      return expandOther(value.value, state)
    case 'compactProfileInstallationResult':
      return expandInstallation(value.value, contexts)
  }
}

const whole = (notification: FullNotification): Expanded => ({
  notification,
  bytes: encode(pendingNotification, notification),
})

function expandOther(
  compact: CompactOtherSignedNotification,
  state: CardState | undefined,
): Expanded | undefined {
  const { euiccCertificate, eumCertificate } = state?.euicc ?? {}
  if (!euiccCertificate || !eumCertificate) return undefined
  return whole({
    kind: 'otherSignedNotification',
    value: {
      tbsOtherNotification: compact.tbsOtherNotification,
      euiccNotificationSignature: compact.euiccNotificationSignature,
      euiccCertificate: parseHex(euiccCertificate),
      eumCertificate: parseHex(eumCertificate),
    },
  })
}

function expandInstallation(
  { compactProfileInstallationResultData: data, euiccSignPIR }: CompactProfileInstallationResult,
  contexts: Contexts,
): Expanded | undefined {
  const context = contexts.get(formatHex(data.transactionId))
  if (context?.smdpOid === undefined) return undefined
  if (data.iccidPresent && context.iccid === undefined) return undefined
  const result: ProfileInstallationResultData = {
    transactionId: data.transactionId,
    notificationMetadata: {
      seqNumber: data.seqNumber,
      profileManagementOperation: ['notificationInstall'],
      notificationAddress: context.smdpAddress,
      ...(data.iccidPresent && context.iccid ? { iccid: parseHex(context.iccid) } : {}),
    },
    smdpOid: context.smdpOid,
    finalResult: finalResultOf(data.compactFinalResult),
  }
  return whole({
    kind: 'profileInstallationResult',
    value: {
      profileInstallationResultData: carry(profileInstallationResultData, result),
      euiccSignPIR,
    },
  })
}

const isdpAidBefore = parseHex('A0000005591010FFFFFFFF8900')
const isdpAidAfter = Uint8Array.of(0)

type CompactFinalResult =
  CompactProfileInstallationResult['compactProfileInstallationResultData']['compactFinalResult']

function finalResultOf(compact: CompactFinalResult): ProfileInstallationResultData['finalResult'] {
  if (compact.kind === 'errorResult') return compact
  return {
    kind: 'successResult',
    value: {
      aid: concatBytes(isdpAidBefore, compact.value.compactAid, isdpAidAfter),
      simaResponse: compact.value.simaResponse ?? new Uint8Array(),
    },
  }
}

/** The metadata that every full notification has. */
export const metadataOf = (notification: FullNotification): NotificationMetadata =>
  notification.kind === 'profileInstallationResult'
    ? notification.value.profileInstallationResultData.value.notificationMetadata
    : notification.value.tbsOtherNotification.value
