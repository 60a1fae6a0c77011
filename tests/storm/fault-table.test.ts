import { expect, it } from 'vitest'
import { faultTable } from './fault-table.ts'
import { isDeed, kindOf } from './rig/happening.ts'
import { planStorm } from './rig/plan-storm.ts'

it('every kind of fault is drawn by some seed, and has its numbers in the catalogue', () => {
  const drawn = new Set<string>()
  for (let seed = 1; seed <= 40; seed++) {
    for (const one of planStorm({ seed, devices: 20, hours: 240 })) {
      if (!isDeed(one)) drawn.add(kindOf(one))
    }
  }
  expect([...drawn].sort()).toEqual(Object.keys(faultTable).sort())
  for (const { numbers } of Object.values(faultTable)) {
    expect(numbers.length).toBeGreaterThan(0)
    for (const number of numbers) expect(number).toMatch(/^F(0[1-9]|[1-5]\d|6[0-7])$/)
  }
})
