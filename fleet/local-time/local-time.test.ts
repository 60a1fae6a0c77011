import { describe, expect, test } from 'vitest'
import { countryTable } from '../inventory/country-table.ts'
import { formatLocal, isTimeZone, localDayAt, localTimeAt } from './local-time.ts'
import { zoneOfCountry, zoneOfDevice } from './zone-of-device.ts'

const berlin = 'Europe/Berlin'
const at = (text: string): number => Date.parse(text)

describe('the clock of a place', () => {
  test('knows summer time', () => {
    const summer = at('2026-07-01T12:00:00Z')
    expect(localTimeAt(summer, berlin)).toEqual({ weekday: 3, minute: 14 * 60 })
    expect(localTimeAt(at('2026-01-01T12:00:00Z'), berlin).minute).toBe(13 * 60)
  })

  test('takes a zone that nobody knows for UTC, and no offset for a zone', () => {
    expect(localTimeAt(at('2026-01-01T12:34:00Z'), 'Mars/Base').minute).toBe(12 * 60 + 34)
    expect(isTimeZone('Mars/Base')).toBe(false)
    expect(isTimeZone('+01:00')).toBe(false)
  })

  test.each([
    'America/St_Johns',
    'Pacific/Kiritimati',
    'Pacific/Pago_Pago',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    berlin,
  ])('is what the runtime formats, on both sides of each change of clocks: %s', (zone) => {
    const options = {
      timeZone: zone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
    } as const
    const wall = new Intl.DateTimeFormat('en-GB', { ...options, hourCycle: 'h23' })
    for (let hour = 0; hour < 366 * 24; hour += 5) {
      const now = at('2026-01-01T00:00:00Z') + hour * 3_600_000 + (hour % 60) * 60_000
      expect(formatLocal(now, zone)).toBe(wall.format(now).replace(',', ''))
    }
  })
})

describe('where a device lives', () => {
  test('every country of the table has a zone that the runtime knows', () => {
    const countries = countryTable.trim().split('\n')
    for (const line of countries) {
      const zone = zoneOfCountry(line.slice(0, 2))?.zone
      expect(zone && isTimeZone(zone), line).toBe(true)
    }
    expect(countries).toHaveLength(249)
  })

  test('its own zone comes before that of its country, and UTC is assumed last', () => {
    expect(zoneOfDevice({ country: 'DE' })).toEqual({ zone: berlin, from: 'country' })
    expect(zoneOfDevice({ country: 'US' })).toEqual({ zone: 'America/New_York', from: 'assumed' })
    expect(zoneOfDevice({ country: 'US', timeZone: 'America/Denver' }).from).toBe('inventory')
    expect(zoneOfDevice({ country: 'DE', timeZone: 'Mars/Base' }).zone).toBe(berlin)
    expect(zoneOfDevice({})).toEqual({ zone: 'UTC', from: 'assumed' })
  })

  test('a time is told as its wall shows it', () => {
    expect(formatLocal(at('2026-11-22T21:00:00Z'), berlin)).toBe('Sun 22:00')
  })
})

test('gives the day on the wall there, over leap years and the turns of centuries', () => {
  for (
    let at = Date.UTC(1969, 11, 30);
    at < Date.UTC(2105, 0, 1);
    at += 7 * 86_400_000 + 3_600_000
  ) {
    expect(localDayAt(at, 'UTC')).toBe(new Date(at).toISOString().slice(0, 10))
  }
  const at = Date.parse('2028-02-28T22:30:00Z')
  expect(localDayAt(at, 'Europe/Istanbul')).toBe('2028-02-29')
  expect(localDayAt(at, 'America/New_York')).toBe('2028-02-28')
})
