// `npm run mutation [-- --only TEXT]`: switches off one guard after the other in a copy of the tree and
// runs the tests that must notice. Prints what was killed and what survived, with why.

import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import type { Guard } from './guard.ts'
import { allGuards } from './guards/all-guards.ts'
import { scratchTree } from './scratch-tree.ts'

const original = join(import.meta.dirname, '../..')
const testTimeoutMs = 180_000
const killedShareMin = 0.9
const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const asked = allGuards.filter(({ file, protects }) => `${file} ${protects}`.includes(values.only))

await using tree = await scratchTree(original)
const sane = await testsPass([...new Set(asked.flatMap(({ tests }) => tests))])
if (!sane) throw new Error('the tests fail before any guard is switched off')

const survivors: Guard[] = []
for (const [at, guard] of asked.entries()) {
  const killed = await isKilled(guard)
  if (!killed) survivors.push(guard)
  const word = killed ? 'killed  ' : 'SURVIVED'
  console.log(`${String(at + 1).padStart(3)} ${word} ${guard.file}: ${guard.protects}`)
}

console.log(`\n${asked.length - survivors.length} of ${asked.length} guards killed`)
for (const { file, protects, survives } of survivors) {
  console.log(`  survived: ${file}: ${protects}; ${survives ?? 'no test notices its loss'}`)
}
process.exitCode = survivors.length <= asked.length * (1 - killedShareMin) ? 0 : 1

async function isKilled({ file, find, replace, tests }: Guard): Promise<boolean> {
  const path = join(tree.root, file)
  const text = await readFile(path, 'utf8')
  await writeFile(
    path,
    text.replace(find, () => replace),
  )
  try {
    return !(await testsPass(tests))
  } finally {
    await writeFile(path, text)
  }
}

async function testsPass(tests: readonly string[]): Promise<boolean> {
  const vitest = join(tree.root, 'node_modules/.bin/vitest')
  const args = ['run', '--maxWorkers=1', '--bail=1', '--reporter=dot', ...tests]
  const options = { cwd: tree.root, timeout: testTimeoutMs, maxBuffer: 64 * 1024 * 1024 }
  try {
    await promisify(execFile)(vitest, args, options)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'number') return false
    throw new Error(`the tests could not be run: ${tests.join(' ')}`, { cause: error })
  }
}
