import { parseHex } from '@holdfast/asn1/hex.ts'
import { describe, expect, it } from 'vitest'
import type { Eid } from './eid.ts'
import {
  bucketCount,
  bucketOf,
  completeEid,
  decodeEid,
  eidCheckHolds,
  eidIssuer,
  encodeEid,
  formatEid,
  parseEid,
} from './eid.ts'

const sample = '89049032123451234512345678901235' as Eid

describe('EID', () => {
  it('passes the check digits of published samples', () => {
    for (const eid of [
      sample,
      '89086030202200000022000023022943',
      '89044045116727494800000004479366',
    ]) {
      expect(parseEid(eid)).toEqual({ ok: true, value: eid })
    }
    expect(completeEid('890000000000000000000000000001').slice(30)).toBe('96')
  })

  it('is read with spaces and dashes between the digits', () => {
    expect(parseEid(' 8904-9032 1234-5123 4512 3456 7890 1235 ')).toMatchObject({ value: sample })
    expect(formatEid(sample)).toBe('8904 9032 1234 5123 4512 3456 7890 1235')
  })

  it('refuses a wrong length and names it', () => {
    expect(parseEid(sample.slice(1))).toMatchObject({
      code: 'eid-length',
      why: expect.stringContaining('31'),
    })
    expect(parseEid('')).toMatchObject({ ok: false, code: 'eid-length' })
  })

  it('refuses a letter and names it', () => {
    expect(parseEid(`${sample.slice(0, 31)}O`)).toMatchObject({
      code: 'eid-not-digits',
      why: expect.stringContaining('O'),
    })
  })

  it('refuses every wrong single digit', () => {
    for (let i = 0; i < 32; i++) {
      const other = (Number(sample[i]) + 1) % 10
      const wrong = `${sample.slice(0, i)}${other}${sample.slice(i + 1)}`
      expect(parseEid(wrong)).toMatchObject({ ok: false, code: 'eid-check-digits' })
    }
  })

  it('suggests the exchange of two neighbours that passes, and only suggests', () => {
    const typed = '89049032123451243512345678901235'
    expect(parseEid(typed)).toMatchObject({ ok: false, suggestion: sample })
  })

  it('suggests the right check digits when no exchange passes', () => {
    const result = parseEid('89049032123451234512345678901200')
    expect(result).toMatchObject({ ok: false, suggestion: sample })
    expect(eidCheckHolds(sample)).toBe(true)
  })

  it('goes to 16 octets and back in reading order', () => {
    const octets = parseHex('89049032123451234512345678901235')
    expect(encodeEid(sample)).toEqual(octets)
    expect(decodeEid(octets)).toEqual({ ok: true, value: sample })
  })

  it("takes a card's own octets even when the check digits do not fit", () => {
    expect(decodeEid(parseHex('89010000000000000000000000000001'))).toMatchObject({ ok: true })
    expect(decodeEid(new Uint8Array(15))).toMatchObject({ ok: false, code: 'eid-length' })
    expect(decodeEid(new Uint8Array(16).fill(0xff))).toMatchObject({ code: 'eid-not-digits' })
  })

  it('names an observed issuer, or none', () => {
    expect(eidIssuer(sample)?.name).toBe('Giesecke+Devrient')
    expect(eidIssuer(completeEid('123456789012345678901234567890'))).toBeUndefined()
  })

  it('keeps its bucket for ever', () => {
    expect(bucketOf(sample)).toBe(236)
    expect(bucketOf('89044045116727494800000004479366' as Eid)).toBe(61)
  })

  it('spreads neighbouring EIDs evenly over all buckets', () => {
    const counts = new Array<number>(bucketCount).fill(0)
    for (let i = 0; i < 25_600; i++) {
      const bucket = bucketOf(completeEid(`89049032${String(i).padStart(22, '0')}`))
      counts[bucket] = (counts[bucket] as number) + 1
    }
    expect(Math.min(...counts)).toBeGreaterThan(50)
    expect(Math.max(...counts)).toBeLessThan(160)
  })
})
