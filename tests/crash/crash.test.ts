import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const database = process.env['HOLDFAST_TEST_DATABASE']

describe.runIf(database)('a server that is killed again and again', () => {
  it('loses nothing, does nothing twice, and ends as an undisturbed one', {
    timeout: 420_000,
  }, () => {
    const options = [
      '--kills',
      '12',
      '--devices',
      '6',
      '--tries',
      '60',
      '--database',
      database ?? '',
    ]
    const script = join(import.meta.dirname, 'main.ts')
    const run = spawnSync(process.execPath, [script, ...options], { encoding: 'utf8' })
    expect(`${run.stdout}${run.stderr}`).toMatch(/ passed, 0 failed\n$/)
    expect(run.status).toBe(0)
  })
})
