import { describe, expect, it } from 'vitest'
import { parseForm, parseGeneration } from './cell.ts'
import { parseCountry } from './country.ts'
import { fieldOf } from './header.ts'

describe('a column', () => {
  for (const [field, names] of Object.entries({
    eid: ['EID', 'eid', ' E-ID ', 'eUICC ID', 'EID (32 digits)', 'eid_number'],
    iccid: ['ICCID', 'SIM serial number', 'iccid_1', 'SIM', 'ICC-ID'],
    imei: ['IMEI', 'imei nr.', 'Modem IMEI', 'IMEI/SV'],
    serial: ['Device Serial', 'S/N', 'serial_no', 'Seriennummer', 'Número de serie', 'SN'],
    model: ['Model', 'PRODUCT', 'device_type', 'Modèle'],
    firmware: ['FW', 'Firmware version', 'sw-version'],
    module: ['Module', 'Modem', 'Cellular module'],
    country: ['Country', 'country_code', 'Land', 'País'],
    site: ['Site', 'Location', 'Standort'],
    owner: ['Owner', 'Customer', 'Account'],
    form: ['Form', 'Form factor', 'form-factor'],
    generation: ['Generation', 'Standard', 'RSP'],
    supplier: ['Supplier', 'Vendor', 'Hersteller'],
    contactEveryMinutes: ['contactEveryMinutes', 'Poll interval (min)', 'Reporting interval'],
    sleepsFrom: ['sleepsFrom', 'Sleep from', 'Night start'],
    sleepsUntil: ['sleepsUntil', 'sleep_until', 'Quiet to'],
    timeZone: ['timeZone', 'Time zone', 'TZ'],
    psmPeriodMinutes: ['psmPeriodMinutes', 'PSM period', 'T3412 ext'],
    edrxSeconds: ['eDRX (s)', 'eDRX cycle'],
    batteryMwh: ['Battery (mWh)', 'battery capacity'],
    coverageClass: ['Coverage class', 'CE level'],
    rat: ['RAT', 'Radio technology'],
    apn: ['APN', 'Access point name'],
    bootstrapIccid: ['Bootstrap ICCID', 'bootstrapIccid'],
    ipaRollsBack: ['ipaRollsBack', 'Rollback'],
  })) {
    it(`is the ${field} under ${names.join(' | ')}`, () => {
      for (const name of names) expect(fieldOf(name), name).toBe(field)
    })
  }

  it('is nothing we know under other names', () => {
    for (const name of ['', 'Remark', 'Price', 'MSISDN', '—']) expect(fieldOf(name)).toBeUndefined()
  })
})

describe('a cell', () => {
  it('names a country by code or name', () => {
    for (const text of ['DE', 'de', 'DEU', 'Germany', ' Deutschland ']) {
      expect(parseCountry(text)).toEqual({ ok: true, value: 'DE' })
    }
    expect(parseCountry('UK')).toEqual({ ok: true, value: 'GB' })
    expect(parseCountry('Swedn')).toMatchObject({ ok: false, suggestion: 'SE' })
    expect(parseCountry('XX')).toMatchObject({ ok: false, code: 'country-unknown' })
  })

  it('names a form and a generation in the words of lists', () => {
    expect(parseForm('MFF2')).toEqual({ ok: true, value: 'soldered' })
    expect(parseForm('iSIM')).toEqual({ ok: true, value: 'integrated' })
    expect(parseForm('4FF')).toEqual({ ok: true, value: 'removable' })
    expect(parseGeneration('GSMA SGP.22 v2.5')).toEqual({ ok: true, value: 'sgp22' })
    expect(parseGeneration('M2M')).toEqual({ ok: true, value: 'sgp02' })
    expect(parseGeneration('IoT')).toEqual({ ok: true, value: 'sgp32' })
  })
})
