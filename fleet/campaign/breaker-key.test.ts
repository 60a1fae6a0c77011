import { describe, expect, test } from 'vitest'
import { admitThrough, type Breaker, newBreaker, usualBreakerLimits } from '../breaker/breaker.ts'
import { fillRate, newRateBucket, rateVerdict, spendRate } from './admission-rate.ts'
import { applyRequestEnd, operatorKey, smdpKey } from './breaker-key.ts'
import { classifyFailure, isRetryable } from './failure-class.ts'

const minute = 60_000
const key = smdpKey('SMDP.example.com')

function fed(
  count: number,
  cause: 'smdp' | 'operator' | 'card' | 'device',
  from = newBreaker(key, 0),
) {
  let breaker: Breaker = from
  for (let i = 0; i < count; i++) breaker = applyRequestEnd(breaker, { at: i * 1000, cause })
  return breaker
}

describe('the breaker of an SM-DP+', () => {
  test('opens after five failures of its own, and lets nothing through for a minute', () => {
    expect(fed(4, 'smdp').state).toBe('closed')
    const open = fed(5, 'smdp')
    expect(open.state).toBe('open')
    expect(admitThrough(open, 10_000).kind).toBe('wait')
    expect(admitThrough(open, 4_000 + minute).kind).toBe('go')
  })

  test('failures of others do not open it', () => {
    for (const cause of ['card', 'device', 'operator'] as const) {
      expect(fed(20, cause).state).toBe('closed')
    }
    expect(fed(5, 'operator', newBreaker(operatorKey('Acme'), 0)).state).toBe('open')
  })

  test('successes between keep it closed', () => {
    let breaker = newBreaker(key, 0)
    for (let i = 0; i < 40; i++) {
      breaker = applyRequestEnd(breaker, { at: i, ...(i % 3 === 0 ? { cause: 'smdp' } : {}) })
    }
    expect(breaker.state).toBe('closed')
  })

  test('half-open it lets a few through; a success closes it, a failure opens it for longer', () => {
    const then = 4_000 + minute
    let breaker = fed(5, 'smdp')
    for (let i = 0; i < usualBreakerLimits.triesAtOnce; i++) {
      const verdict = admitThrough(breaker, then)
      if (verdict.kind === 'go') breaker = verdict.breaker
    }
    expect(breaker).toMatchObject({ state: 'half-open', tries: 3 })
    expect(admitThrough(breaker, then).kind).toBe('wait')
    expect(applyRequestEnd(breaker, { at: then }).state).toBe('closed')
    const again = applyRequestEnd(breaker, { at: then, cause: 'smdp' })
    expect(again).toMatchObject({ state: 'open', until: then + 2 * minute })
  })

  test('tries that never tell do not keep it half-open for ever', () => {
    const then = 4_000 + minute
    const breaker: Breaker = { ...fed(5, 'smdp'), state: 'half-open', since: then, tries: 3 }
    expect(admitThrough(breaker, then + usualBreakerLimits.openMaxMs).kind).toBe('go')
  })
})

describe('a rate', () => {
  test('so many in a minute, then a wait that is told', () => {
    let bucket = newRateBucket(2, 0)
    bucket = spendRate(bucket, 0)
    expect(rateVerdict(bucket, 0)).toEqual({ kind: 'go' })
    bucket = spendRate(bucket, 0)
    expect(rateVerdict(bucket, 0)).toEqual({ kind: 'wait', until: 30_000 })
    expect(rateVerdict(bucket, 30_000)).toEqual({ kind: 'go' })
  })

  test('time that goes back fills nothing', () => {
    const spent = spendRate(spendRate(newRateBucket(2, 100_000), 100_000), 100_000)
    expect(fillRate(spent, 0).left).toBe(0)
    expect(fillRate(spent, 0).at).toBe(100_000)
  })

  test('less than one a minute is possible', () => {
    const spent = spendRate(newRateBucket(0.5, 0), 0)
    expect(rateVerdict(spent, 0)).toEqual({ kind: 'wait', until: 120_000 })
  })
})

describe('what a failure says about another try', () => {
  const because = (code: string, family?: string, result?: number | string) => ({
    code,
    why: '',
    ...(family && result !== undefined ? { result: { family, code: result } } : {}),
  })

  test.each([
    [
      'a profile element that the card does not understand',
      because('install-failed', 'ErrorReason', 12),
      'card',
      true,
    ],
    ['an interrupted installation', because('install-failed', 'ErrorReason', 11), 'card', false],
    ['a server that is down', because('download-failed', 'ES9+', 503), 'smdp', false],
    ['an order that expired', because('download-failed', 'ES9+', '8.8.5/4.1'), 'operator', true],
    ['an order not released yet', because('download-failed', 'ES9+', '8.2/1.2'), 'operator', false],
    ['a rollback', because('rolled-back-by-card'), 'operator', false],
    ['a code that we do not know', because('who-knows'), 'unclear', false],
  ])('%s', (_, why, cause, isPermanent) => {
    expect(classifyFailure(why)).toEqual({ cause, isPermanent })
    expect(isRetryable('failed', why)).toBe(!isPermanent)
  })

  test('what succeeded, was refused or excluded is not tried again', () => {
    for (const state of ['succeeded', 'excluded', 'admitted', 'waiting'] as const) {
      expect(isRetryable(state, undefined)).toBe(false)
    }
    expect(isRetryable('expired', undefined)).toBe(true)
    expect(isRetryable('refused', undefined)).toBe(true)
  })
})
