// One SM-DP+ in trouble must not cost every device a wake-up (F24): after a few failures in a row
// its calls are refused at once for a while, then one is let through to see. Time is an argument.

export interface BreakerLimits {
  readonly failuresMax: number
  readonly openMs: number
  readonly openMsMax: number
}

export const usualBreakerLimits: BreakerLimits = {
  failuresMax: 5,
  openMs: 15_000,
  openMsMax: 600_000,
}

interface HostHealth {
  failures: number
  openUntil: number
  /** A call is out to see whether the host is back. */
  isProbing: boolean
}

export class CircuitBreaker {
  readonly #limits: BreakerLimits
  readonly #hosts = new Map<string, HostHealth>()

  constructor(limits = usualBreakerLimits) {
    this.#limits = limits
  }

  /** Milliseconds until this host may be tried; 0: now. Whoever gets 0 must report how it went. */
  waitMs(host: string, now: number): number {
    const health = this.#hosts.get(host)
    if (!health || health.failures < this.#limits.failuresMax) return 0
    const left = health.openUntil - now
    // More than it can ever be: the clock was set back, and the wait must not grow by that.
    if (left > 0 && left <= this.#limits.openMsMax) return left
    if (health.isProbing) return this.#limits.openMs
    health.isProbing = true
    return 0
  }

  succeeded(host: string): void {
    this.#hosts.delete(host)
  }

  failed(host: string, now: number): void {
    const health = this.#hosts.get(host) ?? { failures: 0, openUntil: 0, isProbing: false }
    const { failuresMax, openMs, openMsMax } = this.#limits
    health.failures++
    health.isProbing = false
    const rounds = Math.max(0, health.failures - failuresMax)
    health.openUntil = now + Math.min(openMsMax, openMs * 2 ** Math.min(rounds, 16))
    this.#hosts.set(host, health)
  }

  /** Hosts that are refused at `now`. */
  open(now: number): readonly string[] {
    return [...this.#hosts]
      .filter(([, health]) => health.failures >= this.#limits.failuresMax && health.openUntil > now)
      .map(([host]) => host)
  }
}
