import { formatDump } from '@holdfast/asn1/dump.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import { parseHex } from '@holdfast/asn1/hex.ts'
import { describe, expect, test } from 'vitest'
import { decodeAny } from './decode-any.ts'
import { recordedMessages } from './vectors/recorded-v10.ts'
import { sgp32Vectors } from './vectors/sgp32-v13.ts'

const found = (hex: string): string => {
  const { on, name } = decodeAny(parseHex(hex))
  return `${on} ${name}`
}

describe('the message that bytes are', () => {
  test.each<[string, string]>([
    ['BF4F125A1089049032123451234512345678901235', 'ESipa GetEimPackageRequest'],
    ['BF4F03020101', 'ESipa GetEimPackageResponse'],
    ['BF50023000', 'ESipa ProvideEimPackageResultResponse'],
    ['BF5003020102', 'ESipa ProvideEimPackageResultResponse'],
    ['BF5500', 'ES10b GetEimConfigurationDataRequest'],
    ['BF2000', 'ES10b GetEuiccInfo1Request'],
    ['BF2200', 'ES10b GetEuiccInfo2Request'],
    ['BF2E00', 'ES10b GetEuiccChallengeRequest'],
    ['BF3E035C015A', 'ES10c GetEuiccDataRequest'],
    ['BF2D00', 'ES10c ProfileInfoListRequest'],
    ['BF2D02A000', 'ES10c ProfileInfoListResponse'],
    ['BF3111A00C5A0A980010325476981032148101FF', 'ES10c EnableProfileRequest'],
    ['BF3103800100', 'ES10c EnableProfileResponse'],
    ['BF330C5A0A98001032547698103214', 'ES10c DeleteProfileRequest'],
    ['BF2903800100', 'ES10c SetNicknameResponse'],
    ['BF3C00', 'ES10a EuiccConfiguredAddressesRequest'],
    ['BF2800', 'ES10b ListNotificationRequest'],
    ['BF2B05A003800109', 'ES10b RetrieveNotificationsListRequest'],
    ['BF4302A000', 'ES10b GetRatResponse'],
    ['BF41178010AD85167AF8294A50887A6CB87B8F0B55A103810105', 'ESipa CancelSessionRequestEsipa'],
    ['BF41158010916B7A677B804F75ACD223A6B7AECD6D810100', 'ES10b CancelSessionRequest'],
    ['A20BBF4108800102A103810105', 'ES9+ RemoteProfileProvisioningRequest'],
    ['A205BF4102A000', 'ES9+ RemoteProfileProvisioningResponse'],
    ['E0058203020202', 'ES10b IsdrProprietaryApplicationTemplate'],
    ['E10480020780', 'ES10b IsdrProprietaryApplicationTemplateIoT'],
  ])('%s is %s', (hex, name) => {
    expect(found(hex)).toBe(name)
  })

  test('every made vector of v1.3 and every recorded one of v1.0 has a name', () => {
    for (const { hex } of sgp32Vectors) expect(() => decodeAny(parseHex(hex))).not.toThrow()
    for (const [, , hex] of recordedMessages) expect(() => decodeAny(parseHex(hex))).not.toThrow()
  })
})

describe('remarks', () => {
  test('tell of the version, of other readings and of the standard form', () => {
    const { remarks } = decodeAny(parseHex('BF4F175A1089049032123451234512345678901235810362F220'))
    expect(remarks).toEqual([
      'in the shape of SGP.32 v1.0',
      'not the standard form, which is BF4F175A1089049032123451234512345678901235820362F220',
    ])
    expect(decodeAny(parseHex('BF3003800100')).remarks).toEqual([
      'also reads as NotificationSentResponse (ES10b)',
    ])
    expect(decodeAny(parseHex('BF4F03020101')).remarks).toEqual([])
    expect(decodeAny(parseHex('BF30068001008F0100')).remarks.join('; ')).toMatch(/; 1 unknown/)
  })
})

test('identifiers are shown in words', () => {
  const { dump } = decodeAny(parseHex('BF2D14A00C5A0A981010325476981032145C045A9F7095'))
  expect(formatDump(dump)).toBe(
    [
      '0000  BF2D ProfileInfoListRequest (23)',
      '0003    A0 searchCriteria (14)',
      '0005      5A searchCriteria.iccid (12): 98101032547698103214 (ICCID 89010123456789012341)',
      '0011    5C tagList (6): 5A 9F70 95',
    ].join('\n'),
  )
})

describe('what is no message', () => {
  test.each<[string, string, number, RegExp]>([
    ['', 'truncated', 0, /tag was expected/],
    ['00', 'bad-tag', 0, /reserved/],
    ['BF4F', 'truncated', 2, /length is missing/],
    ['BF4F0302010100', 'trailing-bytes', 6, /follow the message/],
    ['C10101', 'unexpected-tag', 0, /no known message begins with C1/],
    ['BF4F0412020101', 'unexpected-tag', 3, /GetEimPackage/],
    ['BF5003850101', 'unexpected-tag', 3, /ProvideEimPackageResult/],
  ])('%s is refused with its place', (hex, code, offset, message) => {
    let error: unknown
    try {
      decodeAny(parseHex(hex))
    } catch (caught) {
      error = caught
    }
    expect(error).toBeInstanceOf(Asn1Error)
    expect(error).toMatchObject({ code, offset })
    expect((error as Asn1Error).message).toMatch(message)
  })
})
