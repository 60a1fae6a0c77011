import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DeviceFacts } from '../card-state.ts'
import { day, hour, minute } from '../testing/desk.ts'
import { expectedContact, neverAt } from './expected-contact.ts'
import { roundTimer } from './learned-interval.ts'
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

  test('a night that begins just before 1.2 of its interval is waited for', () => {
    const last = midnight + 20.81 * hour
    const { lateAt } = ask({ ...sleeper, timeZone: 'UTC' }, [last])
    expect(lateAt).toBeGreaterThan(midnight + 30 * hour)
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

test('a device of which nothing is told may sleep in its first night, unless it was heard in it', () => {
  const hourly = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => midnight + (from + i) * hour)
  const evening = ask({}, hourly(10, 12))
  expect(evening.from).toBe('learned')
  expect(evening.lateAt).toBeGreaterThan(midnight + 30 * hour)
  expect(ask({}, hourly(10, 8)).lateAt).toBeLessThan(midnight + 19 * hour)
  expect(ask({}, hourly(10, 14)).lateAt).toBeLessThan(midnight + 25 * hour)
})

test('a night that nobody told of stretches no interval', () => {
  const days = [0, 1, 2, 3, 4].flatMap((day) => [6.1, 12, 18.2].map((at) => (24 * day + at) * hour))
  const { intervalMs, why } = ask(
    {},
    days.map((at) => midnight + at),
  )
  expect([intervalMs, why]).toEqual([6 * hour, '8 of its last 8 contacts were 6 h apart'])
  const halves = Array.from({ length: 12 }, (_, i) => midnight + (7 + 12 * i) * hour)
  expect(ask({}, halves).intervalMs).toBe(12 * hour)
})

function after(gaps: readonly number[]): readonly number[] {
  let at = midnight
  return [at, ...gaps.map((gap) => (at += gap))]
}
const hours = (...lengths: readonly number[]) => lengths.map((length) => length * hour)
const every = (ms: number, times: number) => Array.from({ length: times }, () => ms)

describe('a device of which the inventory tells nothing', () => {
  test.each([
    ['has called once: a day', [], 'assumed', day],
    ['retried, each time later: a day', hours(0.03, 0.07, 0.13, 0.29), 'assumed', day],
    ['came back after a week: a week', hours(0.04, 0.07, 152), 'assumed', 7 * day],
    ['came back after 57 hours: a week, for it may have been woken', hours(57), 'assumed', 7 * day],
    ['came back after half a year: eight days', hours(4400), 'assumed', 8 * day],
    [
      'retried for days: the longest silence that it broke',
      hours(0.1, 23, 0.03, 0.07, 0.13, 0.3, 9.8, 0.57, 0.46, 29.5, 0.24, 0.54),
      'assumed',
      29.5 * hour,
    ],
    ['called three times half a day apart', hours(12.9, 0.1, 11.2, 12.7), 'learned', 12 * hour],
    ['began to sleep longer', hours(23, 25, 24, 24, 97, 93, 98), 'learned', 4 * day],
    ['sleeps longer, with a restart', hours(24, 24, 24, 97, 0.2, 95, 99), 'learned', 4 * day],
    ['sleeps longer no more', [...every(4 * day, 4), ...every(day, 8)], 'learned', day],
    ['calls hourly, with holes', hours(1, 1, 3, 1, 1, 7, 1, 1), 'learned', hour],
  ] as const)('%s', (_, gaps, from, intervalMs) => {
    const expected = ask({}, after(gaps))
    expect(expected.from).toBe(from)
    expect(expected.intervalMs).toBe(intervalMs)
  })

  test('that never called at night is not late before the morning; one that did is', () => {
    const daytime = Array.from({ length: 12 }, (_, i) => midnight + Math.floor(i / 2) * day)
    const calls = daytime.map((at, i) => at + (i % 2 ? 18.5 * hour : 6.2 * hour))
    expect(ask({}, calls).asleepUntil).toBe(midnight + 6 * day + 6 * hour)
    const atNight = calls.map((at) => at - 4 * hour)
    expect(ask({}, atNight).asleepUntil).toBeUndefined()
    expect(ask({ contactEveryMinutes: 720 }, calls).asleepUntil).toBeUndefined()
  })
})

describe('a device that the inventory says calls every hour', () => {
  test.each([
    ['calls every hour', every(hour, 9), 'configured', hour],
    ['called twice after four hours', hours(1, 1, 1, 1, 4, 4), 'configured', hour],
    ['called thrice after four hours', hours(1, 1, 1, 4.2, 3.7, 4.3), 'learned', 4 * hour],
    ['was away thrice, never as long', hours(1, 1, 3, 7, 19), 'configured', hour],
    ['is back at an hour for two calls', hours(4, 4, 4, 4, 1, 1), 'configured', hour],
  ] as const)('%s', (_, gaps, from, intervalMs) => {
    expect(ask({ contactEveryMinutes: 60 }, after(gaps))).toMatchObject({ from, intervalMs })
  })
})

test.each([
  [23.2 * hour, day],
  [26 * hour, day],
  [28 * hour, 28 * hour],
  [3.7 * hour, 4 * hour],
  [3.4 * hour, 3.4 * hour],
  [14 * minute, 15 * minute],
])('a length of %d ms is taken for a timer of %d ms', (seen, timer) => {
  expect(roundTimer(seen)).toBe(timer)
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
