// A clock that somebody else moves: the sandbox and the storm run the same server at their own
// speed. Nothing happens between two moves, so the same moves always give the same ticks.

import type { Clock, World } from './world.ts'

export interface SteeredClock extends Clock {
  /** Sets the time (never back) and runs every tick that fell due, once each, in order of time. */
  moveTo(now: number): Promise<void>
}

interface Ticker {
  readonly everyMs: number
  readonly tick: () => Promise<void>
  dueAt: number
}

/** A clock that stands at `start` until it is moved. */
export function steeredClock(start: number, log: World['log']): SteeredClock {
  let now = start
  const tickers = new Set<Ticker>()
  return {
    now: () => now,
    every(everyMs, tick) {
      const ticker = { everyMs, tick, dueAt: now + everyMs }
      tickers.add(ticker)
      return () => {
        tickers.delete(ticker)
      }
    },
    async moveTo(to) {
      now = Math.max(now, to)
      const due = [...tickers].filter((ticker) => ticker.dueAt <= now)
      for (const ticker of due.sort((a, b) => a.dueAt - b.dueAt)) {
        ticker.dueAt = now + ticker.everyMs
        await runTick(ticker, log)
      }
    },
  }
}

async function runTick(ticker: Ticker, log: World['log']): Promise<void> {
  try {
    await ticker.tick()
  } catch (cause) {
    log('error', 'background work failed and will be tried again', { cause: String(cause) })
  }
}
