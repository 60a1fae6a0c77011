import { describe, expect, it } from 'vitest'
import * as authenticate from '../sgp22/authenticate.ts'
import * as cancel from '../sgp22/cancel-session.ts'
import * as download from '../sgp22/download.ts'
import * as es9 from '../sgp22/es9plus.ts'
import * as es10c from '../sgp22/es10c.ts'
import * as notification from '../sgp22/notification.ts'
import * as profileInfo from '../sgp22/profile-info.ts'
import * as eimConfiguration from '../sgp32/eim-configuration.ts'
import * as eimResult from '../sgp32/eim-package-result.ts'
import * as es10b from '../sgp32/es10b-iot.ts'
import * as esipaRequests from '../sgp32/esipa-requests.ts'
import * as esipaResponses from '../sgp32/esipa-responses.ts'
import * as ipaData from '../sgp32/ipa-euicc-data.ts'
import * as packageCodes from '../sgp32/package-result-codes.ts'
import {
  codeFamilies,
  explainResultCode,
  resultCodes,
  statusCodeOf,
} from './explain-result-code.ts'

describe('the table of result codes', () => {
  it('holds over 200 codes, each once', () => {
    const keys = resultCodes.map(({ family, code }) => `${family} ${code}`)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.length).toBeGreaterThanOrEqual(200)
    const families = codeFamilies.map(({ family }) => family)
    expect(new Set(families).size).toBe(families.length)
  })

  it('says of each code what it means, in sentences, and where it is from', () => {
    for (const { family, code, name, meaning, remedy, source } of resultCodes) {
      const which = `${family} ${code}`
      expect(name, which).not.toBe('')
      expect(meaning, which).toMatch(/^[A-Z].*\.$/)
      expect(source, which).toMatch(/SGP\.\d\d/)
      if (remedy !== undefined) expect(remedy, which).toMatch(/^[A-Z].*\.$/)
    }
  })

  it('says what to do about every failure that a card signs', () => {
    const failures = resultCodes.filter(
      ({ family, code }) => /Result$|ErrorCode$|ErrorReason|processing/.test(family) && code !== 0,
    )
    const silent = failures.filter(({ remedy }) => remedy === undefined)
    expect(silent.map(({ family, code }) => `${family} ${code}`)).toEqual([
      'EuiccMemoryResetResult 1',
      'ResetEimResult 1',
    ])
  })

  it('holds every code that a card signs in a package result, by the standard’s names', () => {
    for (const [family, codes] of Object.entries({
      EuiccPackageErrorCode: '3 4 6 15 104 127',
      EnableProfileResult: '0 1 2 3 5 20 127',
      DisableProfileResult: '0 1 2 3 5 127',
      DeleteProfileResult: '0 1 2 3 20 21 127',
      ProfileInfoListError: '1 11 127',
      SetFallbackAttributeResult: '0 1 2 3 127',
      UnsetFallbackAttributeResult: '0 2 3 7 127',
      AddEimResult: '0 1 2 3 5 6 7 127',
      DeleteEimResult: '0 1 2 7 127',
      UpdateEimResult: '0 1 3 6 7 127',
      processingTerminated: '1 2 3 127',
      authenticateClientErrorEsipa: '1 2 3 4 5 6 7 8 9 10 11 18 50 56 127',
      StateChangeCause: '0 1 2 3 4 5 6 127',
    })) {
      const own = resultCodes.filter((known) => known.family === family)
      expect(own.map(({ code }) => code).join(' ')).toBe(codes)
    }
  })
})

describe('the tables of the messages', () => {
  const messages = [
    ...[authenticate, cancel, download, es10c, es9, notification, profileInfo],
    ...[eimConfiguration, eimResult, es10b, esipaRequests, esipaResponses, ipaData, packageCodes],
  ]
  const isTable = (value: unknown): value is Readonly<Record<string, number>> =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).length > 0 &&
    Object.values(value).every((code) => typeof code === 'number')
  const families = codeFamilies.map(
    ({ rows }) => new Set(rows.map(([code, name]) => `${code} ${name}`)),
  )
  /** Numbers with names that are no result codes. */
  const others = ['eimIdTypes', 'profileClasses', 'profileStates', 'iconTypes']
  const tables = messages
    .flatMap((module) => Object.entries(module))
    .filter(([name, value]) => isTable(value) && !others.includes(name))

  it('are many', () => {
    expect(tables.length).toBeGreaterThan(40)
  })

  it.each(tables)('%s has a family that explains every code by the same name', (_, table) => {
    const wanted = Object.entries(table as Readonly<Record<string, number>>)
      .filter(([name]) => name !== 'deprecated')
      .map(([name, code]) => `${code} ${name}`)
    expect(families.some((known) => wanted.every((code) => known.has(code)))).toBe(true)
  })
})

describe('a code', () => {
  it('is explained by its family and value', () => {
    expect(explainResultCode('EnableProfileResult', 20)).toMatchObject({
      name: 'rollbackNotAvailable',
      remedy: expect.stringContaining('way back'),
    })
    const pair = statusCodeOf({ subjectCode: '8.2.6', reasonCode: '3.8' })
    expect(explainResultCode('StatusCode', pair)).toMatchObject({ name: 'matching id refused' })
  })

  it('that is unknown is kept, with its number and family', () => {
    expect(explainResultCode('enableResult', 42)).toMatchObject({
      code: 42,
      name: 'unknown',
      meaning: 'unknown code 42 of enableResult',
    })
    expect(explainResultCode('EnableProfileResult', 42).source).toContain('SGP.32')
  })

  it('pair that is unknown is read by its parts', () => {
    expect(explainResultCode('StatusCode', '8.2.7/6.3').meaning).toBe(
      'confirmation code: expired (unknown pair 8.2.7/6.3 of StatusCode)',
    )
    expect(explainResultCode('StatusCode', '9.9/6.3').meaning).toContain('subject 9.9: expired')
    expect(explainResultCode('StatusCode', '9.9/9.9').meaning).toContain('unknown code 9.9/9.9')
  })
})
