import { parseHex } from '@holdfast/asn1/hex.ts'
import { describe, expect, it } from 'vitest'
import type { Iccid } from './iccid.ts'
import {
  completeIccid,
  decodeIccid,
  decodeIccidUnswapped,
  encodeIccid,
  encodeIccidUnswapped,
  formatIccidFilled,
  parseIccid,
} from './iccid.ts'

const nineteen = '8901012345678901238' as Iccid

describe('ICCID', () => {
  it('passes with its check digit, with and without filling', () => {
    for (const text of [nineteen, `${nineteen}F`, `${nineteen}f`, ' 8901 0123-4567 8901 238 ']) {
      expect(parseIccid(text)).toEqual({ ok: true, value: nineteen })
    }
    expect(parseIccid('8933010000000000010')).toMatchObject({ ok: true })
  })

  it('has 18, 19 or 20 digits', () => {
    for (const body of ['89010123456789012', '890101234567890123', '8901012345678901234']) {
      expect(parseIccid(completeIccid(body))).toMatchObject({ ok: true })
    }
    expect(parseIccid('89010123456789012')).toMatchObject({ ok: false, code: 'iccid-length' })
    expect(parseIccid('890101234567890123456')).toMatchObject({ code: 'iccid-length' })
  })

  it('refuses a wrong check digit and suggests the right one', () => {
    expect(parseIccid('8901012345678901230')).toMatchObject({
      code: 'iccid-check-digit',
      suggestion: nineteen,
    })
  })

  it('takes 18 digits that fail the check for 19 printed without it', () => {
    expect(parseIccid('890101234567890123')).toMatchObject({
      code: 'iccid-check-digit',
      suggestion: nineteen,
    })
  })

  it('recognises the order of EF.ICCID and suggests the reading order', () => {
    expect(parseIccid('981010325476981032F8')).toMatchObject({
      ok: false,
      code: 'iccid-swapped',
      suggestion: nineteen,
    })
  })

  it('refuses another beginning and letters', () => {
    expect(parseIccid('8801012345678901239')).toMatchObject({ code: 'iccid-prefix' })
    expect(parseIccid('89O1012345678901238')).toMatchObject({
      code: 'iccid-not-digits',
      why: expect.stringContaining('O'),
    })
  })

  it('goes to EF.ICCID and back', () => {
    expect(encodeIccid(nineteen)).toEqual(parseHex('981010325476981032F8'))
    expect(decodeIccid(parseHex('981010325476981032F8'))).toEqual({ ok: true, value: nineteen })
    expect(decodeIccid(parseHex('98001032547698103214'))).toEqual({
      ok: true,
      value: '89000123456789012341',
    })
  })

  it("goes to a profile header's order and back", () => {
    const octets = parseHex('8901012345678901238F')
    expect(encodeIccidUnswapped(nineteen)).toEqual(octets)
    expect(decodeIccidUnswapped(octets)).toEqual({ ok: true, value: nineteen })
  })

  it('refuses octets that are too few, or not digits', () => {
    expect(decodeIccid(new Uint8Array(9))).toMatchObject({ code: 'iccid-length' })
    expect(decodeIccid(new Uint8Array(10).fill(0xab))).toMatchObject({ code: 'iccid-not-digits' })
    expect(decodeIccid(new Uint8Array(10).fill(0xff))).toMatchObject({ code: 'iccid-not-digits' })
  })

  it('is filled to 20 characters for ES2+', () => {
    expect(formatIccidFilled(nineteen)).toBe('8901012345678901238F')
  })
})
