// Which card a result is from. SGP.32 §5.14.6: the EID may be missing. Then the certificate that
// came along names the card, else the eimTransactionId that we gave it; last, where one connection
// only ever spoke for one card, that one.

import { formatHex } from '@holdfast/asn1/hex.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import { readCertificate } from '@holdfast/gsma/certificate.ts'
import { eidOfCertificate } from '@holdfast/gsma/certificate-eid.ts'
import { decodeEid } from '@holdfast/gsma/ids/eid.ts'
import type { ProvideEimPackageResult } from '@holdfast/gsma/sgp32/esipa-requests.ts'
import { provideEimPackageResultErrors } from '@holdfast/gsma/sgp32/esipa-responses.ts'
import type { EuiccPackageResult } from '@holdfast/gsma/sgp32/euicc-package-result.ts'
import type { Store } from '../store/contract.ts'

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
  const eid = certifiedEid(request) ?? (await cardOfTransaction(store, request))?.eid ?? lastEid
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

async function cardOfTransaction(
  store: Store,
  request: ProvideEimPackageResult,
): Promise<CardState | undefined> {
  const id = transactionOf(request)
  return id && store.cardByTransaction(formatHex(id))
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
