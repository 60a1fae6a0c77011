import { describe, expect, it } from 'vitest'
import { steeredClock } from './world-steered.ts'
import { systemClock } from './world-system.ts'

const silent = () => {}

describe('the steered clock', () => {
  it('stands still until it is moved', () => {
    const clock = steeredClock(1000, silent)
    expect(clock.now()).toBe(1000)
  })

  it('runs what fell due, in order of time, once each however far it is moved', async () => {
    const clock = steeredClock(0, silent)
    const ran: string[] = []
    clock.every(100, async () => void ran.push(`slow ${clock.now()}`))
    clock.every(30, async () => void ran.push(`quick ${clock.now()}`))
    await clock.moveTo(20)
    expect(ran).toEqual([])
    await clock.moveTo(1000)
    expect(ran).toEqual(['quick 1000', 'slow 1000'])
    await clock.moveTo(1030)
    expect(ran).toEqual(['quick 1000', 'slow 1000', 'quick 1030'])
  })

  it('never goes back', async () => {
    const clock = steeredClock(500, silent)
    await clock.moveTo(100)
    expect(clock.now()).toBe(500)
  })

  it('goes on after a tick that fails, and no longer runs one that was stopped', async () => {
    const logged: string[] = []
    const clock = steeredClock(0, (_level, text) => logged.push(text))
    let count = 0
    const stop = clock.every(10, async () => {
      count++
      throw new Error('broken')
    })
    await clock.moveTo(10)
    await clock.moveTo(20)
    expect([count, logged.length]).toEqual([2, 2])
    stop()
    await clock.moveTo(30)
    expect(count).toBe(2)
  })
})

describe('the system clock', () => {
  const clockOf = (readings: number[], notBefore?: number) => {
    const logged: string[] = []
    const read = () => readings.shift() ?? 0
    const clock = systemClock((_level, text) => logged.push(text), read, notBefore)
    return { clock, logged }
  }

  it('goes on from where it was when the machine’s clock goes back, and says so once', () => {
    const { clock, logged } = clockOf([1000, 2_000_000, 1000, 1500, 2_000_600])
    expect([clock.now(), clock.now(), clock.now()]).toEqual([2_000_000, 2_000_000, 2_000_500])
    expect(clock.now()).toBe(2_000_600)
    expect(logged).toHaveLength(1)
  })

  it('begins no earlier than what the log knows to be past', () => {
    const { clock, logged } = clockOf([1000, 1000, 1400, 9_000_000], 5_000_000)
    expect([clock.now(), clock.now(), clock.now()]).toEqual([5_000_000, 5_000_400, 9_000_000])
    expect(logged).toHaveLength(1)
  })
})
