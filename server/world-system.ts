// The world of production: the machine's clock and its source of chance. The clock never goes back
// within a process, so a corrected system time cannot make a past deadline future again (S12).

import { randomBytes } from 'node:crypto'
import type { Clock, World } from './world.ts'

type Log = World['log']

/** How far the machine's clock may fall behind what it said before, until it is worth a warning. */
const backwardsToleratedMs = 60_000

/** The machine's clock. A tick never overlaps itself; one that fails is logged and comes again. */
export function systemClock(log: Log, read: () => number = Date.now): Clock {
  let latest = read()
  let warned = false
  const now = () => {
    const at = read()
    if (at >= latest) {
      warned = false
      latest = at
    } else if (latest - at > backwardsToleratedMs && !warned) {
      warned = true
      log('warn', "the machine's clock went back; time stands still until it catches up", {
        behindMs: latest - at,
      })
    }
    return latest
  }
  return { now, every: (everyMs, tick) => everyInterval(everyMs, tick, log) }
}

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
