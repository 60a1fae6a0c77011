import { describe, expect, it } from 'vitest'
import { chooseStart, judgeReading, type Reading } from './judge-time.ts'

const noon = Date.UTC(2026, 10, 22, 12)
const hour = 3_600_000
const day = 24 * hour

/** Clocks that all show noon, but for what is said. */
const clocks = (at: {
  readonly database?: number
  readonly machine?: number
  readonly offsetMs?: number
  readonly vouchedAt?: number
}): Reading => {
  const { database = 0, machine = 0, offsetMs, vouchedAt = database } = at
  return {
    database: noon + database,
    machine: noon + machine,
    agreement: offsetMs === undefined ? undefined : { offsetMs, vouchedAt: noon + vouchedAt },
  }
}

describe('a reading of the clocks', () => {
  it('makes a small difference good, ahead at once and back by half a second at most', () => {
    expect(judgeReading(clocks({ database: 800 }), noon, 0)).toMatchObject({ shiftMs: 800 })
    expect(judgeReading(clocks({ database: -300 }), noon, 0)).toMatchObject({ shiftMs: -300 })
    expect(judgeReading(clocks({ database: -4_000 }), noon, 0)).toMatchObject({ shiftMs: -500 })
  })

  it('is the same whatever the clock of the server’s machine shows', () => {
    for (const machine of [-30 * day, 2 * day]) {
      expect(judgeReading(clocks({ machine }), noon, 0)).toEqual({ kind: 'agreed', shiftMs: 0 })
    }
  })

  it('does not follow a database whose clock was set, and says by how much it is wrong', () => {
    for (const database of [-30 * day, 2 * day]) {
      const verdict = judgeReading(clocks({ database }), noon, 0)
      expect(verdict).toEqual({ kind: 'goes-on', offsetMs: -database })
    }
  })

  it('never goes back, though both clocks were set back', () => {
    const verdict = judgeReading(clocks({ database: -day, machine: -day }), noon, 0)
    expect(verdict).toEqual({ kind: 'goes-on', offsetMs: day })
  })

  it('goes ahead where two clocks show that this server stood still', () => {
    const verdict = judgeReading(clocks({ database: 8 * hour, machine: 8 * hour }), noon, 0)
    expect(verdict).toEqual({ kind: 'went-ahead', shiftMs: 8 * hour })
  })

  it('goes ahead where another server vouches for the later time', () => {
    const reading = clocks({ database: 8 * hour, offsetMs: 0 })
    expect(judgeReading(reading, noon, -8 * hour)).toMatchObject({ kind: 'went-ahead' })
    expect(judgeReading(reading, noon, 0)).toMatchObject({ kind: 'goes-on' })
  })

  it('forgets the offset when the database’s clock is right again', () => {
    const behind = clocks({ offsetMs: 30 * day, machine: 30 * day })
    expect(judgeReading(behind, noon, 30 * day)).toEqual({ kind: 'goes-on', offsetMs: 0 })
    expect(judgeReading(clocks({ offsetMs: -day }), noon, -day)).toMatchObject({ offsetMs: 0 })
  })
})

describe('the time at which a server begins', () => {
  it('is the database’s, whatever its own machine shows', () => {
    for (const machine of [-30 * day, 0, 2 * day])
      expect(chooseStart(clocks({ machine }))).toBe(noon)
  })

  it('is the one that living servers agree on, though the database’s clock is wrong', () => {
    const told = { database: 2 * day, offsetMs: -2 * day }
    for (const machine of [-hour, 0, 2 * day]) {
      expect(chooseStart(clocks({ ...told, machine }))).toBe(noon)
    }
  })

  it('believes an old agreement only where its own clock bears it out', () => {
    const old = { database: 2 * day, offsetMs: -2 * day, vouchedAt: 2 * day - hour }
    expect(chooseStart(clocks(old))).toBe(noon)
    expect(chooseStart(clocks({ ...old, machine: 2 * day }))).toBe(noon + 2 * day)
    // In doubt the later one: it extends nothing.
    expect(chooseStart(clocks({ ...old, machine: hour }))).toBe(noon + 2 * day)
  })

  it('is never before the last event of the log', () => {
    const behind = { database: -30 * day, machine: -30 * day }
    expect(chooseStart(clocks(behind), noon - hour)).toBe(noon - hour)
    // The log proves that the database's clock is behind; this machine's may know how late it is.
    expect(chooseStart(clocks({ database: -30 * day }), noon - hour)).toBe(noon)
  })
})
