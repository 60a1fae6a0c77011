import { describe, expect, test } from 'vitest'
import type { CardState } from './card-state.ts'
import { planSteps } from './plan-steps.ts'
import { away, type Desk, home, knownCard, profile, spare } from './testing/desk.ts'

const carriesFlag = ({ state, now }: Desk, change: Partial<CardState> = {}): boolean => {
  const wish = { kind: 'enable', iccid: away } as const
  const steps = planSteps({ state: { ...state, ...change }, wish, now })
  return steps.some(({ step }) => step.kind === 'enable' && step.rollbackFlag)
}

describe('an enable is planned with the rollback flag', () => {
  test('though the card refused it, unless another profile is its fallback', () => {
    const rescue = profile(spare, 'disabled', { fallbackAttribute: true })
    const itself = profile(away, 'disabled', { fallbackAttribute: true })
    const refused = (desk: Desk) => ({ rollback: { shows: false, at: desk.now } })
    const alone = knownCard(profile(away, 'disabled'))
    expect(carriesFlag(alone, refused(alone))).toBe(true)
    const own = knownCard(itself)
    expect(carriesFlag(own, refused(own))).toBe(true)
    const rescued = knownCard(profile(away, 'disabled'), rescue)
    expect(carriesFlag(rescued, refused(rescued))).toBe(false)
    expect(carriesFlag(rescued)).toBe(true)
  })

  test('until a whole list, read after the last change, shows that nothing is enabled', () => {
    const desk = knownCard(profile(away, 'disabled'))
    const disabled = { ...profile(home, 'disabled'), asOf: desk.now }
    const { [home]: _, ...others } = desk.state.profiles
    expect(carriesFlag(desk, { profiles: { ...others, [home]: disabled } })).toBe(true)
    expect(carriesFlag(desk, { profiles: others })).toBe(false)
  })
})
