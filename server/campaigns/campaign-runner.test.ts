import { ApiProblem, type Client } from '@holdfast/api/client.ts'
import { routeTable } from '@holdfast/api/route-table.ts'
import { describe, expect, it, vi } from 'vitest'
import { MemoryStore } from '../store/memory-store.ts'
import { endOpen, fleetEid } from '../testing/campaign-fleet.ts'
import { openCampaignSite, springCampaign } from '../testing/campaign-site.ts'
import type { World } from '../world.ts'

const identify = (
  { store, clock }: Pick<World, 'store' | 'clock'>,
  eid: string,
  firmwareVersion: string,
) => {
  const euicc = { firmwareVersion, asOf: clock.now(), evidence: 'reported' } as const
  const fact = { kind: 'card-identified', euicc } as const
  const draft = { eid, at: clock.now(), actor: 'card', fact }
  return store.onCard(eid, () => ({ events: [draft], reply: null }))
}

const begin = async (client: Client, more: object = {}) => {
  const { campaignId } = await client.createCampaign({ body: { ...springCampaign, ...more } })
  return client.startCampaign({ params: { id: campaignId }, body: {} })
}

const problemOf = async (asked: Promise<unknown>) => {
  const thrown = await asked.catch((cause: unknown) => cause)
  if (thrown instanceof ApiProblem) return thrown.problem
  throw new Error(`no problem but ${JSON.stringify(thrown)}`)
}

const stockOf = async ({ client }: { client: Client }) => (await client.stock()).items[0]

describe('a campaign', () => {
  it('runs its canary, goes on when it is proven, and ends by itself', async () => {
    const { running, world, pass, client } = await openCampaignSite(20, 25)
    await using _ = running
    const { campaignId } = await begin(client)
    const params = { id: campaignId }
    await pass(2)
    expect(await stockOf({ client })).toMatchObject({ available: 5, reserved: 20 })
    expect((await client.campaign({ params })).tally).toEqual({ waiting: 16, admitted: 4 })
    expect(await endOpen(world, 'serving')).toBe(4)
    await pass(3)
    const second = await client.campaign({ params })
    expect(second.waves.map(({ phase }) => phase)).toEqual(['passed', 'open'])
    expect(second.tally.succeeded).toBe(4)
    for (let i = 0; i < 10; i++) {
      await endOpen(world, 'serving')
      await pass(2)
    }
    const last = await client.campaign({ params })
    expect(last).toMatchObject({ phase: 'finished', tally: { succeeded: 20 } })
    expect(await stockOf({ client })).toMatchObject({ available: 5, reserved: 20 })
    const events = await client.listEvents({ query: { campaign: campaignId, limit: 5 } })
    expect(events.items.map(({ fact }) => fact.kind)[0]).toBe('campaign-drafted')
    expect(events.items).toHaveLength(5)
    const rest = await client.listEvents({
      query: { campaign: campaignId, after: events.next ?? 0 },
    })
    expect(rest.items.at(-1)).toMatchObject({
      ...{ subject: { kind: 'campaign', id: campaignId }, actor: 'campaign', level: 'good' },
      words: expect.stringContaining('finished'),
    })
    const opened = { query: { about: 'campaign', kind: 'wave-opened' } } as const
    expect((await client.listEvents(opened)).items).toHaveLength(2)
    const devices = await client.listEvents({ query: { about: 'device', limit: 1000 } })
    expect(devices.items.every((event) => 'eid' in event)).toBe(true)
    const { points } = await client.campaignSeries({ params })
    expect(points.at(-1)?.tally).toEqual({ succeeded: 20 })
  })

  it('hurts no more devices than its canary when the change is bad', async () => {
    const { running, world, pass, client } = await openCampaignSite(20, 20)
    await using _ = running
    const { campaignId } = await begin(client)
    const params = { id: campaignId }
    await pass(2)
    const reason = { code: 'install-failed', why: 'the card could not install it' }
    await endOpen(world, 'failed', { reason })
    await pass(5)
    const stopped = await client.campaign({ params })
    expect(stopped.phase).toBe('paused')
    expect(stopped.tally).toMatchObject({ waiting: 16, failed: 4 })
    expect((await client.countOperations({ query: {} })).total).toBe(4)
    const failed = await client.campaignDevices({ params, query: { code: 'install-failed' } })
    expect(failed.items).toHaveLength(4)
    const { explanation } = await client.explainCampaign({ params })
    expect(explanation.summary).toContain('paused')
    const query = { campaign: campaignId }
    const { items } = await client.listIncidents({ query: { ...query, state: 'open' } })
    expect(items).toMatchObject([
      { cause: 'wave-failed', devices: 4, campaigns: [{ campaignId, name: 'spring' }] },
    ])
    const id = items[0]?.incidentId ?? ''
    const incident = await client.incident({ params: { id } })
    expect(incident.eids.toSorted()).toEqual(failed.items.map(({ eid }) => eid).toSorted())
    expect(incident.runbook.join(' ')).toContain(`holdfast campaign resume ${campaignId}`)
    const runbook = incident.runbook.join(' ')
    expect(runbook).toContain(`holdfast campaign retry ${campaignId}`)
    expect(stopped.can.resume).toMatchObject({ allowed: false })
    const asked = client.resumeCampaign({ params, body: { reason: 'mended' } })
    expect((await problemOf(asked)).code).toBe('wave-without-evidence')
    await client.abortCampaign({ params, body: { reason: 'the change is bad' } })
    await pass(2)
    const { items: ended } = await client.listIncidents({ query })
    expect(ended).toMatchObject([{ incidentId: id, state: 'ended', devicesEver: 4 }])
  })

  it('does not begin when the stock cannot finish it, and gives the codes back', async () => {
    const { running, pass, client } = await openCampaignSite(20, 19)
    await using _ = running
    const { campaignId } = await begin(client)
    const params = { id: campaignId }
    await pass(3)
    const short = await client.campaign({ params })
    expect(short).toMatchObject({ phase: 'paused', reason: { code: 'stock-short' } })
    const asked = { query: { campaign: campaignId } }
    const { items } = await client.listIncidents(asked)
    expect(items).toMatchObject([{ cause: 'campaign-paused', state: 'open', devices: 20 }])
    expect(items[0]?.runbook.join(' ')).toContain('dd activation codes')
    expect((await client.countOperations({ query: {} })).total).toBe(0)
    await client.abortCampaign({ params, body: { reason: 'too little stock' } })
    await pass(2)
    expect(await stockOf({ client })).toMatchObject({ available: 19, reserved: 0 })
    expect((await client.listIncidents(asked)).items).toMatchObject([{ state: 'ended' }])
  })

  it('ends its open operations and stops the rest when it is aborted', async () => {
    const { running, pass, client } = await openCampaignSite(12, 12)
    await using _ = running
    const { campaignId } = await begin(client)
    const params = { id: campaignId }
    await pass(2)
    const aborted = await client.abortCampaign({ params, body: { reason: 'wrong operator' } })
    expect(aborted.phase).toBe('aborted')
    await pass(3)
    expect((await client.campaign({ params })).tally).toEqual({ cancelled: 4, stopped: 8 })
    expect((await client.countOperations({ query: { open: true } })).total).toBe(0)
    expect(await stockOf({ client })).toMatchObject({ available: 12, reserved: 0 })
    const again = await problemOf(client.abortCampaign({ params, body: { reason: 'again' } }))
    expect(again).toMatchObject({ status: 409, code: 'campaign-phase' })
  })

  it('asks devices that wait for how others fare again when that is known, and not before', async () => {
    const asked = vi.spyOn(MemoryStore.prototype, 'reserveStock')
    const { running, world, pass, client } = await openCampaignSite(12, 12)
    await using _ = running
    const waves = [{ name: 'canary', devices: 1 }, { name: 'rest' }]
    for (let n = 0; n < 12; n++) await identify(world, fleetEid(n), `${1 + (n % 4)}.0.0`)
    const { campaignId } = await begin(client, {
      waves,
      thresholds: { ...springCampaign.thresholds, confidence: 0.5 },
    })
    const params = { id: campaignId }
    await pass(2)
    await endOpen(world, 'serving')
    await pass(5)
    const { tally } = await client.campaign({ params })
    expect(tally.waiting).toBeGreaterThan(0)
    expect(asked).toHaveBeenCalled()
    asked.mockClear()
    await pass(20)
    expect(asked).not.toHaveBeenCalled()
    await endOpen(world, 'serving')
    await pass(5)
    expect(asked).toHaveBeenCalled()
    asked.mockRestore()
    for (let i = 0; i < 10; i++) {
      await endOpen(world, 'serving')
      await pass(3)
    }
    expect((await client.campaign({ params })).tally).toEqual({ succeeded: 12 })
  })

  it('goes on after a wholly failed canary by what its devices do when they are tried again', async () => {
    const { running, world, pass, client } = await openCampaignSite(20, 20)
    await using _ = running
    const { campaignId } = await begin(client)
    const params = { id: campaignId }
    await pass(2)
    const reason = { code: 'download-failed', why: 'the SM-DP+ had another profile' }
    await endOpen(world, 'failed', { reason })
    await pass(3)
    expect((await client.campaign({ params })).phase).toBe('paused')
    expect((await client.retryCampaign({ params, body: {} })).devices).toBe(4)
    const body = { reason: 'the SM-DP+ is mended' }
    expect((await client.resumeCampaign({ params, body })).phase).toBe('running')
    await pass(3)
    const again = await client.campaign({ params })
    expect(again).toMatchObject({ phase: 'running', tally: { admitted: 4, waiting: 16 } })
    await endOpen(world, 'serving')
    await pass(3)
    const after = await client.campaign({ params })
    expect(after.waves.map(({ phase }) => phase)).toEqual(['passed', 'open'])
  })

  it('judges a held device anew once it is known what its card is', async () => {
    const { running, world, pass, client } = await openCampaignSite(40, 40)
    await using _ = running
    const isBad = (n: number) => n < 30 && n % 2 === 0
    for (let n = 0; n < 30; n++) await identify(world, fleetEid(n), isBad(n) ? '1.3.9' : '2.0.0')
    const waves = [{ name: 'canary', devices: 16 }, { name: 'rest' }]
    const made = {
      ...springCampaign,
      waves,
      thresholds: { ...springCampaign.thresholds, successAtLeast: 0.2, failureAtMost: 0.6 },
    }
    const headers = { 'idempotency-key': 'key-of-strangers' }
    const { campaignId: id } = await client.createCampaign({ body: made, headers })
    await client.startCampaign({ params: { id }, body: {} })
    const all = Array.from({ length: 40 }, (_, n) => n)
    const bad = new Set(all.filter(isBad).map(fleetEid))
    const reason = { code: 'install-failed', why: 'a test' }
    for (let i = 0; i < 6; i++) {
      await pass(3)
      await endOpen(world, 'failed', { reason, only: (eid) => bad.has(eid) })
      await endOpen(world, 'serving')
    }
    const eidsIn = async (state: 'held' | 'succeeded') =>
      (await client.campaignDevices({ params: { id }, query: { state } })).items.map(
        ({ eid }) => eid,
      )
    const strangers = (await eidsIn('held')).filter((eid) => !bad.has(eid))
    expect(strangers.length).toBeGreaterThan(0)
    for (const eid of strangers) await identify(world, eid, '2.0.0')
    await client.resumeCampaign({ params: { id }, body: { reason: 'read' } })
    await pass(3)
    await endOpen(world, 'serving')
    await pass(3)
    expect(await eidsIn('succeeded')).toEqual(expect.arrayContaining(strangers))
  })

  it('leaves out who is excluded, tries the failed again, and repeats by its key', async () => {
    const { running, world, pass, client } = await openCampaignSite(6, 12)
    await using _ = running
    const headers = { 'idempotency-key': 'a-key-of-spring' }
    const body = { ...springCampaign, waves: [{ name: 'all' }] }
    const made = await client.createCampaign({ body, headers })
    expect((await client.createCampaign({ body, headers })).campaignId).toBe(made.campaignId)
    const params = { id: made.campaignId }
    const out = await client.excludeFromCampaign({
      params,
      body: { eids: [fleetEid(1)], reason: 'on a ship' },
    })
    expect(out.devices).toBe(1)
    await client.startCampaign({ params, body: {} })
    await pass(2)
    const reason = { code: 'step-deadline', why: 'too slow' }
    expect(await endOpen(world, 'failed', { reason, only: (eid) => eid === fleetEid(2) })).toBe(1)
    await pass(3)
    const retried = await client.retryCampaign({ params, body: { codes: ['step-deadline'] } })
    expect(retried.devices).toBe(1)
    await pass(2)
    expect((await client.campaign({ params })).tally).toEqual({ admitted: 5, excluded: 1 })
    const again = await client.listOperations({ query: { eid: fleetEid(2) } })
    expect(again.items.map(({ outcome }) => outcome).toSorted()).toEqual(['failed', 'queued'])
  })
})

describe('facts that a campaign requires (C2)', () => {
  it('stop devices of which they are missing, and stand in the hash of the plan', async () => {
    const { running, pass, client } = await openCampaignSite(4, 8)
    await using _ = running
    const required = ['line'] as const
    const plain = await client.dryRunCampaign({ body: springCampaign })
    const dry = await client.dryRunCampaign({ body: { ...springCampaign, required } })
    expect(dry.planHash).not.toBe(plain.planHash)
    expect(dry.preflight.refusals).toMatchObject([{ code: 'fact-missing', devices: 4 }])
    const { campaignId } = await begin(client, { required, waves: [{ name: 'all' }] })
    const params = { id: campaignId }
    await pass(3)
    const stopped = await client.campaign({ params })
    expect(stopped).toMatchObject({ required, tally: { refused: 4 } })
    const query = { code: 'fact-missing' }
    expect((await client.campaignDevices({ params, query })).items).toHaveLength(4)
    expect((await client.countOperations({ query: {} })).total).toBe(0)
  })
})

describe('approval (B6)', () => {
  it('cannot be gone around by any route, by a restart of the runner, or by its author', async () => {
    const { running, pass, client } = await openCampaignSite(6, 6)
    await using _ = running
    const made = await client.createCampaign({ body: { ...springCampaign, approvalsNeeded: 1 } })
    const { campaignId: id, planHash } = made
    const bodies: Readonly<Record<string, object>> = {
      approveCampaign: { planHash },
      rollBackWave: { wave: 0, reason: 'x' },
      excludeFromCampaign: { eids: [fleetEid(0)], reason: 'x' },
      pauseCampaign: { reason: 'x' },
    }
    const rows = routeTable.filter(
      ({ method, path }) => method === 'POST' && path.startsWith('/v1/campaigns/{id}/'),
    )
    expect(rows.length).toBe(8)
    for (const { name, path } of rows) {
      if (name === 'abortCampaign') continue
      const call = client[name as 'approveCampaign'] as (asked: object) => Promise<unknown>
      const done = await call({ params: { id }, body: bodies[name] ?? {} }).then(
        () => 'done',
        (cause: ApiProblem) => cause.problem.status,
      )
      expect([path, done]).toEqual([path, name === 'excludeFromCampaign' ? 'done' : 409])
    }
    await pass(5)
    expect((await client.countOperations({ query: {} })).total).toBe(0)
    const secret = await client.createToken({
      body: { name: 'chief', scopes: ['campaigns:approve', 'campaigns:read'] },
    })
    const chief = running.clientWith(secret.secret)
    const wrong = await problemOf(
      chief.approveCampaign({ params: { id }, body: { planHash: 'other' } }),
    )
    expect(wrong.code).toBe('plan-hash-differs')
    const approved = await chief.approveCampaign({ params: { id }, body: { planHash } })
    expect(approved.phase).toBe('scheduled')
    await pass(2)
    expect((await client.countOperations({ query: {} })).total).toBe(0)
    await client.startCampaign({ params: { id }, body: {} })
    await pass(2)
    expect((await client.countOperations({ query: {} })).total).toBeGreaterThan(2)
  })
})
