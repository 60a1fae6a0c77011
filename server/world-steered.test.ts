import { describe, expect, it } from 'vitest'
import { steeredClock } from './world-steered.ts'

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
