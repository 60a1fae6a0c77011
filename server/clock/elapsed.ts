// How long this machine has run: nobody can set it, and it does not go back. A sleeping laptop or
// a suspended server counts too, which `performance.now` alone would leave out.

import { uptime } from 'node:os'

/** The system's own count has hundredths of a second, so only more than this is a sleep. */
const sleepFromMs = 2_000

/**
 * Milliseconds since some instant. A sleep of the machine is added when `elapsed` is called first
 * after `noteSleep`, which is to be called every few seconds.
 */
export interface Elapsed {
  elapsed(): number
  noteSleep(): void
}

export function machineElapsed(
  running: () => number = () => performance.now(),
  withSleep: () => number = () => uptime() * 1_000,
): Elapsed {
  let sleptMs = 0
  const apart = () => withSleep() - running()
  let before = apart()
  return {
    elapsed: () => running() + sleptMs,
    noteSleep() {
      const sleptNow = apart() - before
      if (sleptNow <= sleepFromMs) return
      sleptMs += sleptNow
      before += sleptNow
    },
  }
}
