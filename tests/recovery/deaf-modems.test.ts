// The switch that looks well until the modem restarts: every modem of this simulated fleet ignores
// the REFRESH, no card comes with a fallback profile, and many of the new lines carry no data.
// Judged by the world's own records.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const holdfast = join(import.meta.dirname, '../../cli/holdfast.ts')

interface Result {
  readonly outcomes: Readonly<Record<string, number>>
  readonly notes: Readonly<Record<string, number>>
}

it('a fleet of modems that ignore the switch loses no device to lines without data (F26)', async () => {
  const args = ['sandbox', '--devices', '40', '--seed', '2', '--scenario', 'deaf-modems']
  const more = ['--until-done', '--json', '--database', 'memory']
  const { stdout } = await promisify(execFile)(process.execPath, [holdfast, ...args, ...more], {
    maxBuffer: 64 * 1024 * 1024,
  })
  const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Result
  expect(result).toMatchObject({ falseSuccess: 0, strandedByHoldfast: 0, strandedOtherwise: 0 })
  expect(result.notes['fallback executed']).toBeGreaterThan(4)
  expect(result.outcomes['rolled-back']).toBeGreaterThan(4)
  expect(result.outcomes.serving).toBeGreaterThan(10)
}, 180_000)
