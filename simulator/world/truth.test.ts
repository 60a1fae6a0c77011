import { expect, test } from 'vitest'
import { DeviceTruth } from './truth.ts'

const start = 1_000

function truthOf(...changes: readonly (readonly [number, string | undefined])[]): DeviceTruth {
  const truth = new DeviceTruth('89049032123451234512345678901235')
  for (const [at, serving] of changes) truth.change(at, { serving })
  return truth
}

const servedDuring = (truth: DeviceTruth, from: number, until: number): readonly unknown[] =>
  truth.during(from, until).map(({ serving }) => serving)

test('a moment that came and went at one instant of the window counts', () => {
  const truth = truthOf([0, undefined], [start, 'new'], [start, undefined])
  expect(servedDuring(truth, start, start + 30)).toContain('new')
})

test('what ended as the window began does not count', () => {
  const truth = truthOf([0, 'old'], [start, undefined])
  expect(servedDuring(truth, start, start + 30)).toEqual([undefined])
})

test('what begins as the window ends does not count', () => {
  const truth = truthOf([0, undefined], [start + 30, 'new'])
  expect(servedDuring(truth, start, start + 30)).toEqual([undefined])
})

test('service that let a request through at the very instant it ended counts', () => {
  const truth = truthOf([0, 'new'], [start, 'new'], [start, undefined])
  expect(servedDuring(truth, start, start + 30)).toEqual(['new', undefined])
})
