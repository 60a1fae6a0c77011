import { expect, it } from 'vitest'
import { machineElapsed } from './elapsed.ts'

it('counts a sleep of the machine, and no difference in the counting', () => {
  const machine = { running: 1_000, withSleep: 500_000 }
  const { elapsed, noteSleep } = machineElapsed(
    () => machine.running,
    () => machine.withSleep,
  )
  machine.running += 4_000
  machine.withSleep += 5_900
  noteSleep()
  expect(elapsed()).toBe(5_000)
  machine.withSleep += 3_600_000
  noteSleep()
  expect(elapsed()).toBe(5_000 + 3_601_900)
  noteSleep()
  expect(elapsed()).toBe(5_000 + 3_601_900)
})

it('takes the machine’s own counts', () => {
  const { elapsed, noteSleep } = machineElapsed()
  const before = elapsed()
  noteSleep()
  expect(elapsed()).toBeGreaterThanOrEqual(before)
})
