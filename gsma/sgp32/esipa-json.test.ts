import { formatBase64, parseBase64 } from '@holdfast/asn1/base64.ts'
import { carry } from '@holdfast/asn1/constructed.ts'
import { concatBytes, formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { serverSigned1 } from '../sgp22/authenticate.ts'
import { smdpSigned2 } from '../sgp22/download.ts'
import type { JsonParsed } from '../sgp22/json-fields.ts'
import { sgp32Vectors } from '../vectors/sgp32-v13.ts'
import type { IpaFunction } from './esipa-json.ts'
import { decodeEsipaJsonRequest, encodeEsipaJsonResponse, esipaFunctions } from './esipa-json.ts'
import { decodeEsipaJsonResponse, encodeEsipaJsonRequest } from './esipa-json-client.ts'
import {
  decodeTransferJsonRequest,
  decodeTransferJsonResponse,
  encodeTransferJsonRequest,
  encodeTransferJsonResponse,
} from './esipa-json-transfer.ts'
import type { EsipaMessageFromIpaToEim } from './esipa-requests.ts'
import { esipaMessageFromIpaToEim, provideEimPackageResult } from './esipa-requests.ts'
import type { EsipaMessageFromEimToIpa } from './esipa-responses.ts'
import { esipaMessageFromEimToIpa } from './esipa-responses.ts'

const bytesOf = (name: string): Uint8Array => {
  const vector = sgp32Vectors.find((candidate) => candidate.name === name)
  return parseHex(vector?.standard ?? vector?.hex ?? '')
}

function parsedValue<T>(result: JsonParsed<T>): T {
  if (result.ok) return result.value
  throw new Error(`${result.field}: ${result.why}`)
}

const success = { header: { functionExecutionStatus: { status: 'Executed-Success' } } }
const eid = '89049032123451234512345678901235'

describe('recorded bodies of the JSON binding', () => {
  test('getEimPackage with a state change', () => {
    const body = { eidValue: eid, notifyStateChange: true, stateChangeCause: 1 }
    const request = parsedValue(decodeEsipaJsonRequest('getEimPackage', body))
    expect(request).toEqual({
      kind: 'getEimPackageRequest',
      value: { eidValue: parseHex(eid), notifyStateChange: true, stateChangeCause: 1 },
    })
    expect(encodeEsipaJsonRequest(request as never)).toEqual({ function: 'getEimPackage', body })
  })

  test.each([
    [
      'GetEimPackageResponse epr',
      'euiccPackageRequest',
      'v1FLMEGAEGVpbTEuZXhhbXBsZS5jb21aEIkEkDISNFEjRRI0VniQEjWBAQeCCAECAwQFBgcIoA6kDFoKmBAQMlR2mBAyFF83BTADAgEB',
    ],
    [
      'GetEimPackageResponse trigger AC',
      'profileDownloadTriggerRequest',
      'v1QsoCCAHkxQQToxJHNtZHAuZXhhbXBsZS5jb20kQUJDLTEyM4IIAQIDBAUGBwg=',
    ],
    [
      'GetEimPackageResponse ipaEuiccData',
      'ipaEuiccDataRequest',
      'v1IeXAyggaK/IL8ig4SFhqihBIECBsCDCAECAwQFBgcI',
    ],
  ])('%s is the body with %s', (name, field, base64) => {
    const message = decode(esipaMessageFromEimToIpa, bytesOf(name))
    expect(encodeEsipaJsonResponse(message as never)).toEqual({ ...success, [field]: base64 })
    const body = { ...success, [field]: base64, eimPackageError: 0 }
    expect(parsedValue(decodeEsipaJsonResponse('getEimPackage', body))).toEqual(message)
  })

  test('provideEimPackageResult and its acknowledgements', () => {
    const body = {
      eidValue: eid,
      eimPackageResult: 'v1EzoDEwJ4AQZWltMS5leGFtcGxlLmNvbYEBB4IIAQIDBAUGBwiDAQMwA4MBAF83BTADAgEB',
    }
    const request = parsedValue(decodeEsipaJsonRequest('provideEimPackageResult', body))
    expect(formatHex(encode(esipaMessageFromIpaToEim, request))).toContain('BF50485A10')
    const acknowledged = { ...success, eimAcknowledgements: 'v1MHgAEDgAIBLA==' }
    const message = decode(esipaMessageFromEimToIpa, parseHex('BF500ABF53078001038002012C'))
    expect(encodeEsipaJsonResponse(message as never)).toEqual(acknowledged)
  })

  test('eimPackageError beside a success header is an error all the same', () => {
    const body = { ...success, eimPackageError: 1 }
    expect(parsedValue(decodeEsipaJsonResponse('getEimPackage', body))).toEqual({
      kind: 'getEimPackageResponse',
      value: { kind: 'eimPackageError', value: 1 },
    })
  })
})

const requestNames = [
  'getEimPackageRequest',
  'provideEimPackageResult',
  'handleNotificationEsipa',
  'initiateAuthenticationRequestEsipa',
  'cancelSessionRequestEsipa',
]
const responseFunctions: Readonly<Record<string, IpaFunction>> = {
  getEimPackageResponse: 'getEimPackage',
  provideEimPackageResultResponse: 'provideEimPackageResult',
  initiateAuthenticationResponseEsipa: 'initiateAuthentication',
  getBoundProfilePackageResponseEsipa: 'getBoundProfilePackage',
  cancelSessionResponseEsipa: 'cancelSession',
}

describe('both bindings carry the same values', () => {
  const requests = sgp32Vectors.filter((vector) => requestNames.includes(vector.message))
  test.each(requests)('$name as a request', ({ name }) => {
    const message = decode(esipaMessageFromIpaToEim, bytesOf(name))
    const { function: path, body } = encodeEsipaJsonRequest(message as never)
    const travelled = JSON.parse(JSON.stringify(body)) as unknown
    const received = parsedValue(decodeEsipaJsonRequest(path, travelled))
    expect(formatHex(encode(esipaMessageFromIpaToEim, received))).toBe(formatHex(bytesOf(name)))
  })

  const responses = sgp32Vectors.filter((vector) => vector.message in responseFunctions)
  test.each(responses)('$name as a response', ({ name, message: kind }) => {
    const message = decode(esipaMessageFromEimToIpa, bytesOf(name))
    const path = responseFunctions[kind] as IpaFunction
    const body = JSON.parse(JSON.stringify(encodeEsipaJsonResponse(message as never))) as unknown
    expect(parsedValue(decodeEsipaJsonResponse(path, body))).toEqual(message)
  })
})

const certificate = parseHex('300730003000030100')
const transactionId = parseHex('0102')
const sixteen = new Uint8Array(16).fill(7)
const seal = new Uint8Array(64).fill(9)

const authenticated: Extract<
  EsipaMessageFromEimToIpa,
  { kind: 'initiateAuthenticationResponseEsipa' }
> = {
  kind: 'initiateAuthenticationResponseEsipa',
  value: {
    kind: 'initiateAuthenticationOkEsipa',
    value: {
      transactionId,
      serverSigned1: carry(serverSigned1, {
        transactionId,
        euiccChallenge: sixteen,
        serverAddress: 'smdp.example.com',
        serverChallenge: sixteen,
      }),
      serverSignature1: seal,
      euiccCiPKIdentifierToBeUsed: new Uint8Array(20).fill(3),
      serverCertificate: certificate,
      matchingId: 'ABC',
    },
  },
}

describe('a relayed download', () => {
  test('initiateAuthentication keeps every field', () => {
    const body = encodeEsipaJsonResponse(authenticated)
    expect(body).toMatchObject({ transactionId: '0102', matchingId: 'ABC' })
    expect(parsedValue(decodeEsipaJsonResponse('initiateAuthentication', body))).toEqual(
      authenticated,
    )
  })

  test('a signature and a key identifier are taken raw or as a TLV', () => {
    const body = {
      ...encodeEsipaJsonResponse(authenticated),
      serverSignature1: formatBase64(concatBytes(parseHex('5F3740'), seal)),
      euiccCiPKIdentifierToBeUsed: formatBase64(
        concatBytes(parseHex('0414'), new Uint8Array(20).fill(3)),
      ),
    }
    expect(parsedValue(decodeEsipaJsonResponse('initiateAuthentication', body))).toEqual(
      authenticated,
    )
  })

  test('authenticateClient and getBoundProfilePackage keep every field', () => {
    const client: EsipaMessageFromEimToIpa = {
      kind: 'authenticateClientResponseEsipa',
      value: {
        kind: 'authenticateClientOkDPEsipa',
        value: {
          transactionId,
          smdpSigned2: carry(smdpSigned2, { transactionId, ccRequiredFlag: true }),
          smdpSignature2: seal,
          smdpCertificate: certificate,
          hashCc: new Uint8Array(32).fill(5),
        },
      },
    }
    const body = encodeEsipaJsonResponse(client)
    expect(parseBase64(body.hashCc as string)).toHaveLength(34)
    expect(parsedValue(decodeEsipaJsonResponse('authenticateClient', body))).toEqual(client)
    const bound: EsipaMessageFromEimToIpa = {
      kind: 'getBoundProfilePackageResponseEsipa',
      value: {
        kind: 'getBoundProfilePackageOkEsipa',
        value: { transactionId, boundProfilePackage: parseHex('BF3600') },
      },
    }
    expect(
      parsedValue(
        decodeEsipaJsonResponse('getBoundProfilePackage', encodeEsipaJsonResponse(bound)),
      ),
    ).toEqual(bound)
  })
})

describe('failures', () => {
  test.each<[EsipaMessageFromEimToIpa, string, string]>([
    [decode(esipaMessageFromEimToIpa, parseHex('BF4F03020101')), '8.1.1', '3.7'],
    [decode(esipaMessageFromEimToIpa, parseHex('BF4F03020103')), '8.1.1', '2.1'],
    [decode(esipaMessageFromEimToIpa, parseHex('BF5003020104')), '8.1.1', '2.2'],
    [decode(esipaMessageFromEimToIpa, parseHex('BF3903810134')), '8.31.2', '3.10'],
    [decode(esipaMessageFromEimToIpa, parseHex('BF3B03820132')), '8.2.8', '1.2'],
    [decode(esipaMessageFromEimToIpa, parseHex('BF3A03810132')), '8.2.9', '3.11'],
  ])('%j is a status with its pair', (message, subjectCode, reasonCode) => {
    expect(encodeEsipaJsonResponse(message as never)).toMatchObject({
      header: {
        functionExecutionStatus: {
          status: 'Failed',
          statusCodeData: { subjectCode, reasonCode },
        },
      },
    })
  })

  test('the status of an SM-DP+ is passed on as it came', () => {
    const message = decode(esipaMessageFromEimToIpa, parseHex('BF3B0382017F'))
    const given = { subjectCode: '8.2.6', reasonCode: '3.8', message: 'Refused' }
    expect(encodeEsipaJsonResponse(message as never, given)).toEqual({
      header: { functionExecutionStatus: { status: 'Failed', statusCodeData: given } },
    })
  })

  test.each<[string, unknown, string, string]>([
    ['getEimPackage', { eidValue: '89' }, 'bad-field', 'eidValue'],
    ['getEimPackage', {}, 'missing-field', 'eidValue'],
    ['getEimPackage', [], 'not-an-object', ''],
    ['getEimPackage', { eidValue: eid, rPLMN: 'AAA=' }, 'bad-field', 'rPLMN'],
    ['provideEimPackageResult', { eimPackageResult: 'v1E=' }, 'bad-field', 'eimPackageResult'],
    ['authenticateClient', { transactionId: 'xy' }, 'bad-field', 'transactionId'],
    ['initiateAuthentication', { euiccChallenge: 'AA==' }, 'bad-field', 'euiccChallenge'],
    ['transferEimPackage', {}, 'unknown-function', ''],
    ['constructor', {}, 'unknown-function', ''],
  ])('%s %j is refused', (name, body, code, field) => {
    expect(decodeEsipaJsonRequest(name, body)).toMatchObject({ ok: false, code, field })
  })
})

test('a result without an EID, with or without BF50, is taken', () => {
  const bare = 'BF52 0F A10D 80080102030405060708 020101'
  const wrapped = encode(
    provideEimPackageResult,
    decode(provideEimPackageResult, parseHex(`BF50 12 ${bare}`)),
  )
  for (const bytes of [parseHex(bare), wrapped]) {
    const body = { eimPackageResult: formatBase64(bytes) }
    const { value } = parsedValue(decodeEsipaJsonRequest('provideEimPackageResult', body))
    expect(value).toMatchObject({ eimPackageResult: { kind: 'ipaEuiccDataResponse' } })
  }
})

describe('TransferEimPackage', () => {
  test.each(sgp32Vectors.filter((v) => v.name.startsWith('TransferEimPackage')))(
    '$name',
    ({ name }) => {
      const bytes = bytesOf(name)
      if (name.includes('Request')) {
        const message = decode(esipaMessageFromEimToIpa, bytes).value as never
        const body = encodeTransferJsonRequest(message)
        expect(parsedValue(decodeTransferJsonRequest(body))).toEqual(message)
        return
      }
      const message = decode(esipaMessageFromIpaToEim, bytes).value as never
      const body = encodeTransferJsonResponse(message)
      const received = parsedValue(decodeTransferJsonResponse(body))
      expect(received.kind.replace('WithCid', '')).toBe(
        (message as { kind: string }).kind.replace('WithCid', ''),
      )
    },
  )

  test('a result with its notifications', () => {
    const name = 'ProvideEimPackageResult ePRAndNotifications'
    const message = decode(provideEimPackageResult, bytesOf(name)).eimPackageResult
    const body = encodeTransferJsonResponse(message as never)
    expect(parsedValue(decodeTransferJsonResponse(body))).toEqual(message)
  })
})

test('any JSON gives a value or a refusal', () => {
  const field = fc.oneof(
    fc.jsonValue(),
    fc.uint8Array({ maxLength: 40 }).map(formatBase64),
    fc.constantFrom(eid, '0102', 'v1EzoDEwJ4AQ'),
  )
  const fields = [
    'eidValue',
    'transactionId',
    'eimPackageResult',
    'pendingNotification',
    'header',
    'eimPackageError',
    'serverSigned1',
    'cancelSessionResponse',
  ]
  const body = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...fields), field))
  fc.assert(
    fc.property(fc.constantFrom(...esipaFunctions), body, (name, json) => {
      expect(decodeEsipaJsonRequest(name, json).ok).toBeTypeOf('boolean')
      if (name === 'transferEimPackage') {
        expect(decodeTransferJsonResponse(json).ok).toBeTypeOf('boolean')
      } else {
        expect(decodeEsipaJsonResponse(name, json).ok).toBeTypeOf('boolean')
      }
    }),
    { numRuns: 1000 },
  )
})

test('handleNotification takes a notification or a result', () => {
  const message = decode(esipaMessageFromIpaToEim, bytesOf('HandleNotification provide'))
  const encoded: EsipaMessageFromIpaToEim = message
  const { body } = encodeEsipaJsonRequest(encoded as never)
  expect(Object.keys(body)).toEqual(['provideEimPackageResult'])
  expect(parsedValue(decodeEsipaJsonRequest('handleNotification', body))).toEqual(message)
})
