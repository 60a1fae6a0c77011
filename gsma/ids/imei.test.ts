import { parseHex } from '@holdfast/asn1/hex.ts'
import { describe, expect, it } from 'vitest'
import type { Imei } from './imei.ts'
import { decodeImei, encodeImei, parseImei, tacOf } from './imei.ts'

const imei = '490154203237518' as Imei

describe('IMEI', () => {
  it('passes with its check digit, without it, and with a software version', () => {
    for (const text of [imei, '49-015420-323751-8', '49015420323751', '4901542032375107']) {
      expect(parseImei(text)).toEqual({ ok: true, value: imei })
    }
    expect(tacOf(imei)).toBe('49015420')
  })

  it('refuses a wrong check digit and suggests the right one', () => {
    expect(parseImei('490154203237510')).toMatchObject({
      code: 'imei-check-digit',
      suggestion: imei,
    })
  })

  it('refuses other lengths and characters', () => {
    expect(parseImei('4901542032375')).toMatchObject({ code: 'imei-length' })
    expect(parseImei('49015420323751800')).toMatchObject({ code: 'imei-length' })
    expect(parseImei('49015420323751X')).toMatchObject({ code: 'imei-not-digits' })
  })

  it('suspects a leading zero that a spreadsheet dropped', () => {
    expect(parseImei('012345678901237')).toMatchObject({ ok: true })
    expect(parseImei('12345678901237')).toMatchObject({
      code: 'imei-leading-zero',
      suggestion: '012345678901237',
    })
  })

  it('goes to the octets of DeviceInfo and back', () => {
    expect(encodeImei(imei)).toEqual(parseHex('941045022373158F'))
    expect(decodeImei(parseHex('941045022373158F'))).toEqual({ ok: true, value: imei })
  })

  it('is read with the last octet either way round, or a zero for the check digit', () => {
    expect(decodeImei(parseHex('94104502237315F8'))).toEqual({ ok: true, value: imei })
    expect(decodeImei(parseHex('941045022373150F'))).toEqual({ ok: true, value: imei })
    expect(decodeImei(parseHex('941045022373153F'))).toMatchObject({ code: 'imei-check-digit' })
    expect(decodeImei(new Uint8Array(7))).toMatchObject({ code: 'imei-length' })
  })
})
