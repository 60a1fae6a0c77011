// What an SM-DP+ refuses with a subject and a reason code (SGP.22 §5.2.6, ES9+), an IPA is told as a
// number of its function (SGP.32 §5.14.1 to §5.14.3, §5.14.8). Several pairs fall on one number; the
// pair itself is kept in the card's events and in the JSON header.

import {
  initiateAuthenticationErrorsEsipa as begin,
  getBoundProfilePackageErrorsEsipa as bound,
  cancelSessionErrorsEsipa as cancel,
  authenticateClientErrorsEsipa as client,
} from '@holdfast/gsma/sgp32/esipa-responses.ts'
import type { StatusCode } from '../reply.ts'

export type RelayedFunction =
  | 'initiateAuthentication'
  | 'authenticateClient'
  | 'getBoundProfilePackage'
  | 'cancelSession'

type Table = Readonly<Record<string, number>>

const initiateAuthentication: Table = {
  '8.8.1/3.8': begin.invalidDpAddress,
  '8.8/3.10': begin.smdpOidMismatch,
  '8.8.2/3.1': begin.ciPKIdNotSupported,
  '8.8.4/3.7': begin.ciPKIdNotSupported,
  '8.8.3/3.1': begin.euiccVersionNotSupportedByDp,
}

const authenticateClient: Table = {
  '8.1.2/6.1': client.eumCertificateInvalid,
  '8.1.2/6.3': client.eumCertificateExpired,
  '8.1.3/6.1': client.euiccCertificateInvalid,
  '8.1.3/6.3': client.euiccCertificateExpired,
  '8.1.4/6.1': client.euiccCertificateInvalid,
  '8.1/6.1': client.euiccSignatureInvalid,
  '8.1/4.8': client.insufficientMemory,
  '8.1.1/3.8': client.eidMismatch,
  '8.1.1/3.10': client.eidMismatch,
  '8.2.6/3.8': client.matchingIdRefused,
  '8.2.6/2.1': client.matchingIdRefused,
  '8.2.5/4.3': client.noEligibleProfile,
  '8.2.5/3.7': client.noEligibleProfile,
  '8.2/1.2': client.noEligibleProfile,
  '8.11.1/3.9': client.ciPKUnknown,
  '8.10.1/3.9': client.invalidTransactionId,
  '8.8.5/4.10': client.downloadOrderExpired,
  '8.8.5/4.1': client.downloadOrderExpired,
  '8.9.5/3.9': client.eventIdUnknown,
}

const getBoundProfilePackage: Table = {
  '8.1/6.1': bound.euiccSignatureInvalid,
  '8.2.7/2.2': bound.confirmationCodeMissing,
  '8.2.7/3.8': bound.confirmationCodeRefused,
  '8.2.7/6.4': bound.confirmationCodeRetriesExceeded,
  '8.2/3.7': bound.bppRebindingRefused,
  '8.8.5/4.10': bound.deprecated,
  '8.8.5/4.1': bound.deprecated,
  '8.10.1/3.9': bound.invalidTransactionId,
}

const cancelSession: Table = {
  '8.10.1/3.9': cancel.invalidTransactionId,
  '8.1/6.1': cancel.euiccSignatureInvalid,
}

const tables: Readonly<Record<RelayedFunction, Table>> = {
  initiateAuthentication,
  authenticateClient,
  getBoundProfilePackage,
  cancelSession,
}

const undefinedError = 127

/** The number that an IPA is told; 127 for all that its function has no own number for. */
export function esipaErrorOf(name: RelayedFunction, status: StatusCode): number {
  return tables[name][`${status.subjectCode}/${status.reasonCode}`] ?? undefinedError
}
