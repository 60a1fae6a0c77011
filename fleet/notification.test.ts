import { describe, expect, test } from 'vitest'
import { away, home, hour, knownCard, profile, spare } from './testing/desk.ts'

const third = '8988244000000000004'

describe('notifications of what others did (F40)', () => {
  test('an enable is adopted as truth, raised, and the card is read', () => {
    const desk = knownCard(profile(away, 'disabled')).after(hour)
    desk.notify({ event: 'enable', iccid: away })
    expect(desk.state.profiles[away]).toMatchObject({ state: 'enabled', evidence: 'proven' })
    expect(desk.state.profiles[home]?.state).toBe('disabled')
    expect(desk.has('unexpected-change')).toBe(true)
    expect(desk.asks()).toBe('listProfileInfo')
  })

  test('a delete takes the profile out of the list', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.notify({ event: 'delete', iccid: away })
    expect(desk.state.profiles[away]).toBeUndefined()
    expect(desk.has('unexpected-change')).toBe(true)
  })

  test('what is known already is only noted', () => {
    const desk = knownCard(profile(away, 'disabled'))
    for (const facts of [
      { event: 'enable', iccid: home },
      { event: 'disable', iccid: away },
      { event: 'delete', iccid: third },
      { event: 'install', iccid: away, install: { ok: true, isdpAid: '' } },
    ] as const) {
      expect(desk.notify(facts).acknowledge).toEqual([desk.seq])
    }
    expect(desk.has('unexpected-change')).toBe(false)
    expect(desk.has('profile-changed')).toBe(false)
  })
})

describe('their order is the card’s count, not their arrival', () => {
  test('one that is older than the list changes nothing', () => {
    const desk = knownCard(profile(away, 'disabled'))
    desk.notify({ event: 'enable', iccid: away, seqNumber: 50 })
    expect(desk.state.profiles[home]?.state).toBe('enabled')
    expect(desk.has('unexpected-change')).toBe(false)
  })

  test('one that comes after a newer one changes nothing, but the card is read', () => {
    const desk = knownCard(profile(away, 'disabled'), profile(spare, 'disabled')).after(hour)
    desk.notify({ event: 'enable', iccid: spare, seqNumber: 300 })
    desk.notify({ event: 'enable', iccid: away, seqNumber: 200 })
    expect(desk.state.profiles[spare]?.state).toBe('enabled')
    expect(desk.asks()).toBe('listProfileInfo')
  })

  test('the same one twice is acknowledged twice and applied once (S2)', () => {
    const desk = knownCard(profile(away, 'disabled'))
    const facts = { event: 'enable', iccid: away, seqNumber: 300 } as const
    expect(desk.notify(facts)).toEqual({ acknowledge: [300] })
    const { version } = desk.state
    expect(desk.notify(facts)).toEqual({ acknowledge: [300] })
    expect(desk.state.version).toBe(version)
  })
})

test('one that is not proven changes nothing and may come again', () => {
  const desk = knownCard(profile(away, 'disabled'))
  const facts = { event: 'enable', iccid: away, seqNumber: 300 } as const
  expect(desk.notify({ ...facts, trust: 'reported' })).toEqual({ acknowledge: [] })
  expect(desk.state.profiles[away]?.state).toBe('disabled')
  expect(desk.notify(facts)).toEqual({ acknowledge: [300] })
  expect(desk.state.profiles[away]?.state).toBe('enabled')
})

test('those of our own change raise nothing, in any order with its result', () => {
  for (const isResultFirst of [true, false]) {
    const desk = knownCard(profile(away, 'disabled'))
    desk.accept({ kind: 'enable', iccid: away })
    desk.poll()
    if (isResultFirst) desk.ok('enableResult')
    desk.notify({ event: 'disable', iccid: home })
    desk.notify({ event: 'enable', iccid: away })
    if (!isResultFirst) desk.ok('enableResult')
    expect(desk.outcome()).toBe('applied')
    expect(desk.has('unexpected-change')).toBe(false)
    expect(desk.asks()).toBe('nothing')
  }
})

test('a result that its own newer notifications overtook still counts', () => {
  const desk = knownCard(profile(away, 'disabled'))
  desk.accept({ kind: 'enable', iccid: away })
  desk.poll()
  desk.notify({ event: 'disable', iccid: home, seqNumber: 300 })
  desk.notify({ event: 'enable', iccid: away, seqNumber: 301 })
  desk.result([{ name: 'enableResult', code: 0 }], { seqNumber: 299 } as never)
  expect(desk.outcome()).toBe('applied')
})
