import { carry } from '@holdfast/asn1/constructed.ts'
import { readWhole } from '@holdfast/asn1/der.ts'
import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import type { Schema } from '@holdfast/asn1/schema.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { describe, expect, test } from 'vitest'
import { getRatResponse } from '../sgp22/es10c.ts'
import { profileInstallationResult } from '../sgp22/notification.ts'
import { profileInfoListResponse } from '../sgp22/profile-info.ts'
import { certificate } from '../sgp22/x509-field.ts'
import { eimConfigurationData } from './eim-configuration.ts'
import { getCertsResponse } from './es10b-iot.ts'
import {
  cancelSessionRequestEsipa,
  esipaMessageFromIpaToEim,
  getEimPackageRequest,
  getEimPackageRequestV10,
  handleNotificationEsipa,
  provideEimPackageResult,
} from './esipa-requests.ts'
import {
  esipaMessageFromEimToIpa,
  getEimPackageResponse,
  provideEimPackageResultResponse,
  provideEimPackageResultResponseV10,
} from './esipa-responses.ts'
import { eimIdInfo, euiccPackageResult } from './euicc-package-result.ts'
import { ipaCapabilities, ipaEuiccDataResponse } from './ipa-euicc-data.ts'
import { retrieveNotificationsListRequest } from './notification.ts'
import {
  handleNotificationEsipaV10,
  ipaEuiccDataResponseV10,
  profileDownloadTriggerResultV10,
  provideEimPackageResultV10,
} from './v10.ts'

/** A TLV in hex from its tag and contents. */
function t(tag: string, ...contents: readonly string[]): string {
  const inside = contents.join('')
  const size = inside.length / 2
  const hex = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0')
  if (size < 0x80) return tag + hex(size) + inside
  return size < 0x100
    ? `${tag}81${hex(size)}${inside}`
    : `${tag}82${hex(size >> 8)}${hex(size & 255)}${inside}`
}

const eid = t('5A', '89049032123451234512345678901235')
const signed = t('30', '800161', '810107', '830103', t('30', '830100'))
const seal = t('5F37', '3003020101')
const failed = t('30', '800161', '810107', '020104')
const result = t('BF51', t('A0', signed, seal))
const notification = t(
  '30',
  t('BF2F', '800101', '81020640', '0C0161'),
  seal,
  t('30', t('30'), t('30'), t('03', '00')),
  t('30', t('30'), t('30'), t('03', '00')),
)
const certParts = [t('30'), t('30'), t('03', '00')]
const keyParts = [t('30', '0601', '2A'), t('03', '0004')]

interface Row<T = unknown> {
  readonly schema: Schema<T>
  readonly standard: string
  readonly others: readonly string[]
}

/** Each form of a message reads as the standard form does, and is written as it. */
const forms: Readonly<Record<string, Row>> = {
  'EuiccPackageResult, signed result': {
    schema: euiccPackageResult,
    standard: result,
    others: [t('BF51', signed, seal), t('BF51', t('30', signed, seal)), t('BF51', result)],
  },
  'EuiccPackageResult, signed error': {
    schema: euiccPackageResult,
    standard: t('BF51', t('A1', failed, seal)),
    others: [t('BF51', failed, seal), t('BF51', t('30', failed, seal))],
  },
  'EuiccPackageResult, unsigned error': {
    schema: euiccPackageResult,
    standard: t('BF51', t('A2', '800161', '840105')),
    others: [t('BF51', t('30', '800161', '840105'))],
  },
  ProfileInfoListResponse: {
    schema: profileInfoListResponse,
    standard: t('BF2D', t('A0', t('E3', '9F700101'), t('E3', '910161'))),
    others: [
      t('BF2D', t('30', t('E3', '9F700101'), t('E3', '910161'))),
      t('BF2D', t('A0', t('30', t('E3', '9F700101'), t('E3', '910161')))),
    ],
  },
  IpaEuiccDataResponse: {
    schema: ipaEuiccDataResponse,
    standard: t('BF52', t('A0', t('A0', notification), '810161', '840105', '87020102')),
    others: [
      t('BF52', t('A0', notification), '810161', '840105', '87020102'),
      t('BF52', t('A0', t('BF2B', t('A0', notification)), '800161', '840105', '87020102')),
      t('BF52', t('A0', '87020102', '800161', t('A0', notification), '840105')),
    ],
  },
  'IpaEuiccDataResponse with notifications alone': {
    schema: ipaEuiccDataResponse,
    standard: t('BF52', t('A0', t('A0', notification))),
    others: [t('BF52', t('A0', notification)), t('BF52', t('BF2B', t('A0', notification)))],
  },
  'IpaEuiccDataResponse, error': {
    schema: ipaEuiccDataResponse,
    standard: t('BF52', t('A1', '020101')),
    others: [t('BF52', '810101')],
  },
  'ProvideEimPackageResult, result with notifications': {
    schema: provideEimPackageResult,
    standard: t('BF50', t('30', result, t('A0', notification))),
    others: [
      t('BF50', t('30', result, t('BF2B', t('A0', notification)))),
      t('BF50', t('30', result, t('BF2B', t('A3', t('A0', notification), t('A1', result))))),
      t('BF50', t('30', t('BF51', signed, seal), t('A0', notification))),
    ],
  },
  'ProvideEimPackageResult, error': {
    schema: provideEimPackageResult,
    standard: t('BF50', t('A0', '020102')),
    others: [t('BF50', '020102')],
  },
  'ProvideEimPackageResult, failed trigger': {
    schema: provideEimPackageResult,
    standard: t('BF50', t('BF54', t('30', '80017F', '0403010203'))),
    others: [t('BF50', t('BF54', t('30', '8003010203')))],
  },
  'ProvideEimPackageResult, failed trigger without more': {
    schema: provideEimPackageResult,
    standard: t('BF50', t('BF54', t('30', '80017F'))),
    others: [t('BF50', t('BF54', t('30')))],
  },
  HandleNotificationEsipa: {
    schema: handleNotificationEsipa,
    standard: t('BF3D', t('BF50', result)),
    others: [t('BF3D', t('A1', result)), t('BF3D', t('A1', t('BF50', result)))],
  },
  CancelSessionRequestEsipa: {
    schema: cancelSessionRequestEsipa,
    standard: t('BF41', '80020102', t('A1', '810105')),
    others: [
      t('BF41', '80020102', t('A1', t('BF41', '810105'))),
      t('BF41', '80020102', t('BF41', '810105')),
    ],
  },
  ProvideEimPackageResultResponse: {
    schema: provideEimPackageResultResponse,
    standard: 'BF50023000',
    others: ['BF5000'],
  },
  EimIdInfo: {
    schema: eimIdInfo,
    standard: t('30', '800161', '820102'),
    others: [t('30', '800161', '840102')],
  },
  'EimConfigurationData with a key': {
    schema: eimConfigurationData,
    standard: t('30', '800161', t('A5', t('A0', ...keyParts))),
    others: [
      t('30', '800161', t('A5', t('A0', t('30', ...keyParts)))),
      t('30', '800161', t('A5', t('30', ...keyParts))),
      t('30', '800161', t('A5', ...keyParts)),
    ],
  },
  'EimConfigurationData with a certificate': {
    schema: eimConfigurationData,
    standard: t('30', '800161', t('A6', t('A1', ...certParts))),
    others: [
      t('30', '800161', t('A6', t('A1', t('30', ...certParts)))),
      t('30', '800161', t('A6', t('30', ...certParts))),
      t('30', '800161', t('A6', ...certParts)),
    ],
  },
  GetCertsResponse: {
    schema: getCertsResponse,
    standard: t('BF56', t('A0', t('A5', ...certParts), t('A6', ...certParts))),
    others: [
      t('BF56', t('A0', t('A5', t('30', ...certParts)), t('A6', t('30', ...certParts)))),
      t('BF56', t('A0', t('A5', t('30', ...certParts))), t('A1', t('A6', t('30', ...certParts)))),
    ],
  },
  IpaCapabilities: {
    schema: ipaCapabilities,
    standard: t('30', '80020450', '81020780'),
    others: [t('30', '800700000100010000', '8106000100000000')],
  },
  RetrieveNotificationsListRequest: {
    schema: retrieveNotificationsListRequest,
    standard: 'BF2B05A003800109',
    others: ['BF2B03800109'],
  },
  GetRatResponse: { schema: getRatResponse, standard: 'BF4302A000', others: ['BF43023000'] },
  'GetEimPackageResponse, doubled': {
    schema: getEimPackageResponse,
    standard: 'BF4F03020101',
    others: ['BF4F06BF4F03020101'],
  },
  'GetEimPackageRequest, doubled': {
    schema: esipaMessageFromIpaToEim,
    standard: t('BF4F', eid),
    others: [t('BF4F', t('BF4F', eid))],
  },
  'EsipaMessageFromEimToIpa, doubled': {
    schema: esipaMessageFromEimToIpa,
    standard: 'BF50023000',
    others: ['BF5005BF50023000'],
  },
}

const rows = Object.entries(forms).flatMap(([name, { schema, standard, others }]) =>
  [standard, ...others].map((hex) => ({ name, hex, schema, standard })),
)

describe('every form met in the field reads as the standard one and is written as it', () => {
  test.each(rows)('$name: $hex', ({ hex, schema, standard }) => {
    const value = decode(schema, parseHex(hex))
    expect(formatHex(encode(schema, value))).toBe(standard)
    const bytes = parseHex(hex)
    expect(schema.dump(bytes, readWhole(bytes), 'message').length).toBe(bytes.length)
  })
})

describe('the version that an IPA speaks', () => {
  test.each<[string, Schema<unknown>, 'v1.0' | 'v1.2' | undefined]>([
    [t('BF4F', eid), getEimPackageRequest, undefined],
    [t('BF4F', eid, '8000'), getEimPackageRequest, undefined],
    [t('BF4F', eid, '810362F220'), getEimPackageRequest, 'v1.0'],
    [t('BF4F', eid, '8000', '810101'), getEimPackageRequest, 'v1.2'],
    [t('BF4F', eid, '820362F220'), getEimPackageRequest, 'v1.2'],
    [t('BF50', result), provideEimPackageResult, undefined],
    [t('BF50', eid, result), provideEimPackageResult, 'v1.2'],
    [t('BF50', '020102'), provideEimPackageResult, 'v1.0'],
    [t('BF50', t('A0', '020102')), provideEimPackageResult, 'v1.2'],
    [t('BF50', t('30', result, t('BF2B', t('A0')))), provideEimPackageResult, 'v1.0'],
    [t('BF50', t('30', result, t('A0'))), provideEimPackageResult, 'v1.2'],
    [t('BF50', t('BF52', t('A0', '800161'))), provideEimPackageResult, 'v1.0'],
    [t('BF50', t('BF52', t('A0', '810161'))), provideEimPackageResult, 'v1.2'],
    [t('BF50', t('BF52', t('A0', '840101'))), provideEimPackageResult, undefined],
    [t('BF50', t('BF52', '810101')), provideEimPackageResult, 'v1.0'],
    [t('BF50', t('BF54', t('30', '8002AABB'))), provideEimPackageResult, 'v1.0'],
    [t('BF50', t('BF54', t('30', '80017F'))), provideEimPackageResult, 'v1.2'],
  ])('%s', (hex, schema, dialect) => {
    const value = decode(schema, parseHex(hex)) as { readonly dialect?: string }
    expect(value.dialect).toBe(dialect)
  })

  test('the PLMN is found under either tag', () => {
    const rPLMN = parseHex('62F220')
    for (const hex of [t('BF4F', eid, '810362F220'), t('BF4F', eid, '820362F220')]) {
      expect(decode(getEimPackageRequest, parseHex(hex))).toMatchObject({ rPLMN })
    }
    const v10 = encode(getEimPackageRequestV10, { eidValue: parseHex(eid).slice(2), rPLMN })
    expect(formatHex(v10)).toBe(t('BF4F', eid, '810362F220'))
  })
})

describe('the shapes of v1.0 are written where they are asked for', () => {
  const list = t('BF2B', t('A0', notification))
  test.each<[string, Schema<unknown>]>([
    ['BF5000', provideEimPackageResultResponseV10],
    ['BF5006BF5303800105', provideEimPackageResultResponseV10],
    [t('BF50', result), provideEimPackageResultV10],
    [t('BF50', t('30', result, list)), provideEimPackageResultV10],
    [t('BF50', '020101'), provideEimPackageResultV10],
    [t('BF50', t('BF52', '810105')), provideEimPackageResultV10],
    [t('BF52', t('A0', '800161', list, '840101')), ipaEuiccDataResponseV10],
    [t('BF54', t('30', '80020102')), profileDownloadTriggerResultV10],
    [t('BF3D', t('A1', result)), handleNotificationEsipaV10],
    [t('BF3D', t('A0', notification)), handleNotificationEsipaV10],
  ])('%s', (hex, schema) => {
    expect(formatHex(encode(schema, structuredClone(decode(schema, parseHex(hex)))))).toBe(hex)
  })
})

describe('bytes of others are kept', () => {
  test('unknown fields stay in a signed result', () => {
    const withMore = t('30', '800161', '810107', '830103', t('30', '830100'), '8F0101')
    const bytes = parseHex(t('BF51', t('A0', withMore, seal)))
    const value = decode(euiccPackageResult, bytes)
    if (value.kind !== 'euiccPackageResultSigned') throw new Error(value.kind)
    expect(formatHex(value.value.euiccPackageResultDataSigned.bytes)).toBe(withMore)
    expect(encode(euiccPackageResult, value)).toEqual(bytes)
  })

  test('a cancel answer begins with BF41 in each form', () => {
    for (const form of [t('A1', '810105'), t('A1', t('BF41', '810105')), t('BF41', '810105')]) {
      const value = decode(cancelSessionRequestEsipa, parseHex(t('BF41', '80020102', form)))
      expect(formatHex(value.cancelSessionResponse.bytes)).toBe('BF4103810105')
    }
  })

  test('a certificate is its SEQUENCE under any tag', () => {
    const whole = t('30', ...certParts)
    for (const hex of [whole, t('30', whole)]) {
      expect(formatHex(decode(certificate, parseHex(hex)))).toBe(whole)
    }
    expect(() => decode(certificate, parseHex('3000'))).toThrow(/not a certificate/)
  })
})

describe('installation results of a faulty card', () => {
  const meta = t('BF2F', '800101', '810101', '0C0161')
  const facts = [t('80', '0102'), meta, '060388370A']

  test('a failure under the success tag, with the signature inside, is a failure', () => {
    const failure = t('A2', t('A0', '800105', '810100', t('4F', '0102030405')))
    const bytes = parseHex(t('BF37', t('BF27', ...facts, failure, seal)))
    const value = decode(profileInstallationResult, bytes)
    expect(value.profileInstallationResultData.value.finalResult).toEqual({
      kind: 'errorResult',
      value: { bppCommandId: 5, errorReason: 0 },
    })
    expect(value.profileInstallationResultData.value.notificationMetadata).toMatchObject({
      profileManagementOperation: [],
    })
    expect(formatHex(value.euiccSignPIR)).toBe('3003020101')
  })

  test('an empty transaction id is read and never written', () => {
    const success = t('A2', t('A0', t('4F', '0102030405'), '0400'))
    const good = t('BF2F', '800101', '81020780', '0C0161')
    const bytes = parseHex(t('BF37', t('BF27', '8000', good, '060388370A', success), seal))
    const value = decode(profileInstallationResult, bytes)
    const { profileInstallationResultData: data } = value
    expect(data.value.transactionId).toHaveLength(0)
    expect(encode(profileInstallationResult, value)).toEqual(bytes)
    expect(() => carry(getEimPackageRequest, { eidValue: new Uint8Array(3) })).toThrow(RangeError)
  })
})
