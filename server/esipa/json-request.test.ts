import { parseHex } from '@holdfast/asn1/hex.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import { esipaMessageFromIpaToEim } from '@holdfast/gsma/sgp32/esipa-requests.ts'
import { sgp32Vectors } from '@holdfast/gsma/vectors/sgp32-v13.ts'
import { describe, expect, it } from 'vitest'
import { readJsonRequest } from './json-request.ts'
import type { EsipaFunction } from './request-head.ts'

const vector = (name: string): string => {
  const found = sgp32Vectors.find((one) => one.name === name)
  return (found?.standard ?? found?.hex ?? '').toUpperCase()
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase()
const base64 = (text: string): string => Buffer.from(parseHex(text)).toString('base64')

function read(name: EsipaFunction, body: object | string): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const reading = readJsonRequest(name, new TextEncoder().encode(text))
  if (reading.kind === 'unreadable') return `${reading.member}: ${reading.why}`
  decode(esipaMessageFromIpaToEim, reading.bytes)
  return hex(reading.bytes)
}

const eidValue = '89049032123451234512345678901235'

describe('the JSON binding gives the DER that says the same', () => {
  it('of getEimPackage', () => {
    expect(read('getEimPackage', { eidValue })).toBe(vector('GetEimPackageRequest'))
    const body = { eidValue, notifyStateChange: true, stateChangeCause: 1, rPLMN: 'YvIg' }
    expect(read('getEimPackage', body)).toBe(vector('GetEimPackageRequest state change'))
    const { rPLMN: rPlmn, ...rest } = body
    expect(read('getEimPackage', { ...rest, rPlmn, more: 1 })).toBe(
      vector('GetEimPackageRequest state change'),
    )
  })

  it('of provideEimPackageResult, given as the bare choice or whole', () => {
    const whole = vector('ProvideEimPackageResult EPR')
    const bare = whole.slice('BF5048'.length + 2 * 18)
    expect(read('provideEimPackageResult', { eidValue, eimPackageResult: base64(bare) })).toBe(
      whole,
    )
    expect(read('provideEimPackageResult', { eimPackageResult: base64(whole) })).toBe(whole)
  })

  it('of provideEimPackageResult, given as an object of a result and notifications', () => {
    const whole = vector('ProvideEimPackageResult ePRAndNotifications')
    const result = base64(whole.slice('BF504C'.length + 2 * 18 + 4, -4))
    for (const notificationList of ['A000', '3000']) {
      const both = { euiccPackageResult: result, notificationList: base64(notificationList) }
      const body = { eidValue, eimPackageResult: { ePRAndNotifications: both } }
      expect(read('provideEimPackageResult', body)).toBe(whole)
    }
  })

  it('of handleNotification with a result inside', () => {
    const whole = vector('HandleNotification provide')
    const body = { provideEimPackageResult: base64(whole.slice('BF3D4B'.length)) }
    expect(read('handleNotification', body)).toBe(whole)
  })

  it('of initiateAuthentication', () => {
    const body = {
      euiccChallenge: base64('000102030405060708090A0B0C0D0E0F'),
      smdpAddress: 'smdp.example.com',
      eimTransactionId: '0102030405060708',
    }
    expect(read('initiateAuthentication', body)).toBe(vector('InitiateAuthenticationRequestEsipa'))
  })

  it('of cancelSession with the response under its own tag', () => {
    const body = {
      transactionId: '0102030405060708',
      cancelSessionResponse: base64('BF4103810105'),
    }
    expect(read('cancelSession', body)).toBe('BF411080080102030405060708BF4103810105')
  })
})

describe('a JSON body that cannot be read is refused with the member and the reason', () => {
  it.each([
    ['getEimPackage', '{', /^: the body is not JSON/],
    ['getEimPackage', '[]', /^: the body is not a JSON object/],
    ['getEimPackage', { eidValue: 12 }, /^eidValue: must be text/],
    ['getEimPackage', { eidValue, stateChangeCause: 'x' }, /^stateChangeCause: must be a whole/],
    ['authenticateClient', { transactionId: 'XYZ' }, /^transactionId: must be 2 to 32 hex/],
    ['authenticateClient', { transactionId: '01' }, /^authenticateServerResponse: is missing/],
    [
      'provideEimPackageResult',
      { eidValue, eimPackageResult: '%' },
      /^eimPackageResult: must be b/,
    ],
  ] as const)('%s %j', (name, body, message) => {
    expect(read(name, body)).toMatch(message)
  })
})
