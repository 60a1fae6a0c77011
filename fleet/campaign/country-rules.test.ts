import { describe, expect, test } from 'vitest'
import { localDayAt } from '../local-time/local-time.ts'
import { activationCode, away, home, knownCard, profile } from '../testing/desk.ts'
import type { CountryRule } from './country-rules.ts'
import { approvalsAsked, changesPerDayOf, judgeCountryRule, rulesFor } from './country-rules.ts'
import { judgeCountry } from './judge-country.ts'

const source = { title: 'a decree', address: 'https://law.example/1', readOn: '2026-02-03' }
const rule: CountryRule = {
  ruleId: 'TR-1',
  country: 'TR',
  from: '2026-01-01',
  until: '2026-12-31',
  source,
  operators: ['Local'],
  approvals: { aboveDevices: 100, needed: 2 },
}

describe('rules of countries', () => {
  test('more devices in a country than its rule says need more approvals', () => {
    const asked = (devices: number) =>
      approvalsAsked([rule], new Map([['TR', devices]]), Date.parse('2026-06-01'))
    expect([asked(100), asked(101)]).toEqual([0, 2])
  })

  test('hold from their first to their last day, and only in their country', () => {
    const holds = (country: string, day: string) => rulesFor([rule], country, day).length
    const days = ['2025-12-31', '2026-01-01', '2026-12-31', '2027-01-01']
    expect(days.map((day) => holds('TR', day))).toEqual([0, 1, 1, 0])
    expect(holds('DE', '2026-06-01')).toBe(0)
  })

  test('of several the lowest number of changes a day counts', () => {
    expect(changesPerDayOf([rule])).toBeUndefined()
    const paced = [50, 20].map((changesPerDay) => ({ ...rule, changesPerDay }))
    expect(changesPerDayOf(paced)).toBe(20)
  })

  test.each<[string, Partial<CountryRule>]>([
    ['a day is like', { from: 'soon' }],
    ['a day is like', { from: '2026-02-30' }],
    ['a day is like', { until: '2026-13-01' }],
    ['ends before it begins', { until: '2025-01-01' }],
    ['source is not named', { source: { ...source, address: '' } }],
    ['not two letters', { country: 'Turkey' }],
    ['says nothing', { operators: undefined, approvals: undefined } as never],
    ['times like 22:00', { quietHours: [{ from: '22', until: '06:00' }] }],
    ['never let anything through', { quietHours: [{ from: '22:00', until: '22:00' }] }],
    ['no operator is allowed', { operators: [] }],
    ['not a whole number', { changesPerDay: 1.5 }],
    ['no rule of pace', { changesPerDay: 0 }],
    ['not a whole number', { approvals: { aboveDevices: -1, needed: 1 } }],
  ])('are refused in words: %s', (words, more) => {
    expect(judgeCountryRule(rule)).toEqual([])
    const problems = judgeCountryRule({ ...rule, ...more })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(words)
  })

  test('a day is the day on the wall there', () => {
    const at = Date.parse('2026-06-30T22:30:00Z')
    expect(localDayAt(at, 'Europe/Istanbul')).toBe('2026-07-01')
    expect(localDayAt(at, 'America/New_York')).toBe('2026-06-30')
  })
})

describe('an operator that a rule does not allow', () => {
  const now = Date.parse('2026-06-01T12:00:00Z')
  const named = profile(away, 'disabled', { serviceProviderName: 'Acme' })
  const { state } = knownCard(named)
  const card = { ...state, device: { country: 'TR' } }
  const code = { kind: 'activation-code', activationCode, operator: 'Acme' } as const

  test('is not downloaded, swapped to, enabled or made the fallback there', () => {
    const wishes = [
      { kind: 'swap', profile: code },
      { kind: 'download', profile: code },
      { kind: 'enable', iccid: away },
      { kind: 'set-fallback', iccid: away },
    ] as const
    for (const wish of wishes) {
      const refusal = judgeCountry({ rules: [rule], state: card, wish, now })
      expect(refusal).toMatchObject({ code: 'operator-not-allowed' })
      expect(refusal?.why).toContain('Acme in TR: a decree')
    }
  })

  test('may be left: deleting and disabling it, and reading, are never forbidden', () => {
    const wishes = [
      { kind: 'delete', iccid: away },
      { kind: 'disable', iccid: home },
      { kind: 'audit' },
    ] as const
    for (const wish of wishes) {
      expect(judgeCountry({ rules: [rule], state: card, wish, now })).toBeUndefined()
    }
  })

  test('may be used elsewhere, before and after the rule, and where its country is not known', () => {
    const wish = { kind: 'swap', profile: code } as const
    const ask = (device: object, at: number) =>
      judgeCountry({ rules: [rule], state: { ...state, device }, wish, now: at })
    expect(ask({ country: 'DE' }, now)).toBeUndefined()
    expect(ask({}, now)).toBeUndefined()
    expect(ask({ country: 'TR' }, Date.parse('2027-06-01T12:00:00Z'))).toBeUndefined()
  })

  test('its day begins and ends by the device’s own clock', () => {
    const wish = { kind: 'swap', profile: code } as const
    const at = Date.parse('2026-12-31T22:00:00Z')
    const ask = (timeZone: string) =>
      judgeCountry({
        ...{ rules: [rule], wish, now: at },
        state: { ...state, device: { country: 'TR', timeZone } },
      })?.code
    expect([ask('Europe/Istanbul'), ask('UTC')]).toEqual([undefined, 'operator-not-allowed'])
  })
})
