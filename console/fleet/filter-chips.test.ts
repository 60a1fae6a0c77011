import { expect, test } from 'vitest'
import { asksFor, toggled } from './filter-chips.ts'

const now = Date.UTC(2027, 0, 1)

test('a chip adds its value to the filter and takes it out again', () => {
  const one = toggled('meter', { key: 'country', value: 'DE' }, now)
  expect(one).toBe('country:DE meter')
  const two = toggled(one, { key: 'country', value: 'FR' }, now)
  expect(two).toBe('country:DE,FR meter')
  expect(asksFor(two, 'country', 'FR', now)).toBe(true)
  expect(
    toggled(
      toggled(two, { key: 'country', value: 'DE' }, now),
      { key: 'country', value: 'FR' },
      now,
    ),
  ).toBe('meter')
})

test('a value with a space is quoted, and other terms stay', () => {
  expect(toggled('open:yes silent:>2d', { key: 'model', value: 'X 1' }, now)).toBe(
    'model:"X 1" open:yes silent:>2d',
  )
})

test('a text that cannot be read is left as it is', () => {
  expect(toggled('nokey:1', { key: 'country', value: 'DE' }, now)).toBe('nokey:1')
  expect(asksFor('nokey:1', 'country', 'DE', now)).toBe(false)
})
