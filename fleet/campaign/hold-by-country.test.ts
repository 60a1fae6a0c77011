import { describe, expect, test } from 'vitest'
import type { WishRequest } from '../accept-wish.ts'
import { acceptWish } from '../accept-wish.ts'
import { away, type Desk, hour, knownCard, minute, profile } from '../testing/desk.ts'
import type { CountryRule } from './country-rules.ts'
import { type DispatchHolds, noHolds } from './dispatch-holds.ts'
import { changeOfDay } from './hold-by-country.ts'

const campaign = { campaignId: 'c1', wave: 0 } as const
const midnight = Date.parse('2026-11-23T00:00:00Z')
const stated = {
  ...{ ruleId: 'DE-1', country: 'DE', from: '2026-01-01' },
  source: { title: 'a decree', address: 'https://law.example/1', readOn: '2026-02-03' },
}
const quiet: CountryRule = { ...stated, quietHours: [{ from: '22:00', until: '06:00' }] }
const paced: CountryRule = { ...stated, changesPerDay: 20 }

const holds = (rules: readonly CountryRule[], full: readonly string[] = []): DispatchHolds => ({
  ...noHolds,
  campaigns: new Map([['c1', { phase: 'running', windows: [], heldPatterns: [] }]]),
  countries: { rules: new Map([['acme', rules]]), fullDays: new Set(full) },
})

/** A card in Germany with one operation at that instant. */
function at(instant: number, more: Partial<WishRequest> = {}, device: object = {}): Desk {
  const desk = knownCard(profile(away, 'disabled'))
  desk.now = instant
  const profilesRead = { at: instant, evidence: 'proven' } as const
  desk.state = { ...desk.state, device: { country: 'DE', ...device }, profilesRead }
  const request = { operationId: 'op-1', wish: { kind: 'enable', iccid: away } as const, ...more }
  desk.take(acceptWish(desk.state, { actor: 'person:ann', ...request }, instant))
  return desk
}

describe('quiet hours of a country', () => {
  test.each([
    ['a campaign', { campaign, actor: 'campaign:c1' }],
    ['a single operation', {}],
  ])('hold %s back until they end where the device is', (_, more) => {
    const desk = at(midnight, more)
    expect(desk.poll({ holds: holds([quiet]) }).kind).toBe('nothing')
    expect(desk.op().hold).toMatchObject({
      until: midnight + 5 * hour,
      reason: { code: 'quiet-hours' },
    })
    expect(desk.op().hold?.reason.why).toContain('Mon 06:00')
    desk.now = midnight + 5 * hour
    expect(desk.asks({ holds: holds([quiet]) })).toBe('enable')
    expect(desk.op().hold).toBeUndefined()
  })

  test('go by the device’s own time zone, not by that of its country', () => {
    const desk = at(midnight, {}, { timeZone: 'Asia/Tokyo' })
    expect(desk.asks({ holds: holds([quiet]) })).toBe('enable')
  })

  test('do not concern another country, another tenant, another day', () => {
    const elsewhere = at(midnight, {}, { country: 'FR' })
    expect(elsewhere.asks({ holds: holds([quiet]) })).toBe('enable')
    const other = {
      ...holds([]),
      countries: { rules: new Map([['b', [quiet]]]), fullDays: new Set<string>() },
    }
    expect(at(midnight).asks({ holds: other })).toBe('enable')
    expect(at(midnight).asks({ holds: holds([{ ...quiet, until: '2026-11-22' }]) })).toBe('enable')
  })

  test('hold nothing back that only reads', () => {
    expect(at(midnight, { wish: { kind: 'audit' } }).poll({ holds: holds([quiet]) }).kind).not.toBe(
      'nothing',
    )
  })

  test('hold back what a campaign would only read', () => {
    const audit = at(midnight, {
      ...{ campaign, actor: 'campaign:c1' },
      wish: { kind: 'audit' },
    })
    expect(audit.poll({ holds: holds([quiet]) }).kind).toBe('nothing')
    expect(audit.op().hold).toMatchObject({ reason: { code: 'quiet-hours' } })
  })

  test('hold nothing back that Holdfast does to bring a silent device back', () => {
    expect(at(midnight, { actor: 'holdfast' }).asks({ holds: holds([quiet]) })).toBe('enable')
  })
})

describe('changes a day in a country', () => {
  const countries = (full: readonly string[] = []) => ({
    rules: new Map([['acme', [paced]]]),
    fullDays: new Set(full),
  })

  test('an operation falls on the day of the country’s clock with its first change only', () => {
    const desk = at(midnight + 23.5 * hour)
    const asked = { countries: countries(), now: desk.now }
    expect(changeOfDay(desk.state, desk.op(), asked)).toEqual({
      ...{ tenant: 'acme', country: 'DE', day: '2026-11-24', limit: 20 },
      key: 'acme DE 2026-11-24 20',
    })
    expect(desk.asks({ holds: holds([paced]) })).toBe('enable')
    expect(changeOfDay(desk.state, desk.op(), asked)).toBeUndefined()
  })

  test('when the day is full nothing begins before the next, and it is told until when', () => {
    const desk = at(midnight + 12 * hour)
    const full = holds([paced], ['acme DE 2026-11-23 20'])
    expect(desk.poll({ holds: full }).kind).toBe('nothing')
    expect(desk.op().hold).toMatchObject({
      until: midnight + 23 * hour,
      reason: { code: 'country-day-full' },
    })
    desk.now = midnight + 23 * hour
    expect(desk.asks({ holds: full })).toBe('enable')
  })

  test('the first minute of a day is held until its end, not until its beginning', () => {
    const desk = at(midnight - hour + minute / 2)
    desk.poll({ holds: holds([paced], ['acme DE 2026-11-23 20']) })
    expect(desk.op().hold?.until).toBe(midnight + 23 * hour)
  })

  test('what reads, what goes back and what Holdfast does by itself count on no day', () => {
    const asked = { countries: countries(), now: midnight }
    const back = at(midnight, { campaign: { ...campaign, isRollBack: true } })
    for (const desk of [
      at(midnight, { wish: { kind: 'audit' } }),
      at(midnight, { actor: 'holdfast' }),
      back,
    ]) {
      expect(changeOfDay(desk.state, desk.op(), asked)).toBeUndefined()
    }
  })
})
