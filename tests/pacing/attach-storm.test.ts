import { expect, test } from 'vitest'
import { runStorm, type StormWish } from './attach-storm.ts'

const wish: StormWish = {
  seed: 61,
  devices: 12_000,
  operators: 3,
  areasPerOperator: 10,
  ceilingPerSecond: 20,
  areaCeilingPerSecond: 5,
  hours: 48,
  guard: 'on',
}

test('devices that fail at once are offered to the network under its ceiling at every second', () => {
  const { secondsOverCeiling, peakPerSecond, byCause, congested } = runStorm(wish)
  expect(secondsOverCeiling).toBe(0)
  expect(peakPerSecond).toBeGreaterThan(10)
  expect(congested).toBe(0)
  for (const { recoverable, attempts, attemptsMax } of byCause) {
    expect(attemptsMax).toBeLessThanOrEqual(14)
    if (recoverable === 0) expect(attempts).toBe(0)
  }
  const back = byCause.reduce((sum, row) => sum + row.recovered, 0)
  const recoverable = byCause.reduce((sum, row) => sum + row.recoverable, 0)
  expect(back / recoverable).toBeGreaterThan(0.95)
})

test('without a guard the same devices go over it and hammer what rejects them for good', () => {
  const { secondsOverCeiling, byCause } = runStorm({ ...wish, guard: 'off', hours: 2 })
  expect(secondsOverCeiling).toBeGreaterThan(100)
  for (const { recoverable, attemptsMax } of byCause) {
    if (recoverable === 0) expect(attemptsMax).toBeGreaterThan(50)
  }
})
