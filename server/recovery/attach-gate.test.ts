import { testEid } from '@holdfast/simulator/card/new-card.ts'
import { expect, it } from 'vitest'
import { AttachGate, attachesPerSecondMax } from './attach-gate.ts'

const start = 1_800_000_000_000

it('lets no more than the ceiling through in any second, and everybody in the end', () => {
  const gate = new AttachGate()
  const queue = Array.from({ length: 2_000 }, (_, i) => ({
    at: start,
    call: {
      ...{ id: `a${i}`, action: 'wake' as const, eid: testEid(i), operator: 'nordtel' },
      ...{ reason: 'silent', askedAt: start },
    },
  }))
  const perSecond = new Map<number, number>()
  while (queue.length > 0) {
    queue.sort((a, b) => b.at - a.at)
    const next = queue.pop()
    if (!next) break
    const until = gate.putOff(next.call, next.at)
    const second = Math.floor(next.at / 1000)
    if (until === undefined) perSecond.set(second, (perSecond.get(second) ?? 0) + 1)
    else queue.push({ ...next, at: Math.max(until, next.at + 1) })
  }
  expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(attachesPerSecondMax)
  expect([...perSecond.values()].reduce((sum, count) => sum + count, 0)).toBe(2_000)
  expect(perSecond.size).toBeLessThan(400)
})

it('holds back nothing that makes no device attach, and no operator for another', () => {
  const gate = new AttachGate()
  const call = { id: 'a', eid: testEid(1), reason: 'silent', askedAt: start } as const
  for (let i = 0; i < 1_000; i++) {
    expect(gate.putOff({ ...call, id: `t${i}`, action: 'top-up' }, start)).toBeUndefined()
    gate.putOff({ ...call, id: `w${i}`, action: 'wake', operator: 'nordtel' }, start)
  }
  expect(gate.putOff({ ...call, action: 'wake', operator: 'costera' }, start)).toBeUndefined()
})
