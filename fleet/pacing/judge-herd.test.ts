import { expect, test } from 'vitest'
import { type HerdAsk, judgeHerd } from './judge-herd.ts'

const fresh: HerdAsk = { timesSentAway: 0, isUnderWay: false, chance: 0.999 }
const load = { fullness: 0.7, servedPerSecond: 500, sentAway: 0 }

test('a calm server answers everybody, a full one nobody', () => {
  expect(judgeHerd({ ...load, fullness: 0.4 }, fresh)).toEqual({ kind: 'serve' })
  const waited = { ...fresh, timesSentAway: 3, isUnderWay: true }
  expect(judgeHerd({ ...load, fullness: 1 }, waited).kind).toBe('come-back')
})

test('in a herd those go first who were sent away before, and what is under way', () => {
  expect(judgeHerd(load, fresh).kind).toBe('come-back')
  expect(judgeHerd(load, { ...fresh, timesSentAway: 1 })).toEqual({ kind: 'serve' })
  expect(judgeHerd(load, { ...fresh, isUnderWay: true })).toEqual({ kind: 'serve' })
})

test('the times told are spread over what all that wait need, within an hour', () => {
  const seconds = (sentAway: number, ask = fresh): number => {
    const verdict = judgeHerd({ ...load, fullness: 1, sentAway }, ask)
    return verdict.kind === 'come-back' ? verdict.afterSeconds : 0
  }
  expect(seconds(0)).toBeLessThanOrEqual(65)
  expect(seconds(500_000)).toBeGreaterThan(1_000)
  expect(seconds(100_000_000)).toBeLessThanOrEqual(3_600)
  expect(seconds(500_000, { ...fresh, timesSentAway: 2 })).toBeLessThan(seconds(500_000) / 2)
  expect(seconds(500_000, { ...fresh, chance: 0 })).toBe(5)
})
