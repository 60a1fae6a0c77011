import type { HookCall } from '@holdfast/connectors/operator-hooks/hook-message.ts'
import { testEid } from '@holdfast/simulator/card/new-card.ts'
import { expect, it } from 'vitest'
import { MemoryStore } from '../store/memory-store.ts'
import { testRules } from '../testing/site.ts'
import { AttachGate, attachesPerSecondMax } from './attach-gate.ts'

const start = 1_800_000_000_000

const callOf = (n: number, more: Partial<HookCall> = {}): HookCall => ({
  ...{ id: `a${n}`, action: 'wake', eid: testEid(n), operator: 'nordtel' },
  ...{ reason: 'silent', askedAt: start, ...more },
})

/** Asks the gates in turns until everybody has left; how many left in each second. */
async function leave(gates: readonly AttachGate[], devices: number) {
  const perSecond = new Map<number, number>()
  let queue = Array.from({ length: devices }, (_, n) => ({ n, at: start, hasWaited: false }))
  for (let now = start, round = 0; queue.length > 0; now += 250, round++) {
    const gate = gates[round % gates.length]
    const due = queue.filter(({ at }) => at <= now).slice(0, 512)
    const wishes = due.map(({ n, hasWaited }) => ({ call: callOf(n), hasWaited }))
    const waits = (await gate?.putOff(wishes, now)) ?? new Map<string, number>()
    const left = new Set(due.filter(({ n }) => !waits.has(`a${n}`)).map(({ n }) => n))
    const second = Math.floor(now / 1000)
    perSecond.set(second, (perSecond.get(second) ?? 0) + left.size)
    queue = queue
      .filter(({ n }) => !left.has(n))
      .map((one) => {
        const until = waits.get(`a${one.n}`)
        return until === undefined ? one : { ...one, at: Math.max(until, now + 1), hasWaited: true }
      })
  }
  return perSecond
}

it('lets no more than the ceiling through in any second, and everybody in the end', async () => {
  const perSecond = await leave([new AttachGate(new MemoryStore(testRules))], 2_000)
  expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(attachesPerSecondMax)
  expect([...perSecond.values()].reduce((sum, count) => sum + count, 0)).toBe(2_000)
  expect(perSecond.size).toBeLessThan(400)
})

it('has one ceiling for two processes, and after a restart', async () => {
  const store = new MemoryStore(testRules)
  const gates = [new AttachGate(store), new AttachGate(store)]
  const perSecond = await leave(gates, 600)
  expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(attachesPerSecondMax)
  const wishes = Array.from({ length: 200 }, (_, n) => ({ call: callOf(n), hasWaited: false }))
  const later = start + 3_600_000
  const first = await gates[0]?.putOff(wishes, later)
  const more = wishes.map(({ call }) => ({
    call: { ...call, id: `${call.id}-2` },
    hasWaited: false,
  }))
  const second = await new AttachGate(store).putOff(more, later)
  const went = 400 - (first?.size ?? 0) - second.size
  expect(went).toBeGreaterThan(0)
  expect(went).toBeLessThanOrEqual(attachesPerSecondMax)
  expect(second.size).toBe(200)
})

it('holds back nothing that makes no device attach, and no operator for another', async () => {
  const gate = new AttachGate(new MemoryStore(testRules))
  const many = Array.from({ length: 1_000 }, (_, n) => n)
  const topUps = many.map((n) => ({ call: callOf(n, { action: 'top-up' }), hasWaited: false }))
  expect((await gate.putOff(topUps, start)).size).toBe(0)
  await gate.putOff(
    many.map((n) => ({ call: callOf(n), hasWaited: false })),
    start,
  )
  const other = [{ call: callOf(1, { operator: 'costera' }), hasWaited: false }]
  expect((await gate.putOff(other, start)).size).toBe(0)
})
