// As whom the bundled PostgreSQL runs. PostgreSQL refuses to run as root, so a Holdfast started by
// root lends it another account; then every folder on the way must let that account through.

import { readFile, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname, resolve } from 'node:path'
import { DatabaseError } from './database-error.ts'

export interface Account {
  readonly uid: number
  readonly gid: number
  /** Its name in the system's user list. */
  readonly name: string
  /** Who we are, when that is somebody else (root). */
  readonly callerName: string
  /** Whether it is not ours, so that files must be given to it and processes started as it. */
  readonly isLent: boolean
}

/** Accounts that root may lend, best first. */
const lendable = ['holdfast', 'postgres', 'nobody']

/**
 * Our own account, or, when we are root, the first of `holdfast`, `postgres`, `nobody` that exists.
 * @throws DatabaseError `no-account` when there is none, `unsupported-platform` on Windows
 */
export async function chooseAccount(): Promise<Account> {
  const own = ownAccount()
  if (own.uid !== 0) return { ...own, callerName: own.name, isLent: false }
  const users = parsePasswd(await readFile('/etc/passwd', 'utf8'))
  for (const name of lendable) {
    const user = users.find((entry) => entry.name === name && entry.uid !== 0)
    if (user) return { ...user, callerName: own.name, isLent: true }
  }
  throw new DatabaseError(
    'no-account',
    'PostgreSQL does not run as root, and none of the accounts holdfast, postgres, nobody exists. ' +
      'Create one (useradd --system holdfast), run Holdfast as another user, or use --database.',
  )
}

function ownAccount(): { readonly uid: number; readonly gid: number; readonly name: string } {
  if (process.platform === 'win32') {
    throw new DatabaseError(
      'unsupported-platform',
      'The bundled database needs Linux or macOS. On Windows use WSL, or --database postgres://…',
    )
  }
  try {
    const { uid, gid, username } = userInfo()
    return { uid, gid, name: username }
  } catch (cause) {
    throw new DatabaseError(
      'no-account',
      `User id ${process.getuid?.()} has no name in /etc/passwd, which PostgreSQL needs. ` +
        'Add one, run Holdfast as a named user, or use --database postgres://…',
      cause,
    )
  }
}

function parsePasswd(
  text: string,
): readonly { readonly name: string; readonly uid: number; readonly gid: number }[] {
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map((fields) => ({
      name: fields[0] as string,
      uid: Number(fields[2]),
      gid: Number(fields[3]),
    }))
}

/**
 * The first folder on the way from `/` to `path` (itself included, if it is there) which does not
 * let `account` through; nothing if it can get there.
 */
export async function folderInTheWay(path: string, account: Account): Promise<string | undefined> {
  const folders: string[] = []
  for (let at = resolve(path); ; at = dirname(at)) {
    folders.unshift(at)
    if (at === dirname(at)) break
  }
  for (const folder of folders) {
    const found = await stat(folder).catch(() => undefined)
    if (!found) return undefined
    if (!mayEnter(found, account)) return folder
  }
  return undefined
}

function mayEnter(
  found: { readonly uid: number; readonly gid: number; readonly mode: number },
  account: Account,
): boolean {
  if (account.uid === 0) return true
  if (found.uid === account.uid) return (found.mode & 0o100) !== 0
  if (found.gid === account.gid) return (found.mode & 0o010) !== 0
  return (found.mode & 0o001) !== 0
}
