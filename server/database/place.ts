// Where the database's files are. Normally in the folder that was asked for; when root lends another
// account and that account cannot get there (/root, a 0700 folder), in a spare place of the system,
// and the asked folder keeps a note of it, so that the same database is found the next time.

import { chmod, chown, mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Account, folderInTheWay } from './account.ts'
import { DatabaseError, wordsOf } from './database-error.ts'

export interface Place {
  /** Holds `cluster/`, `socket/` and `postgres.log`; belongs to the account. */
  readonly home: string
  /** Present when the home is not the folder that was asked for: what is in the way. */
  readonly because?: string
}

/** Where a lent account can always get to; the first that can be written is taken. */
export const spareRoots: readonly string[] = ['/var/lib/holdfast', '/var/tmp/holdfast']

const noteName = 'moved-to'

/**
 * Finds or makes the place for the database of `folder`.
 * @throws DatabaseError `no-place` when no folder can be used, or the noted one has vanished
 */
export async function findPlace(
  folder: string,
  account: Account,
  roots: readonly string[] = spareRoots,
): Promise<Place> {
  await makeFolder(folder)
  const noted = await readNote(folder)
  if (noted !== undefined) return notedPlace(folder, noted)
  const wall = account.isLent ? await folderInTheWay(dirname(folder), account) : undefined
  if (wall === undefined) {
    await giveTo(folder, account)
    return { home: folder }
  }
  const home = await makeSpare(roots, account, wall)
  await writeFile(join(folder, noteName), `${home}\n`, { flag: 'wx' })
  return { home, because: `${wall} lets only root in` }
}

async function notedPlace(folder: string, home: string): Promise<Place> {
  const found = await stat(home).catch(() => undefined)
  if (found?.isDirectory()) return { home, because: `${join(folder, noteName)} says so` }
  throw new DatabaseError(
    'no-place',
    `The database of ${folder} was kept in ${home}, which is not there any more. Restore it, or ` +
      `delete ${join(folder, noteName)} to begin with an empty database.`,
  )
}

async function readNote(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, noteName), 'utf8').catch(() => '')
  return text.trim() === '' ? undefined : text.trim()
}

/**
 * A folder of `roots` that `account` can get to, newly made below the first usable root.
 * @throws DatabaseError `no-place`
 */
export async function makeSpare(
  roots: readonly string[],
  account: Account,
  wall: string,
): Promise<string> {
  const refused: string[] = []
  for (const root of roots) {
    try {
      await makeFolder(root)
      const inTheWay = await folderInTheWay(root, account)
      if (inTheWay !== undefined) throw new Error(`${inTheWay} lets only root in`)
      const home = await mkdtemp(join(root, 'database-'))
      await giveTo(home, account)
      return home
    } catch (cause) {
      refused.push(`${root}: ${wordsOf(cause)}`)
    }
  }
  throw new DatabaseError(
    'no-place',
    `PostgreSQL runs as ${account.name}, whom ${wall} does not let through, and no other place ` +
      `could be used (${refused.join('; ')}). Use a data folder outside ${wall}, open it ` +
      `(chmod o+x ${wall}), run Holdfast as another user than root, or use --database.`,
  )
}

/** Makes `folder` and those above it that are missing, so that others may pass through them. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  for (let at = folder; at.length >= first.length; at = dirname(at)) await chmod(at, 0o711)
}

async function giveTo(folder: string, account: Account): Promise<void> {
  if (account.isLent) await chown(folder, account.uid, account.gid)
  await chmod(folder, 0o700)
}
