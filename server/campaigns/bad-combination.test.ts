// A profile that one eUICC operating system cannot install (install error 12) in a campaign of
// 2,000: no more devices are hurt than the canary has, the combination is named, the rest goes on.

import type { CardState } from '@holdfast/fleet/card-state.ts'
import { formatPattern } from '@holdfast/fleet/combination/combination-key.ts'
import { expect, it } from 'vitest'
import { CountryRuleBook } from '../rules/country-rule-book.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { addCards, addCodes, endOpen, fleetEid } from '../testing/campaign-fleet.ts'
import { testRules, testStart } from '../testing/site.ts'
import { CampaignBook } from './campaign-book.ts'
import { CampaignRunner } from './campaign-runner.ts'
import { listCombinations } from './combination-list.ts'
import { DispatchPicture } from './dispatch-picture.ts'
import { putCampaign } from './draft-campaign.ts'

const devices = 2_000
const canary = 50
const badSystem = '1.3.9'
const systemOf = (n: number): string => (n % 11 < 2 ? badSystem : n % 11 < 6 ? '2.0.0' : '1.4.2')

it('hurts at most as many devices as the canary has, and goes on without the bad ones', async () => {
  const store = new MemoryStore(testRules)
  let now = testStart
  const clock = { now: () => now, every: () => () => undefined }
  const world = {
    store,
    clock,
    log: () => undefined,
    randomBytes: (n: number) => new Uint8Array(n),
  }
  await addCards(world, devices)
  await addCodes(store, devices)
  const bad = new Set<string>()
  for (let n = 0; n < devices; n++) {
    const eid = fleetEid(n)
    if (systemOf(n) === badSystem) bad.add(eid)
    const euicc: CardState['euicc'] = {
      ...{ firmwareVersion: systemOf(n), asOf: now, evidence: 'reported' },
    }
    const draft = { eid, at: now, actor: 'card', fact: { kind: 'card-identified', euicc } } as const
    await store.onCard(eid, () => ({ events: [draft], reply: null }))
  }
  const picture = new DispatchPicture()
  const book = new CampaignBook(world, picture)
  await putCampaign({ ...world, countryRules: new CountryRuleBook(world) }, book, {
    ...{ campaignId: 'C-1', tenant: 'default', why: 'a test', actor: 'person:ann', filter: {} },
    plan: {
      name: 'spring',
      wish: { kind: 'swap', profile: { kind: 'stock', operator: 'nordtel' } },
      target: { kind: 'filter', filter: '' },
      ...{ follow: 'frozen', windows: [], rates: {}, approvalsNeeded: 0, startAt: testStart },
      waves: [
        { name: 'canary', devices: canary },
        { name: 'first', devices: 300 },
        { name: 'rest' },
      ],
      thresholds: { successAtLeast: 0.5, failureAtMost: 0.4, confidence: 0.95 },
      deviceDeadlineMs: 4 * 86_400_000,
    },
  })
  const runner = new CampaignRunner(world, picture)
  const result = { family: 'ErrorReason', code: 12 } as const
  const reason = { code: 'install-failed', why: 'the card could not install it', result }
  for (let round = 0; round < 60; round++) {
    await runner.run()
    await endOpen(world, 'failed', { reason, only: (eid) => bad.has(eid) })
    await endOpen(world, 'serving')
    now += 4 * 3_600_000
  }
  const campaign = await book.find('C-1')
  const hurt = await store.targets({ campaignId: 'C-1', states: ['failed'] }, { limit: devices })
  expect(hurt.items.length).toBeGreaterThan(0)
  expect(hurt.items.length).toBeLessThanOrEqual(canary)
  expect(hurt.items.every(({ eid }) => bad.has(eid))).toBe(true)
  expect(campaign?.held.map(({ pattern }) => formatPattern(pattern))).toEqual([
    `euiccOs=${badSystem}`,
  ])
  const served = await store.countOperations({ outcomes: ['serving'] })
  expect(served.serving).toBe(devices - bad.size)
  expect(campaign?.phase).toBe('finished')
  const listed = await listCombinations(store, campaign ? [campaign] : [])
  expect(listed.find(({ state }) => state === 'held')?.count.failed).toBe(hurt.items.length)
})
