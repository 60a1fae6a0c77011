import { describe, expect, test } from 'vitest'
import { airCostOf, radios, sessionCost } from '../radio/radio-model.ts'
import { emptyPoll, exchangeOf } from '../radio/step-exchange.ts'
import { type CampaignOutline, gateOf } from './campaign-outline.ts'
import { assumedHistory, type DeviceClass, noHoles } from './device-class.ts'
import { energyOf } from './energy-of-class.ts'
import { type ForecastInput, forecastCampaign } from './forecast-campaign.ts'
import { gradeForecast } from './grade-forecast.ts'

const hour = 3_600_000
const day = 24 * hour
const monday = Date.UTC(2026, 0, 12)

const hourly: DeviceClass = {
  name: 'hourly',
  devices: 400,
  samples: ['89…1'],
  everyMs: hour,
  spread: 0.1,
  intervalFrom: 'configured',
  timeZone: 'UTC',
  holes: noHoles,
  radio: 'LTE-M',
  route: 'indirect',
  sharedRates: ['smdp:one'],
}

const outline: CampaignOutline = {
  startAt: monday,
  waves: [
    { name: 'canary', devices: 100 },
    { name: 'rest', devices: 300 },
  ],
  gate: gateOf({ successAtLeast: 0.85, failureAtMost: 0.15, confidence: 0.9 }),
  windows: [],
  perMinute: {},
  deviceDeadlineMs: 5 * day,
  approvalMs: 0,
  steps: ['identify', 'read', 'download', 'enable', 'confirm'],
}

function forecast(
  classes: readonly DeviceClass[],
  changes: Partial<CampaignOutline> = {},
  more: Partial<ForecastInput> = {},
) {
  let state = 1
  const chance = (): number => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  const history = assumedHistory
  const devices = classes.reduce((sum, one) => sum + one.devices, 0)
  const waves = [
    { name: 'canary', devices: 100 },
    { name: 'rest', devices: devices - 100 },
  ]
  const given = { ...outline, waves, ...changes }
  return forecastCampaign({ classes, outline: given, history, now: monday, chance, ...more })
}

describe('when it will be through', () => {
  test('hourly devices are through within a few of their intervals, waves in order', () => {
    const { finish, waves, succeeded, stopChance } = forecast([hourly])
    if (!finish) throw new Error('no finish')
    expect(finish.p50 - monday).toBeGreaterThan(hour)
    expect(finish.p90 - monday).toBeLessThan(5 * hour)
    expect(finish.p10).toBeLessThanOrEqual(finish.p50)
    expect(waves[1]?.opens?.p50).toBeGreaterThanOrEqual(waves[0]?.ends?.p50 ?? Infinity)
    expect(succeeded).toBeGreaterThan(380)
    expect(stopChance).toBe(0)
  })

  test('a campaign that opens at night waits for the night', () => {
    const windows = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', until: '06:00' }]
    const noon = forecast([hourly], { windows, startAt: monday + 12 * hour })
    expect(noon.finish?.p10).toBeGreaterThan(monday + 22 * hour)
  })

  test('a shared rate stretches it to devices ÷ rate', () => {
    const { finish } = forecast([hourly], { perMinute: { 'smdp:one': 1 } })
    expect(finish && finish.p50 - monday).toBeGreaterThan(400 * 60_000)
    expect(finish && finish.p50 - monday).toBeLessThan(700 * 60_000)
  })

  test('what is seen on the way moves it: a campaign that lags is through later', () => {
    const now = monday + hour
    const seen = (succeeded: number) => ({
      now,
      waves: [
        { openedAt: monday, endedAt: now, succeeded: 100, failed: 0 },
        { openedAt: now, succeeded, failed: 0 },
      ],
    })
    const ahead = forecast([hourly], {}, { now, observed: seen(295) })
    const behind = forecast([hourly], {}, { now, observed: seen(0) })
    expect(behind.finish?.p50).toBeGreaterThan(ahead.finish?.p50 ?? Infinity)
  })

  test('thresholds that the history does not meet are told as the chance of being stopped', () => {
    const strict = gateOf({ successAtLeast: 0.995, failureAtMost: 0.005, confidence: 0.99 })
    expect(forecast([hourly], { gate: strict }).stopChance).toBeGreaterThan(0.5)
  })

  test('one device may stand for many: the forecast is that of all of them', () => {
    const holes = { perDay: 0.3, hoursMin: 0.5, hoursMax: 12 }
    const of = { ...hourly, devices: 4_000, holes }
    const atOnce = { atOnce: 1_000 }
    const whole = forecast([of], atOnce).finish
    const few = forecast([of], atOnce, { devicesMax: 300 }).finish
    if (!whole || !few) throw new Error('no finish')
    expect((few.p50 - monday) / (whole.p50 - monday)).toBeCloseTo(1, 1)
    expect((few.p90 - monday) / (whole.p90 - monday)).toBeCloseTo(1, 1)
  })

  test('what was only assumed makes the interval wider, not the middle another', () => {
    const told = forecast([{ ...hourly, everyMs: day }]).finish
    const assumed = forecast([{ ...hourly, everyMs: day, intervalFrom: 'assumed' }]).finish
    if (!told || !assumed) throw new Error('no finish')
    expect(assumed.p90 - assumed.p10).toBeGreaterThan(2 * (told.p90 - told.p10))
    expect(Math.abs(assumed.p50 - told.p50)).toBeLessThan(0.25 * (told.p50 - monday))
  })

  test('the same facts and the same chance give the same forecast', () => {
    expect(forecast([hourly])).toEqual(forecast([hourly]))
  })

  test('a thousand times as many devices are through a little later', () => {
    const many = { ...hourly, devices: 400_000 }
    const few = forecast([hourly]).finish
    const all = forecast([many]).finish
    expect(all?.p50).toBeGreaterThan(few?.p50 ?? Infinity)
    expect((all?.p50 ?? 0) - monday).toBeLessThan(3 * ((few?.p50 ?? 0) - monday))
  })
})

describe('who cannot finish', () => {
  const reasonsOf = (of: Partial<DeviceClass>, changes: Partial<CampaignOutline> = {}) =>
    forecast([hourly, { ...hourly, name: 'other', ...of }], changes).cannotFinish.map(
      ({ code, className }) => [code, className],
    )

  test('those that come less often than the time for a device', () => {
    expect(reasonsOf({ everyMs: 20 * day })).toEqual([['contact-interval-over-deadline', 'other']])
  })

  test('those that sleep whenever the windows are open', () => {
    const windows = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '23:00', until: '04:00' }]
    const sleep = { from: '22:00', until: '06:00' }
    expect(reasonsOf({ sleep }, { windows })).toEqual([['window-never-meets-waking', 'other']])
  })

  test('those without a route, without stock, without energy', () => {
    expect(reasonsOf({ route: 'none' })).toEqual([['no-route', 'other']])
    expect(reasonsOf({ batteryMwh: 50, radio: 'CE2' })).toEqual([['battery-too-low', 'other']])
    expect(reasonsOf({}, { stock: 500 })).toEqual([['no-stock', undefined]])
    expect(reasonsOf({}, { stock: 800 })).toEqual([])
  })
})

describe('what it takes', () => {
  test('the model gives the published figures of a narrow-band download and poll', () => {
    const direct = exchangeOf('download', { route: 'direct' })
    const indirect = exchangeOf('download', { route: 'indirect' })
    expect(airCostOf(direct, radios.CE0).joules).toBeCloseTo(6.4, 1)
    expect(airCostOf(direct, radios.CE2).seconds).toBeCloseTo(601, 0)
    expect(airCostOf(direct, radios.CE2).joules).toBeCloseTo(182, 0)
    expect(airCostOf(indirect, radios.CE1).joules).toBeCloseTo(14, 0)
    expect(airCostOf(exchangeOf('delete', { route: 'direct' }), radios.CE0).seconds).toBeCloseTo(
      3.7,
      1,
    )
    expect(sessionCost([emptyPoll], radios.CE0).joules).toBeCloseTo(0.44, 2)
    expect(sessionCost([emptyPoll], { ...radios.CE0, tailSeconds: 10 }).joules).toBeCloseTo(2.28, 2)
    expect(sessionCost([emptyPoll], radios.CE2).joules).toBeCloseTo(2.73, 2)
  })

  test('polling, not the download, empties the battery', () => {
    const often = energyOf({ ...hourly, radio: 'CE0', batteryMwh: 5_000 }, outline.steps, 1)
    expect(often.daysOfLife).toBeLessThan(1.5)
    expect(often.daysLeft).toBeLessThan(5 * 365)
    const daily = energyOf({ ...hourly, everyMs: day, radio: 'CE0' }, outline.steps, 1)
    expect(daily.daysOfLife).toBeGreaterThan(5)
  })

  test('the bill is profiles and octets by the price table', () => {
    const prices = { currency: 'EUR', perProfile: 0.5, perMegabyte: 0.1 }
    const { cost, bytes } = forecast([hourly], {}, { prices })
    expect(cost).toEqual({ currency: 'EUR', amount: 200 + (bytes / 1e6) * 0.1 })
  })
})

test('a forecast is graded against what happened', () => {
  const made = forecast([hourly])
  if (!made.finish) throw new Error('no finish')
  const lasted = made.finish.p50 - monday
  const finishedAt = monday + lasted / 1.25
  const grade = gradeForecast(made, { startedAt: monday, finishedAt, bytes: made.bytes / 2 })
  expect(grade?.finishError).toBeCloseTo(0.25, 6)
  expect(grade?.bytesError).toBeCloseTo(1, 6)
  const right = gradeForecast(made, { startedAt: monday, finishedAt: made.finish.p50 })
  expect(right).toMatchObject({ finishError: 0, isInsideInterval: true })
})
