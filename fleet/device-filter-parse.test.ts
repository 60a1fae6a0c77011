import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeviceFilter } from './device-filter.ts'
import { filterKeys, formatDeviceFilter, parseDeviceFilter } from './device-filter-parse.ts'

const now = 1_790_000_000_000
const day = 86_400_000

const read: readonly (readonly [string, DeviceFilter])[] = [
  ['', {}],
  ['   ', {}],
  ['country:DE,fr', { country: ['DE', 'FR'] }],
  ['operator:nordtel open:yes', { operator: ['nordtel'], hasOpenOperation: true }],
  ['Open:no', { hasOpenOperation: false }],
  ['outcome:unknown,rolled-back', { lastOutcome: ['unknown', 'rolled-back'] }],
  ['silent:>2d', { notSeenSince: now - 2 * day }],
  ['silent:36h', { notSeenSince: now - 1.5 * day }],
  ['silence:late', { silenceClass: ['late'] }],
  ['silent:suspended,late', { silenceClass: ['suspended', 'late'] }],
  ['silent:>2d silent:late', { notSeenSince: now - 2 * day, silenceClass: ['late'] }],
  ['model:"X 1","say \\"hi\\""', { model: ['X 1', 'say "hi"'] }],
  ['some  free text', { text: 'some free text' }],
  ['meter country:DE 8988', { country: ['DE'], text: 'meter 8988' }],
  ['"a:b, c"', { text: 'a:b, c' }],
  ['1,2', { text: '1,2' }],
  ['10:30', { text: '10:30' }],
  [`eid:${'8'.repeat(32)}`, { eids: ['8'.repeat(32)] }],
]

const wrong: readonly (readonly [string, { at: number; length: number }, string | undefined])[] = [
  ['meter contry:DE', { at: 6, length: 6 }, 'country:'],
  ['outcome:unknwon', { at: 8, length: 7 }, 'outcome:unknown'],
  ['outcome:serving,roled-back', { at: 16, length: 10 }, 'outcome:rolled-back'],
  ['country:Germany', { at: 8, length: 7 }, 'country:DE,FR'],
  ['country:DE,', { at: 11, length: 1 }, 'country:DE,FR'],
  ['country:', { at: 8, length: 1 }, 'country:DE,FR'],
  ['open:maybe', { at: 0, length: 10 }, 'open:yes'],
  ['silent:long', { at: 0, length: 11 }, 'silent:>2d'],
  ['model:"X 1', { at: 6, length: 4 }, '"'],
  ['eid:8988', { at: 4, length: 4 }, undefined],
  ['country:DE country:FR', { at: 11, length: 10 }, 'country:DE,FR'],
  ['whatever:1', { at: 0, length: 8 }, undefined],
]

describe('the filter language', () => {
  it.each(read)('reads %j', (text, filter) => {
    expect(parseDeviceFilter(text, now)).toEqual({ kind: 'filter', filter })
  })

  it.each(wrong)('refuses %j, names the place and suggests', (text, place, suggestion) => {
    const parsed = parseDeviceFilter(text, now)
    expect(parsed).toMatchObject({ kind: 'refused', code: 'bad-filter', ...place })
    expect(parsed.kind === 'refused' && parsed.suggestion).toBe(suggestion)
  })

  it('reads what it writes as the same filter', () => {
    const words = fc.array(fc.string({ minLength: 1, unit: 'grapheme' }), { minLength: 1 })
    const filters = fc.record(
      {
        text: fc.string({ minLength: 1 }),
        country: fc.constant(['DE', 'FR']),
        operator: words,
        model: words,
        lastOutcome: fc.constant(['unknown' as const]),
        hasOpenOperation: fc.boolean(),
        notSeenSince: fc.integer({ min: 0, max: 900_000 }).map((seconds) => now - seconds * 1000),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(filters, (filter) => {
        expect(parseDeviceFilter(formatDeviceFilter(filter, now), now)).toEqual({
          kind: 'filter',
          filter,
        })
      }),
    )
  })

  it('gives a filter or a refusal for any text, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(['filter', 'refused']).toContain(parseDeviceFilter(text, now).kind)
      }),
    )
  })

  it('has an example for every key that reads', () => {
    for (const { example } of filterKeys.filter(({ kind }) => kind !== 'eid')) {
      expect(parseDeviceFilter(example, now).kind).toBe('filter')
    }
  })
})
