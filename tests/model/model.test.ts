import { expect, test } from 'vitest'
import { explore } from './explore.ts'
import { scenarios, unseen } from './scenarios.ts'

const depth = 4

test.each(scenarios)('$name: no situation without a way back, none is told falsely', (one) => {
  const found = explore(one.situation, { depth })
  expect(found.violation).toBeUndefined()
  expect(found.states).toBeGreaterThan(200)
})

test('the checker finds what strands a device when it is there, with the shortest way to it', () => {
  const { violation } = explore(unseen.situation, { depth })
  expect(violation?.what).toBe('S4: no way back')
  expect(violation?.path).toEqual([
    'asked: enable',
    expect.stringContaining('enable carried out, result lost'),
  ])
})
