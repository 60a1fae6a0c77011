import { parseHex } from '@holdfast/asn1/hex.ts'
import { encode } from '@holdfast/asn1/schema.ts'
import { applyHeartbeat } from '@holdfast/fleet/apply-contact.ts'
import { completeIccid, encodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { storeMetadataRequest } from '@holdfast/gsma/sgp22/profile-info.ts'
import { withPreloaded } from '@holdfast/simulator/card/preloaded-profile.ts'
import { describe, expect, it } from 'vitest'
import { type FieldDevice, fieldDevice } from '../testing/field-device.ts'
import { openSite } from '../testing/site.ts'

const home = completeIccid('894910000000000001')
const away = completeIccid('894920000000000002')

/** Two profiles from the factory, the first enabled. */
function preload(device: FieldDevice): void {
  for (const [iccid, name, isEnabled] of [
    [away, 'Away', false],
    [home, 'Home', true],
  ] as const) {
    const metadata = encode(storeMetadataRequest, {
      iccid: encodeIccid(iccid),
      serviceProviderName: name,
      profileName: name,
      profileClass: 2,
    })
    device.change((card) => ({
      ...card,
      nvm: withPreloaded(card.nvm, { metadata, size: 4000, isEnabled }),
    }))
  }
}

describe('the thread: a card is identified, read, switched, and proven to serve', () => {
  it('runs from the first poll to the heartbeat over real TLS', async () => {
    await using site = await openSite()
    using device = fieldDevice(site, 1)
    preload(device)
    await site.addCard(device.eid)

    expect(await device.settle().catch((e) => [String(e), ...site.logged])).toBe(2)
    const read = await site.state(device.eid)
    expect(read.euicc?.evidence).toBe('proven')
    expect(read.profilesRead?.evidence).toBe('proven')
    expect(read.profiles[home]?.state).toBe('enabled')
    expect(site.desk.doorway.look(parseHex(device.eid))).toBe('nothing')

    const operationId = await site.start(device.eid, { kind: 'enable', iccid: away })
    expect(site.desk.doorway.look(parseHex(device.eid))).toBe('look')
    await site.clock.moveTo(site.clock.now() + 1_000)
    await device.settle()
    const switched = await site.state(device.eid)
    expect(switched.profiles[away]).toMatchObject({ state: 'enabled', evidence: 'proven' })
    expect(switched.operations[operationId]?.outcome).toBe('applied')

    await site.clock.moveTo(site.clock.now() + 60_000)
    await site.world.store.onCard(device.eid, (state) => {
      if (!state) throw new Error('the card is known')
      const at = site.clock.now()
      return applyHeartbeat(state, { iccid: away, at }, at)
    })
    expect((await site.state(device.eid)).operations[operationId]?.outcome).toBe('serving')
    expect(site.logged).toEqual([])
  })
})
