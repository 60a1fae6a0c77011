import { expect, test } from 'vitest'
import { quantileOf } from './quantile.ts'

const even = Array.from({ length: 101 }, (_, at) => at)

test('of evenly spread values the quantiles are where they are looked for', () => {
  expect(quantileOf(even, 0.5)).toBeCloseTo(50, 6)
  expect(quantileOf(even, 0.1)).toBeCloseTo(10, 0)
  expect(quantileOf(even, 0.9)).toBeCloseTo(90, 0)
})

test('one draw more on one of two days moves the middle a little, not by the day', () => {
  const days = (late: number) => Array.from({ length: 101 }, (_, at) => (at < 101 - late ? 1 : 2))
  const step = quantileOf(days(51), 0.5) - quantileOf(days(50), 0.5)
  expect(step).toBeGreaterThan(0)
  expect(step).toBeLessThan(0.1)
  expect(quantileOf(days(10), 0.5)).toBeCloseTo(1, 6)
})
