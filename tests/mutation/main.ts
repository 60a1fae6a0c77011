// `npm run mutation [-- --only TEXT,TEXT]`: switches off one guard after the other in a copy of the tree and
// runs the tests that must notice. Prints what was killed and what survived, with why.

import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import type { Guard } from './guard.ts'
import { allGuards } from './guards/all-guards.ts'
import { scratchTree } from './scratch-tree.ts'

const original = join(import.meta.dirname, '../..')
const testTimeoutMs = 180_000
const killedShareMin = 0.9
const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const wanted = values.only.split(',')
const asked = allGuards.filter(({ file, protects }) =>
  wanted.some((text) => `${file} ${protects}`.includes(text)),
)

await using tree = await scratchTree(original)
const sane = new Map<string, boolean>()
const survivors: Guard[] = []
const unjudged: Guard[] = []
for (const [at, guard] of asked.entries()) {
  if (!(await passesUntouched(guard))) {
    unjudged.push(guard)
    console.log(`${String(at + 1).padStart(3)} NOT JUDGED ${guard.file}: ${guard.protects}`)
    continue
  }
  const killed = await isKilled(guard)
  if (!killed) survivors.push(guard)
  const word = killed ? 'killed  ' : 'SURVIVED'
  console.log(`${String(at + 1).padStart(3)} ${word} ${guard.file}: ${guard.protects}`)
}

const judged = asked.length - unjudged.length
console.log(`\n${judged - survivors.length} of ${judged} guards killed`)
for (const { file, tests } of unjudged) {
  console.log(`  not judged, because its tests fail untouched: ${file}: ${tests.join(' ')}`)
}
for (const { file, protects, survives } of survivors) {
  console.log(`  survived: ${file}: ${protects}; ${survives ?? 'no test notices its loss'}`)
}
const isGood = unjudged.length === 0 && survivors.length <= judged * (1 - killedShareMin)
process.exitCode = isGood ? 0 : 1

/** Tests that fail by themselves prove nothing about a guard. */
async function passesUntouched({ tests }: Guard): Promise<boolean> {
  const key = tests.join(' ')
  const passes = sane.get(key) ?? (await testsPass(tests))
  sane.set(key, passes)
  return passes
}

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
  // The Node that runs this report also runs the tests, whatever the machine's own one is.
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` }
  const args = ['run', '--maxWorkers=1', '--bail=1', '--reporter=dot', ...tests]
  const options = { cwd: tree.root, env, timeout: testTimeoutMs, maxBuffer: 64 * 1024 * 1024 }
  try {
    await promisify(execFile)(vitest, args, options)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'number') return false
    throw new Error(`the tests could not be run: ${tests.join(' ')}`, { cause: error })
  }
}
