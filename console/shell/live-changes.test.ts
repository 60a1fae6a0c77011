import { expect, test } from 'vitest'
import { gatherChanges } from './live-changes.ts'

test('many events of a card are one refresh', () => {
  const changes = gatherChanges(3000)
  for (let n = 0; n < 500; n += 1) changes.note('1')
  changes.note('2')
  expect([...(changes.take(0)?.eids ?? [])]).toEqual(['1', '2'])
  expect(changes.take(1)).toBeUndefined()
})

test('lists are refreshed at their own pace, and the last change is never lost', () => {
  const changes = gatherChanges(3000)
  changes.note('1')
  expect(changes.take(0)?.refreshesLists).toBe(true)
  changes.note('1')
  expect(changes.take(1000)?.refreshesLists).toBe(false)
  expect(changes.take(2999)).toBeUndefined()
  expect(changes.take(3000)).toEqual({ eids: new Set(), refreshesLists: true })
})
