import { describe, expect, it } from 'vitest'
import { CircuitBreaker, callLimits } from './circuit-breaker.ts'

const limits = {
  ...callLimits,
  ...{ failures: 3, lastOutcomes: 3, openMs: 1_000, openMaxMs: 8_000 },
}
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

  it('counts failures in a row only: a success in between begins anew', () => {
    const breaker = failing(2)
    breaker.succeeded(host)
    breaker.failed(host, 0)
    expect(breaker.waitMs(host, 0)).toBe(0)
  })

  it('lets one call through after the wait, and all once it succeeded', () => {
    const breaker = failing(3)
    expect(breaker.waitMs(host, 1_000)).toBe(0)
    expect(breaker.waitMs(host, 1_000)).toBeGreaterThan(0)
    breaker.succeeded(host)
    expect(breaker.waitMs(host, 1_000)).toBe(0)
    expect(breaker.open(1_000)).toEqual([])
  })

  it('waits twice as long after each try that failed, up to a limit', () => {
    const breaker = failing(3)
    const waits: number[] = []
    let now = 0
    for (let tries = 0; tries < 6; tries++) {
      const wait = breaker.waitMs(host, now)
      waits.push(wait)
      expect(breaker.open(now)).toEqual([host])
      now += wait
      expect(breaker.waitMs(host, now)).toBe(0)
      breaker.failed(host, now)
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 8_000])
  })

  it('does not wait longer because calls that were out already fail too', () => {
    expect(failing(8).waitMs(host, 0)).toBe(1_000)
  })

  it('does not wait longer because the clock was set back', () => {
    const breaker = new CircuitBreaker(limits)
    for (let i = 0; i < 3; i++) breaker.failed(host, 1_000_000)
    expect(breaker.waitMs(host, 5)).toBe(0)
  })
})
