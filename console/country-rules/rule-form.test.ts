import { describe, expect, it } from 'vitest'
import { type CountryFields, fieldsOf, newRule, type RuleFields, readRules } from './rule-form.ts'
import { ruleInWords } from './rule-words.ts'

const filled = (more: Partial<RuleFields> = {}): CountryFields => ({
  country: 'de',
  reason: ' the contract ',
  rules: [
    {
      ...newRule('2026-01-01'),
      ...{ sourceTitle: 'Contract 7', sourceAddress: 'https://contracts.example/7' },
      ...{ quietHours: '22:00-06:00, 12:00 – 13:00', needed: '2', changesPerDay: '50' },
      ...more,
    },
  ],
})

describe('the form of a country', () => {
  it('gives a whole request', () => {
    expect(readRules(filled())).toEqual({
      kind: 'ready',
      request: {
        country: 'DE',
        body: {
          reason: 'the contract',
          rules: [
            {
              from: '2026-01-01',
              source: {
                title: 'Contract 7',
                address: 'https://contracts.example/7',
                readOn: '2026-01-01',
              },
              quietHours: [
                { from: '22:00', until: '06:00' },
                { from: '12:00', until: '13:00' },
              ],
              approvals: { aboveDevices: 0, needed: 2 },
              changesPerDay: 50,
            },
          ],
        },
      },
    })
  })

  it.each([
    [{ quietHours: '25:00-06:00' }, 'quietHours', 'not “25:00-06:00”'],
    [{ quietHours: '06:00-06:00' }, 'quietHours', 'are written as'],
    [{ needed: '', aboveDevices: '10' }, 'needed', 'whole number from 1'],
    [{ changesPerDay: '0' }, 'changesPerDay', 'whole number from 1'],
    [{ from: '1.2.2026' }, 'from', '2026-01-31'],
    [{ sourceTitle: ' ' }, 'sourceTitle', 'who asks'],
    [{ quietHours: '', needed: '', changesPerDay: '' }, 'quietHours', 'at least one thing'],
  ])('says what is wrong with %o', (more, at, why) => {
    expect(readRules(filled(more))).toMatchObject({
      kind: 'lacking',
      at,
      why: expect.stringContaining(why),
    })
  })

  it('asks for a country of two letters', () => {
    expect(readRules({ ...filled(), country: 'Germany' })).toMatchObject({ at: 'country' })
  })

  it('shows what was stated as it was typed', () => {
    const read = readRules(filled({ operators: 'nordtel, costera', until: '2026-12-31' }))
    if (read.kind !== 'ready') throw new Error(read.why)
    const { country, body } = read.request
    const kept = { setAt: 0, setBy: 'a', reason: '', day: '2026-01-02', changesToday: 0 }
    const rules = body.rules.map((rule) => ({ ...rule, ruleId: 'r', country, isInForce: true }))
    const again = readRules({ ...fieldsOf({ country, rules, ...kept }), reason: body.reason })
    expect(again).toEqual(read)
    expect(ruleInWords(rules[0] as (typeof rules)[number])).toEqual([
      "quiet from 22:00–06:00 and 12:00–13:00, by each device's own clock",
      'at most 50 devices begin to change in a day',
      'a campaign with more than 0 devices there needs 2 approvals',
      'only these operators: nordtel, costera',
    ])
  })
})
