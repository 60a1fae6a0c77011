import { record } from '@holdfast/fleet/change.ts'
import { completeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { describe, expect, it } from 'vitest'
import { endOpen, fleetEid } from '../testing/campaign-fleet.ts'
import { openCampaignSite, springCampaign } from '../testing/campaign-site.ts'
import { testStart } from '../testing/site.ts'
import { applyRestore } from './apply-restore.ts'

const campaign = { ...springCampaign, waves: [{ name: 'canary', devices: 2 }, { name: 'rest' }] }

const iccidOf = (n: number) => `8988000000000${String(n).padStart(6, '0')}`

const swap = (n: number) => ({
  wish: { kind: 'swap' as const, profile: { kind: 'stock' as const, operator: 'nordtel' } },
  target: { eids: [fleetEid(n)] },
  reason: '',
})

describe('a database that is a backup', () => {
  it('gives out no code that it had until somebody says that it is unused', async () => {
    const { running, world, client } = await openCampaignSite(3, 4)
    await using _ = running
    await applyRestore(world)
    expect((await client.stock()).items).toMatchObject([{ available: 0, reserved: 0, held: 4 }])
    const refused = await client.startOperations({ body: swap(0) })
    expect(refused.refusals).toEqual({ 'stock-empty': 1 })
    const { items } = await client.heldStock({ query: {} })
    expect(items.map(({ iccid }) => iccid)).toEqual([0, 1, 2, 3].map(iccidOf))
    const body = { iccids: [iccidOf(2)], reason: 'the operator says it was never downloaded' }
    expect(await client.freeStock({ body })).toEqual({ freed: 1 })
    expect((await client.startOperations({ body: swap(0) })).accepted).toBe(1)
    expect((await client.freeStock({ body: { reason: 'all looked at' } })).freed).toBe(3)
    const { size } = await world.store.logHead('default')
    const texts = (await world.store.log('default', 0, size)).map(({ text }) => text).join('\n')
    expect(texts).toContain('"stock-held","count":4')
    expect(texts).toContain('the operator says it was never downloaded')
  })

  it('gives out at once what is added after the restore', async () => {
    const { running, world, client } = await openCampaignSite(1, 2)
    await using _ = running
    await applyRestore(world)
    const row = { operator: 'nordtel', activationCode: 'LPA:1$smdp.example.com$NEW' }
    const iccid = completeIccid('894910000000000001')
    await client.addStock({ body: [{ iccid, ...row }] })
    const { operations } = await client.startOperations({ body: swap(0) })
    expect(operations[0]?.wish).toMatchObject({ profile: { iccid } })
  })

  it('knows a code as its card’s when the card shows the profile, and tells it once', async () => {
    const { running, world, client } = await openCampaignSite(2, 2)
    await using _ = running
    await applyRestore(world)
    const shows = (n: number) =>
      world.store.onCard(fleetEid(n), (state) => {
        if (!state) throw new Error('the card is there')
        const change = { state, events: [], now: testStart, actor: 'card' }
        const { events } = record(change, {
          ...{ kind: 'profile-changed', change: 'installed', iccid: iccidOf(1) },
          evidence: 'proven',
        })
        return { events, reply: null }
      })
    await shows(0)
    await shows(0)
    expect((await client.stock()).items).toMatchObject([{ available: 0, reserved: 1, held: 1 }])
    await client.freeStock({ body: { reason: 'the rest was looked at' } })
    expect((await client.stock()).items).toMatchObject([{ available: 1, reserved: 1, held: 0 }])
    const told = async () => {
      const { items } = await client.deviceTimeline({ params: { eid: fleetEid(0) } })
      return items.filter(({ kind }) => kind === 'stock-adopted').length
    }
    await expect.poll(told).toBe(1)
  })

  it('goes on with no campaign until a person resumes it', async () => {
    const { running, world, pass, client } = await openCampaignSite(6, 8)
    await using _ = running
    const { campaignId } = await client.createCampaign({ body: campaign })
    const params = { id: campaignId }
    await client.startCampaign({ params, body: {} })
    await pass(2)
    await applyRestore(world)
    await endOpen(world, 'serving')
    await pass(5)
    const paused = await client.campaign({ params })
    expect(paused).toMatchObject({ phase: 'paused', reason: { code: 'campaign-restored' } })
    expect(paused.tally).toMatchObject({ waiting: 4 })
  })
})
