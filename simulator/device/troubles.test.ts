import { expect, test } from 'vitest'
import { Troubles } from './troubles.ts'

test('a trouble holds from its beginning to its end and not at any other time', () => {
  const troubles = new Troubles([{ kind: 'warehouse', from: 10, until: 20, endsItself: true }])
  expect([9, 10, 19, 20].map((at) => troubles.has('warehouse', at))).toEqual([
    false,
    true,
    true,
    false,
  ])
  expect(troubles.powerlessUntil(15)).toBe(20)
  expect(troubles.powerlessUntil(25)).toBeUndefined()
})

test('a restart ends what hangs and leaves what is broken', () => {
  const troubles = new Troubles()
  for (const kind of ['ipa-hung', 'ipa-dead', 'sim-invalid'] as const) troubles.begin(kind, 5)
  troubles.restarted(10)
  expect(troubles.openAt(11).map(({ kind }) => kind)).toEqual(['ipa-dead'])
  expect(troubles.openAt(9)).toHaveLength(3)
})

test('a technician gives a flat battery’s device its power back, and finds nothing twice', () => {
  const troubles = new Troubles()
  troubles.begin('dead-battery', 5)
  expect(troubles.powerlessUntil(6)).toBe('somebody-comes')
  expect(troubles.repaired(10)).toEqual(['dead-battery'])
  expect(troubles.powerlessUntil(11)).toBeUndefined()
  expect(troubles.repaired(12)).toEqual([])
})

test('a person ends no lack of coverage', () => {
  const troubles = new Troubles()
  troubles.begin('coverage-lost', 5, 50)
  expect(troubles.repaired(10)).toEqual([])
  expect(troubles.has('coverage-lost', 11)).toBe(true)
})
