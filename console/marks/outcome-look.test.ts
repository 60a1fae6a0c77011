import { outcomeWords } from '@holdfast/fleet/timeline-outcome.ts'
import { expect, test } from 'vitest'
import { inLadderOrder, lookOf, lookOfOperation, outcomeLooks } from './outcome-look.ts'

test('every outcome that fleet knows has a look', () => {
  expect(Object.keys(outcomeLooks).sort()).toEqual(Object.keys(outcomeWords).sort())
})

test('only serving has a tick, and no two outcomes of one tone share a shape and a word', () => {
  const ticked = Object.entries(outcomeLooks).filter(([, look]) => look.shape === 'tick')
  expect(ticked.map(([name]) => name)).toEqual(['serving'])
  const said = Object.values(outcomeLooks).map(({ shape, word }) => `${shape} ${word}`)
  expect(new Set(said).size).toBe(said.length)
})

test('applied is an end only where a proven change was the goal', () => {
  const ended = { outcome: 'applied', endedAt: 1 }
  expect(lookOfOperation({ ...ended, plan: { goal: 'applied' } }).tone).toBe('good')
  expect(lookOfOperation({ ...ended, plan: { goal: 'serving' } }).tone).toBe('going')
  expect(lookOfOperation({ outcome: 'applied', plan: { goal: 'applied' } }).tone).toBe('going')
})

test('an outcome of a newer server is shown by its name', () => {
  expect(lookOf('paused')).toEqual({ shape: 'question', tone: 'quiet', word: 'paused' })
})

test('counts stand in the order of the ladder, without zeros', () => {
  expect(inLadderOrder({ unknown: 2, serving: 5, queued: 0, sent: 1, paused: 3 })).toEqual([
    ['sent', 1],
    ['serving', 5],
    ['unknown', 2],
    ['paused', 3],
  ])
})
