import { expect, test } from 'vitest'
import { noteContact, type Rhythm } from '../contact/rhythm.ts'
import { ClassBook, classOf } from './classify-device.ts'

const device = { country: 'DE', contactEveryMinutes: 360, coverageClass: 'CE1' } as const

test('devices that differ little are one class at their mean; those that sleep are another', () => {
  const book = new ClassBook()
  book.add({ eid: '1', device, sharedRates: [] })
  book.add({ eid: '2', device: { ...device, contactEveryMinutes: 366 }, sharedRates: [] })
  const sleeper = { ...device, sleepsFrom: '22:00', sleepsUntil: '06:00' }
  book.add({ eid: '3', device: sleeper, sharedRates: [] })
  const classes = book.classes()
  expect(classes.map(({ devices, samples }) => [devices, samples])).toEqual([
    [2, ['1', '2']],
    [1, ['3']],
  ])
  expect(classes[0]?.everyMs).toBe(363 * 60_000)
  expect(classes[0]).toMatchObject({ radio: 'CE1', timeZone: 'Europe/Berlin' })
  expect(classes[1]?.sleep).toEqual({ from: '22:00', until: '06:00' })
})

test('what the inventory leaves out is read from the contacts of the device', () => {
  const hour = 3_600_000
  let rhythm: Rhythm | undefined
  // Five days of hourly calls, none between 22:00 and 06:00 UTC.
  for (let at = 6 * hour; at < 126 * hour; at += hour) {
    const clock = (at / hour) % 24
    if (clock >= 6 && clock < 22) rhythm = noteContact(rhythm, { at })
  }
  const row = { eid: '1', device: { country: 'DE' }, sharedRates: [] }
  const seen = classOf({ ...row, ...(rhythm ? { rhythm } : {}) })
  expect(seen).toMatchObject({ everyMs: hour, intervalFrom: 'learned' })
  expect(seen.sleep).toEqual({ from: '22:00', until: '06:00', zone: 'UTC' })
  expect(classOf(row).sleep).toBeUndefined()
})

test('what is configured goes before what was seen, and nothing known is called assumed', () => {
  const rhythm = { lastAt: 9, contactAt: 9, firstAt: 0, gaps: [3, 3, 3, 3, 3, 3] }
  expect(classOf({ eid: '1', device, rhythm, sharedRates: [] }).intervalFrom).toBe('configured')
  const unknown = classOf({ eid: '1', device: {}, sharedRates: [] })
  expect(unknown).toMatchObject({ intervalFrom: 'assumed', timeZone: 'UTC', radio: 'LTE-M' })
})

test('a part of the fleet stands for all of it, and the classes never become many', () => {
  const book = new ClassBook()
  for (let each = 0; each < 500; each++) {
    book.add({
      eid: String(each),
      device: { contactEveryMinutes: 2 ** (each % 20), rat: `x${each}` },
      sharedRates: [`operator:${each}`],
    })
  }
  const classes = book.classes(1_000_000)
  expect(classes.length).toBeLessThanOrEqual(64)
  expect(classes.reduce((sum, { devices }) => sum + devices, 0)).toBeCloseTo(1_000_000)
})
