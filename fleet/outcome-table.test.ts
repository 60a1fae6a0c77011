import { expect, test } from 'vitest'
import { outcomeNames } from './operation.ts'
import type { OutcomeInput } from './outcome-table.ts'
import { outcomeAfter } from './outcome-table.ts'

/** Which input changes which outcome; in every other cell the outcome stays. */
const rows = `
  queued    dispatched           sent
  queued    change-proven        applied
  queued    rolled-back          rolled-back
  queued    failed               failed
  queued    refused              refused
  queued    expired              expired
  queued    cancelled            cancelled
  sent      change-proven        applied
  sent      result-missed        unknown
  sent      found-undone         queued
  sent      rolled-back          rolled-back
  sent      failed               failed
  sent      refused              refused
  sent      expired              expired
  sent      cancelled            cancelled
  applied   attach-on-target     attached
  applied   heartbeat-on-target  serving
  applied   heartbeat-overdue    unknown
  applied   rolled-back          rolled-back
  applied   failed               failed
  attached  heartbeat-on-target  serving
  attached  found-undone         queued
  attached  rolled-back          rolled-back
  attached  failed               failed
  serving   rolled-back          rolled-back
  unknown   step-proven          sent
  unknown   change-proven        applied
  unknown   attach-on-target     attached
  unknown   heartbeat-on-target  serving
  unknown   found-undone         queued
  unknown   rolled-back          rolled-back
  unknown   failed               failed
  expired   change-proven        applied
  expired   rolled-back          rolled-back
  cancelled change-proven        applied
  cancelled rolled-back          rolled-back
  failed    change-proven        applied
  failed    rolled-back          rolled-back
`
const inputs: readonly OutcomeInput[] = [
  'dispatched',
  'step-proven',
  'change-proven',
  'attach-on-target',
  'heartbeat-on-target',
  'result-missed',
  'heartbeat-overdue',
  'found-undone',
  'rolled-back',
  'failed',
  'refused',
  'expired',
  'cancelled',
]
const changes = new Map(
  rows
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .map(([from = '', input = '', to = '']) => [`${from} ${input}`, to]),
)
const cells = outcomeNames.flatMap((from) =>
  inputs.map((input) => [from, input, changes.get(`${from} ${input}`) ?? from] as const),
)

test.each(cells)('%s, %s → %s', (from, input, to) => {
  expect(outcomeAfter(from, input)).toBe(to)
})

test('only a heartbeat on the target leads to serving', () => {
  const leading = cells.filter(([from, , to]) => to === 'serving' && from !== 'serving')
  expect(new Set(leading.map(([, input]) => input))).toEqual(new Set(['heartbeat-on-target']))
})

test('only missing evidence leads to unknown', () => {
  const leading = cells.filter(([from, , to]) => to === 'unknown' && from !== 'unknown')
  expect(new Set(leading.map(([, input]) => input))).toEqual(
    new Set(['result-missed', 'heartbeat-overdue']),
  )
})

test('no deadline and no person turns unknown into anything else (S3)', () => {
  for (const input of ['expired', 'cancelled', 'refused', 'result-missed'] as const) {
    expect(outcomeAfter('unknown', input)).toBe('unknown')
  }
})
