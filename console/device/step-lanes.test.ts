import { expect, test } from 'vitest'
import { hopsOf, lanes, stepStates } from './step-lanes.ts'

const steps = ['download', 'enable', 'confirm']

test('the step at the index waits, those before it are done', () => {
  expect(stepStates({ stepIndex: 1, plan: { steps } })).toEqual(['done', 'waiting', 'to-come'])
})

test('an operation that is over has no waiting step', () => {
  const over = { endedAt: 1, plan: { steps } }
  expect(stepStates({ ...over, stepIndex: 3 })).toEqual(['done', 'done', 'done'])
  expect(stepStates({ ...over, stepIndex: 1 })).toEqual(['done', 'stopped', 'not-reached'])
})

test('only the application proves that a device serves', () => {
  expect(hopsOf({ kind: 'confirm' })).toEqual([
    { from: 'application', to: 'Holdfast', isProof: true },
  ])
})

test('an indirect download passes through Holdfast, a direct one does not', () => {
  const through = (route: 'direct' | 'indirect') =>
    hopsOf({ kind: 'download', route }).some(
      ({ from, to }) => from === 'SM-DP+' && to === 'Holdfast',
    )
  expect([through('indirect'), through('direct')]).toEqual([true, false])
})

test('every hop of every step stands on a known lane', () => {
  const kinds = ['identify', 'read', 'download', 'enable', 'disable', 'delete', 'confirm']
  for (const { from, to } of kinds.flatMap((kind) => hopsOf({ kind }))) {
    expect(lanes).toContain(from)
    expect(lanes).toContain(to)
  }
})
