// What o'clock it is where a device stands. Time zones by their IANA names, with summer time, from
// the tables of the language itself; a country stands for its main zone.

import type { Instant } from '../evidence.ts'

const minuteMs = 60_000
const dayMinutes = 1440

const clocks = new Map<string, Intl.DateTimeFormat | undefined>()

function clockOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!clocks.has(zone)) clocks.set(zone, makeClock(zone))
  return clocks.get(zone)
}

function makeClock(timeZone: string): Intl.DateTimeFormat | undefined {
  const shape = { hour: '2-digit', minute: '2-digit', weekday: 'short', hourCycle: 'h23' } as const
  try {
    return new Intl.DateTimeFormat('en-GB', { ...shape, timeZone })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** Whether there is such a time zone. */
export const isTimeZone = (zone: string): boolean =>
  /^[A-Za-z][A-Za-z0-9_+/-]*$/.test(zone) && clockOf(zone) !== undefined

/** The minute of the local day, 0 to 1439; an unknown zone counts as UTC. */
export function minuteOfDay(at: Instant, zone: string): number {
  const clock = zone === 'UTC' ? undefined : clockOf(zone)
  if (!clock) return Math.floor(at / minuteMs) % dayMinutes
  let minutes = 0
  for (const { type, value } of clock.formatToParts(at)) {
    if (type === 'hour') minutes += 60 * Number(value)
    if (type === 'minute') minutes += Number(value)
  }
  return minutes
}

/** Countries with several times: the zone in which most of their devices stand. */
const mainZones: Readonly<Record<string, string>> = {
  AR: 'America/Argentina/Buenos_Aires',
  AU: 'Australia/Sydney',
  BR: 'America/Sao_Paulo',
  CA: 'America/Toronto',
  CD: 'Africa/Kinshasa',
  CL: 'America/Santiago',
  CN: 'Asia/Shanghai',
  CY: 'Asia/Nicosia',
  DE: 'Europe/Berlin',
  EC: 'America/Guayaquil',
  ES: 'Europe/Madrid',
  FM: 'Pacific/Pohnpei',
  GL: 'America/Nuuk',
  ID: 'Asia/Jakarta',
  KI: 'Pacific/Tarawa',
  KZ: 'Asia/Almaty',
  MH: 'Pacific/Majuro',
  MN: 'Asia/Ulaanbaatar',
  MX: 'America/Mexico_City',
  MY: 'Asia/Kuala_Lumpur',
  NZ: 'Pacific/Auckland',
  PF: 'Pacific/Tahiti',
  PG: 'Pacific/Port_Moresby',
  PS: 'Asia/Gaza',
  PT: 'Europe/Lisbon',
  RU: 'Europe/Moscow',
  UA: 'Europe/Kyiv',
  US: 'America/New_York',
  UZ: 'Asia/Tashkent',
}

interface LocaleWithZones {
  getTimeZones?(): readonly string[] | undefined
}

/** The main time zone of a country of ISO 3166, when there is one. */
export function zoneOfCountry(country: string): string | undefined {
  const known = mainZones[country]
  if (known !== undefined || !/^[A-Z]{2}$/.test(country)) return known
  // The type library does not know this method of ECMA-402 yet.
  const locale = new Intl.Locale(`und-${country}`) as LocaleWithZones
  return locale.getTimeZones?.()?.[0]
}

/** `22:00` as minutes after midnight; undefined for anything else. */
export function parseTimeOfDay(text: string): number | undefined {
  const read = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text)
  return read ? 60 * Number(read[1]) + Number(read[2]) : undefined
}
