import { applyHeartbeat } from '@holdfast/fleet/apply-contact.ts'
import type { Wish } from '@holdfast/fleet/wish.ts'
import { completeIccid } from '@holdfast/gsma/ids/iccid.ts'
import type { IpaTraits } from '@holdfast/simulator/ipa/ipa.ts'
import { describe, expect, it, vi } from 'vitest'
import { type Fate, type FieldIpa, fieldIpa, smdpName } from '../testing/field-ipa.ts'
import { type FieldSmdp, fieldSmdp } from '../testing/field-smdp.ts'
import { openSite, type Site } from '../testing/site.ts'

const home = completeIccid('894910000000000001')
const minute = 60_000

interface Meeting {
  readonly traits?: Partial<IpaTraits>
  readonly fate?: (name: string, n: number) => Fate
  readonly confirmationCode?: string
}

/** A site, a device and an SM-DP+ that has a profile for it. */
async function meet({ traits, fate, confirmationCode }: Meeting) {
  const smdp = await fieldSmdp(confirmationCode ? { confirmationCode } : {})
  const smdps = new Map([[smdpName, smdp.url]])
  const site = await openSite({ smdps, smdpAnchors: [smdp.ca] })
  const device = fieldIpa(site, {
    serial: 1,
    factoryIccid: home,
    smdp,
    ...(traits ? { traits } : {}),
    ...(fate ? { fate } : {}),
  })
  await site.addCard(device.eid)
  const stack = new AsyncDisposableStack()
  stack.use(smdp)
  stack.use(site)
  stack.use(device)
  return { site, device, smdp, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

const swapTo = ({ activationCode }: FieldSmdp, confirmationCode?: string): Wish => ({
  kind: 'swap',
  profile: {
    kind: 'activation-code',
    activationCode,
    ...(confirmationCode ? { confirmationCode } : {}),
  },
})

/** Contacts, a minute apart, until the operation waits for the heartbeat; then that comes. */
async function liveOn(site: Site, device: FieldIpa, id: string): Promise<string | undefined> {
  for (let contacts = 0; contacts < 8; contacts++) {
    await site.clock.moveTo(site.clock.now() + minute)
    await device.contact()
    const state = await site.state(device.eid)
    if (state.operations[id]?.endedAt !== undefined) break
    if (state.operations[id]?.outcome === 'applied') await beat(site, device)
  }
  return (await site.state(device.eid)).operations[id]?.outcome
}

async function beat(site: Site, device: FieldIpa): Promise<void> {
  await site.clock.moveTo(site.clock.now() + minute)
  const at = site.clock.now()
  const iccid = device.enabledIccid() ?? ''
  await site.world.store.onCard(device.eid, (state) =>
    state ? applyHeartbeat(state, { iccid, at }, at) : { events: [], reply: null },
  )
}

describe('a swap to a profile that must be downloaded', () => {
  const ways: readonly (readonly [string, Partial<IpaTraits>])[] = [
    ['v1.3, ASN.1, through the eIM', { downloads: 'indirect' }],
    ['v1.3, JSON, through the eIM', { downloads: 'indirect', binding: 'json' }],
    ['v1.2, ASN.1, through the eIM', { downloads: 'indirect', dialect: 'v1.2' }],
    ['v1.0, ASN.1, through the eIM', { downloads: 'indirect', dialect: 'v1.0' }],
    ['v1.3, ASN.1, by itself', { downloads: 'direct' }],
    ['v1.3, results without notifications', { downloads: 'indirect', bundlesNotifications: false }],
  ]

  it.each(ways)('serves on the new profile: %s', async (_name, traits) => {
    await using met = await meet({ traits })
    const { site, device, smdp } = met
    await device.contact()
    const id = await site.start(device.eid, swapTo(smdp))
    expect(await liveOn(site, device, id)).toBe('serving')
    expect(device.enabledIccid()).toBe(smdp.iccid)
    const state = await site.state(device.eid)
    expect(state.profiles[smdp.iccid]).toMatchObject({ state: 'enabled', evidence: 'proven' })
    await site.desk.outbox.deliver()
    expect(site.desk.outbox.size).toBe(0)
    expect(smdp.smdp.profile(smdp.iccid)?.notifications.map(({ event }) => event)).toContain(
      'install',
    )
    expect(site.logged).toEqual([])
  })

  it.each([
    ['asn1', true],
    ['asn1', false],
    ['json', true],
    ['json', false],
  ] as const)(
    'leaves on the card what the outbox has no room for, and takes all when it has: %s, bundled %s',
    async (binding, bundlesNotifications) => {
      const traits = { downloads: 'indirect', binding, bundlesNotifications } as const
      await using met = await meet({ traits })
      const { site, device, smdp } = met
      const { outbox } = site.desk
      await device.contact()
      const full = vi.spyOn(outbox, 'put').mockResolvedValue('full')
      const id = await site.start(device.eid, swapTo(smdp))
      await liveOn(site, device, id)
      const kept = device.card().nvm.notifications
      expect(kept.map(({ kind }) => kind)).toContain('install')
      expect(full).toHaveBeenCalled()
      full.mockRestore()
      await liveOn(site, device, await site.start(device.eid, { kind: 'audit' }))
      expect(device.card().nvm.notifications).toEqual([])
      await outbox.deliver()
      const told = smdp.smdp.profile(smdp.iccid)?.notifications.map(({ event }) => event) ?? []
      expect(told).toContain('install')
      expect(new Set(told).size).toBe(told.length)
      expect(told.length).toBeGreaterThanOrEqual(kept.length)
    },
  )

  it('acknowledges no notification, bundled with a result, that the outbox has no room for', async () => {
    await using met = await meet({ traits: { downloads: 'indirect' } })
    const { site, device, smdp } = met
    const { outbox } = site.desk
    await device.contact()
    const put = outbox.put.bind(outbox)
    let calls = 0
    vi.spyOn(outbox, 'put').mockImplementation(async (one) => (calls++ === 0 ? put(one) : 'full'))
    await liveOn(site, device, await site.start(device.eid, swapTo(smdp)))
    expect(device.enabledIccid()).toBe(smdp.iccid)
    expect(device.card().nvm.notifications).toMatchObject([{ event: 'enable' }])
  })

  it('brings the confirmation code into an indirect download, which the device does not know', async () => {
    await using met = await meet({ confirmationCode: '4711', traits: { downloads: 'indirect' } })
    const { site, device, smdp } = met
    await device.contact()
    const id = await site.start(device.eid, swapTo(smdp, '4711'))
    expect(await liveOn(site, device, id)).toBe('serving')
  })

  it('tells why the SM-DP+ refused, and asks it no more often than it allows', async () => {
    await using met = await meet({ traits: { downloads: 'indirect' } })
    const { site, device, smdp } = met
    await device.contact()
    const activationCode = `LPA:1$${smdpName}$NO-SUCH-ID`
    const profile = { kind: 'activation-code', activationCode } as const
    const id = await site.start(device.eid, { kind: 'swap', profile })
    await liveOn(site, device, id)
    const operation = (await site.state(device.eid)).operations[id]
    expect(operation).toMatchObject({
      outcome: 'failed',
      reason: { result: { code: '8.2.6/3.8' } },
    })
    expect(device.enabledIccid()).toBe(home)
    expect(smdp.calls.filter((name) => name === 'authenticateClient')).toHaveLength(1)
  })
})

describe('a link that loses answers', () => {
  it.each(['asn1', 'json'] as const)(
    'asks the SM-DP+ once for what the device asks twice, over %s',
    async (binding) => {
      const relayed = ['initiateAuthentication', 'authenticateClient', 'getBoundProfilePackage']
      const fate = (name: string, n: number): Fate =>
        relayed.includes(name) && n === 1 ? 'lost-reply' : 'answered'
      await using met = await meet({ fate, traits: { downloads: 'indirect', binding } })
      const { site, device, smdp } = met
      await device.contact()
      const id = await site.start(device.eid, swapTo(smdp))
      expect(await liveOn(site, device, id)).toBe('serving')
      for (const name of relayed) {
        expect(smdp.calls.filter((call) => call === name)).toHaveLength(1)
      }
    },
  )

  it('loses any one answer of any function, and the swap still ends well', async () => {
    const functions = ['getEimPackage', 'provideEimPackageResult', 'handleNotification']
    for (const name of functions) {
      for (const lost of [1, 2, 3, 4]) {
        const fate = (asked: string, n: number): Fate =>
          asked === name && n === lost ? 'lost-reply' : 'answered'
        await using met = await meet({ fate, traits: { downloads: 'indirect' } })
        const { site, device, smdp } = met
        await device.contact()
        const id = await site.start(device.eid, swapTo(smdp))
        expect([name, lost, await liveOn(site, device, id)]).toEqual([name, lost, 'serving'])
      }
    }
  })

  it('knows the card of a v1.0 result that comes again on a new connection, without an EID', async () => {
    let isLost = false
    const fate = (name: string): Fate =>
      isLost && name === 'provideEimPackageResult' ? 'lost-reply' : 'answered'
    const traits = { dialect: 'v1.0', bundlesNotifications: false, rollbackPatienceMs: 0 } as const
    await using met = await meet({ fate, traits })
    const { site, device } = met
    await device.contact()
    isLost = true
    await site.start(device.eid, { kind: 'audit' })
    expect((await device.contact()).reached).toBe(false)
    expect((await site.state(device.eid)).inFlight).toBeUndefined()
    device.hangUp()
    isLost = false
    expect((await device.contact()).reached).toBe(true)
    expect(device.exchanges.slice(-2)).toEqual(['ProvideEimPackageResult', 'GetEimPackage'])
    expect(device.card().nvm.packageResults ?? []).toEqual([])
    const events = await site.world.store.eventsOf(device.eid, 0)
    const applied = events.filter(({ fact }) => fact.kind === 'result-applied')
    expect(applied).toHaveLength(2)
    // Its signature covers a request that is not in flight any more.
    expect(events.filter(({ fact }) => fact.kind === 'result-distrusted')).toEqual([])
  })
})
