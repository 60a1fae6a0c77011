import { bucketCount } from '@holdfast/gsma/ids/eid.ts'
import { expect, test } from 'vitest'
import { OwnTimers } from './own-timers.ts'

const minuteMs = 60_000
const allBuckets = Array.from({ length: bucketCount }, (_, bucket) => bucket)

/** A queue of instants, asked as the stores ask their tables. */
function queue(isAlone = true) {
  const timers = new OwnTimers(isAlone)
  const instants: number[] = []
  let asked = 0
  const due = (now: number, buckets: readonly number[] = allBuckets) =>
    timers.due({
      ...{ kind: 'card', buckets, now, dueAtOf: (at: number) => at },
      ask: async (until) => {
        asked++
        return instants.filter((at) => at <= until).sort((a, b) => a - b)
      },
    })
  const put = (at: number, gate: Promise<unknown> = Promise.resolve()) =>
    timers.write([{ kind: 'card', at }], async () => {
      await gate
      instants.push(at)
    })
  return { due, put, instants, asked: () => asked }
}

test('nobody is asked before the next thing is due', async () => {
  const { due, put, instants, asked } = queue()
  await put(5 * minuteMs)
  expect([await due(0), await due(5 * minuteMs - 1), asked()]).toEqual([[], [], 1])
  expect([await due(5 * minuteMs), asked()]).toEqual([[5 * minuteMs], 2])
  // It was not worked off: it is due still.
  expect([await due(5 * minuteMs), asked()]).toEqual([[5 * minuteMs], 3])
  instants.length = 0
  expect([await due(6 * minuteMs), await due(7 * minuteMs), asked()]).toEqual([[], [], 4])
})

test('a look ahead ends after ten minutes', async () => {
  const { due, asked } = queue()
  await due(0)
  await due(10 * minuteMs - 1)
  expect(asked()).toBe(1)
  await due(10 * minuteMs)
  expect(asked()).toBe(2)
})

test('what is written in between is due at its instant', async () => {
  const { due, put } = queue()
  await due(0)
  await put(2 * minuteMs)
  await put(4 * minuteMs)
  expect([await due(minuteMs), await due(2 * minuteMs)]).toEqual([[], [2 * minuteMs]])
})

test('a question that overlaps a write tells nothing about later', async () => {
  const { due, put } = queue()
  const written = Promise.withResolvers<void>()
  const writing = put(minuteMs, written.promise)
  expect(await due(0)).toEqual([])
  written.resolve()
  await writing
  expect(await due(minuteMs)).toEqual([minuteMs])
})

test('with others on the database, or for some of the buckets, it is asked each time', async () => {
  const shared = queue(false)
  await shared.due(0)
  await shared.due(1)
  expect(shared.asked()).toBe(2)
  const some = queue()
  await some.due(0, [1, 2])
  await some.due(1, [1, 2])
  expect(some.asked()).toBe(2)
})
