// A copy of the sources in which guards may be switched off. Packages are shared with the original by
// links; our own rooms are linked to the copy, so that a test there runs the mutated code.

import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const leftOut = new Set(['node_modules', '.git', 'dist'])

export interface ScratchTree extends AsyncDisposable {
  readonly root: string
}

/** Copies the tree at `original`; `await using` removes the copy. */
export async function scratchTree(original: string): Promise<ScratchTree> {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-mutation-'))
  for (const name of await readdir(original)) {
    if (leftOut.has(name)) continue
    await cp(join(original, name), join(root, name), {
      recursive: true,
      filter: (source) => !leftOut.has(source.split('/').at(-1) ?? ''),
    })
  }
  await linkPackages(original, root)
  return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) }
}

async function linkPackages(original: string, root: string): Promise<void> {
  const from = join(original, 'node_modules')
  const to = join(root, 'node_modules')
  await mkdir(join(to, '@holdfast'), { recursive: true })
  for (const name of await readdir(from)) {
    if (name === '@holdfast' || name === '.vite' || name === '.vite-temp') continue
    await symlink(join(from, name), join(to, name))
  }
  for (const room of await readdir(join(from, '@holdfast'))) {
    await symlink(join(root, room), join(to, '@holdfast', room))
  }
}
