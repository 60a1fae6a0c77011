import { expect, test } from 'vitest'
import { isEnoughDrawn } from './enough-draws.ts'

const hour = 3_600_000
const usual = 5_000_000
const near = Array.from({ length: 60 }, (_, at) => (100 + at / 60) * hour)
const apart = Array.from({ length: 60 }, (_, at) => (at < 30 ? 80 : 98) * hour)

test('a middle that is sure is enough when the usual work is done', () => {
  expect(isEnoughDrawn({ draws: 60, wakings: usual - 1, finishes: near }, 0)).toBe(false)
  expect(isEnoughDrawn({ draws: 60, wakings: usual, finishes: near }, 0)).toBe(true)
})

test('where the middle is on one of two days, more are drawn, up to a bound', () => {
  expect(isEnoughDrawn({ draws: 60, wakings: usual, finishes: apart }, 0)).toBe(false)
  expect(isEnoughDrawn({ draws: 400, wakings: usual, finishes: apart }, 0)).toBe(true)
  expect(isEnoughDrawn({ draws: 60, wakings: 6 * usual, finishes: apart }, 0)).toBe(true)
})

test('never fewer than two dozen; campaigns that never get through are not drawn for ever', () => {
  expect(isEnoughDrawn({ draws: 23, wakings: 9 * usual, finishes: near }, 0)).toBe(false)
  expect(isEnoughDrawn({ draws: 24, wakings: usual, finishes: [] }, 0)).toBe(true)
})
