import { describe, expect, test } from 'vitest'
import { day, hour, minute } from '../testing/desk.ts'
import { expectedContact, isStranger } from './expected-contact.ts'
import type { Rhythm } from './rhythm.ts'
import { noteContact } from './rhythm.ts'
import { knownInterval, siblingInterval } from './sibling-interval.ts'

const start = 20_000 * day

const rhythmOf = (...instants: readonly number[]): Rhythm | undefined =>
  instants.reduce<Rhythm | undefined>((rhythm, at) => noteContact(rhythm, { at }), undefined)

const siblings = (share: Readonly<Record<number, number>>): readonly number[] =>
  Object.entries(share).flatMap(([ms, count]) => new Array<number>(count).fill(Number(ms)))

const expected = (instants: readonly number[], intervals: readonly number[]) => {
  const rhythm = rhythmOf(...instants)
  const known = siblingInterval(intervals)
  return expectedContact({
    device: {},
    ...(rhythm ? { rhythm } : {}),
    ...(known ? { siblings: known } : {}),
    now: instants.at(-1) ?? start,
  })
}

describe('a new device of which nothing is told', () => {
  const mixed = siblings({ [day]: 50, [7 * day]: 6 })

  test('is expected as late as one in twenty of its siblings calls', () => {
    const { intervalMs, from, why } = expected([start], mixed)
    expect([intervalMs, from]).toEqual([7 * day, 'assumed'])
    expect(why).toBe('it is new: of 56 devices like it 6 call every 7 days or less often')
  })

  test('is not expected as late as the rare one among its siblings calls', () => {
    expect(expected([start], siblings({ [day]: 50, [7 * day]: 2 })).intervalMs).toBe(day)
  })

  test('is assumed to call daily where too few siblings are known', () => {
    expect(expected([start], siblings({ [7 * day]: 9 })).intervalMs).toBe(day)
  })

  test('is judged by what it did once it came back after hours', () => {
    expect(expected([start, start + day], mixed).intervalMs).toBe(day)
    expect(expected([start, start + 5 * minute], mixed).intervalMs).toBe(7 * day)
  })
})

test('a device that is told of, or has a habit, is no stranger', () => {
  expect(isStranger({}, rhythmOf(start))).toBe(true)
  expect(isStranger({ contactEveryMinutes: 60 }, rhythmOf(start))).toBe(false)
  const hourly = [0, 1, 2, 3, 4, 5].map((hours) => start + hours * hour)
  expect(isStranger({}, rhythmOf(...hourly))).toBe(false)
})

test('the interval of a sibling is the told one, else the learned one, else not known', () => {
  const daily = rhythmOf(start, start + day, start + 2.02 * day, start + 3 * day)
  expect(knownInterval({ contactEveryMinutes: 60 }, daily)).toBe(hour)
  expect(knownInterval({}, daily)).toBe(day)
  expect(knownInterval({}, rhythmOf(start, start + day))).toBeUndefined()
})
