import { describe, expect, test } from 'vitest'
import { fisherTail, intervalOf, lowerBound, upperBound } from './binomial.ts'

/** Share at which at least `hits` of `n` has the probability `p`: the bound by its definition. */
function boundByDefinition(hits: number, n: number, p: number): number {
  const tail = (share: number): number => {
    let sum = 0
    for (let k = hits; k <= n; k++) {
      let choose = 1
      for (let i = 0; i < k; i++) choose = (choose * (n - i)) / (i + 1)
      sum += choose * share ** k * (1 - share) ** (n - k)
    }
    return sum
  }
  let low = 0
  let high = 1
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (tail(middle) < p) low = middle
    else high = middle
  }
  return low
}

describe('exact bounds of a share', () => {
  test.each([
    [1, 2],
    [3, 3],
    [18, 20],
    [1, 20],
    [57, 60],
    [99, 100],
    [5, 300],
  ])('%i of %i is what the binomial distribution says', (hits, n) => {
    expect(lowerBound(hits, n, 0.95)).toBeCloseTo(boundByDefinition(hits, n, 0.05), 9)
  })

  test('59 of 59 prove 95 % with 95 % confidence, 58 of 58 do not', () => {
    expect(lowerBound(59, 59, 0.95)).toBeGreaterThanOrEqual(0.95)
    expect(lowerBound(58, 58, 0.95)).toBeLessThan(0.95)
  })

  test('nothing is known from nothing', () => {
    expect([lowerBound(0, 0, 0.95), upperBound(0, 0, 0.95)]).toEqual([0, 1])
    expect(intervalOf(0, 0)).toMatchObject({ n: 0, low: 0, high: 1 })
  })

  test('the interval holds the share, and narrows with the sample', () => {
    const few = intervalOf(9, 10)
    const many = intervalOf(9_000, 10_000)
    expect(few.low).toBeLessThan(0.9)
    expect(few.high).toBeGreaterThan(0.9)
    expect(many.high - many.low).toBeLessThan((few.high - few.low) / 20)
    expect(intervalOf(900_000, 1_000_000).low).toBeCloseTo(0.8994, 3)
  })

  test('a sample that cannot be is refused', () => {
    expect(() => lowerBound(3, 2, 0.95)).toThrow()
    expect(() => lowerBound(1, 2, 1)).toThrow()
  })
})

test('two failures that both fall into a group of two of twenty are no accident', () => {
  expect(fisherTail({ n: 2, hits: 2 }, { n: 18, hits: 0 })).toBeCloseTo(1 / 190, 9)
  expect(fisherTail({ n: 10, hits: 1 }, { n: 10, hits: 1 })).toBeGreaterThan(0.7)
  expect(fisherTail({ n: 2, hits: 2 }, { n: 0, hits: 0 })).toBe(1)
})
