import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { KnownLine, LineFacts } from '../lines/line.ts'
import { mergeLine } from '../lines/line.ts'
import { day, home } from '../testing/desk.ts'
import { holdPolls, ledgerRow } from './ledger.ts'

const told = (facts: Partial<LineFacts>): LineFacts => ({
  iccid: home,
  state: 'active',
  at: 0,
  evidence: 'confirmed',
  ...facts,
})

const history = fc.record({
  quota: fc.integer({ min: 200_000, max: 20_000_000 }),
  perDay: fc.integer({ min: 2_000, max: 400_000 }),
  scatter: fc.array(fc.double({ min: 0.4, max: 1.9, noNaN: true }), {
    minLength: 365,
    maxLength: 365,
  }),
  /** A download or a night of retries: many days' use in one. */
  burstOn: fc.nat(364),
  readEvery: fc.constantFrom(1, 1, 2),
})

test('of lines that run out, at least 99 % are warned of a day or more before', () => {
  let ranOut = 0
  let warned = 0
  fc.assert(
    fc.property(history, ({ quota, perDay, scatter, burstOn, readEvery }) => {
      let left = quota
      let line: KnownLine | undefined
      let warnedOn: number | undefined
      for (const [i, factor] of scatter.entries()) {
        if (i % readEvery === 0) line = mergeLine(line, told({ at: i * day, bytesLeft: left }))
        const level = line && ledgerRow(line, { now: i * day, wasSeen: true }).level
        if (level !== 'fine') warnedOn ??= i
        left -= Math.round(perDay * factor * (i === burstOn ? 8 : 1))
        if (left > 0) continue
        if (i < 4) return
        ranOut += 1
        if (warnedOn !== undefined && warnedOn < i) warned += 1
        return
      }
    }),
    { numRuns: 600, seed: 11 },
  )
  expect(ranOut).toBeGreaterThan(100)
  expect(warned / ranOut).toBeGreaterThanOrEqual(0.99)
})

test('time in the warehouse counts: validity is warned of without any use', () => {
  const line = mergeLine(undefined, told({ validFrom: 0, validUntil: 365 * day }))
  const look = (days: number) => ledgerRow(line, { now: days * day, wasSeen: false })
  expect(look(100)).toMatchObject({ level: 'fine', holdShip: false })
  expect(look(300)).toMatchObject({ holdShip: true })
  expect(look(350)).toMatchObject({ level: 'warn', runsOutBy: 'validity' })
  expect(look(366)).toMatchObject({ level: 'used-up' })
  expect(ledgerRow(line, { now: 300 * day, wasSeen: true }).holdShip).toBe(false)
})

test('a top-up starts the count anew', () => {
  const readings = [900_000, 500_000, 100_000, 1_100_000, 1_090_000]
  const line = readings.reduce<KnownLine | undefined>(
    (known, bytesLeft, i) => mergeLine(known, told({ at: i * day, bytesLeft })),
    undefined,
  )
  expect(line && ledgerRow(line, { now: 4 * day, wasSeen: true })).toMatchObject({
    bytesPerDay: 10_000,
    level: 'fine',
  })
})

test('polls are held off when only a few contacts are left', () => {
  expect(holdPolls({ bytesLeft: 50_000 })).toBe(true)
  expect(holdPolls({ bytesLeft: 500_000 })).toBe(false)
  expect(holdPolls({})).toBe(false)
})
