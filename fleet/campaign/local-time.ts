// The time on the wall in a zone of the IANA table, for a given instant. `Intl.DateTimeFormat` with
// an instant is a function of its arguments and of the tables that the runtime carries.

import type { Instant } from '../evidence.ts'

export interface LocalTime {
  /** 1 is Monday. */
  readonly weekday: number
  /** Minutes since midnight, 0 to 1439. */
  readonly minute: number
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** A formatter costs much more than formatting: one a zone is kept. */
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  formatters.set(zone, made)
  return made
}

/** Whether the runtime's table has this zone. */
export function isTimeZone(zone: string): boolean {
  try {
    formatterOf(zone)
    return true
  } catch {
    // The only way to ask: the constructor refuses a name that it does not know.
    return false
  }
}

/** Weekday and minute there. @throws RangeError for a zone that is not in the table */
export function localTimeAt(at: Instant, zone: string): LocalTime {
  const parts = formatterOf(zone).formatToParts(at)
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? ''
  const weekday = weekdays.indexOf(part('weekday')) + 1
  return { weekday, minute: (Number(part('hour')) % 24) * 60 + Number(part('minute')) }
}

const dayFormatters = new Map<string, Intl.DateTimeFormat>()

function dayFormatterOf(zone: string): Intl.DateTimeFormat {
  const known = dayFormatters.get(zone)
  if (known) return known
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...parts })
  dayFormatters.set(zone, made)
  return made
}

/** The day there, `2026-01-31`. @throws RangeError for a zone that is not in the table */
export function localDayAt(at: Instant, zone: string): string {
  const parts = dayFormatterOf(zone).formatToParts(at)
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`
}

/** `Tue 22:00` as the wall shows it there. */
export function formatLocal(at: Instant, zone: string): string {
  const { weekday, minute } = localTimeAt(at, zone)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${weekdays[weekday - 1]} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}
