// The world of production: a clock whose ticks are the machine's, and its source of chance. What time
// it is, is the database's matter (clock/database-clock.ts).

import { randomBytes } from 'node:crypto'
import type { Clock, World } from './world.ts'

type Log = World['log']

/** A clock that tells `now`. A tick never overlaps itself; one that fails is logged and comes again. */
export const systemClock = (log: Log, now: () => number): Clock => ({
  now,
  every: (everyMs, tick) => everyInterval(everyMs, tick, log),
})

function everyInterval(everyMs: number, tick: () => Promise<void>, log: Log): () => void {
  let isRunning = false
  const timer = setInterval(async () => {
    if (isRunning) return
    isRunning = true
    try {
      await tick()
    } catch (cause) {
      log('error', 'background work failed and will be tried again', { cause: String(cause) })
    } finally {
      isRunning = false
    }
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** Chance from the operating system. */
export const systemRandomBytes = (size: number): Uint8Array => randomBytes(size)
