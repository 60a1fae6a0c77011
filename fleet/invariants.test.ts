import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Luck, Move } from './testing/field.ts'
import { Field, wishes } from './testing/field.ts'

const day = 86_400_000
const luck = fc.constantFrom<Luck>(
  'delivered',
  'delivered',
  'request-lost',
  'result-lost',
  'result-late',
  'rolled-back',
)
const index = fc.nat(7)

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('accept' as const), wish: fc.nat(wishes.length - 1) }),
  },
  { weight: 12, arbitrary: fc.record({ do: fc.constant('poll' as const), luck }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('poll' as const), luck, cause: fc.nat(8) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('late' as const, 'again' as const, 'note' as const),
      which: index,
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('beat' as const, 'attach' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('rollback' as const, 'cancel' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('local' as const), iccid: fc.nat(2) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('forge' as const),
      kind: fc.constantFrom('unsigned-error' as const, 'unverified' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('time' as const),
      ms: fc.constantFrom(1000, 60_000, 16 * 60_000, 35 * 60_000, 3 * day, 31 * day),
    }),
  },
)

const moves = fc.array(move, { minLength: 10, maxLength: 120, size: 'max' })
/** The same sequences in every run; a failure prints the shortest one that shows it. */
const runs = { numRuns: 200, seed: 32 }
const enough = 120_000

test(
  'S1, S2, S3, S4 and C3 hold through any order of polls, losses, lies, rollbacks and time',
  () => {
    fc.assert(
      fc.property(moves, (all) => {
        const field = new Field()
        for (const one of all) field.make(one)
      }),
      runs,
    )
  },
  enough,
)

test(
  'the state equals its events replayed, and its version counts them',
  () => {
    fc.assert(
      fc.property(moves, (all) => {
        const field = new Field()
        for (const one of all) field.make(one)
        expect(field.desk.replayed()).toEqual(field.desk.state)
        expect(field.desk.state.version).toBe(field.desk.events.length)
        expect(JSON.parse(JSON.stringify(field.desk.state))).toEqual(field.desk.state)
      }),
      runs,
    )
  },
  enough,
)

test(
  'time applied once leaves nothing due',
  () => {
    fc.assert(
      fc.property(moves, (all) => {
        const field = new Field()
        for (const one of all) field.make(one)
        field.desk.time(day)
        expect(field.desk.state.dueAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(field.desk.now)
      }),
      runs,
    )
  },
  enough,
)

test(
  'once faults stop, every operation ends and the inventory equals the card (L1)',
  () => {
    fc.assert(
      fc.property(moves, (all) => {
        const field = new Field()
        for (const one of all) field.make(one)
        field.calm(160)
        const open = Object.values(field.desk.state.operations).filter(({ endedAt }) => !endedAt)
        expect(open).toEqual([])
        const known = Object.values(field.desk.state.profiles).map(({ iccid, state }) => [
          iccid,
          state,
        ])
        expect(Object.fromEntries(known)).toEqual(Object.fromEntries(field.card.profiles))
      }),
      runs,
    )
  },
  enough,
)
