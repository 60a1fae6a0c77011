import { expect, test } from 'vitest'
import { formatAddress, formatQuery, parseQuery, withChanges } from './address.ts'

test('a filter of digits stays text through the address', () => {
  expect(parseQuery(formatQuery({ q: '12' }))).toEqual({ q: '12' })
})

test('quotes, colons and spaces of a filter come back as they were', () => {
  const q = 'model:"X 1" site:Köln,"a,b" & more'
  expect(parseQuery(formatQuery({ q }))).toEqual({ q })
})

test('a change to nothing takes the key out of the address', () => {
  const query = withChanges({ q: 'meter', tab: 'raw' }, { tab: undefined })
  expect(formatAddress('/fleet', query)).toBe('/fleet?q=meter')
  expect(formatAddress('/fleet', withChanges(query, { q: '' }))).toBe('/fleet')
})
