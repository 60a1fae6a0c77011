import { describe, expect, test } from 'vitest'
import { everyDay } from '../campaign/week-window.ts'
import { noHoles } from './device-class.ts'
import { drawnChance } from './drawn-chance.ts'
import { type DrawnClass, DrawnDevices } from './drawn-devices.ts'
import { OpenTimes } from './open-times.ts'

const hour = 3_600_000
const day = 24 * hour
const monday = Date.UTC(2026, 0, 12)
const hourly: DrawnClass = { everyMs: hour, spread: 0.1, holes: noHoles }

function drawn(of: DrawnClass, size: number): DrawnDevices {
  const chance = drawnChance(0.25)
  const devices = new DrawnDevices(size, { classes: [of], retryMs: 120_000, chance })
  for (let device = 0; device < size; device++) devices.draw(device, 0)
  return devices
}

const range = (size: number): readonly number[] => Array.from({ length: size }, (_, at) => at)

describe('when drawn devices wake', () => {
  test('somewhere in their interval from now, evenly', () => {
    const devices = drawn(hourly, 1_000)
    for (const one of range(1_000)) devices.place(one, monday)
    const waits = range(1_000).map((one) => (devices.at[one] as number) - monday)
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...waits)).toBeLessThan(1.14 * hour)
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length
    expect(mean / hour).toBeCloseTo(0.5, 1)
  })

  test('not at night, and those that would in the first minutes of their morning', () => {
    const nights = [{ days: everyDay, from: '22:00', until: '06:00' }]
    const asleep = new OpenTimes(nights, 'UTC', monday - 20 * day)
    const devices = drawn({ ...hourly, everyMs: 12 * hour, asleep }, 300)
    const hours = range(300).flatMap((one) => {
      devices.place(one, monday + 3 * hour)
      return range(4).map(() => {
        const at = devices.at[one] as number
        devices.goOn(one, at)
        return (at % day) / hour
      })
    })
    expect(hours.every((at) => at >= 6 && at < 22)).toBe(true)
    const mornings = hours.filter((at) => at < 6.17).length
    expect(mornings / hours.length).toBeGreaterThan(0.15)
  })
})

describe('where the radio does not reach', () => {
  const holes = { perDay: 0.4, hoursMin: 0.5, hoursMax: 12 }

  test('as often as the days of the class say', () => {
    const devices = drawn({ ...hourly, holes }, 2_000)
    const moments = range(2_000).flatMap((one) => range(8).map((at) => [one, at] as const))
    const inside = moments.filter(([one, at]) => {
      const when = monday + at * 7 * hour
      return devices.holeEnd(one, when) > when
    })
    expect(inside.length / moments.length).toBeCloseTo(0.1, 1)
  })

  test('it tries again ever later, and comes through once the hole is over', () => {
    const devices = drawn({ ...hourly, everyMs: day, holes }, 500)
    const caught = range(500).filter((one) => devices.holeEnd(one, monday) > monday + hour)
    expect(caught.length).toBeGreaterThan(10)
    for (const one of caught) {
      devices.at[one] = monday
      devices.retry(one, monday)
      expect((devices.at[one] as number) - monday).toBeLessThan(133_000)
      devices.advance(one, devices.holeEnd(one, monday))
      expect(devices.at[one]).toBeGreaterThanOrEqual(devices.holeEnd(one, monday))
      expect(devices.at[one]).toBeLessThan(devices.holeEnd(one, monday) + day)
    }
  })

  test('a device drawn after another stands in the same hole, and in others of its own later', () => {
    const devices = drawn({ ...hourly, holes }, 501)
    const [one = 0] = range(500).filter((each) => devices.holeEnd(each, monday) > monday)
    devices.copy(one, 500, monday)
    expect(devices.holeEnd(500, monday)).toBe(devices.holeEnd(one, monday))
    const later = range(200).map((at) => monday + (3 + at) * day)
    const ends = (device: number) => later.map((at) => devices.holeEnd(device, at))
    expect(ends(500)).not.toEqual(ends(one))
  })
})

test('windows are looked up in any order', () => {
  const windows = [{ days: [6, 7], from: '00:00', until: '00:00' }]
  const open = new OpenTimes(windows, 'Europe/Berlin', monday)
  expect(open.changeAfter(monday)).toBe(monday + 5 * day - hour)
  expect(open.isOpenAt(monday + 6 * day)).toBe(true)
  expect(open.changeAfter(monday + 6 * day)).toBe(monday + 7 * day - hour)
  expect(open.isOpenAt(monday + hour)).toBe(false)
  expect(new OpenTimes([], 'UTC', monday).changeAfter(monday)).toBe(Number.POSITIVE_INFINITY)
})
