// When a device sleeps each day: as its inventory says, or as its contacts show. A device that
// sleeps is not late.

import type { DeviceFacts } from '../card-state.ts'
import type { Instant } from '../evidence.ts'
import { minuteOfDay, parseTimeOfDay, zoneOfCountry } from './local-time.ts'
import type { Rhythm } from './rhythm.ts'

export interface SleepWindow {
  /** Minutes after local midnight; `until` may be smaller: then the window spans midnight. */
  readonly from: number
  readonly until: number
  readonly zone: string
  readonly known: 'configured' | 'learned'
}

const minuteMs = 60_000
const dayMinutes = 1440
const dayMs = 86_400_000
const hourMs = 3_600_000

/** The window that holds for this device; the configured one comes first. */
export const sleepWindowOf = (
  device: DeviceFacts,
  rhythm: Rhythm | undefined,
  intervalMs: number,
): SleepWindow | undefined => configuredWindow(device) ?? learnedWindow(rhythm, intervalMs)

function configuredWindow(device: DeviceFacts): SleepWindow | undefined {
  const from = parseTimeOfDay(device.sleepsFrom ?? '')
  const until = parseTimeOfDay(device.sleepsUntil ?? '')
  if (from === undefined || until === undefined || from === until) return undefined
  return { from, until, zone: zoneOf(device), known: 'configured' }
}

/** The device's own zone, else its country's, else UTC. */
export const zoneOf = ({ timeZone, country }: DeviceFacts): string =>
  timeZone ?? (country === undefined ? undefined : zoneOfCountry(country)) ?? 'UTC'

/** How long a device must have been watched before silence at an hour means sleep. */
const learnAfterMs = 4 * dayMs
const heardOftenMin = 3
const quietHoursMin = 3
const quietHoursMax = 16

/**
 * Hours in a row in which the device was never heard, though it was heard often in every other one.
 * Only for devices that call more than once an hour or so: the hours of others say nothing.
 */
function learnedWindow(rhythm: Rhythm | undefined, intervalMs: number): SleepWindow | undefined {
  const { hours, firstAt, lastAt } = rhythm ?? {}
  if (!hours || firstAt === undefined || lastAt === undefined) return undefined
  if (intervalMs > 1.5 * hourMs || lastAt - firstAt < learnAfterMs) return undefined
  const isQuiet = hours.map((count) => count === 0)
  const isUnclear = hours.some((count) => count > 0 && count < heardOftenMin)
  const quiet = isQuiet.filter(Boolean).length
  if (isUnclear || quiet < quietHoursMin || quiet > quietHoursMax) return undefined
  const begins = isQuiet.flatMap((one, i) => (one && !isQuiet[(i + 23) % 24] ? [i] : []))
  const [begin] = begins
  if (begin === undefined || begins.length > 1) return undefined
  const from = begin * 60
  return { from, until: (from + quiet * 60) % dayMinutes, zone: 'UTC', known: 'learned' }
}

/** Whether the device sleeps at `at`. */
export function isAsleep(window: SleepWindow, at: Instant): boolean {
  const minute = minuteOfDay(at, window.zone)
  return window.from < window.until
    ? minute >= window.from && minute < window.until
    : minute >= window.from || minute < window.until
}

/** When the sleep that holds at `at` is over. Summer time is met by looking again near the end. */
export function wakesAt(window: SleepWindow, at: Instant): Instant {
  let end = at - (at % minuteMs)
  for (let turn = 0; turn < 3 && isAsleep(window, end); turn++) {
    const minute = minuteOfDay(end, window.zone)
    end += ((window.until - minute + dayMinutes) % dayMinutes) * minuteMs
  }
  return Math.max(end, at)
}
