import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DeviceFacts } from '../card-state.ts'
import { day, hour, minute } from '../testing/desk.ts'
import { expectedContact, neverAt } from './expected-contact.ts'
import { minuteOfDay, zoneOfCountry } from './local-time.ts'
import type { Rhythm } from './rhythm.ts'
import { gapsMax, noteContact } from './rhythm.ts'

/** Midnight, in UTC. */
const midnight = 20_000 * day

const rhythmOf = (instants: readonly number[]): Rhythm | undefined =>
  instants.reduce<Rhythm | undefined>((rhythm, at) => noteContact(rhythm, { at }), undefined)

const ask = (device: DeviceFacts, instants: readonly number[]) => {
  const rhythm = rhythmOf(instants)
  const now = instants.at(-1) ?? midnight
  return expectedContact({ device, ...(rhythm ? { rhythm } : {}), now })
}

describe('the rhythm', () => {
  test('calls within two minutes are one contact; one that comes late in order changes nothing', () => {
    const rhythm = rhythmOf([midnight, midnight + minute, midnight + 2 * minute, midnight + hour])
    expect(rhythm?.gaps).toEqual([hour])
    expect(rhythm && noteContact(rhythm, { at: midnight + 5 * minute })).toBe(rhythm)
  })

  test('it stays small whatever the device does', () => {
    const many = Array.from({ length: 500 }, (_, i) => midnight + i * 3 * minute)
    const rhythm = rhythmOf(many)
    expect(rhythm?.gaps).toHaveLength(gapsMax)
    expect(JSON.stringify(rhythm).length).toBeLessThan(600)
  })
})

const interval = fc.constantFrom(15 * minute, hour, 6 * hour, day)

test('a learned interval is found through scatter, up to three bursts and up to three holes', () => {
  const scatter = fc.double({ min: 0.9, max: 1.1, noNaN: true })
  const fate = fc.record({
    every: interval,
    steps: fc.array(scatter, { minLength: 12, maxLength: 12 }),
    bursts: fc.uniqueArray(fc.nat(11), { maxLength: 3 }),
    holes: fc.uniqueArray(fc.nat(11), { maxLength: 3 }),
    holeSize: fc.array(fc.integer({ min: 2, max: 9 }), { minLength: 12, maxLength: 12 }),
  })
  fc.assert(
    fc.property(fate, ({ every, steps, bursts, holes, holeSize }) => {
      // Holes of different length: three of one length would be a habit.
      const sizes = holes.map((_, i) => 2 ** (i + 1) * (holeSize[0] ?? 2))
      let at = midnight
      const instants = [at]
      steps.forEach((factor, i) => {
        const hole = holes.indexOf(i)
        const isBurst = bursts.includes(i) && hole < 0
        at += isBurst ? 3 * minute : every * factor * (hole < 0 ? 1 : (sizes[hole] ?? 1))
        instants.push(at)
      })
      const { intervalMs, lateAt } = ask({}, instants)
      expect(intervalMs).toBeGreaterThan(0.85 * every)
      expect(intervalMs).toBeLessThan(1.15 * every)
      const isFirstNight = at - midnight < 30 * hour
      if (!isFirstNight) expect(lateAt - at).toBeLessThan(1.2 * 1.15 * every)
    }),
    { numRuns: 300, seed: 7 },
  )
})

test('a configured device is never late after more than 1.2 of its intervals, nor before one', () => {
  fc.assert(
    fc.property(interval, fc.nat(2000), (every, minutes) => {
      const last = midnight + minutes * minute
      const { by, lateAt } = ask({ contactEveryMinutes: every / minute }, [last])
      expect(by).toBe(last + every)
      expect(lateAt).toBeGreaterThan(last + 1.1 * every)
      expect(lateAt).toBeLessThanOrEqual(last + 1.2 * every)
    }),
  )
})

describe('sleep', () => {
  const sleeper = { contactEveryMinutes: 60, sleepsFrom: '22:00', sleepsUntil: '06:00' }

  test('a night is not lateness, and its end brings a little slack', () => {
    const last = midnight + 21.5 * hour
    const { lateAt, asleepUntil } = ask({ ...sleeper, timeZone: 'UTC' }, [last])
    expect(asleepUntil).toBe(midnight + 30 * hour)
    expect(lateAt).toBe(midnight + 30 * hour + 12 * minute)
  })

  test('nights are those of the place where the device stands', () => {
    const last = midnight + 19.5 * hour
    const berlin = ask({ ...sleeper, country: 'DE' }, [last])
    expect(berlin.asleepUntil).toBeGreaterThan(midnight + 27 * hour)
    expect(ask({ ...sleeper, timeZone: 'UTC' }, [last]).asleepUntil).toBeUndefined()
  })

  test('one night is enough to learn it, from a device that calls every hour', () => {
    const hours = Array.from({ length: 40 }, (_, i) => i).filter((i) => i % 24 >= 6 && i % 24 < 22)
    const instants = hours.map((i) => midnight + i * hour)
    const { asleepUntil, lateAt } = ask({}, [...instants.slice(0, 32), midnight + 45 * hour])
    expect(asleepUntil).toBe(midnight + 54 * hour)
    expect(lateAt).toBeGreaterThan(midnight + 54 * hour)
  })
})

test('the first contacts of a device, with their retries, are not taken for its rhythm', () => {
  const instants = [0, 3, 8, 17, 35].map((minutes) => midnight + minutes * minute)
  expect(ask({}, instants)).toMatchObject({ from: 'assumed', intervalMs: day })
})

test('a device of which nothing is told may sleep in its first night', () => {
  const instants = Array.from({ length: 12 }, (_, i) => midnight + (10 + i) * hour)
  const { from, lateAt } = ask({}, instants)
  expect(from).toBe('learned')
  expect(lateAt).toBeGreaterThan(midnight + 30 * hour)
})

test('a device that never called is never late', () => {
  expect(ask({ contactEveryMinutes: 60 }, []).lateAt).toBe(neverAt)
})

test('a habit clearly longer than the inventory says is believed, a shorter one is not', () => {
  const every = (ms: number) => Array.from({ length: 10 }, (_, i) => midnight + i * ms)
  expect(ask({ contactEveryMinutes: 60 }, every(6 * hour))).toMatchObject({ from: 'learned' })
  expect(ask({ contactEveryMinutes: 60 }, every(10 * minute))).toMatchObject({
    from: 'configured',
    intervalMs: hour,
  })
})

test('the clock of a place knows summer time', () => {
  const summer = 1_782_000_000_000
  const berlin = minuteOfDay(summer, 'Europe/Berlin')
  expect((berlin - minuteOfDay(summer, 'UTC') + 1440) % 1440).toBe(120)
  expect(zoneOfCountry('BR')).toBe('America/Sao_Paulo')
  expect(zoneOfCountry('FR')).toBe('Europe/Paris')
})
