import { parseHex } from '@holdfast/asn1/hex.ts'
import { describe, expect, it } from 'vitest'
import { fieldDevice } from '../testing/field-device.ts'
import { openSite } from '../testing/site.ts'
import { CardPace } from './card-pace.ts'

const limits = { burst: 3, perSecond: 1, cardsMax: 2 }

const times = (pace: CardPace, eid: string, now: number, count: number) =>
  Array.from({ length: count }, () => pace.admits(eid, now))

describe('the pace of a card', () => {
  it('allows a burst, then so many a second, each card for itself', () => {
    const pace = new CardPace(limits)
    expect(times(pace, 'A', 0, 4)).toEqual([true, true, true, false])
    expect(times(pace, 'B', 0, 1)).toEqual([true])
    expect(times(pace, 'A', 2_000, 3)).toEqual([true, true, false])
    expect(pace.refused).toBe(2)
  })

  it('forgets the card that was quiet for longest', () => {
    const pace = new CardPace(limits)
    times(pace, 'A', 0, 4)
    pace.admits('B', 0)
    pace.admits('C', 0)
    expect(pace.admits('A', 0)).toBe(true)
  })

  it('turns away whoever floods one card, and nobody else', async () => {
    await using site = await openSite()
    using flooded = fieldDevice(site, 1)
    using other = fieldDevice(site, 2)
    for (const { eid } of [flooded, other]) await site.addCard(eid)
    const poll = parseHex(`BF4F125A10${flooded.eid}`)
    const statuses = new Set<number>()
    for (let i = 0; i < 620; i++) statuses.add((await flooded.post(poll)).status)
    expect([...statuses]).toEqual([200, 429])
    expect((await other.post(parseHex(`BF4F125A10${other.eid}`))).status).toBe(200)
    await site.clock.moveTo(site.clock.now() + 1_000)
    expect((await flooded.post(poll)).status).toBe(200)
  })
})
