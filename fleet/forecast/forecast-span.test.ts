import { expect, test } from 'vitest'
import { spanOf } from './forecast-span.ts'

/** So many draws of each time, in hours. */
const drawn = (counts: Readonly<Record<number, number>>): readonly number[] =>
  Object.entries(counts).flatMap(([hours, count]) =>
    Array.from({ length: count }, () => Number(hours) * 1_000),
  )
const middle = (counts: Readonly<Record<number, number>>): number =>
  (spanOf(drawn(counts), 0)?.p50 ?? Number.NaN) / 1_000

test('of evenly spread values the bounds and the middle are where they are looked for', () => {
  const even = Array.from({ length: 101 }, (_, at) => at)
  // A tenth of a later time is longer, so a little later more draws are near than at the middle, 50.
  expect(spanOf(even, 0)).toEqual({ p10: 10, p50: 51, p90: 90 })
})

test('of evenly spread draws the span is where it is looked for, counted from the start', () => {
  const even = Array.from({ length: 101 }, (_, at) => 5_000 + 10 * at)
  const span = spanOf(even, 4_000)
  expect(span?.p10).toBeCloseTo(5_100, -1)
  expect(span?.p50).toBeCloseTo(5_500, -1)
  expect(span?.p90).toBeCloseTo(5_900, -1)
})

test('where runs end on one of two days far apart, one of the days is told and no time between', () => {
  expect(middle({ 100: 45, 160: 55 })).toBe(160)
  expect(middle({ 100: 55, 160: 45 })).toBe(100)
  expect(middle({ 100: 50, 160: 51 })).toBe(160)
})

test('between two days a tenth apart it tells a time between', () => {
  expect(middle({ 100: 50, 110: 51 })).toBeGreaterThan(103)
  expect(middle({ 100: 50, 110: 51 })).toBeLessThan(108)
})

test('between two days that are near each other it tells what is near to both', () => {
  for (const late of [45, 50, 55]) {
    const told = middle({ 80: 100 - late, 91.5: late })
    expect(Math.abs(told / 80 - 1)).toBeLessThan(0.1)
    expect(Math.abs(told / 91.5 - 1)).toBeLessThan(0.1)
  }
})

test('of three days it tells what is near to the two likelier ones', () => {
  const told = middle({ 80: 55, 91.5: 15, 104: 30 })
  expect(told).toBeGreaterThan(91.5 * 0.9)
  expect(told).toBeLessThan(80 * 1.1)
})

test('the middle stays between the bounds', () => {
  const span = spanOf(drawn({ 10: 85, 11: 5, 14: 10 }), 0)
  expect(span?.p50).toBeGreaterThanOrEqual(span?.p10 ?? Number.NaN)
  expect(span?.p50).toBeLessThanOrEqual(span?.p90 ?? Number.NaN)
})

test('what a campaign under way has behind it is told as it was', () => {
  expect(spanOf([3, 3, 3], 10)).toEqual({ p10: 3, p50: 3, p90: 3 })
  const drawnMs = [-90, -80, -80, -70, 20, 30].map((hours) => hours * 1_000)
  const mixed = spanOf(drawnMs, 0)
  expect(mixed?.p50).toBeGreaterThanOrEqual(-90_000)
  expect(mixed?.p50).toBeLessThanOrEqual(-70_000)
})

test('of one value all are this value, also when it is now; of none there is no span', () => {
  expect(spanOf([7], 0)).toEqual({ p10: 7, p50: 7, p90: 7 })
  expect(spanOf([7, 7], 7)).toEqual({ p10: 7, p50: 7, p90: 7 })
  expect(spanOf([], 0)).toBeUndefined()
})
