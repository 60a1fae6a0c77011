import { expect, test } from 'vitest'
import { forecast, type Sample, withSample } from './batch-progress.ts'

const hour = 3_600_000

test('a steady rate gives the end time', () => {
  const samples = [
    { at: 0, ended: 0 },
    { at: hour, ended: 100 },
  ]
  expect(forecast(samples, 50)).toEqual({ perHour: 100, endsAt: 1.5 * hour })
})

test('nothing is foretold from too little, or when all has ended', () => {
  expect(forecast([{ at: 0, ended: 2 }], 50)).toBeUndefined()
  expect(
    forecast(
      [
        { at: 0, ended: 0 },
        { at: hour, ended: 2 },
      ],
      50,
    ),
  ).toBeUndefined()
  expect(
    forecast(
      [
        { at: 0, ended: 0 },
        { at: hour, ended: 9 },
      ],
      0,
    ),
  ).toBeUndefined()
})

test('a sample of a clock that stood still is left out, and old ones go', () => {
  let samples: readonly Sample[] = []
  for (let at = 0; at < 100; at += 1) samples = withSample(samples, { at, ended: at })
  expect(samples.length).toBe(60)
  expect(withSample(samples, { at: 99, ended: 200 })).toBe(samples)
})
