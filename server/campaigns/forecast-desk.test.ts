import { testEid } from '@holdfast/simulator/card/new-card.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRunning, type Running } from '../testing/running.ts'

let running: Running

const eids = Array.from({ length: 40 }, (_, i) => testEid(700 + i))

beforeAll(async () => {
  running = await openRunning()
  const rows = eids.map((eid, i) => `${eid},S-${i},DE,${i < 5 ? 20_160 : 360}`)
  const bytes = ['eid,serial,country,contactEveryMinutes', ...rows].join('\n')
  await running.client.importInventory({ body: { bytes, mediaType: 'text/csv' } })
})
afterAll(() => running[Symbol.asyncDispose]())

const hourMs = 3_600_000

const asked = {
  name: 'read them',
  wish: { kind: 'audit' },
  target: { filter: 'country:DE' },
  follow: 'frozen',
  waves: [{ name: 'canary', devices: 10 }, { name: 'rest' }],
  thresholds: { successAtLeast: 0.8, failureAtMost: 0.2, confidence: 0.8 },
  deviceDeadlineMinutes: 5 * 24 * 60,
  approvalsNeeded: 0,
  reason: '',
} as const

test('a plan is forecast from what is known of its devices, those that cannot finish by name', async () => {
  const forecast = await running.client.forecastPlan({ body: asked })
  expect(forecast.devices).toBe(40)
  expect(forecast.classes.map(({ devices }) => devices).toSorted()).toEqual([35, 5])
  expect(forecast.cannotFinish).toMatchObject([{ code: 'contact-interval-over-deadline' }])
  expect(forecast.cannotFinish[0]?.samples).toContain(eids[0])
  const all = forecast.succeeded + forecast.failed + forecast.overDeadline
  expect(Math.abs(all - 40)).toBeLessThan(1.5)
  expect(forecast.bytes).toBeGreaterThan(40 * 1000)
}, 60_000)

test('a plan that cannot be is refused with its reason', async () => {
  const body = { ...asked, waves: [{ name: 'canary' }, { name: 'rest' }] }
  await expect(running.client.forecastPlan({ body })).rejects.toThrow()
})

test('a campaign on record is forecast, and its first forecast is kept for grading', async () => {
  const { campaignId } = await running.client.createCampaign({
    headers: { 'idempotency-key': 'forecast-1' },
    body: { ...asked, target: { eids: eids.slice(5) } },
  })
  const shown = await running.client.campaignForecast({ params: { id: campaignId } })
  const { forecast, atStart, now } = shown
  expect(forecast?.finish && forecast.finish.p50 - now).toBeGreaterThan(3 * hourMs)
  expect(forecast?.finish && forecast.finish.p50 - now).toBeLessThan(30 * hourMs)
  expect(forecast?.finish?.p10).toBeLessThanOrEqual(forecast?.finish?.p90 ?? 0)
  expect(atStart?.madeAt).toBe(forecast?.madeAt)
}, 60_000)

test('a campaign that is not there has no forecast', async () => {
  const asking = running.client.campaignForecast({ params: { id: 'C-none' } })
  await expect(asking).rejects.toThrow()
})
