// Error codes of the ASN.1 binding and the subject/reason pairs of the JSON binding, each way.
// SGP.32 §6.4.1 for the eIM's own errors, SGP.22 §5.6 for those that an SM-DP+ gives. A code
// without a pair (undefinedError) is a bare `Failed`.

import type { StatusCodeData } from '../sgp22/json-header.ts'

export type EsipaFunctionWithErrors =
  | 'initiateAuthentication'
  | 'authenticateClient'
  | 'getBoundProfilePackage'
  | 'getEimPackage'
  | 'provideEimPackageResult'
  | 'cancelSession'

type Pair = readonly [code: number, subjectCode: string, reasonCode: string]

const eidPairs: readonly Pair[] = [
  [2, '8.1.1', '3.9'],
  [3, '8.1.1', '2.1'],
  [4, '8.1.1', '2.2'],
]

const pairs: Readonly<Record<EsipaFunctionWithErrors, readonly Pair[]>> = {
  initiateAuthentication: [
    [1, '8.8.1', '3.8'],
    [2, '8.8.3', '3.1'],
    [3, '8.8.2', '3.1'],
    [50, '8.8.1', '3.10'],
    [51, '8.8', '3.10'],
    [52, '8.31.2', '3.10'],
  ],
  authenticateClient: [
    [1, '8.1.2', '6.1'],
    [2, '8.1.2', '6.3'],
    [3, '8.1.3', '6.1'],
    [4, '8.1.3', '6.3'],
    [5, '8.1', '6.1'],
    [6, '8.2.6', '3.8'],
    [7, '8.1.1', '3.8'],
    [8, '8.2.5', '4.3'],
    [9, '8.11.1', '3.9'],
    [10, '8.10.1', '3.9'],
    [11, '8.1', '4.8'],
    [18, '8.8.5', '4.10'],
    [50, '8.2.8', '1.2'],
    [56, '8.9.5', '3.9'],
  ],
  getBoundProfilePackage: [
    [1, '8.1', '6.1'],
    [2, '8.2.7', '2.2'],
    [3, '8.2.7', '3.8'],
    [4, '8.2.7', '6.4'],
    [5, '8.2', '3.7'],
    [6, '8.8.5', '4.10'],
    [50, '8.2.9', '3.11'],
    [95, '8.10.1', '3.9'],
  ],
  getEimPackage: [[1, '8.1.1', '3.7'], ...eidPairs],
  provideEimPackageResult: eidPairs,
  cancelSession: [
    [1, '8.10.1', '3.9'],
    [2, '8.1', '6.1'],
  ],
}

const undefinedError = 127

/** The pair for an error code of a function; nothing for a code that has none. */
export function statusOfCode(
  name: EsipaFunctionWithErrors,
  code: number,
): StatusCodeData | undefined {
  const found = pairs[name].find(([known]) => known === code)
  return found && { subjectCode: found[1], reasonCode: found[2] }
}

/** The error code for a pair; undefinedError (127) for one that has none. */
export function codeOfStatus(
  name: EsipaFunctionWithErrors,
  status: StatusCodeData | undefined,
): number {
  const found = pairs[name].find(
    ([, subject, reason]) => subject === status?.subjectCode && reason === status.reasonCode,
  )
  return found?.[0] ?? undefinedError
}
