import { describe, expect, it } from 'vitest'
import type { WishFields } from '../start/wish-form.ts'
import { type PlanFields, readPlan, wavesOf } from './plan-form.ts'

const wish = {
  kind: 'swap',
  source: 'stock',
  operator: 'Nordtel',
  q: 'country:DE',
  activationCode: '',
  confirmationCode: '',
} as unknown as WishFields

const plan = (more: Partial<PlanFields> = {}): PlanFields =>
  ({ name: 'Move to Nordtel', ...more }) as PlanFields

describe('the form of a campaign', () => {
  it('reads waves by number, by share, and the rest', () => {
    expect(wavesOf('canary 20, first 10 %, rest')).toEqual([
      { name: 'canary', devices: 20 },
      { name: 'first', share: 0.1 },
      { name: 'rest' },
    ])
  })

  it.each([
    ['rest, canary 20', 'The wave “rest” needs a number'],
    ['canary 0', 'needs a whole number'],
    ['canary 120 %', 'at most 100 %'],
    [' , ', 'at least one wave'],
  ])('says what is wrong with the waves “%s”', (text, why) => {
    expect(() => wavesOf(text)).toThrow(why)
  })

  it('gives a whole request, in shares and minutes', () => {
    const read = readPlan(wish, plan({ from: '22:00', until: '06:00', atOnce: '50', days: '3' }))
    expect(read).toMatchObject({
      kind: 'ready',
      request: {
        target: { filter: 'country:DE' },
        thresholds: { successAtLeast: 0.9, failureAtMost: 0.1, confidence: 0.95 },
        windows: [{ from: '22:00', until: '06:00' }],
        rates: { atOnce: 50 },
        deviceDeadlineMinutes: 4320,
        approvalsNeeded: 1,
      },
    })
  })

  it.each([
    [{ name: ' ' }, 'a name'],
    [{ from: '22:00' }, 'a beginning and an end'],
    [{ success: 'most' }, 'must be a number'],
    [{ failure: '101' }, 'at most 100 %'],
  ])('says what is missing: %j', (more, why) => {
    const read = readPlan(wish, plan(more))
    expect(read.kind === 'lacking' && read.why).toContain(why)
  })
})
