import { expect, test } from 'vitest'
import { chanceOf } from '../world/chance.ts'
import { nextWakeAt } from './wake-times.ts'

const hour = 3600_000
const chance = chanceOf(1, 'wake')
const noon = Date.UTC(2030, 0, 15, 12)
const facts = { now: noon, pollEveryMs: hour, sleepsAtNight: false, failures: 0 }

test('a device wakes after its interval, a tenth sooner or later', () => {
  for (let i = 0; i < 100; i++) {
    const wait = nextWakeAt({ ...facts, now: noon + i * 1000 }, chance) - (noon + i * 1000)
    expect(wait).toBeGreaterThanOrEqual(0.9 * hour)
    expect(wait).toBeLessThanOrEqual(1.1 * hour)
  }
})

test('after a failed contact it tries again soon, ever more seldom, never more seldom than usual', () => {
  const waits = [1, 2, 3, 4, 20].map(
    (failures) => nextWakeAt({ ...facts, failures }, chance) - noon,
  )
  expect(waits).toEqual(waits.toSorted((a, b) => a - b))
  expect(waits[0]).toBeLessThan(3 * 60_000)
  expect(waits[4]).toBe(nextWakeAt(facts, chance) - noon)
})

test('a device that sleeps at night wakes after six in the morning', () => {
  const late = Date.UTC(2030, 0, 15, 21, 30)
  const wake = new Date(nextWakeAt({ ...facts, now: late, sleepsAtNight: true }, chance))
  expect(wake.toISOString()).toMatch(/^2030-01-16T06:0/)
  const early = Date.UTC(2030, 0, 16, 1)
  const again = new Date(nextWakeAt({ ...facts, now: early, sleepsAtNight: true }, chance))
  expect(again.toISOString()).toMatch(/^2030-01-16T06:0/)
})
