import { describe, expect, it } from 'vitest'
import { Bench } from '../card/bench.ts'
import { testEid } from '../card/new-card.ts'
import { cancelOrder, confirmOrder, downloadOrder, releaseProfile } from './es2plus.ts'
import type { OrderState } from './order.ts'
import type { Answer } from './smdp.ts'

const codes = (answer: Answer<unknown>): string =>
  answer.kind === 'failed' ? `${answer.subjectCode}/${answer.reasonCode}` : 'done'

function site() {
  const { smdp, world } = new Bench()
  const [profile, other] = smdp.profiles()
  return { smdp, world, iccid: profile!.iccid, other: other!.iccid }
}

describe('an order', () => {
  it('goes from stock to release, and its states can be seen', () => {
    const { smdp, world, iccid } = site()
    const state = () => smdp.profile(iccid)?.state
    expect(downloadOrder(smdp, { profileType: 'T' })).toEqual({ kind: 'done', value: { iccid } })
    expect(state()).toBe('allocated')
    const confirmed = confirmOrder(smdp, { iccid, releaseFlag: false }, world)
    if (confirmed.kind === 'failed') throw new Error(confirmed.message)
    expect(confirmed.value).toMatchObject({ smdpAddress: 'smdp.example.com' })
    expect(confirmed.value.matchingId).toMatch(/^[0-9A-F]{20}$/)
    expect(state()).toBe('confirmed')
    expect(codes(releaseProfile(smdp, { iccid }, world))).toBe('done')
    expect(state()).toBe('released')
    expect(codes(releaseProfile(smdp, { iccid }, world))).toBe('8.2.1/3.5')
  })

  it('for a card is linked to it', () => {
    const { smdp, world, iccid } = site()
    downloadOrder(smdp, { iccid, eid: testEid(1) })
    expect(smdp.profile(iccid)).toMatchObject({ state: 'linked', eid: testEid(1) })
    const wrong = { iccid, releaseFlag: true, eid: testEid(2) }
    expect(codes(confirmOrder(smdp, wrong, world))).toBe('8.1.1/3.10')
    expect(codes(confirmOrder(smdp, { iccid, releaseFlag: true }, world))).toBe('done')
    expect(smdp.waitingFor(testEid(1))?.iccid).toBe(iccid)
    expect(smdp.waitingFor(testEid(2))).toBeUndefined()
  })

  it('cancelled goes back to the stock or out of it', () => {
    const { smdp, world, iccid } = site()
    const cancel = (wish: 'Available' | 'Unavailable') =>
      codes(cancelOrder(smdp, { iccid, finalProfileStatusIndicator: wish }))
    expect(cancel('Available')).toBe('8.2.1/3.3')
    downloadOrder(smdp, { iccid, eid: testEid(1) })
    confirmOrder(smdp, { iccid, releaseFlag: true, matchingId: 'M-1' }, world)
    expect(cancel('Available')).toBe('done')
    expect(smdp.profile(iccid)).toMatchObject({ state: 'available', eid: undefined })
    expect(smdp.byMatchingId('M-1')).toBeUndefined()
    expect(smdp.waitingFor(testEid(1))).toBeUndefined()
    downloadOrder(smdp, { iccid })
    expect(cancel('Unavailable')).toBe('done')
    expect(codes(downloadOrder(smdp, { iccid }))).toBe('8.2.1/3.3')
  })

  it.each<[OrderState, string, string, string, string]>([
    ['available', 'done', '8.2.1/3.3', '8.2.1/3.5', '8.2.1/3.3'],
    ['allocated', '8.2.1/3.3', 'done', '8.2.1/3.5', 'done'],
    ['linked', '8.2.1/3.3', 'done', '8.2.1/3.5', 'done'],
    ['confirmed', '8.2.1/3.3', '8.2.1/3.3', 'done', 'done'],
    ['released', '8.2.1/3.3', '8.2.1/3.3', '8.2.1/3.5', 'done'],
    ['downloaded', '8.2.1/3.3', '8.2.1/3.3', '8.2.1/3.5', 'done'],
    ['installed', '8.2.1/3.3', '8.2.1/3.3', '8.2.1/3.5', '8.2.1/3.3'],
    ['error', '8.2.1/3.3', '8.2.1/3.3', '8.2.1/3.5', 'done'],
    ['unavailable', '8.2.1/3.3', '8.2.1/3.3', '8.2.1/3.5', '8.2.1/3.3'],
  ])('that is %s may be ordered: %s, confirmed: %s, released: %s, cancelled: %s', (...row) => {
    const [state, ordered, confirmed, released, cancelled] = row
    const inState = () => {
      const { smdp, world, iccid } = site()
      smdp.put({ ...smdp.profile(iccid)!, state })
      return { smdp, world, iccid }
    }
    const first = inState()
    expect(codes(downloadOrder(first.smdp, { iccid: first.iccid }))).toBe(ordered)
    const second = inState()
    const confirmation = { iccid: second.iccid, releaseFlag: true }
    expect(codes(confirmOrder(second.smdp, confirmation, second.world))).toBe(confirmed)
    const third = inState()
    expect(codes(releaseProfile(third.smdp, { iccid: third.iccid }, third.world))).toBe(released)
    const fourth = inState()
    const wish = { iccid: fourth.iccid, finalProfileStatusIndicator: 'Available' } as const
    expect(codes(cancelOrder(fourth.smdp, wish))).toBe(cancelled)
  })

  it('is refused for what is unknown, gone or in conflict', () => {
    const { smdp, world, iccid, other } = site()
    const nobody = '8999999999999999999'
    expect(codes(downloadOrder(smdp, {}))).toBe('8.2.1/2.3')
    expect(codes(downloadOrder(smdp, { iccid: nobody }))).toBe('8.2.1/3.9')
    expect(codes(downloadOrder(smdp, { profileType: 'X' }))).toBe('8.2.5/3.9')
    expect(codes(downloadOrder(smdp, { iccid, profileType: 'X' }))).toBe('8.2.5/3.8')
    expect(codes(confirmOrder(smdp, { iccid: nobody, releaseFlag: true }, world))).toBe('8.2.1/3.9')
    expect(codes(releaseProfile(smdp, { iccid: nobody }, world))).toBe('8.2.1/3.9')
    const available = { finalProfileStatusIndicator: 'Available' } as const
    expect(codes(cancelOrder(smdp, { iccid: nobody, ...available }))).toBe('8.2.1/3.9')
    downloadOrder(smdp, { iccid })
    downloadOrder(smdp, { iccid: other, eid: testEid(1) })
    const confirm = (facts: object) =>
      codes(confirmOrder(smdp, { iccid, releaseFlag: true, ...facts }, world))
    expect(confirm({ matchingId: 'lower' })).toBe('8.2.6/2.1')
    expect(confirm({ smdsAddress: 'smds.example.com' })).toBe('8.1.1/2.2')
    expect(confirm({ smdsAddress: 'smds.example.com', eid: testEid(1) })).toBe('8.9/5.1')
    expect(confirm({ matchingId: 'M-1' })).toBe('done')
    const taken = { iccid: other, releaseFlag: true, matchingId: 'M-1' }
    expect(codes(confirmOrder(smdp, taken, world))).toBe('8.2.6/3.3')
    const cancel = (facts: object) => codes(cancelOrder(smdp, { iccid, ...available, ...facts }))
    expect(cancel({ matchingId: 'M-2' })).toBe('8.2.6/3.10')
    expect(codes(cancelOrder(smdp, { iccid: other, ...available, eid: testEid(2) }))).toBe(
      '8.2.1/3.10',
    )
  })

  it('finds no profile when the type is used up', () => {
    const { smdp } = site()
    for (let i = 0; i < 6; i++)
      expect(codes(downloadOrder(smdp, { profileType: 'T' }))).toBe('done')
    expect(codes(downloadOrder(smdp, { profileType: 'T' }))).toBe('8.2.5/3.7')
  })
})
