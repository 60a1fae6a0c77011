// Cells that say how a device is used: numbers with their unit, times of the day, time zones. What
// does not fit is refused with what was meant, because a wrong interval makes a healthy device late
// or a lost one unnoticed.

import { parseIccid } from '@holdfast/gsma/ids/iccid.ts'
import type { Parsed, Refused } from '@holdfast/gsma/ids/parsed.ts'
import { accepted, refused } from '@holdfast/gsma/ids/parsed.ts'
import type { DeviceFacts } from '../card-state.ts'
import { isTimeZone } from '../local-time/local-time.ts'
import { formatTimeOfDay, parseTimeOfDay } from '../local-time/time-of-day.ts'
import type { FieldOfUse } from './inventory-row.ts'

type Facts = { -readonly [K in keyof DeviceFacts]: DeviceFacts[K] }

/** Puts what the cell says into `device`, or says what is wrong with it. */
export function readUse(device: Facts, field: FieldOfUse, text: string): Refused | undefined {
  switch (field) {
    case 'contactEveryMinutes':
    case 'psmPeriodMinutes':
      return keep(parseSpan(text, 'min'), (minutes) => {
        device[field] = minutes
      })
    case 'edrxSeconds':
      return keep(parseSpan(text, 's'), (seconds) => {
        device.edrxSeconds = seconds
      })
    case 'batteryMwh':
      return keep(parseEnergy(text), (mwh) => {
        device.batteryMwh = mwh
      })
    case 'sleepsFrom':
    case 'sleepsUntil':
      return keep(parseClock(text), (time) => {
        device[field] = time
      })
    case 'coverageClass':
      return keep(parseCoverage(text), (coverage) => {
        device.coverageClass = coverage
      })
    case 'ipaRollsBack':
      return keep(parseYesNo(text), (rollsBack) => {
        device.ipaRollsBack = rollsBack
      })
    default:
      return readName(device, field, text)
  }
}

function readName(
  device: Facts,
  field: 'timeZone' | 'bootstrapIccid' | 'rat' | 'apn',
  text: string,
): Refused | undefined {
  if (field === 'timeZone') {
    return keep(parseZone(text), (zone) => {
      device.timeZone = zone
    })
  }
  if (field === 'bootstrapIccid') {
    return keep(parseIccid(text), (iccid) => {
      device.bootstrapIccid = iccid
    })
  }
  device[field] = text
  return undefined
}

function keep<T>(parsed: Parsed<T>, take: (value: T) => void): Refused | undefined {
  if (!parsed.ok) return parsed
  take(parsed.value)
  return undefined
}

/** In seconds. */
const units: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  seconds: 1,
  m: 60,
  min: 60,
  minute: 60,
  minutes: 60,
  h: 3600,
  hour: 3600,
  hours: 3600,
  d: 86_400,
  day: 86_400,
  days: 86_400,
}

/** A span; a number alone is in `unit`. Must be above zero and at most 413 days (31 x 320 h). */
export function parseSpan(text: string, unit: 's' | 'min'): Parsed<number> {
  const read = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim())
  const name = (read?.[2] ?? '').toLowerCase() || unit
  const factor = units[name]
  const why = `"${text}" is no span: a number above zero, in ${unit} where no unit stands (90, 6 h)`
  if (!read || factor === undefined) return refused('span-form', why)
  const seconds = Number(read[1]) * factor
  if (!(seconds > 0) || seconds > 413 * 86_400) return refused('span-range', why)
  return accepted(unit === 's' ? seconds : seconds / 60)
}

function parseEnergy(text: string): Parsed<number> {
  const read = /^(\d+(?:\.\d+)?)\s*(mwh|wh|j)?$/i.exec(text.trim())
  const factor = { mwh: 1, wh: 1000, j: 1 / 3.6 }[(read?.[2] ?? 'mWh').toLowerCase()]
  const mwh = Number(read?.[1]) * (factor ?? Number.NaN)
  if (mwh > 0) return accepted(mwh)
  return refused('energy-form', `"${text}" is no energy: a number above zero in mWh, or with Wh, J`)
}

/** A time of day as `hh:mm`. */
function parseClock(text: string): Parsed<string> {
  const [, hour = '', minute = ''] = /^(\d{1,2})[:.h](\d{2})$/.exec(text.trim()) ?? []
  const minutes = parseTimeOfDay(`${hour.padStart(2, '0')}:${minute}`)
  if (minutes === undefined) {
    return refused('time-of-day', `"${text}" is no time of the day: write it as 22:00`)
  }
  return accepted(formatTimeOfDay(minutes))
}

function parseZone(text: string): Parsed<string> {
  const zone = text.trim()
  if (isTimeZone(zone)) return accepted(zone)
  return refused('time-zone', `"${zone}" is no time zone: give its IANA name, Europe/Berlin or UTC`)
}

function parseCoverage(text: string): Parsed<NonNullable<DeviceFacts['coverageClass']>> {
  const level = /^(?:ce|ecl|cel)?\s*([012])$/i.exec(text.trim())?.[1]
  if (level === '0') return accepted('CE0')
  if (level === '1') return accepted('CE1')
  if (level === '2') return accepted('CE2')
  return refused('coverage-class', `"${text}" is no coverage class: CE0, CE1 or CE2`)
}

function parseYesNo(text: string): Parsed<boolean> {
  if (/^(yes|true|1|ja|y)$/i.test(text.trim())) return accepted(true)
  if (/^(no|false|0|nein|n)$/i.test(text.trim())) return accepted(false)
  return refused('yes-no', `"${text}" is neither yes nor no`)
}
