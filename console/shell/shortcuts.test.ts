import { expect, test } from 'vitest'
import { readShortcuts } from './shortcuts.ts'

test('g and then f opens the fleet; a slow f alone does nothing', () => {
  const read = readShortcuts()
  expect(read('g', 0)).toBeUndefined()
  expect(read('f', 400)).toEqual({ kind: 'open', href: '/fleet' })
  expect(read('g', 1000)).toBeUndefined()
  expect(read('f', 9000)).toBeUndefined()
})

test('a single key acts at once, and a wrong second key ends the sequence', () => {
  const read = readShortcuts()
  expect(read('/', 0)).toEqual({ kind: 'search' })
  read('g', 10)
  expect(read('x', 20)).toBeUndefined()
  expect(read('o', 30)).toBeUndefined()
  expect(read('?', 40)).toEqual({ kind: 'help' })
})
