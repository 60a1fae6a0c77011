import { describe, expect, test } from 'vitest'
import { acceptWish } from '../accept-wish.ts'
import type { PollReply } from '../answer-poll.ts'
import { headOperation } from '../card-queries.ts'
import { explainOperation } from '../explain-operation.ts'
import {
  activationCode,
  away,
  type Desk,
  home,
  hour,
  knownCard,
  minute,
  profile,
} from '../testing/desk.ts'
import { newRateBucket, spendRate } from './admission-rate.ts'
import { operatorKey, smdpKey } from './breaker-key.ts'
import type { CampaignHold, DispatchHolds } from './dispatch-holds.ts'
import { gateOf, loadKeysOf, mayRepeat, noHolds } from './dispatch-holds.ts'
import { stopForCampaign } from './stop-operation.ts'

const campaign = { campaignId: 'c1', wave: 0 } as const

const holds = (
  hold: Partial<CampaignHold> | undefined,
  more: Partial<DispatchHolds> = {},
): DispatchHolds => ({
  ...noHolds,
  campaigns: hold
    ? new Map([['c1', { phase: 'running', windows: [], heldPatterns: [], ...hold }]])
    : new Map(),
  ...more,
})

const running = holds({})
const paused = holds({ phase: 'paused', why: 'lunch' })
const aborted = holds({ phase: 'aborted' })

/** A card with an operation of the campaign that would enable `away`. */
function deskWithEnable(): Desk {
  const desk = knownCard(profile(away, 'disabled'))
  desk.accept({ kind: 'enable', iccid: away }, { campaign, batchId: 'c1.0' })
  return desk
}

const swap = {
  kind: 'swap',
  profile: { kind: 'activation-code', activationCode, operator: 'Acme' },
} as const

function deskWithSwap(): Desk {
  const desk = knownCard()
  desk.accept(swap, { campaign })
  return desk
}

const kindOf = ({ kind }: PollReply): string => kind

describe('S9: nothing of a stopped campaign leaves', () => {
  test.each([
    ['paused', paused],
    ['aborted', aborted],
    ['finished', holds({ phase: 'finished' })],
    ['scheduled', holds({ phase: 'scheduled' })],
    ['rolling back', holds({ phase: 'rolling-back' })],
    ['not known here', holds(undefined)],
    ['without any holds', undefined],
  ])('%s', (_, given) => {
    const desk = deskWithEnable()
    expect(kindOf(desk.poll(given ? { holds: given } : {}))).toBe('nothing')
  })

  test('of a running one the package leaves', () => {
    expect(deskWithEnable().asks({ holds: running })).toBe('enable')
  })

  test('operations of no campaign are not concerned', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept({ kind: 'enable', iccid: away })
    expect(desk.asks()).toBe('enable')
  })

  test('a package that left before the stop is not given again after it', () => {
    const desk = deskWithEnable()
    expect(desk.asks({ holds: running })).toBe('enable')
    expect(kindOf(desk.poll({ holds: running }))).toBe('again')
    expect(kindOf(desk.poll({ holds: paused }))).toBe('nothing')
    expect(kindOf(desk.poll({ holds: running }))).toBe('again')
    expect(mayRepeat(desk.state, aborted)).toBe(false)
  })

  test('what settles a doubt still leaves, and the change is not sent again', () => {
    const desk = deskWithEnable()
    desk.poll({ holds: running })
    desk.after(hour)
    expect(desk.asks({ holds: aborted })).toBe('data-request')
    expect(kindOf(desk.poll({ holds: aborted }))).toBe('again')
    expect(gateOf(desk.state, desk.state.inFlight ?? { operationId: '' })).toBeUndefined()
    const { eimTransactionId = '' } = desk.state.inFlight ?? {}
    desk.after(1000).identity({ eimTransactionId })
    expect(desk.asks({ holds: aborted })).toBe('listProfileInfo')
    desk.after(1000).list(profile(home, 'enabled'), profile(away, 'disabled'))
    expect(kindOf(desk.poll({ holds: aborted }))).toBe('nothing')
    expect(desk.outcome()).toBe('cancelled.')
    expect(desk.op().reason).toMatchObject({ code: 'campaign-aborted' })
  })

  test('a change that was made before the abort goes on to its proof', () => {
    const desk = deskWithEnable()
    desk.poll({ holds: running })
    desk.after(1000).result([{ name: 'enableResult', code: 0 }])
    expect(kindOf(desk.poll({ holds: aborted }))).toBe('nothing')
    desk.after(minute).heartbeat(away)
    expect(desk.outcome()).toBe('serving.')
  })

  test('an abort ends what has changed nothing at the next poll, or by the sweep', () => {
    const polled = deskWithEnable()
    polled.poll({ holds: aborted })
    expect(polled.outcome()).toBe('cancelled.')
    const swept = deskWithEnable()
    const { ended } = swept.take(stopForCampaign(swept.state, 'c1', swept.now))
    expect([ended, swept.outcome()]).toEqual([true, 'cancelled.'])
  })

  test('the sweep leaves the operations of others alone', () => {
    const desk = deskWithEnable()
    desk.take(stopForCampaign(desk.state, 'c2', desk.now))
    expect(desk.outcome()).toBe('queued')
  })

  test('the profile of an aborted swap stays on the card, and the old one enabled', () => {
    const desk = deskWithSwap()
    expect(desk.asks({ holds: running })).toBe('trigger')
    desk
      .after(minute)
      .notify({ event: 'install', iccid: away, install: { ok: true, isdpAid: 'A0' } })
    expect(kindOf(desk.poll({ holds: aborted }))).toBe('nothing')
    expect(desk.op()).toMatchObject({ outcome: 'failed', reason: { code: 'ended-half-way' } })
    expect(desk.state.profiles[home]?.state).toBe('enabled')
  })

  test('a roll-back leaves only while its wave is being rolled back', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept({ kind: 'enable', iccid: away }, { campaign: { ...campaign, isRollBack: true } })
    expect(kindOf(desk.poll({ holds: running }))).toBe('nothing')
    expect(desk.asks({ holds: holds({ phase: 'rolling-back' }) })).toBe('enable')
    expect(gateOf(desk.state, { operationId: 'op-1', purpose: 'step' })).toEqual({
      campaignId: 'c1',
      isRollBack: true,
    })
  })
})

describe('what is held back is on record and lets others go first', () => {
  test('it is recorded once, told with its reason, and released by the next poll', () => {
    const desk = deskWithEnable()
    desk.poll({ holds: paused })
    const events = desk.events.length
    desk.poll({ holds: paused })
    expect(desk.events.length).toBe(events)
    const { summary, because } = explainOperation(desk.state, 'op-1', desk.now, {})
    expect(summary).toBe(`enable ${away}: held: its campaign is not running (lunch)`)
    expect(because[0]?.facts).toContain('wave 1 of campaign c1')
    expect(desk.asks({ holds: running })).toBe('enable')
    expect(desk.op().hold).toBeUndefined()
  })

  test('an operation of a person goes first while the one of the campaign is held', () => {
    const desk = deskWithEnable()
    desk.poll({ holds: paused })
    desk.accept({ kind: 'audit' })
    expect(desk.asks({ holds: paused })).toBe('listProfileInfo')
    expect(desk.state.inFlight?.operationId).toBe('op-2')
  })

  test('also when its change was tried before and is proven not to have been made', () => {
    const desk = deskWithEnable()
    desk.poll({ holds: running })
    desk.after(hour).poll({ holds: paused })
    desk.after(1000).identity()
    desk.poll({ holds: paused })
    desk.after(1000).list(profile(home, 'enabled'), profile(away, 'disabled'))
    expect(kindOf(desk.poll({ holds: paused }))).toBe('nothing')
    desk.accept({ kind: 'audit' })
    expect(desk.asks({ holds: paused })).toBe('listProfileInfo')
    expect(desk.state.inFlight?.operationId).toBe('op-2')
  })

  test('what waits for its heartbeat is not held, and nothing goes before it', () => {
    const desk = deskWithEnable()
    desk.poll({ holds: running })
    desk.after(1000).ok('enableResult')
    desk.accept({ kind: 'audit' })
    expect(kindOf(desk.poll({ holds: paused }))).toBe('nothing')
    expect(desk.op().hold).toBeUndefined()
    const { summary } = explainOperation(desk.state, 'op-1', desk.now, {})
    expect(summary).toContain('must call over it')
  })

  test('a hold that is left from before does not let others go before a heartbeat', () => {
    const desk = deskWithEnable()
    desk.poll({ holds: running })
    desk.after(1000).ok('enableResult')
    desk.accept({ kind: 'audit' })
    const hold = { reason: { code: 'window-closed', why: 'closed' } }
    const held = { ...desk.op(), hold }
    const state = { ...desk.state, operations: { ...desk.state.operations, 'op-1': held } }
    expect(headOperation(state)?.operationId).toBe('op-1')
  })

  test('the order is as before when it is released', () => {
    const desk = deskWithEnable()
    desk.poll({ holds: paused })
    desk.accept({ kind: 'audit' })
    expect(desk.asks({ holds: running })).toBe('enable')
  })

  test('its declared time runs on while it is held', () => {
    const desk = knownCard(profile(away, 'disabled'))
    const deadlineAt = desk.now + hour
    desk.accept({ kind: 'enable', iccid: away }, { campaign, deadlineAt })
    desk.poll({ holds: paused })
    desk.after(2 * hour).poll({ holds: running })
    expect(desk.outcome()).toBe('expired.')
  })
})

describe('windows, quiet hours, combinations, breakers, rates', () => {
  const midnight = Date.parse('2026-11-23T00:00:00Z')
  const windows = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', until: '06:00' }]

  function at(instant: number): Desk {
    const desk = deskWithEnable()
    desk.now = instant
    desk.state = { ...desk.state, operations: {}, device: { country: 'DE' } }
    const profilesRead = { at: instant, evidence: 'proven' } as const
    desk.state = { ...desk.state, profilesRead }
    const request = {
      operationId: 'op-1',
      wish: { kind: 'enable', iccid: away },
      campaign,
    } as const
    desk.take(acceptWish(desk.state, { ...request, actor: 'campaign' }, instant))
    return desk
  }

  test('outside its window a device gets nothing, and is told until when', () => {
    const desk = at(midnight + 12 * hour)
    expect(kindOf(desk.poll({ holds: holds({ windows }) }))).toBe('nothing')
    expect(desk.op().hold).toMatchObject({
      until: midnight + 21 * hour,
      reason: { code: 'window-closed' },
    })
    expect(desk.op().hold?.reason.why).toContain('it opens Mon 22:00 local time, Europe/Berlin')
    desk.now = midnight + 21 * hour
    expect(desk.asks({ holds: holds({ windows }) })).toBe('enable')
  })

  test('a device of a held combination gets no change', () => {
    const desk = deskWithSwap()
    const held = holds({ heldPatterns: [{ operator: 'Acme' }] })
    expect(kindOf(desk.poll({ holds: held }))).toBe('nothing')
    expect(desk.op().hold?.reason.code).toBe('combination-held')
    expect(desk.asks({ holds: holds({ heldPatterns: [{ operator: 'Other' }] }) })).toBe('trigger')
  })

  test('a download waits for an open breaker of its SM-DP+, other operations do not', () => {
    const until = 5_000_000
    const key = smdpKey('smdp.example.com')
    const openBreakers = new Map([[key, { until, why: 'it does not answer' }]])
    const desk = deskWithSwap()
    expect(loadKeysOf(desk.state, desk.op())).toEqual([key, operatorKey('Acme')])
    expect(kindOf(desk.poll({ holds: holds({}, { openBreakers }) }))).toBe('nothing')
    expect(deskWithEnable().asks({ holds: holds({}, { openBreakers }) })).toBe('enable')
  })

  test('an operator that does not work holds campaigns back, not a device that is recovered', () => {
    const key = operatorKey('Acme')
    const openBreakers = new Map([[key, { until: 5_000_000, why: 'its network refuses' }]])
    expect(kindOf(deskWithSwap().poll({ holds: holds({}, { openBreakers }) }))).toBe('nothing')
    const desk = knownCard()
    desk.accept(swap)
    expect(desk.asks({ holds: holds({}, { openBreakers }) })).toBe('trigger')
  })

  test('when the rate is spent the device gets nothing now, and it is not put on record', () => {
    const desk = deskWithSwap()
    const bucket = spendRate(newRateBucket(1, desk.now), desk.now)
    const rates = new Map([[smdpKey('smdp.example.com'), bucket]])
    expect(kindOf(desk.poll({ holds: holds({}, { rates }) }))).toBe('nothing')
    expect(desk.op().hold).toBeUndefined()
    desk.after(minute)
    expect(desk.asks({ holds: holds({}, { rates }) })).toBe('trigger')
  })
})
