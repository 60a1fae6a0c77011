// The world of production: the machine's clock and its source of chance. The clock never goes back
// within a process, so a corrected system time cannot make a past deadline future again (S12).

import { randomBytes } from 'node:crypto'
import type { Clock, World } from './world.ts'

type Log = World['log']

/** How far the machine's clock may fall behind what it said before, until it is worth a warning. */
const backwardsToleratedMs = 60_000

/**
 * The machine's clock. A tick never overlaps itself; one that fails is logged and comes again. Where
 * the machine's clock goes back, time goes on from where it was, so that nothing stands still and no
 * deadline becomes future again (S12); once it has caught up it counts again as it is.
 * `notBefore`: what the log knows to be past already, when this process begins.
 */
export function systemClock(
  log: Log,
  read: () => number = Date.now,
  notBefore: number = Number.NEGATIVE_INFINITY,
): Clock {
  let latest = Math.max(read(), notBefore)
  let lastRead = Number.POSITIVE_INFINITY
  let aheadMs = 0
  const now = () => {
    const at = read()
    if (at >= latest) aheadMs = 0
    else if (at < lastRead) {
      if (latest - at - aheadMs > backwardsToleratedMs) warnOf(log, latest - at)
      aheadMs = latest - at
    }
    lastRead = at
    latest = Math.max(latest, at + aheadMs)
    return latest
  }
  return { now, every: (everyMs, tick) => everyInterval(everyMs, tick, log) }
}

const warnOf = (log: Log, behindMs: number): void =>
  log('warn', "the machine's clock went back; time goes on from where it was", { behindMs })

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
