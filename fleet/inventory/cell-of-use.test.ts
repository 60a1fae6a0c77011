import { completeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { describe, expect, it } from 'vitest'
import { readUse } from './cell-of-use.ts'
import type { FieldOfUse } from './inventory-row.ts'

const read = (field: FieldOfUse, text: string): unknown => {
  const device = {}
  return readUse(device, field, text)?.code ?? Object.values(device)[0]
}

describe('a cell about the use of a device', () => {
  it('says spans in minutes or seconds, with or without a unit', () => {
    expect(read('contactEveryMinutes', '60')).toBe(60)
    expect(read('contactEveryMinutes', '6 h')).toBe(360)
    expect(read('contactEveryMinutes', '7d')).toBe(10_080)
    expect(read('psmPeriodMinutes', '0.5h')).toBe(30)
    expect(read('edrxSeconds', '20.48')).toBe(20.48)
  })

  it('refuses an interval that is none', () => {
    for (const text of ['0', '-5', 'hourly', '60 x', '500 days', '1e3', '']) {
      expect(read('contactEveryMinutes', text), text).toMatch(/^span-/)
    }
  })

  it('says a time of the day as hh:mm and refuses one that is none', () => {
    expect(read('sleepsFrom', '22:00')).toBe('22:00')
    expect(read('sleepsUntil', '6.30')).toBe('06:30')
    for (const text of ['24:00', '22', '22:60', 'night']) {
      expect(read('sleepsFrom', text), text).toBe('time-of-day')
    }
  })

  it('knows the time zones of the world and refuses others', () => {
    for (const zone of ['Europe/Berlin', 'UTC', 'Etc/UTC', 'America/Sao_Paulo']) {
      expect(read('timeZone', zone)).toBe(zone)
    }
    for (const zone of ['Berlin', 'Europe/Berln', '+02:00', 'x y']) {
      expect(read('timeZone', zone), zone).toBe('time-zone')
    }
  })

  it('says energy, coverage, a bootstrap line and whether the IPA rolls back', () => {
    expect(read('batteryMwh', '5 Wh')).toBe(5000)
    expect(read('batteryMwh', '-1')).toBe('energy-form')
    expect(read('coverageClass', 'ECL 2')).toBe('CE2')
    expect(read('coverageClass', 'good')).toBe('coverage-class')
    const iccid = completeIccid('898821100000000000')
    expect(read('bootstrapIccid', iccid)).toBe(iccid)
    expect(read('bootstrapIccid', '123')).toMatch(/iccid/)
    expect(read('ipaRollsBack', 'no')).toBe(false)
    expect(read('ipaRollsBack', 'perhaps')).toBe('yes-no')
    expect(read('apn', 'iot.example')).toBe('iot.example')
  })
})
