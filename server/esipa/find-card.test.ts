import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { describe, expect, it } from 'vitest'
import type { Store } from '../store/contract.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { StoreError } from '../store/store-error.ts'
import { fieldDevice } from '../testing/field-device.ts'
import { openSite, type Site, testRules } from '../testing/site.ts'

const withoutEid = (result: Uint8Array): Uint8Array => tlv(0xbf50, result)
const missingEid = '200 BF5003020104'

/** A site with one device whose card is in the inventory. */
async function meet() {
  const site = await openSite()
  const device = fieldDevice(site, 1)
  await site.addCard(device.eid)
  const ask = async (body: Uint8Array) => {
    const answered = await device.post(body)
    return `${answered.status} ${formatHex(answered.body)}`
  }
  return {
    ...{ site, device, ask },
    async [Symbol.asyncDispose]() {
      device[Symbol.dispose]()
      await site[Symbol.asyncDispose]()
    },
  }
}

const events = async (site: Site, eid: string) =>
  (await site.world.store.eventsOf(eid)).map(({ fact }) => fact.kind)

describe('a result that does not say its EID', () => {
  it('is of the card that its certificate names', async () => {
    await using met = await meet()
    const { site, device, ask } = met
    const data = device.execute(await device.pollBytes())
    using stranger = fieldDevice(site, 2)
    const { status } = await stranger.post(withoutEid(data))
    expect(status).toBe(200)
    expect((await site.state(device.eid)).euicc?.evidence).toBe('proven')
    expect(await ask(withoutEid(data))).toBe('200 BF50023000')
  })

  it('is of the card that was given its eimTransactionId, over whichever connection', async () => {
    await using met = await meet()
    const { site, device } = met
    await device.provide(device.execute(await device.pollBytes()))
    const result = device.execute(await device.pollBytes())
    using stranger = fieldDevice(site, 3)
    await stranger.post(withoutEid(result))
    expect((await site.state(device.eid)).profilesRead?.evidence).toBe('proven')
  })

  it('is, in v1.0, of the one card that its connection spoke for', async () => {
    await using met = await meet()
    const { site, device, ask } = met
    await device.pollBytes()
    expect(await ask(parseHex('BF5006BF5203810101'))).toBe('200 BF5000')
    expect(await events(site, device.eid)).toContain('card-data-received')
  })

  it('is nobody’s when its connection spoke for two cards, as a gateway’s does', async () => {
    await using met = await meet()
    const { site, device, ask } = met
    using other = fieldDevice(site, 4)
    await site.addCard(other.eid)
    await device.pollBytes()
    await device.post(parseHex(`BF4F125A10${other.eid}`))
    expect(await ask(parseHex('BF500FA00D8008FFFFFFFFFFFFFFFF020101'))).toBe(missingEid)
    expect(await events(site, device.eid)).not.toContain('card-data-received')
  })

  it('is told that the EID is missing when nothing else names the card', async () => {
    await using met = await meet()
    expect(await met.ask(parseHex('BF500FA00D8008FFFFFFFFFFFFFFFF020101'))).toBe(missingEid)
  })
})

describe('a store that fails', () => {
  /** A memory store whose work on cards fails as told. */
  const failing = (cause: () => Error): Store => {
    const store = new MemoryStore(testRules)
    let isFailing = false
    return new Proxy(store, {
      get(target, name) {
        if (name === 'fail')
          return () => {
            isFailing = true
          }
        if (name === 'onCard' && isFailing) return () => Promise.reject(cause())
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }

  it.each([
    ['for a while is a time to come back', () => new StoreError('overloaded', 'full'), 503, 0],
    ['by a fault of ours keeps the message for whoever mends it', () => new Error('bug'), 500, 1],
  ])('%s', async (_name, cause, status, kept) => {
    const store = failing(cause)
    await using site = await openSite({ store })
    using device = fieldDevice(site, 5)
    await site.addCard(device.eid)
    ;(store as Store & { fail(): void }).fail()
    expect((await device.post(parseHex(`BF4F125A10${device.eid}`))).status).toBe(status)
    expect(site.desk.quarantine.count).toBe(kept)
  })
})
