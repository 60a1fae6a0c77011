// What is expected of a device that is new and of which the inventory tells nothing: what its
// siblings, devices of the same model or else of the same fleet, are known to do. A new device that is silent for longer than
// most of its siblings ever are has something; one that is silent for as long as one in twenty of
// them usually is may just be one of those.

import type { DeviceFacts } from '../card-state.ts'
import { habitOf, roundTimer } from './learned-interval.ts'
import type { Rhythm } from './rhythm.ts'

/** An interval that some of the siblings keep, and of how many that is known. */
export interface SiblingInterval {
  readonly intervalMs: number
  /** How many siblings keep this interval or a longer one. */
  readonly like: number
  readonly of: number
}

/** Of fewer than these nothing can be said about the next one. */
export const siblingsMin = 10
const longShare = 0.05

/** The longest interval, in ms, that one in twenty keeps; nothing when too few are known. */
export function siblingInterval(intervals: readonly number[]): SiblingInterval | undefined {
  const of = intervals.length
  if (of < siblingsMin) return undefined
  const longestFirst = intervals.toSorted((a, b) => b - a)
  const intervalMs = longestFirst[Math.ceil(longShare * of) - 1] ?? 0
  return { intervalMs, like: longestFirst.filter((one) => one >= intervalMs).length, of }
}

/** The interval that a device is known to keep: told by the inventory, else by its own contacts. */
export function knownInterval(device: DeviceFacts, rhythm: Rhythm | undefined): number | undefined {
  if (device.contactEveryMinutes !== undefined) return device.contactEveryMinutes * 60_000
  const habit = habitOf(rhythm?.gaps ?? [])
  return habit && roundTimer(habit.intervalMs)
}
