import { describe, expect, test } from 'vitest'
import type { WeekWindow } from './week-window.ts'
import { isWindowOpen, windowStateAt } from './week-window.ts'

const all = [1, 2, 3, 4, 5, 6, 7]
const night: WeekWindow = { days: all, from: '22:00', until: '06:00' }
const berlin = 'Europe/Berlin'

const at = (text: string): number => Date.parse(text)

describe('windows by the clock on the wall', () => {
  test.each([
    ['2026-07-01T19:59:00Z', false],
    ['2026-07-01T20:00:00Z', true],
    ['2026-07-02T03:59:00Z', true],
    ['2026-07-02T04:00:00Z', false],
    ['2026-01-01T20:59:00Z', false],
    ['2026-01-01T21:00:00Z', true],
  ])('22:00 in Berlin is two hours before UTC in summer and one in winter: %s', (text, isOpen) => {
    expect(isWindowOpen([night], berlin, at(text))).toBe(isOpen)
  })

  test('a window past midnight belongs to the day on which it opens', () => {
    const friday: WeekWindow = { ...night, days: [5] }
    expect(isWindowOpen([friday], 'UTC', at('2026-11-21T05:59:00Z'))).toBe(true)
    expect(isWindowOpen([friday], 'UTC', at('2026-11-20T05:59:00Z'))).toBe(false)
    expect(isWindowOpen([{ ...night, days: [7] }], 'UTC', at('2026-11-23T01:00:00Z'))).toBe(true)
  })

  test('equal times are the whole day, and no window is always', () => {
    const sunday: WeekWindow = { days: [7], from: '00:00', until: '00:00' }
    expect(isWindowOpen([sunday], 'UTC', at('2026-11-22T23:59:00Z'))).toBe(true)
    expect(isWindowOpen([sunday], 'UTC', at('2026-11-23T00:00:00Z'))).toBe(false)
    expect(isWindowOpen([], 'UTC', 0)).toBe(true)
  })

  test.each([
    ['before the clocks go forward', '2026-03-28T12:00:00Z', '2026-03-28T21:00:00Z'],
    ['after they went', '2026-03-29T12:00:00Z', '2026-03-29T20:00:00Z'],
    ['before they go back', '2026-10-24T12:00:00Z', '2026-10-24T20:00:00Z'],
    ['after they went back', '2026-10-25T12:00:00Z', '2026-10-25T21:00:00Z'],
  ])('the next opening is 22:00 local time %s', (_, now, opens) => {
    expect(windowStateAt([night], berlin, at(now))).toEqual({ isOpen: false, until: at(opens) })
  })

  test('a window that the change of clocks jumps into opens at the change', () => {
    const short: WeekWindow = { days: all, from: '02:30', until: '04:00' }
    const { until } = windowStateAt([short], berlin, at('2026-03-29T00:00:00Z'))
    expect(until).toBe(at('2026-03-29T01:00:00Z'))
  })

  test.each(['Asia/Kolkata', 'Australia/Lord_Howe', 'America/St_Johns', 'Asia/Kathmandu'])(
    'an opening is the first open minute, in %s too',
    (zone) => {
      for (let day = 0; day < 366; day += 5) {
        const now = at('2026-01-01T03:17:00Z') + day * 86_400_000
        const { isOpen, until = 0 } = windowStateAt([night], zone, now)
        expect(isWindowOpen([night], zone, until)).toBe(!isOpen)
        expect(isWindowOpen([night], zone, until - 60_000)).toBe(isOpen)
      }
    },
  )

  test('a window that never opens has no next opening', () => {
    expect(windowStateAt([{ ...night, days: [] }], 'UTC', 0)).toEqual({ isOpen: false })
  })
})
