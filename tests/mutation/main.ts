// `npm run mutation [-- --only TEXT,TEXT]`: switches off one guard after the other in a copy of the tree and
// runs the tests that must notice. Prints what was killed and what survived, with why.

import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Guard } from './guard.ts'
import { allGuards } from './guards/all-guards.ts'
import { scratchTree } from './scratch-tree.ts'
import { TestRunner } from './test-runner.ts'

const original = join(import.meta.dirname, '../..')
const killedShareMin = 0.9
const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const wanted = values.only.split(',')
const asked = allGuards.filter(({ file, protects }) =>
  wanted.some((text) => `${file} ${protects}`.includes(text)),
)

await using tree = await scratchTree(original)
process.chdir(tree.root)
// The Node that runs this report also runs what the tests start, whatever the machine's own one is.
process.env.PATH = `${dirname(process.execPath)}:${process.env.PATH}`
await using runner = new TestRunner(tree.root)
const sane = new Map<string, boolean>()
const survivors: Guard[] = []
const unjudged: Guard[] = []
for (const [at, guard] of asked.entries()) {
  if (!(await passesUntouched(guard))) {
    unjudged.push(guard)
    console.log(`${String(at + 1).padStart(3)} NOT JUDGED ${guard.file}: ${guard.protects}`)
    continue
  }
  const killer = await killerOf(guard)
  if (killer === undefined) survivors.push(guard)
  const word = killer === undefined ? 'SURVIVED' : 'killed  '
  const by = killer === undefined ? '' : ` [${killer}]`
  console.log(`${String(at + 1).padStart(3)} ${word} ${guard.file}: ${guard.protects}${by}`)
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
  const passes = sane.get(key) ?? (await runner.firstFailure(tests)) === undefined
  sane.set(key, passes)
  return passes
}

/** The test that notices the loss of the guard, in words. */
async function killerOf({ file, find, replace, tests }: Guard): Promise<string | undefined> {
  const path = join(tree.root, file)
  const text = await readFile(path, 'utf8')
  await writeFile(
    path,
    text.replace(find, () => replace),
  )
  runner.changed(file)
  try {
    return await runner.firstFailure(tests)
  } finally {
    await writeFile(path, text)
    runner.changed(file)
  }
}
