import { expect, test } from 'vitest'
import * as requests from './esipa-responses.ts'
import type { EsipaFunctionWithErrors } from './esipa-status.ts'
import { codeOfStatus, statusOfCode } from './esipa-status.ts'

const codes: readonly (readonly [EsipaFunctionWithErrors, Readonly<Record<string, number>>])[] = [
  ['initiateAuthentication', requests.initiateAuthenticationErrorsEsipa],
  ['authenticateClient', requests.authenticateClientErrorsEsipa],
  ['getBoundProfilePackage', requests.getBoundProfilePackageErrorsEsipa],
  ['getEimPackage', requests.eimPackageErrors],
  ['provideEimPackageResult', requests.provideEimPackageResultErrors],
  ['cancelSession', requests.cancelSessionErrorsEsipa],
]

test.each(codes)('each error of %s has a pair and comes back from it', (name, table) => {
  for (const [error, code] of Object.entries(table)) {
    const status = statusOfCode(name, code)
    expect(status === undefined, error).toBe(code === 127)
    expect(codeOfStatus(name, status)).toBe(code)
  }
})

test('a pair that no code has is the undefined error', () => {
  const status = { subjectCode: '9.9', reasonCode: '9.9' }
  expect(codeOfStatus('authenticateClient', status)).toBe(127)
})
