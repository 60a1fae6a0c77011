// When a device sleeps each day: as its inventory says, or as its contacts show. A device that
// sleeps is not late.

import type { DeviceFacts } from '../card-state.ts'
import type { Instant } from '../evidence.ts'
import { localTimeAt } from '../local-time/local-time.ts'
import { parseTimeOfDay } from '../local-time/time-of-day.ts'
import { zoneOfDevice } from '../local-time/zone-of-device.ts'
import type { Rhythm } from './rhythm.ts'

export interface SleepWindow {
  /** Minutes after local midnight; `until` may be smaller: then the window spans midnight. */
  readonly from: number
  readonly until: number
  readonly zone: string
  readonly known: 'configured' | 'learned' | 'presumed'
}

const minuteMs = 60_000
const dayMinutes = 1440
const hourMs = 3_600_000

/** The window that holds for this device; the configured one comes first. */
export const sleepWindowOf = (
  device: DeviceFacts,
  rhythm: Rhythm | undefined,
  intervalMs: number,
): SleepWindow | undefined =>
  configuredWindow(device) ??
  learnedWindow(rhythm, intervalMs) ??
  presumedNight(device, rhythm, intervalMs)

function configuredWindow(device: DeviceFacts): SleepWindow | undefined {
  const from = parseTimeOfDay(device.sleepsFrom ?? '')
  const until = parseTimeOfDay(device.sleepsUntil ?? '')
  if (from === undefined || until === undefined || from === until) return undefined
  return { from, until, zone: zoneOfDevice(device).zone, known: 'configured' }
}

/** How long a device must have been watched before silence at an hour means sleep: one night. */
const learnAfterMs = 30 * hourMs
const contactsMin = 20
const quietHoursMin = 3
const quietHoursMax = 16

/** Of the other hours this share may be without a contact by chance. */
const missedShare = 0.15

/**
 * The longest run of hours in which the device was hardly heard, when it was heard in nearly every
 * other one. Only for devices that call once an hour or more: the hours of others say nothing.
 */
function learnedWindow(rhythm: Rhythm | undefined, intervalMs: number): SleepWindow | undefined {
  const { hours, firstAt, lastAt } = rhythm ?? {}
  if (!hours || firstAt === undefined || lastAt === undefined) return undefined
  if (intervalMs > 1.5 * hourMs || lastAt - firstAt < learnAfterMs) return undefined
  if (hours.reduce((sum, count) => sum + count, 0) < contactsMin) return undefined
  const quiet = quietHours(hours)
  const { begin, length } = longestQuiet(quiet)
  if (length < quietHoursMin || length > quietHoursMax) return undefined
  const missed = quiet.filter(Boolean).length - length
  if (missed > missedShare * (24 - length)) return undefined
  const from = begin * 60
  return { from, until: (from + length * 60) % dayMinutes, zone: 'UTC', known: 'learned' }
}

const night = { from: 22 * 60, until: 6 * 60 }
const presumeMsMax = 16 * hourMs
const nightMs = 8 * hourMs
const presumeContactsMin = 8
const presumeFewMin = 4
const presumeShare = 0.05

/**
 * The night, for a device of which the inventory tells nothing, that calls several times a day and
 * was never heard at night, or has had no night yet: it is not late before the morning. Of one that
 * calls daily this says nothing, because it calls at the same hour anyway.
 */
export function presumedNight(
  device: DeviceFacts,
  rhythm: Rhythm | undefined,
  intervalMs: number,
): SleepWindow | undefined {
  const { hours, firstAt = 0, lastAt = 0 } = rhythm ?? {}
  if (device.contactEveryMinutes !== undefined || !hours || intervalMs > presumeMsMax) return
  const window: SleepWindow = { ...night, zone: zoneOfDevice(device).zone, known: 'presumed' }
  // Whoever wakes as the night ends may be heard a moment before: that hour tells nothing.
  const inner: SleepWindow = { ...window, until: window.until - 60 }
  const dayAt = lastAt - (lastAt % (24 * hourMs))
  const all = hours.reduce((sum, count) => sum + count, 0)
  const atNight = hours.reduce(
    (sum, count, hour) => sum + (isAsleep(inner, dayAt + (hour + 0.5) * hourMs) ? count : 0),
    0,
  )
  if (lastAt - firstAt < learnAfterMs) return atNight === 0 ? window : undefined
  // Whoever calls more often than the night is long was due in each of them.
  const contactsMin = intervalMs < nightMs ? presumeFewMin : presumeContactsMin
  return all >= contactsMin && atNight <= presumeShare * all ? window : undefined
}

/** An hour in which it was heard far less than usual: a restart at night is no waking. */
function quietHours(hours: readonly number[]): readonly boolean[] {
  const heard = hours.filter((count) => count > 0).toSorted((a, b) => a - b)
  const usual = heard[Math.floor(heard.length / 2)] ?? 0
  return hours.map((count) => count <= seldomShare * usual)
}

const seldomShare = 0.12

/** The longest run around the clock. */
function longestQuiet(quiet: readonly boolean[]): { begin: number; length: number } {
  let best = { begin: 0, length: 0 }
  for (let begin = 0; begin < 24; begin++) {
    let length = 0
    while (length < 24 && quiet[(begin + length) % 24]) length++
    if (length > best.length) best = { begin, length }
  }
  return best
}

/** Whether the device sleeps at `at`. */
export function isAsleep(window: SleepWindow, at: Instant): boolean {
  const { minute } = localTimeAt(at, window.zone)
  return window.from < window.until
    ? minute >= window.from && minute < window.until
    : minute >= window.from || minute < window.until
}

/** When the sleep that holds at `at` is over. Summer time is met by looking again near the end. */
export function wakesAt(window: SleepWindow, at: Instant): Instant {
  let end = at - (at % minuteMs)
  for (let turn = 0; turn < 3 && isAsleep(window, end); turn++) {
    const { minute } = localTimeAt(end, window.zone)
    end += ((window.until - minute + dayMinutes) % dayMinutes) * minuteMs
  }
  return Math.max(end, at)
}
