// What an SM-DP+ refuses with a subject and a reason code (SGP.22 §5.2.6), an IPA is told as a number
// of its function (SGP.32 §5.14). gsma has the pair that belongs to each number; here are further
// pairs that fall on one. The pair itself is kept in the card's events and in the JSON header.

import type { StatusCodeData } from '@holdfast/gsma/sgp22/json-header.ts'
import {
  initiateAuthenticationErrorsEsipa as begin,
  getBoundProfilePackageErrorsEsipa as bound,
  authenticateClientErrorsEsipa as client,
} from '@holdfast/gsma/sgp32/esipa-responses.ts'
import { codeOfStatus } from '@holdfast/gsma/sgp32/esipa-status.ts'

export type RelayedFunction =
  | 'initiateAuthentication'
  | 'authenticateClient'
  | 'getBoundProfilePackage'
  | 'cancelSession'

const furtherPairs: Readonly<Record<RelayedFunction, Readonly<Record<string, number>>>> = {
  initiateAuthentication: { '8.8.4/3.7': begin.ciPKIdNotSupported },
  authenticateClient: {
    '8.1.4/6.1': client.euiccCertificateInvalid,
    '8.1.1/3.10': client.eidMismatch,
    '8.2.6/2.1': client.matchingIdRefused,
    '8.2.5/3.7': client.noEligibleProfile,
    '8.2/1.2': client.noEligibleProfile,
    '8.8.5/4.1': client.downloadOrderExpired,
  },
  getBoundProfilePackage: { '8.8.5/4.1': bound.deprecated },
  cancelSession: {},
}

/** The number that an IPA is told; 127 for all that its function has no own number for. */
export const esipaErrorOf = (name: RelayedFunction, status: StatusCodeData): number =>
  furtherPairs[name][`${status.subjectCode}/${status.reasonCode}`] ?? codeOfStatus(name, status)
