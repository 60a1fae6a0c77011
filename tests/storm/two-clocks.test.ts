import { describe, expect, it } from 'vitest'
import type { Happening } from './rig/happening.ts'
import { stormIdentity } from './rig/identity.ts'
import { runOne } from './run-one.ts'

const identity = stormIdentity()
const hourMs = 3_600_000
const days = 24 * hourMs
const small = { seed: 236, devices: 4, hours: 72 }

const swaps: readonly Happening[] = [2, 14, 26, 38].map((hour, device) => ({
  ...{
    kind: 'deed',
    wish: 'swap',
    at: hour * hourMs,
    choice: 1,
    times: 1,
    deadlineMs: 20 * hourMs,
  },
  devices: [device],
}))

const second: Happening = { kind: 'second-server', at: 20 * hourMs, forMs: 48 * hourMs }

describe('clocks that are wrong', () => {
  const storms: readonly [string, readonly Happening[]][] = [
    ['the first one’s ahead', [{ ...wrongTime(2 * days), kind: 'clock', only: 'first' }]],
    ['the first one’s behind', [{ ...wrongTime(-30 * days), kind: 'clock', only: 'first' }]],
    ['the database’s ahead', [{ ...wrongTime(2 * days), kind: 'database-clock' }]],
    ['the database’s behind', [{ ...wrongTime(-30 * days), kind: 'database-clock' }]],
  ]

  it.each(storms)(
    'two servers of one database whose clocks are days apart write no card backwards (S12): %s',
    { timeout: 60_000 },
    async (_name, wrong) => {
      const happenings = [...swaps, ...wrong, second].toSorted((a, b) => a.at - b.at)
      const { violations, operations } = await runOne({ ...small, happenings }, identity)
      expect(violations).toEqual([])
      expect(operations).toBeGreaterThan(2)
    },
  )
})

function wrongTime(byMs: number) {
  return { at: 10 * hourMs, byMs, forMs: 30 * hourMs }
}
