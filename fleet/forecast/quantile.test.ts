import { expect, test } from 'vitest'
import { quantileOf, spanOf } from './quantile.ts'

const even = Array.from({ length: 101 }, (_, at) => at)

test('of evenly spread values the quantiles are where they are looked for', () => {
  expect(quantileOf(even, 0.5)).toBeCloseTo(50, 6)
  expect(quantileOf(even, 0.1)).toBeCloseTo(10, 0)
  expect(quantileOf(even, 0.9)).toBeCloseTo(90, 0)
  expect(spanOf(even, 0)).toEqual({ p10: 10, p50: 50, p90: 90 })
})

test('one draw more on one of two days moves the middle a little, not by the day', () => {
  const days = (late: number) => Array.from({ length: 101 }, (_, at) => (at < 101 - late ? 1 : 2))
  const step = quantileOf(days(51), 0.5) - quantileOf(days(50), 0.5)
  expect(step).toBeGreaterThan(0)
  expect(step).toBeLessThan(0.1)
  expect(quantileOf(days(10), 0.5)).toBeCloseTo(1, 6)
})

test('where runs end on one of two days far apart, one of the days is told and no time between', () => {
  const near = [...Array.from({ length: 50 }, () => 100), ...Array.from({ length: 51 }, () => 110)]
  const far = near.map((hours) => (hours === 110 ? 160 : hours))
  const [told, between] = [spanOf(far, 0)?.p50, spanOf(near, 0)?.p50 ?? 0]
  expect(told).toBe(160)
  expect(between).toBeGreaterThan(103)
  expect(between).toBeLessThan(108)
})

test('of one value all quantiles are this value, of none there are none', () => {
  expect(spanOf([7], 0)).toEqual({ p10: 7, p50: 7, p90: 7 })
  expect(spanOf([], 0)).toBeUndefined()
})
