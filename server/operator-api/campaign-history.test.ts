import { ApiProblem } from '@holdfast/api/client.ts'
import { expect, it } from 'vitest'
import { keepRaised } from '../recovery/raised-incidents.ts'
import { addCards, fleetEid } from '../testing/campaign-fleet.ts'
import { openRunning } from '../testing/running.ts'

const request = {
  name: 'read all',
  wish: { kind: 'audit' },
  target: { filter: '' },
  follow: 'frozen',
  waves: [{ name: 'all' }],
  thresholds: { successAtLeast: 0.5, failureAtMost: 0.4, confidence: 0.8 },
  deviceDeadlineMinutes: 60,
  approvalsNeeded: 0,
  reason: 'a test',
} as const

it('the history of a campaign holds who did what and why, and the breakers that its devices met', async () => {
  await using running = await openRunning()
  const { world } = running.server.desk
  const { client } = running
  await addCards(world, 3)
  const { campaignId } = await client.createCampaign({ body: request })
  const params = { id: campaignId }
  await client.startCampaign({ params, body: {} })
  const breaker = (name: string, eid: string) =>
    keepRaised(world, {
      tenant: 'default',
      incident: {
        ...{ incidentId: name, key: name, cause: 'breaker-open', why: `${name} fails`, about: {} },
        ...{ campaigns: [], concerned: { kind: 'listed' }, devices: 1, devicesEver: 1 },
        ...{ eids: [eid], openedAt: world.clock.now(), updatedAt: world.clock.now() },
      },
    })
  await breaker('I-met', fleetEid(1))
  await breaker('I-of-others', fleetEid(99))
  await client.pauseCampaign({ params, body: { reason: 'the operator called' } })
  const query = { campaign: campaignId }
  const { items } = await client.listEvents({ query })
  expect(items.map(({ fact, actor }) => [fact.kind, actor])).toEqual([
    ['campaign-drafted', expect.stringMatching(/^token:/)],
    ...['campaign-targeted', 'campaign-submitted', 'campaign-scheduled'].map((kind) => [
      kind,
      expect.anything(),
    ]),
    ['campaign-started', expect.stringMatching(/^token:/)],
    ['incident-opened', 'holdfast'],
    ['campaign-paused', expect.stringMatching(/^token:/)],
  ])
  expect(items.at(-1)).toMatchObject({ words: 'paused: the operator called' })
  const first = await client.listEvents({ query: { ...query, limit: 4 } })
  const rest = await client.listEvents({ query: { ...query, after: first.next ?? -1 } })
  expect([...first.items, ...rest.items]).toEqual(items)
  const paused = await client.listEvents({ query: { ...query, kind: 'campaign-paused' } })
  expect(paused.items).toHaveLength(1)
})

it('the history of no campaign is refused', async () => {
  await using running = await openRunning()
  const asked = running.client.listEvents({ query: { campaign: 'C-none' } })
  await expect(asked).rejects.toThrow(ApiProblem)
  await expect(asked).rejects.toMatchObject({ problem: { code: 'campaign-unknown', status: 404 } })
})
