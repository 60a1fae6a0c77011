import { expect, test } from 'vitest'
import { explore } from './explore.ts'
import { movesFrom } from './moves.ts'
import { nameOf } from './name-situation.ts'
import { scenarios, unseen } from './scenarios.ts'
import type { Situation } from './situation.ts'

const depth = 4

test.each(scenarios)('$name: no situation without a way back, none is told falsely', (one) => {
  const found = explore(one.situation, { depth })
  expect(found.violation).toBeUndefined()
  expect(found.moves).toBeGreaterThan(200)
})

test('the checker finds what strands a device when it is there, with the shortest way to it', () => {
  const { violation } = explore(unseen.situation, { depth })
  expect(violation?.what).toBe('S4: no way back')
  expect(violation?.path).toEqual([
    'asked: enable',
    expect.stringContaining('enable carried out, result lost'),
  ])
})

test.each(scenarios)('$name: situations of one name have the same futures', ({ situation }) => {
  const futures = new Map<string, string>()
  let compared = 0
  const onSameName = (name: string, same: Situation) => {
    const future = futureOf(same)
    const known = futures.get(name)
    if (known === undefined) futures.set(name, future)
    else compared++
    expect(known ?? future).toBe(future)
  }
  explore(situation, { depth, onSameName })
  expect(compared).toBeGreaterThan(10)
})

const futureOf = (situation: Situation): string =>
  movesFrom(situation)
    .map(({ name, next }) => `${name} ${nameOf(next)}`)
    .toSorted()
    .join('\n')
