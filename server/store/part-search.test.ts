import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PartSearch } from './part-search.ts'

test('every text that has the part is among the candidates, also after texts changed', () => {
  const digits = fc.string({ unit: fc.constantFrom('0', '1'), maxLength: 24 })
  const text = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), text: digits })
  fc.assert(
    fc.property(fc.array(text, { maxLength: 30 }), digits, (changes, part) => {
      const index = new PartSearch()
      const texts = new Map<string, string>()
      for (const change of changes) {
        index.put(change.key, change.text)
        texts.set(change.key, change.text)
      }
      const found = index.candidates(part)
      const having = [...texts].filter(([, one]) => one.includes(part)).map(([key]) => key)
      expect(found === undefined).toBe(part.length < 8)
      if (found) for (const key of having) expect(found.has(key)).toBe(true)
    }),
  )
})

test('a part that only one text has leads to that one alone', () => {
  const index = new PartSearch()
  for (let n = 100; n < 200; n++) index.put(`card ${n}`, `8999901200000000${n}\nSN-${n}`)
  expect([...(index.candidates('8999901200000000123') ?? [])]).toEqual(['card 123'])
  index.put('card 123', 'SN-123')
  expect([...(index.candidates('8999901200000000123') ?? [])]).toEqual([])
})
