import { expect, test } from 'vitest'
import { ageInWords, clockTime, exactInstant, spanShort } from './time-words.ts'

const noon = Date.UTC(2027, 2, 1, 12)

test('an age is told by the given clock, not by the own', () => {
  expect(ageInWords(noon - 30_000, noon)).toBe('just now')
  expect(ageInWords(noon - 3 * 3_600_000, noon)).toBe('3 h ago')
  expect(ageInWords(noon + 10 * 60_000, noon)).toBe('in 10 min')
})

test('a clock time names the day only when it is another one', () => {
  expect(clockTime(noon - 1000, noon)).toBe('11:59:59')
  expect(clockTime(noon - 86_400_000, noon)).toBe('02-28 12:00')
})

test('an exact instant says its zone, and a short span its unit', () => {
  expect(exactInstant(noon)).toBe('2027-03-01 12:00:00 UTC')
  expect([spanShort(4200), spanShort(600_000)]).toEqual(['4 s', '10 min'])
})
