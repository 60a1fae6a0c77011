// What one EimPackageResult makes of a card: each part of it is judged, handed to the decision that
// it is for, and what was recorded is acknowledged. SGP.32 §5.14.6, §2.11.2.

import { formatHex } from '@holdfast/asn1/hex.ts'
import {
  applyCardData,
  applyNotification,
  applyPackageFormatError,
  applyPackageResult,
  applyTriggerResult,
} from '@holdfast/fleet/apply-result.ts'
import type { ChainProof } from '@holdfast/gsma/certificate.ts'
import type { Eid } from '@holdfast/gsma/ids/eid.ts'
import type { PendingNotification } from '@holdfast/gsma/sgp22/notification.ts'
import type { Dialect } from '@holdfast/gsma/sgp32/dialect.ts'
import type { EimPackageResult } from '@holdfast/gsma/sgp32/eim-package-result.ts'
import type { EuiccPackageResult } from '@holdfast/gsma/sgp32/euicc-package-result.ts'
import type { IpaEuiccData, IpaEuiccDataResponse } from '@holdfast/gsma/sgp32/ipa-euicc-data.ts'
import type { ProfileDownloadTriggerResult } from '@holdfast/gsma/sgp32/profile-download-trigger.ts'
import { euiccFactsOf } from '../proof/euicc-facts.ts'
import { judgeNotification } from '../proof/judge-notification.ts'
import { judgeResult } from '../proof/judge-result.ts'
import type { Proofs } from '../proof/proofs.ts'
import type { CardFold } from './card-fold.ts'
import { metadataOf } from './expand-notification.ts'

/** One piece of work on one card. */
export interface Taking {
  readonly fold: CardFold
  readonly proofs: Proofs
  readonly now: number
  readonly dialect: Dialect | undefined
  /** seqNumbers that are recorded now. */
  readonly acknowledge: Set<number>
}

/** Notifications of a result, ready to be judged: compact ones were expanded. */
export type ReadNotifications = readonly PendingNotification[]

/** Takes all that a result brought. */
export function takeEimPackageResult(
  taking: Taking,
  result: EimPackageResult,
  notifications: ReadNotifications,
): void {
  switch (result.kind) {
    case 'euiccPackageResult':
      takePackageResult(taking, result.value)
      break
    case 'ePRAndNotifications':
      takePackageResult(taking, result.value.euiccPackageResult)
      break
    case 'ipaEuiccDataResponse':
      takeDataResponse(taking, result.value, notifications)
      return
    case 'profileDownloadTriggerResult':
      takeTriggerResult(taking, result.value)
      break
    case 'eimPackageResultResponseError': {
      const { eimTransactionId, eimPackageResultErrorCode: code } = result.value
      const error = { code, ...transaction(eimTransactionId) }
      note(taking, taking.fold.take(applyPackageFormatError(taking.fold.state, error, taking.now)))
    }
  }
  takeNotifications(taking, notifications)
}

const transaction = (id: Uint8Array | undefined): { readonly eimTransactionId?: string } =>
  id ? { eimTransactionId: formatHex(id) } : {}

const note = (
  { acknowledge }: Taking,
  reply: { readonly acknowledge: readonly number[] },
): void => {
  for (const seqNumber of reply.acknowledge) acknowledge.add(seqNumber)
}

function takePackageResult(taking: Taking, result: EuiccPackageResult): void {
  const { fold, proofs, now } = taking
  const judged = judgeResult(fold.state, result, { proofs, at: now })
  note(taking, fold.take(applyPackageResult(fold.state, judged, now)))
}

/** Each notification as an event of the card. */
export function takeNotifications(taking: Taking, notifications: ReadNotifications): void {
  const { fold, proofs, now } = taking
  for (const notification of inOrder(notifications)) {
    const judged = judgeNotification(fold.state, notification, { proofs, at: now })
    if (judged) note(taking, fold.take(applyNotification(fold.state, judged, now)))
  }
}

/** As the card counted them: a later one may be worth nothing without the one before. */
const inOrder = (notifications: ReadNotifications): ReadNotifications =>
  notifications.toSorted((a, b) => metadataOf(a).seqNumber - metadataOf(b).seqNumber)

/**
 * Card data with what the card had kept. A card that is not identified yet must be first, because
 * what it kept is proven by these certificates; else what it kept comes first and settles doubts.
 */
function takeDataResponse(
  taking: Taking,
  response: IpaEuiccDataResponse,
  notifications: ReadNotifications,
): void {
  const { fold, now } = taking
  if (response.kind === 'ipaEuiccDataResponseError') {
    const { eimTransactionId, ipaEuiccDataErrorCode: dataError } = response.value
    const facts = { dataError, ...transaction(eimTransactionId) }
    note(taking, fold.take(applyCardData(fold.state, facts, now)))
    return
  }
  const data = response.value
  const isKnown = fold.state.euicc?.chainVerifiedAt !== undefined
  if (!isKnown) takeCardData(taking, data)
  for (const result of data.euiccPackageResultList ?? []) takePackageResult(taking, result)
  takeNotifications(taking, notifications)
  if (isKnown) takeCardData(taking, data)
}

function takeCardData(taking: Taking, data: IpaEuiccData): void {
  const { fold, now, dialect } = taking
  const proof = proveCertificates(taking, data)
  const isProven = proof !== undefined
  const isKnown = fold.state.euicc?.chainVerifiedAt !== undefined
  const told = isProven || !isKnown ? data : withoutCertificates(data)
  const euicc = euiccFactsOf({ data: told, dialect, now, ...(proof ? { proof } : {}) })
  const facts = {
    ...(euicc ? { euicc } : {}),
    ...(data.associationToken === undefined ? {} : { associationToken: data.associationToken }),
    ...transaction(data.eimTransactionId),
  }
  note(taking, fold.take(applyCardData(fold.state, facts, now)))
}

/** Nobody may put unproven certificates in the place of proven ones. */
const withoutCertificates = ({
  eumCertificate: _eum,
  euiccCertificate: _euicc,
  ...rest
}: IpaEuiccData): IpaEuiccData => rest

function proveCertificates(
  { fold, proofs, now }: Taking,
  data: IpaEuiccData,
): ChainProof | undefined {
  const { eumCertificate: eum, euiccCertificate: euicc } = data
  if (!eum || !euicc) return undefined
  const proof = proofs.card({ eum, euicc, eid: fold.state.eid as Eid, at: now })
  return proof.kind === 'proven' ? proof : undefined
}

function takeTriggerResult(taking: Taking, result: ProfileDownloadTriggerResult): void {
  const { fold, now } = taking
  const data = result.profileDownloadTriggerResultData
  if (data.kind === 'profileInstallationResult') {
    takeNotifications(taking, [{ kind: data.kind, value: data.value.value }])
    return
  }
  const { profileDownloadErrorReason: reason, errorResponse } = data.value
  const failure = {
    ok: false,
    reason,
    ...(errorResponse ? { errorResponse: formatHex(errorResponse) } : {}),
    ...transaction(result.eimTransactionId),
  } as const
  note(taking, fold.take(applyTriggerResult(fold.state, failure, now)))
}
