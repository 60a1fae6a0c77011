// Those who are called from here, SM-DP+ and hooks: one in trouble must not cost every device a
// wake-up (F24). After a few failures in a row its calls are refused at once for a while, then one is
// let through to see. The rule is fleet's breaker; kept here is one breaker for each address.

import {
  admitThrough,
  applyBreakerOutcome,
  type Breaker,
  type BreakerLimits,
  newBreaker,
} from '@holdfast/fleet/breaker/breaker.ts'

const failuresInARow = 5

/** For calls, each of which tells at once: only the last few outcomes count, however old. */
export const callLimits: BreakerLimits = {
  failures: failuresInARow,
  share: 1,
  withinMs: Number.POSITIVE_INFINITY,
  lastOutcomes: failuresInARow,
  openMs: 15_000,
  openMaxMs: 600_000,
  triesAtOnce: 1,
}

export class CircuitBreaker {
  readonly #limits: BreakerLimits
  readonly #breakers = new Map<string, Breaker>()

  constructor(limits = callLimits) {
    this.#limits = limits
  }

  /** Milliseconds until this address may be called; 0: now. Whoever gets 0 must report how it went. */
  waitMs(address: string, now: number): number {
    const breaker = this.#breakers.get(address)
    if (!breaker) return 0
    const verdict = admitThrough(breaker, now, this.#limits)
    if (verdict.kind === 'wait') return Math.max(1, verdict.until - now)
    this.#breakers.set(address, verdict.breaker)
    return 0
  }

  /** It answered: whatever was against it is forgotten. */
  succeeded(address: string): void {
    this.#breakers.delete(address)
  }

  failed(address: string, now: number): void {
    const breaker = this.#breakers.get(address) ?? newBreaker(address, now)
    const outcome = { at: now, isFailure: true }
    this.#breakers.set(address, applyBreakerOutcome(breaker, outcome, this.#limits))
  }

  /** Addresses that are refused at `now`. */
  open(now: number): readonly string[] {
    return [...this.#breakers.values()]
      .filter(({ state, until = 0 }) => state === 'open' && until > now)
      .map(({ key }) => key)
  }
}
