import { expect, test } from 'vitest'
import { chanceOf } from './chance.ts'

test('the same seed and purpose give the same numbers', () => {
  const [a, b] = [chanceOf(7, 'device', 3, 'power'), chanceOf(7, 'device', 3, 'power')]
  const numbers = Array.from({ length: 50 }, () => a.fraction())
  expect(Array.from({ length: 50 }, () => b.fraction())).toEqual(numbers)
})

test('another seed, device or purpose gives other numbers', () => {
  const first = chanceOf(7, 'device', 3, 'power').fraction()
  expect(chanceOf(8, 'device', 3, 'power').fraction()).not.toBe(first)
  expect(chanceOf(7, 'device', 4, 'power').fraction()).not.toBe(first)
  expect(chanceOf(7, 'device', 3, 'link').fraction()).not.toBe(first)
})

test('a roll depends on its key only, not on what was drawn before', () => {
  const [fresh, used] = [chanceOf(1, 'link'), chanceOf(1, 'link')]
  for (let i = 0; i < 10; i++) used.fraction()
  expect(used.roll(1_700_000_000_123)).toBe(fresh.roll(1_700_000_000_123))
  expect(fresh.roll(1_700_000_000_124)).not.toBe(fresh.roll(1_700_000_000_123))
})

test('fractions and rolls fill [0, 1) evenly', () => {
  const chance = chanceOf(2, 'even')
  const tenths = Array.from({ length: 10 }, () => 0)
  for (let i = 0; i < 20_000; i++) tenths[Math.floor(chance.fraction() * 10)]!++
  for (let i = 0; i < 20_000; i++) tenths[Math.floor(chance.roll(1.7e12 + i * 1000) * 10)]!++
  for (const count of tenths) expect(Math.abs(count - 4000)).toBeLessThan(250)
})

test('a whole number reaches both ends and no further', () => {
  const chance = chanceOf(3, 'whole')
  const seen = new Set(Array.from({ length: 500 }, () => chance.whole(4, 7)))
  expect([...seen].toSorted()).toEqual([4, 5, 6, 7])
})

test('weights decide how often a name comes', () => {
  const chance = chanceOf(4, 'weights')
  const names = Array.from({ length: 4000 }, () =>
    chance.weighted({ often: 3, seldom: 1, never: 0 }),
  )
  expect(names.filter((name) => name === 'never')).toHaveLength(0)
  const often = names.filter((name) => name === 'often').length
  expect(Math.abs(often - 3000)).toBeLessThan(150)
})
