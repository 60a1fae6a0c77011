import { expect, test } from 'vitest'
import type { OutcomeName } from './operation.ts'
import type { OutcomeInput } from './outcome-table.ts'
import { outcomeAfter } from './outcome-table.ts'

/** Rows: the outcome before. Columns: the input. A dot: it stays. */
const rows = `
outcome      dispatched  step-proven  change-proven  attach-on-target  heartbeat-on-target  result-missed  heartbeat-overdue  found-undone  rolled-back  failed  refused  expired  cancelled
queued       sent        .            applied        .                 .                    .              .                  .             rolled-back  failed  refused  expired  cancelled
sent         .           .            applied        .                 .                    unknown        .                  queued        rolled-back  failed  refused  expired  cancelled
applied      .           .            .              attached          serving              .              unknown            .             rolled-back  failed  .        .        .
attached     .           .            .              .                 serving              .              .                  queued        rolled-back  failed  .        .        .
serving      .           .            .              .                 .                    .              .                  .             rolled-back  .       .        .        .
unknown      .           sent         applied        attached          serving              .              .                  queued        rolled-back  failed  .        .        .
refused      .           .            .              .                 .                    .              .                  .             .            .       .        .        .
expired      .           .            applied        .                 .                    .              .                  .             rolled-back  .       .        .        .
cancelled    .           .            applied        .                 .                    .              .                  .             rolled-back  .       .        .        .
failed       .           .            applied        .                 .                    .              .                  .             rolled-back  .       .        .        .
rolled-back  .           .            .              .                 .                    .              .                  .             .            .       .        .        .
`
const [header = [], ...table] = rows
  .trim()
  .split('\n')
  .map((line) => line.split(/\s+/))
const inputs = header.slice(1) as OutcomeInput[]
const cells = table.flatMap(([from = '', ...after]) =>
  inputs.map((input, i) => [from, input, after[i] === '.' ? from : after[i]] as const),
)

test.each(cells)('%s, %s → %s', (from, input, to) => {
  expect(outcomeAfter(from as OutcomeName, input)).toBe(to)
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
