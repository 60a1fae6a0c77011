import { expect, it } from 'vitest'
import type { CardFact } from '../event.ts'
import type { Operation, OutcomeName } from '../operation.ts'
import { SloCount } from './slo-count.ts'

const created = (operationId: string, goal = 'serving'): CardFact => ({
  kind: 'operation-created',
  // Of an operation only these two are counted by.
  operation: { operationId, plan: { goal } } as Operation,
})

const ended = (operationId: string, to: OutcomeName): CardFact => ({
  ...{ kind: 'outcome-changed', operationId, from: 'sent', to, ended: true },
})

it('counts each figure as its words say, late truth in place of the first end', () => {
  const count = new SloCount()
  const add = (fact: CardFact, seconds: number) => count.add({ fact, at: seconds * 1000 })
  expect(count.figures().timeToService).toEqual({ count: 0 })
  for (const id of ['a', 'b', 'c', 'd']) add(created(id), 0)
  add(created('e', 'card-changed'), 0)
  add(ended('a', 'serving'), 100)
  add(ended('b', 'failed'), 100)
  add(ended('c', 'cancelled'), 100)
  add(ended('e', 'serving'), 100)
  expect(count.figures().swapSuccess).toEqual({ numerator: 1, denominator: 2 })
  add(ended('b', 'serving'), 300)
  add(ended('b', 'failed'), 400)
  expect(count.figures()).toMatchObject({
    swapSuccess: { numerator: 2, denominator: 2 },
    timeToService: { count: 2, medianSeconds: 100, p95Seconds: 300 },
    strandedShare: { numerator: 0, denominator: 0 },
  })
})
