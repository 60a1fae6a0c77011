// Switches off one guard after the other in a copy of the tree, and runs the tests that must notice.

import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Guard } from './guard.ts'
import { scratchTree } from './scratch-tree.ts'
import { TestRunner } from './test-runner.ts'

export interface Judged {
  readonly guard: Guard
  /** `not-judged`: its tests fail by themselves, and so prove nothing. */
  readonly verdict: 'killed' | 'survived' | 'not-judged'
  /** The test that noticed, in words. */
  readonly by?: string
  readonly seconds: number
}

const original = join(import.meta.dirname, '../..')

/** Judges each guard, in order, and tells each verdict as soon as it is known. */
export async function judgeGuards(
  guards: readonly Guard[],
  tell: (judged: Judged) => void,
): Promise<void> {
  await using tree = await scratchTree(original)
  process.chdir(tree.root)
  // The Node that runs this report also runs what the tests start, whatever the machine's own is.
  process.env.PATH = `${dirname(process.execPath)}:${process.env.PATH}`
  await using runner = new TestRunner(tree.root)
  for (const guard of guards) {
    const isSane = await runner.passesUntouched(guard.tests)
    const begin = performance.now()
    const by = isSane ? await killerOf(guard, runner, tree.root) : undefined
    const seconds = (performance.now() - begin) / 1000
    if (by !== undefined) tell({ guard, verdict: 'killed', seconds, by })
    else tell({ guard, verdict: isSane ? 'survived' : 'not-judged', seconds })
  }
}

/** The test that notices the loss of the guard, in words. */
async function killerOf(
  { file, find, replace, tests }: Guard,
  runner: TestRunner,
  root: string,
): Promise<string | undefined> {
  const path = join(root, file)
  const text = await readFile(path, 'utf8')
  await writeFile(
    path,
    text.replace(find, () => replace),
  )
  runner.changed(file)
  try {
    return await runner.firstFailure(tests, file.replace(/\.ts$/, '.test.ts'))
  } finally {
    await writeFile(path, text)
    runner.changed(file)
  }
}
