import { testEid } from '@holdfast/simulator/card/new-card.ts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { addCards, endOpen, fleetEid } from '../testing/campaign-fleet.ts'
import { openRunning, type Running } from '../testing/running.ts'
import { testStart } from '../testing/site.ts'

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
  // Draws in which the thresholds stop it leave devices undecided.
  expect(all).toBeGreaterThan(34)
  expect(all).toBeLessThanOrEqual(40.001)
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

test('a device of which the inventory says nothing is read from its contacts', async () => {
  const { store } = running.server.desk.world
  const silent = testEid(799)
  const bytes = `eid,serial,country\n${silent},S-799,FR`
  await running.client.importInventory({ body: { bytes, mediaType: 'text/csv' } })
  const body = { ...asked, target: { eids: [silent] }, waves: [{ name: 'all' }] }
  const assumed = await running.client.forecastPlan({ body })
  expect(assumed.classes).toMatchObject([{ intervalFrom: 'assumed' }])
  for (let call = 0; call < 12; call++) {
    await store.recordContacts([{ eid: silent, at: testStart + call * 6 * hourMs }])
  }
  const learned = await running.client.forecastPlan({ body })
  expect(learned.classes).toMatchObject([{ intervalFrom: 'learned' }])
  expect(learned.classes[0]?.name).toContain('every 6 h')
}, 60_000)

test('a campaign is graded although nobody asked for its forecast before it began', async () => {
  const { server, client } = running
  const { world } = server.desk
  await addCards(world, 4)
  const target = { eids: [0, 1, 2, 3].map(fleetEid) }
  const body = { ...asked, target, waves: [{ name: 'all' }] }
  const { campaignId: id } = await client.createCampaign({ body })
  await client.startCampaign({ params: { id }, body: {} })
  for (const minutes of [1, 2]) await server.clock?.moveTo(testStart + minutes * 60_000)
  const kept = () => world.store.record('campaign-forecast', id)
  await vi.waitFor(async () => expect(await kept()).toBeDefined(), 30_000)
  await endOpen(world, 'applied')
  for (let round = 1; round < 4; round++) {
    await server.clock?.moveTo(testStart + 9 * hourMs + round * 1_000)
  }
  const shown = await client.campaignForecast({ params: { id } })
  expect(shown.forecast).toBeUndefined()
  expect(shown.atStart?.devices).toBe(4)
  expect(shown.grade?.finishError).toBeGreaterThan(0)
}, 60_000)

test('a campaign that is not there has no forecast', async () => {
  const asking = running.client.campaignForecast({ params: { id: 'C-none' } })
  await expect(asking).rejects.toThrow()
})
