import { expect, test } from 'vitest'
import { FruitlessLooks } from './fruitless-looks.ts'

const minute = 60_000
const first = { campaignId: 'C-1', wave: 1 }
const second = { campaignId: 'C-1', wave: 2 }

test('a look in vain is repeated for other evidence, or after a while', () => {
  const looks = new FruitlessLooks()
  looks.begin(second, 'none succeeded')
  expect(looks.isInVain(second, 'none succeeded', 0)).toBe(false)
  looks.end(second, 'none succeeded', 0)
  expect(looks.isInVain(second, 'none succeeded', 9 * minute)).toBe(true)
  expect(looks.isInVain(second, 'one succeeded', 9 * minute)).toBe(false)
  expect(looks.isInVain(first, 'none succeeded', 9 * minute)).toBe(false)
  expect(looks.isInVain(second, 'none succeeded', 10 * minute)).toBe(false)
  expect(looks.isInVain(second, 'none succeeded', -1)).toBe(false)
})

test('a look that found something, or another evidence on its way, was not in vain', () => {
  const looks = new FruitlessLooks()
  looks.begin(second, 'a')
  looks.spoil(second)
  looks.end(second, 'a', 0)
  expect(looks.isInVain(second, 'a', 1)).toBe(false)
  looks.begin(second, 'a')
  looks.end(second, 'b', 2)
  expect(looks.isInVain(second, 'a', 3)).toBe(false)
  expect(looks.isInVain(second, 'b', 3)).toBe(false)
})

test('nothing is kept of a campaign that is over', () => {
  const looks = new FruitlessLooks()
  for (const at of [first, second]) {
    looks.begin(at, 'a')
    looks.end(at, 'a', 0)
  }
  looks.begin({ campaignId: 'C-2', wave: 0 }, 'a')
  looks.forget('C-1')
  expect(looks.isInVain(first, 'a', 1)).toBe(false)
  expect(looks.size).toBe(1)
})
