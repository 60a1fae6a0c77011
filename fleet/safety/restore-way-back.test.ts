import { encodeIccid, type Iccid } from '@holdfast/gsma/ids/iccid.ts'
import { describe, expect, test } from 'vitest'
import type { CampaignHold } from '../campaign/dispatch-holds.ts'
import { noHolds } from '../campaign/dispatch-holds.ts'
import type { ProfileOnCard } from '../card-state.ts'
import { away, Desk, home, hour, minute, profile, spare } from '../testing/desk.ts'

const before = '999-03'
const later = '999-02'
const place = { campaignId: 'C-1', wave: 0 } as const
const running: CampaignHold = { phase: 'running', windows: [], heldPatterns: [] }
const campaign = (hold: CampaignHold) => ({
  holds: { ...noHolds, campaigns: new Map([['C-1', hold]]) },
})

const may = { fallbackAllowed: true, fallbackAttribute: false } as const
const usual = [profile(home, 'enabled', may), profile(away, 'disabled', may)]

/** A card that was given an enable of `away` and has proven it; the device said where it was. */
function switched(profiles: readonly ProfileOnCard[] = usual, facts = {}): Desk {
  const desk = new Desk()
  desk.accept({ kind: 'audit' })
  desk.poll()
  desk.identity()
  desk.poll()
  desk.list(...profiles)
  desk.accept({ kind: 'enable', iccid: away }, facts)
  desk.poll({ plmn: before, ...campaign(running) })
  expect(desk.sent).toBe('enable')
  desk.ok('enableResult')
  return desk
}

/** The same after the device was heard over the former profile, and its card had shown the other. */
function staying(profiles: readonly ProfileOnCard[] = usual): Desk {
  const desk = switched(profiles).after(hour)
  desk.heartbeat(home)
  expect(desk.asks({ plmn: later })).toBe('listProfileInfo')
  const shown = profiles.map((one) => ({
    ...one,
    state: one.iccid === away ? ('enabled' as const) : ('disabled' as const),
  }))
  desk.list(...shown)
  return desk
}

describe('a device that is registered where it was before its card switched', () => {
  test('gets its former profile as fallback at once, and is waited for as before', () => {
    const desk = switched()
    expect(desk.asks({ plmn: before })).toBe('setFallbackAttribute')
    desk.ok('setFallbackAttributeResult')
    expect(desk.state.profiles[home]?.fallbackAttribute).toBe(true)
    expect(desk.outcome('op-2')).toBe('applied')
    expect(desk.asks({ plmn: before })).toBe('nothing')
    desk.after(hour).heartbeat(away)
    expect(desk.outcome('op-2')).toBe('serving.')
  })

  test('gets nothing when it is elsewhere, or says nothing', () => {
    const desk = switched()
    expect(desk.asks({ plmn: later })).toBe('nothing')
    expect(desk.asks()).toBe('nothing')
  })

  test('gets the same bytes again when it asks again before the result', () => {
    const desk = switched()
    expect(desk.asks({ plmn: before })).toBe('setFallbackAttribute')
    expect(desk.asks({ plmn: before })).toBe('again')
    expect(desk.replayed()).toEqual(desk.state)
  })
})

describe('a device that was heard over the former profile after the switch', () => {
  test('gets it as fallback while it is still heard', () => {
    const desk = staying()
    expect(desk.op('op-2').staysOn).toBe(home)
    expect(desk.asks()).toBe('setFallbackAttribute')
    desk.ok('setFallbackAttributeResult')
    expect(desk.asks()).toBe('nothing')
  })

  test('ends as rolled back when its card fell back', () => {
    const desk = staying()
    desk.poll()
    desk.ok('setFallbackAttributeResult')
    expect(desk.after(hour).asks({ stateChangeCause: 1 })).toBe('listProfileInfo')
    const fallback = { ...may, fallbackAttribute: true }
    desk.list(profile(home, 'enabled', fallback), profile(away, 'disabled', may))
    expect(desk.outcome('op-2')).toBe('rolled-back.')
    expect(desk.op('op-2').reason?.code).toBe('fallback-by-card')
  })
})

describe('a device that stays on the former profile, whose card can have no fallback profile', () => {
  const without = [profile(home, 'enabled'), profile(away, 'disabled')]

  test('is switched back while it is still heard', () => {
    const desk = staying(without)
    expect(desk.asks()).toBe('enable')
    expect(desk.expect('package').signed.euiccPackage).toMatchObject({
      value: [{ value: { iccid: encodeIccid(home as Iccid), rollbackFlag: true } }],
    })
    desk.ok('enableResult')
    expect(desk.outcome('op-2')).toBe('rolled-back.')
    expect(desk.op('op-2').reason?.code).toBe('switched-back')
    expect(desk.state.profiles[home]?.state).toBe('enabled')
    expect(desk.replayed()).toEqual(desk.state)
  })

  test('is not switched back because of the network that it names alone', () => {
    expect(switched(without).asks({ plmn: before })).toBe('nothing')
  })

  test('is switched back when its card refused the fallback attribute', () => {
    const desk = staying()
    for (const _ of [1, 2]) {
      expect(desk.asks()).toBe('setFallbackAttribute')
      desk.result([{ name: 'setFallbackAttributeResult', code: 2 }])
    }
    expect(desk.asks()).toBe('enable')
  })

  test('is asked what it did when the result is missed, and is believed', () => {
    const desk = staying(without)
    desk.poll()
    desk.time(3 * hour)
    expect(desk.outcome('op-2')).toBe('applied')
    expect(desk.asks()).toBe('data-request')
    desk.time(3 * hour)
    expect(desk.asks()).toBe('listProfileInfo')
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
    expect(desk.outcome('op-2')).toBe('rolled-back.')
    expect(desk.op('op-2').reason?.code).toBe('switched-back')
  })

  test('is told to have fallen back when its card says so, though it was asked to switch', () => {
    const desk = staying()
    for (const _ of [1, 2]) {
      desk.poll()
      desk.result([{ name: 'setFallbackAttributeResult', code: 2 }])
    }
    expect(desk.asks()).toBe('enable')
    desk.result([{ name: 'enableResult', code: 3 }])
    expect(desk.after(hour).asks({ stateChangeCause: 1 })).toBe('listProfileInfo')
    desk.list(profile(home, 'enabled'), profile(away, 'disabled'))
    expect(desk.op('op-2').reason?.code).toBe('fallback-by-card')
  })

  test('is asked twice at most, and its swap does not fail by that', () => {
    const desk = staying(without)
    for (const _ of [1, 2]) {
      expect(desk.asks()).toBe('enable')
      desk.result([{ name: 'enableResult', code: 3 }])
      expect(desk.outcome('op-2')).toBe('applied')
    }
    expect(desk.asks()).toBe('nothing')
    desk.after(hour).heartbeat(away)
    expect(desk.outcome('op-2')).toBe('serving.')
  })
})

describe('nothing is sent', () => {
  const cases: Readonly<Record<string, readonly ProfileOnCard[]>> = {
    'to a card that has a fallback profile': [
      ...usual,
      profile(spare, 'disabled', { ...may, fallbackAttribute: true }),
    ],
    'to a card whose fallback profile is the former one': [
      profile(home, 'enabled', { ...may, fallbackAttribute: true }),
      profile(away, 'disabled', may),
    ],
  }
  test.each(Object.entries(cases))('%s', (_, profiles) => {
    expect(staying(profiles).asks()).toBe('nothing')
    expect(switched(profiles).asks({ plmn: before })).toBe('nothing')
  })

  test('of a campaign that was stopped (S9)', () => {
    const stopped = campaign({ ...running, phase: 'paused' })
    const facts = { campaign: place, batchId: 'C-1.0' }
    expect(switched(usual, facts).asks({ plmn: before, ...stopped })).toBe('nothing')
    const open = { plmn: before, ...campaign(running) }
    expect(switched(usual, facts).asks(open)).toBe('setFallbackAttribute')
  })

  test('for ever to a card that refuses; and what the operation is for does not fail', () => {
    const desk = switched()
    for (const _ of [1, 2]) {
      expect(desk.asks({ plmn: before })).toBe('setFallbackAttribute')
      desk.result([{ name: 'setFallbackAttributeResult', code: 2 }])
      expect(desk.outcome('op-2')).toBe('applied')
      desk.after(minute)
    }
    expect(desk.asks({ plmn: before })).toBe('nothing')
    desk.heartbeat(away)
    expect(desk.outcome('op-2')).toBe('serving.')
  })

  test('while its result is missed and the card is asked what it did', () => {
    const desk = switched()
    desk.poll({ plmn: before })
    desk.time(3 * hour)
    expect(desk.outcome('op-2')).toBe('applied')
    expect(desk.asks({ plmn: before })).toBe('data-request')
  })
})
