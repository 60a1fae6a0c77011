import { describe, expect, it } from 'vitest'
import { CircuitBreaker } from './circuit-breaker.ts'

const limits = { failuresMax: 3, openMs: 1_000, openMsMax: 8_000 }
const host = 'smdp.example.com'

function failing(times: number): CircuitBreaker {
  const breaker = new CircuitBreaker(limits)
  for (let i = 0; i < times; i++) breaker.failed(host, 0)
  return breaker
}

describe('the circuit breaker', () => {
  it('lets calls through until a host failed so many times in a row', () => {
    expect(failing(2).waitMs(host, 0)).toBe(0)
    expect(failing(3).waitMs(host, 0)).toBe(1_000)
    expect(failing(3).waitMs('other.example.com', 0)).toBe(0)
  })

  it('lets one call through after the wait, and all once it succeeded', () => {
    const breaker = failing(3)
    expect(breaker.waitMs(host, 1_000)).toBe(0)
    expect(breaker.waitMs(host, 1_000)).toBeGreaterThan(0)
    breaker.succeeded(host)
    expect(breaker.waitMs(host, 1_000)).toBe(0)
    expect(breaker.open(1_000)).toEqual([])
  })

  it('waits twice as long after each further failure, up to a limit', () => {
    const waits = [3, 4, 5, 6, 7, 8].map((times) => failing(times).waitMs(host, 0))
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 8_000])
    expect(failing(3).open(0)).toEqual([host])
  })

  it('does not wait longer because the clock was set back', () => {
    const breaker = new CircuitBreaker(limits)
    for (let i = 0; i < 3; i++) breaker.failed(host, 1_000_000)
    expect(breaker.waitMs(host, 5)).toBe(0)
  })
})
