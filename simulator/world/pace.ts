// How virtual time keeps step with real time when somebody watches: so many virtual seconds to a
// real one, in ticks of a tenth of a second. Without a speed, time is as fast as the machine.

import { setTimeout as realTime } from 'node:timers/promises'
import type { Instant } from './timeline.ts'

export interface Pace {
  /** Length of a tick in virtual time; undefined: no ticks. */
  readonly windowMs: number | undefined
  /** Resolves when real time has come as far as this instant. */
  reach(now: Instant): Promise<void>
}

const tickMs = 100

/** `speed` virtual seconds to a real one. A world that is too slow for it just lags. */
export function paceOf(speed: number | undefined, startAt: Instant): Pace {
  if (speed === undefined || speed === 0) return { windowMs: undefined, reach: async () => {} }
  const begunAt = performance.now()
  return {
    windowMs: Math.max(1, Math.round(tickMs * speed)),
    async reach(now) {
      const dueAt = begunAt + (now - startAt) / speed
      const wait = dueAt - performance.now()
      if (wait > 1) await realTime(wait)
    },
  }
}
