// Builds the console when its built files are missing or older than what they are built from, so
// that `npm start` in a fresh clone has one and an unchanged one costs nothing.

import { readdir, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const built = join(folder, 'dist')

/** Rooms that the console's code comes from, beside its own. */
const sources = [folder, join(folder, '..', 'api'), join(folder, '..', 'fleet')]

export interface BuiltConsole {
  /** Where the files are, for the server. */
  readonly folder: string
  readonly wasBuilt: boolean
}

/** Makes sure that `console/dist` is there and current; throws what the build throws. */
export async function buildConsoleWhenStale(): Promise<BuiltConsole> {
  const builtAt = await changedAt(join(built, 'index.html'))
  if (builtAt !== undefined && builtAt >= (await newestOf(sources))) {
    return { folder: built, wasBuilt: false }
  }
  const { build } = await import('vite')
  await build({ configFile: join(folder, 'vite.config.ts'), root: folder, logLevel: 'error' })
  return { folder: built, wasBuilt: true }
}

async function changedAt(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw cause
  }
}

async function newestOf(folders: readonly string[]): Promise<number> {
  let newest = 0
  for (const path of folders) {
    for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
      const full = join(entry.parentPath, entry.name)
      const isSource = entry.isFile() && /\.(tsx?|css|html|json)$/.test(entry.name)
      const isOurs = !full.includes(`${sep}node_modules${sep}`) && !full.startsWith(built + sep)
      if (isSource && isOurs && !/\.test\.tsx?$/.test(entry.name)) {
        newest = Math.max(newest, (await stat(full)).mtimeMs)
      }
    }
  }
  return newest
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { folder: where, wasBuilt } = await buildConsoleWhenStale()
  process.stdout.write(`${wasBuilt ? 'built' : 'current'} ${where}\n`)
}
