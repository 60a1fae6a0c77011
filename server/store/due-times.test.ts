import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DueTimes } from './due-times.ts'

test('what is due is what a list of all would say, after any changes', () => {
  const step = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    at: fc.option(fc.nat(20), { nil: undefined }),
    now: fc.nat(25),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const times = new DueTimes()
      const list = new Map<string, number>()
      for (const { key, at, now } of steps) {
        times.set(key, at)
        if (at === undefined) list.delete(key)
        else list.set(key, at)
        const due = [...list].filter(([, dueAt]) => dueAt <= now)
        due.sort(([a, dueA], [b, dueB]) => dueA - dueB || (a < b ? -1 : 1))
        expect(times.due(now)).toEqual(due.map(([name]) => name))
      }
    }),
  )
})

test('a key that moves ten thousand times is due once', () => {
  const times = new DueTimes()
  for (let at = 1; at <= 10_000; at++) times.set('a', at)
  expect(times.due(9_999)).toEqual([])
  expect(times.due(10_000)).toEqual(['a'])
})

test('another takes over what is due', () => {
  const times = new DueTimes()
  times.set('a', 2)
  times.set('b', 1)
  const copy = new DueTimes()
  copy.takeFrom(times)
  times.set('a', undefined)
  expect(copy.due(5)).toEqual(['b', 'a'])
  expect(times.due(5)).toEqual(['b'])
})
