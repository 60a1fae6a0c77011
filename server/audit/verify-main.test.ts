import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const script = join(import.meta.dirname, 'verify-main.ts')
const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' })

it('tells a file that does not verify from one that it cannot read', async () => {
  const folder = await mkdtemp('/tmp/holdfast-test-')
  const file = join(folder, 'log.jsonl')
  await writeFile(file, 'not a log\n')
  const judged = run(file)
  expect([judged.status, judged.stdout]).toEqual([1, expect.stringContaining('NOT verify')])
  expect(JSON.parse(run(file, '--json').stdout)).toMatchObject({ ok: false })
  expect(run(join(folder, 'nothing-here')).status).toBe(2)
  expect(run()).toMatchObject({ status: 2, stderr: expect.stringContaining('usage') })
  await rm(folder, { recursive: true })
})
