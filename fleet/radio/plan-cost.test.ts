import { expect, test } from 'vitest'
import { planCostOf } from './plan-cost.ts'
import { radios } from './radio-model.ts'

const download = { kind: 'download', activationCode: '', route: 'direct' } as const

test('the radio model gives the times and energies of its sheet (12 kB, direct)', () => {
  const steps = [{ step: download }] as never
  const told = (['CE0', 'CE1', 'CE2'] as const).map((name) => {
    const { seconds, joules } = planCostOf({ steps }, radios[name])
    return `${Math.round(seconds)} s ${Math.round(joules)} J`
  })
  expect(told).toEqual(['27 s 6 J', '82 s 22 J', '601 s 182 J'])
})

test('a smaller profile takes less, and a change of profiles registers anew', () => {
  const of = (steps: readonly object[], profileBytes?: number) =>
    planCostOf({ steps } as never, radios.CE1, profileBytes === undefined ? {} : { profileBytes })
  const whole = of([{ step: download }])
  expect(of([{ step: download }], 6_000).downloadSeconds).toBeLessThan(0.85 * whole.downloadSeconds)
  const [enable, fallback] = ['enable', 'set-fallback'].map((kind) => of([{ step: { kind } }]))
  expect((enable?.seconds ?? 0) - (fallback?.seconds ?? 0)).toBeCloseTo(radios.CE1.attachSeconds)
})
