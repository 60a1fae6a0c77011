import { expect, test } from 'vitest'
import { FruitlessLooks } from './fruitless-looks.ts'

const minute = 60_000

test('a look in vain is repeated for other evidence, or after a while', () => {
  const looks = new FruitlessLooks()
  looks.begin('C-1.2', 'none succeeded')
  expect(looks.isInVain('C-1.2', 'none succeeded', 0)).toBe(false)
  looks.end('C-1.2', 'none succeeded', 0)
  expect(looks.isInVain('C-1.2', 'none succeeded', 9 * minute)).toBe(true)
  expect(looks.isInVain('C-1.2', 'one succeeded', 9 * minute)).toBe(false)
  expect(looks.isInVain('C-1.1', 'none succeeded', 9 * minute)).toBe(false)
  expect(looks.isInVain('C-1.2', 'none succeeded', 10 * minute)).toBe(false)
  expect(looks.isInVain('C-1.2', 'none succeeded', -1)).toBe(false)
})

test('a look that found something, or another evidence on its way, was not in vain', () => {
  const looks = new FruitlessLooks()
  looks.begin('C-1.2', 'a')
  looks.spoil('C-1.2')
  looks.end('C-1.2', 'a', 0)
  expect(looks.isInVain('C-1.2', 'a', 1)).toBe(false)
  looks.begin('C-1.2', 'a')
  looks.end('C-1.2', 'b', 2)
  expect(looks.isInVain('C-1.2', 'a', 3)).toBe(false)
  expect(looks.isInVain('C-1.2', 'b', 3)).toBe(false)
})
