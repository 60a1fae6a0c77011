// Which card a result is from. SGP.32 §5.14.6: the EID may be missing. Then the certificate that
// came along names the card, else the eimTransactionId that we gave it, else the
// notifications that came along; last, where one connection only ever spoke for one card, that one.

import type { Carried } from '@holdfast/asn1/constructed.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { readCertificate } from '@holdfast/gsma/certificate.ts'
import { eidOfCertificate } from '@holdfast/gsma/certificate-eid.ts'
import { decodeEid } from '@holdfast/gsma/ids/eid.ts'
import { decodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import type { ProvideEimPackageResult } from '@holdfast/gsma/sgp32/esipa-requests.ts'
import { provideEimPackageResultErrors } from '@holdfast/gsma/sgp32/esipa-responses.ts'
import type { EuiccPackageResult } from '@holdfast/gsma/sgp32/euicc-package-result.ts'
import type { PendingNotification } from '@holdfast/gsma/sgp32/notification.ts'
import type { Store } from '../store/contract.ts'
import { eidOfSent } from './sent-transaction.ts'

export type FoundCard =
  | { readonly kind: 'card'; readonly eid: string }
  | { readonly kind: 'refused'; readonly code: number }

/** The card of this result; `lastEid` is the card of the connection, when there was just one. */
export async function findCard(
  store: Store,
  request: ProvideEimPackageResult,
  lastEid: string | undefined,
): Promise<FoundCard> {
  if (request.eidValue) {
    const eid = decodeEid(request.eidValue)
    if (eid.ok) return { kind: 'card', eid: eid.value }
    return { kind: 'refused', code: provideEimPackageResultErrors.invalidEid }
  }
  const eid =
    certifiedEid(request) ??
    (await cardOfTransaction(store, request)) ??
    (await cardOfBundled(store, request)) ??
    lastEid
  if (eid === undefined) {
    return { kind: 'refused', code: provideEimPackageResultErrors.missingEid }
  }
  return { kind: 'card', eid }
}

function certifiedEid({ eimPackageResult }: ProvideEimPackageResult): string | undefined {
  if (eimPackageResult.kind !== 'ipaEuiccDataResponse') return undefined
  const data = eimPackageResult.value
  if (data.kind !== 'ipaEuiccData' || !data.value.euiccCertificate) return undefined
  const certificate = readCertificate(data.value.euiccCertificate)
  return certificate.ok ? eidOfCertificate(certificate.value) : undefined
}

/** The notifications of a card name it too. */
async function cardOfBundled(
  store: Store,
  { eimPackageResult }: ProvideEimPackageResult,
): Promise<string | undefined> {
  if (eimPackageResult.kind !== 'ePRAndNotifications') return undefined
  for (const notification of eimPackageResult.value.notificationList) {
    const eid = await cardOfNotification(store, notification)
    if (eid !== undefined) return eid
  }
  return undefined
}

async function cardOfTransaction(
  store: Store,
  request: ProvideEimPackageResult,
): Promise<string | undefined> {
  const octets = transactionOf(request)
  if (!octets) return undefined
  const id = formatHex(octets)
  return (await store.cardByTransaction(id))?.eid ?? eidOfSent(store, id)
}

/** The eimTransactionId that this result answers. */
function transactionOf({ eimPackageResult }: ProvideEimPackageResult): Uint8Array | undefined {
  switch (eimPackageResult.kind) {
    case 'euiccPackageResult':
      return transactionOfPackage(eimPackageResult.value)
    case 'ePRAndNotifications':
      return transactionOfPackage(eimPackageResult.value.euiccPackageResult)
    case 'ipaEuiccDataResponse':
      return eimPackageResult.value.value.eimTransactionId
    case 'eimPackageResultResponseError':
    case 'profileDownloadTriggerResult':
      return eimPackageResult.value.eimTransactionId
  }
}

function transactionOfPackage(result: EuiccPackageResult): Uint8Array | undefined {
  switch (result.kind) {
    case 'euiccPackageResultSigned':
      return result.value.euiccPackageResultDataSigned.value.eimTransactionId
    case 'euiccPackageErrorSigned':
      return result.value.euiccPackageErrorDataSigned.value.eimTransactionId
    case 'euiccPackageErrorUnsigned':
      return result.value.eimTransactionId
  }
}

/** The card by what the notification itself says: its certificate, its session, its profile. */
export async function cardOfNotification(
  store: Store,
  { value }: Carried<PendingNotification>,
): Promise<string | undefined> {
  switch (value.kind) {
    case 'otherSignedNotification': {
      const certificate = readCertificate(value.value.euiccCertificate)
      return certificate.ok ? eidOfCertificate(certificate.value) : undefined
    }
    case 'compactOtherSignedNotification': {
      const eid = value.value.eidValue && decodeEid(value.value.eidValue)
      return eid?.ok ? eid.value : undefined
    }
    case 'compactProfileInstallationResult':
      return cardOfSession(store, value.value.compactProfileInstallationResultData.transactionId)
    case 'profileInstallationResult': {
      const data = value.value.profileInstallationResultData.value
      const bySession = await cardOfSession(store, data.transactionId)
      return bySession ?? cardWithProfile(store, data.notificationMetadata.iccid)
    }
  }
}

async function cardOfSession(store: Store, transactionId: Uint8Array): Promise<string | undefined> {
  return (await store.relaySession(formatHex(transactionId)))?.eid
}

/** The one card that this profile is meant for, when there is just one. */
async function cardWithProfile(
  store: Store,
  octets: Uint8Array | undefined,
): Promise<string | undefined> {
  const iccid = octets && decodeIccid(octets)
  if (!iccid?.ok) return undefined
  const found = await store.devices({ text: iccid.value }, { limit: 2 })
  return found.items.length === 1 ? found.items[0]?.eid : undefined
}
