import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { describe, expect, it } from 'vitest'
import type { Plmn } from './plmn.ts'
import { decodePlmn, encodePlmn, mccOf, mncOf, parsePlmn } from './plmn.ts'

describe('PLMN', () => {
  for (const [text, octets] of [
    ['262-02', '62F220'],
    ['310-410', '130014'],
    ['001-01', '00F110'],
  ] as const) {
    it(`${text} is ${octets} on the air, both ways`, () => {
      expect(formatHex(encodePlmn(text as Plmn))).toBe(octets)
      expect(decodePlmn(parseHex(octets))).toEqual({ ok: true, value: text })
    })
  }

  it('is read in the forms that lists use', () => {
    for (const text of ['262-02', '26202', '262 02', '262/02', ' 262.02 ']) {
      expect(parsePlmn(text)).toEqual({ ok: true, value: '262-02' })
    }
    expect(parsePlmn('310410')).toEqual({ ok: true, value: '310-410' })
  })

  it('keeps two and three digits of network code apart', () => {
    const long = parsePlmn('310-041')
    const short = parsePlmn('310-41')
    expect(long).not.toEqual(short)
    expect(mccOf('310-041' as Plmn)).toBe('310')
    expect(mncOf('310-041' as Plmn)).toBe('041')
  })

  it('refuses what is no network', () => {
    expect(parsePlmn('2620')).toMatchObject({ ok: false, code: 'plmn-form' })
    expect(decodePlmn(parseHex('FFFFFF'))).toMatchObject({ ok: false, code: 'plmn-form' })
    expect(decodePlmn(parseHex('62F2'))).toMatchObject({ ok: false, code: 'plmn-length' })
  })
})
