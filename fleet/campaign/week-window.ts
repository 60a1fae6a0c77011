// Windows of the week in a device's own time: when a campaign may reach it. Daylight saving is in
// the zone's table (fleet/local-time), so 22:00 is 22:00 on the wall in summer and in winter.

import type { Instant } from '../evidence.ts'
import { localTimeAt } from '../local-time/local-time.ts'
import { parseTimeOfDay } from '../local-time/time-of-day.ts'

export interface WeekWindow {
  /** 1 is Monday: the day on which the window opens. */
  readonly days: readonly number[]
  /** `22:00`; inclusive. */
  readonly from: string
  /** `06:00`; exclusive. Not after `from`: it is on the next day. Equal: a whole day. */
  readonly until: string
}

/** Open or not, and when that changes; `until` absent: it does not change within eight days. */
export interface WindowState {
  readonly isOpen: boolean
  readonly until?: Instant
}

export const everyDay: WeekWindow['days'] = [1, 2, 3, 4, 5, 6, 7]

const dayMinutes = 24 * 60
const minuteMs = 60_000
const farthestMs = 8 * dayMinutes * minuteMs

/** @throws Error for a text that is no time of day: windows are judged before they are kept */
function minuteOf(text: string): number {
  const minute = parseTimeOfDay(text)
  if (minute === undefined) throw new Error(`a time of day is written HH:MM, not ${text}`)
  return minute
}

/** Whether one of the windows is open there at that instant; no windows: always. */
export function isWindowOpen(windows: readonly WeekWindow[], zone: string, at: Instant): boolean {
  if (windows.length === 0) return true
  const { weekday, minute } = localTimeAt(at, zone)
  return windows.some((window) => covers(window, weekday, minute))
}

function covers(window: WeekWindow, weekday: number, minute: number): boolean {
  const from = minuteOf(window.from)
  const until = minuteOf(window.until)
  const isOn = window.days.includes(weekday)
  if (from < until) return isOn && minute >= from && minute < until
  const wasOn = window.days.includes(weekday === 1 ? 7 : weekday - 1)
  return (isOn && minute >= from) || (wasOn && minute < until)
}

/** The state of the windows now, and when it next changes. */
export function windowStateAt(
  windows: readonly WeekWindow[],
  zone: string,
  now: Instant,
): WindowState {
  const isOpen = isWindowOpen(windows, zone, now)
  if (windows.length === 0) return { isOpen }
  const until = nextChange(windows, zone, { now, isOpen })
  return until === undefined ? { isOpen } : { isOpen, until }
}

/** The first edge of a window after now at which the state differs. */
function nextChange(
  windows: readonly WeekWindow[],
  zone: string,
  { now, isOpen }: { readonly now: Instant; readonly isOpen: boolean },
): Instant | undefined {
  const edges = new Set([0, ...windows.flatMap(({ from, until }) => [from, until].map(minuteOf))])
  const start = now - (now % minuteMs)
  let at = start
  while (at - start < farthestMs) {
    at = soonestEdge(edges, zone, at)
    if (isWindowOpen(windows, zone, at) !== isOpen)
      return backToEdge(windows, zone, { at, isOpen, now })
  }
  return undefined
}

/** Where the clock next shows one of these minutes; a clock that jumps over it gets an hour later. */
function soonestEdge(edges: ReadonlySet<number>, zone: string, after: Instant): Instant {
  const { minute } = localTimeAt(after, zone)
  const waits = [...edges].map((edge) => (edge - minute + dayMinutes) % dayMinutes || dayMinutes)
  const wait = Math.min(...waits)
  const at = after + wait * minuteMs
  const shown = localTimeAt(at, zone).minute
  const wanted = (minute + wait) % dayMinutes
  const off = ((wanted - shown + dayMinutes + dayMinutes / 2) % dayMinutes) - dayMinutes / 2
  const mended = at + off * minuteMs
  return mended > after ? mended : at
}

/** When a change of clocks hides an edge, the change itself is the edge: it is found to the minute. */
function backToEdge(
  windows: readonly WeekWindow[],
  zone: string,
  { at, isOpen, now }: { readonly at: Instant; readonly isOpen: boolean; readonly now: Instant },
): Instant {
  let edge = at
  for (let back = 0; back < 180; back++) {
    const before = edge - minuteMs
    if (before <= now || isWindowOpen(windows, zone, before) === isOpen) return edge
    edge = before
  }
  return edge
}
