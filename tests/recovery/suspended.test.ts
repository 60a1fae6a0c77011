// The thread of recovery from end to end, in three programs: operators suspend lines in a simulated
// world, devices fall silent, Holdfast raises them and asks the operators over its hook, the world
// resumes the lines, the devices call. Judged by the world's own records.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const holdfast = join(import.meta.dirname, '../../cli/holdfast.ts')

interface Result {
  readonly falseSuccess: number
  readonly strandedByHoldfast: number
  readonly stranding: {
    readonly truly: number
    readonly raised: number
    readonly recoverable: number
    readonly recoveredWithoutPerson: number
    readonly asked: Readonly<Record<string, number>>
    readonly helped: Readonly<Record<string, number>>
  }
}

it('devices with suspended lines are raised, asked for, and come back', async () => {
  const args = ['sandbox', '--devices', '12', '--seed', '5', '--scenario', 'suspended']
  const more = ['--until-done', '--json', '--database', 'memory']
  const { stdout } = await promisify(execFile)(process.execPath, [holdfast, ...args, ...more], {
    maxBuffer: 64 * 1024 * 1024,
  })
  const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Result
  const { stranding } = result
  expect(result).toMatchObject({ falseSuccess: 0, strandedByHoldfast: 0 })
  expect(stranding.truly).toBeGreaterThan(0)
  expect(stranding.raised).toBe(stranding.truly)
  expect(stranding.asked['reactivate-line']).toBeGreaterThan(0)
  expect(stranding.helped['reactivate-line']).toBeGreaterThan(0)
  expect(stranding.recoveredWithoutPerson).toBe(stranding.recoverable)
}, 180_000)
