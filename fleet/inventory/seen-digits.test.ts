import { describe, expect, it } from 'vitest'
import { SeenDigits } from './seen-digits.ts'

describe('an index of numbers', () => {
  it('gives the row that had a number first, through many growths', () => {
    const index = new SeenDigits(32)
    const digits = (n: number): string => String(n * 7919).padStart(32, '0')
    for (let n = 1; n <= 20_000; n++) expect(index.note(digits(n), n)).toBeUndefined()
    for (let n = 1; n <= 20_000; n += 97) {
      expect(index.note(digits(n), 99)).toBe(n)
      expect(index.rowOf(digits(n))).toBe(n)
    }
    expect(index.rowOf(digits(20_001))).toBeUndefined()
  })

  it('tells numbers apart that differ in leading zeros or length only', () => {
    const index = new SeenDigits(20)
    for (const [row, digits] of ['1', '01', '001', '10', '0', '00'].entries()) {
      expect(index.note(digits, row + 1)).toBeUndefined()
    }
  })
})
