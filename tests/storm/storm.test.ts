import { describe, expect, it } from 'vitest'
import type { Happening } from './rig/happening.ts'
import { stormIdentity } from './rig/identity.ts'
import { planStorm } from './rig/plan-storm.ts'
import { runOne } from './run-one.ts'
import { shrink } from './shrink.ts'

const identity = stormIdentity()
const small = { devices: 6, hours: 72 }

describe('a storm', () => {
  it.each([1, 3, 5])('of seed %i breaks no invariant', { timeout: 60_000 }, async (seed) => {
    const { violations, operations } = await runOne({ seed, ...small }, identity)
    expect(violations).toEqual([])
    expect(operations).toBeGreaterThan(0)
  })

  it('is the same to the octet whenever it is run again', { timeout: 60_000 }, async () => {
    const task = { seed: 4, devices: 4, hours: 48 }
    const [first, second] = [await runOne(task, identity), await runOne(task, identity)]
    expect(second.digest).toBe(first.digest)
    expect((await runOne({ ...task, seed: 6 }, identity)).digest).not.toBe(first.digest)
  })
})

describe('a failing storm', () => {
  it('is cut down to the happenings that it needs, one device among them', async () => {
    const happenings = planStorm({ seed: 9, devices: 6, hours: 240 })
    const needed = happenings.filter((one) => 'device' in one && one.device === 2).slice(3, 5)
    const has = (list: readonly Happening[]) => needed.every((one) => list.includes(one))
    const violation = { invariant: 'S1', what: 'card', at: 0, device: 2 }
    const shrunk = await shrink({
      task: { seed: 9, devices: 6, hours: 240, happenings },
      violation,
      fails: async (task) => (has(task.happenings ?? []) ? violation : undefined),
      hasTime: () => true,
    })
    expect(shrunk.task.happenings).toEqual(needed)
    expect(shrunk).toMatchObject({ isMinimal: true, task: { lives: [2] } })
  })
})
