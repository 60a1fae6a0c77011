// The time on the wall in a zone of the IANA table, for a given instant. `Intl.DateTimeFormat` with
// an instant is a function of its arguments and of the tables that the runtime carries; summer time
// is in those tables.

import type { Instant } from '../evidence.ts'
import { formatTimeOfDay } from './time-of-day.ts'

export interface LocalTime {
  /** 1 is Monday. */
  readonly weekday: number
  /** Minutes since midnight, 0 to 1439. */
  readonly minute: number
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const minuteMs = 60_000
const dayMs = 86_400_000

/** No clock of today changes but at a quarter of an hour. */
const quarterMs = 15 * minuteMs

/** Of one zone: three weeks, and what was asked of other times. */
const quartersMax = 2_500

interface Clock {
  readonly format: Intl.DateTimeFormat
  /** How far the wall is ahead of UTC in each quarter of an hour that was asked about. */
  readonly ahead: Map<number, number>
}

/** A formatter costs much more than formatting, and formatting more than adding: both are kept. */
const clocks = new Map<string, Clock | undefined>()

function clockOf(zone: string): Clock | undefined {
  if (!clocks.has(zone)) clocks.set(zone, makeClock(zone))
  return clocks.get(zone)
}

function makeClock(timeZone: string): Clock | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(timeZone)) return undefined
  try {
    const shape = {
      hour: '2-digit',
      minute: '2-digit',
      weekday: 'short',
      hourCycle: 'h23',
    } as const
    const format = new Intl.DateTimeFormat('en-GB', { ...shape, timeZone })
    return { format, ahead: new Map() }
  } catch (error) {
    // The only way to ask: the constructor refuses a name that it does not know.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** Whether the runtime's table has this zone. */
export const isTimeZone = (zone: string): boolean => clockOf(zone) !== undefined

/** Weekday and minute there; an unknown zone counts as UTC. */
export function localTimeAt(at: Instant, zone: string): LocalTime {
  const clock = zone === 'UTC' ? undefined : clockOf(zone)
  return timeOf(clock ? at + aheadOf(clock, at) : at)
}

/** 1 January 1970 was a Thursday. */
const thursday = 3

function timeOf(wallMs: number): LocalTime {
  const day = Math.floor(wallMs / dayMs)
  const weekday = ((((day + thursday) % 7) + 7) % 7) + 1
  return { weekday, minute: Math.floor((wallMs - day * dayMs) / minuteMs) }
}

function aheadOf(clock: Clock, at: Instant): number {
  const quarter = Math.floor(at / quarterMs)
  const known = clock.ahead.get(quarter)
  if (known !== undefined) return known
  const aheadMs = readAheadMs(clock.format, quarter * quarterMs)
  if (clock.ahead.size >= quartersMax) clock.ahead.clear()
  clock.ahead.set(quarter, aheadMs)
  return aheadMs
}

/** At most a day: the weekday there is that of UTC, the one before or the one after. */
function readAheadMs(format: Intl.DateTimeFormat, at: Instant): number {
  const parts = format.formatToParts(at)
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? ''
  const utc = timeOf(at)
  const days = (weekdays.indexOf(part('weekday')) + 1 - utc.weekday + 10) % 7
  const minute = 60 * Number(part('hour')) + Number(part('minute'))
  return (days - 3) * dayMs + (minute - utc.minute) * minuteMs
}

/** The day there, `2026-01-31`; an unknown zone counts as UTC. */
export function localDayAt(at: Instant, zone: string): string {
  const clock = zone === 'UTC' ? undefined : clockOf(zone)
  return formatDay(Math.floor((clock ? at + aheadOf(clock, at) : at) / dayMs))
}

const daysOfEra = 146_097
/** From 1 March of the year 0, where eras of 400 years begin, to 1 January 1970. */
const daysBefore1970 = 719_468

/** The calendar day that is so many days after 1 January 1970 (years begin in March meanwhile). */
function formatDay(days: number): string {
  const era = Math.floor((days + daysBefore1970) / daysOfEra)
  const ofEra = days + daysBefore1970 - era * daysOfEra
  const leaps =
    Math.floor(ofEra / 1_460) - Math.floor(ofEra / 36_524) + Math.floor(ofEra / (daysOfEra - 1))
  const year = Math.floor((ofEra - leaps) / 365)
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const month = Math.floor((5 * ofYear + 2) / 153)
  const day = ofYear - Math.floor((153 * month + 2) / 5) + 1
  const ofCalendar = month < 10 ? month + 3 : month - 9
  const two = (value: number): string => String(value).padStart(2, '0')
  const shown = year + era * 400 + (ofCalendar <= 2 ? 1 : 0)
  return `${String(shown).padStart(4, '0')}-${two(ofCalendar)}-${two(day)}`
}

/** `Tue 22:00` as the wall shows it there. */
export function formatLocal(at: Instant, zone: string): string {
  const { weekday, minute } = localTimeAt(at, zone)
  return `${weekdays[weekday - 1]} ${formatTimeOfDay(minute)}`
}
