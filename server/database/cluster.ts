// The database cluster on disk: made once by initdb, its three configuration files written afresh
// before every start. Local socket only; who may connect is decided by the operating system (peer).

import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  lchown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Account } from './account.ts'
import { DatabaseError, wordsOf } from './database-error.ts'
import type { NativeFiles } from './native-files.ts'

export interface Cluster {
  /** PostgreSQL's data directory. */
  readonly folder: string
  readonly socketFolder: string
  readonly logFile: string
  /** Whether the configuration files were other ones before; a running server has to restart. */
  readonly isReconfigured: boolean
}

export interface ClusterWish {
  readonly home: string
  readonly account: Account
  readonly native: NativeFiles
  /** Its data are thrown away: it never waits for the disk. */
  readonly isScratch?: boolean
}

/** The database's own superuser and database name. */
export const databaseUser = 'holdfast'

/** A socket's path has to fit into 104 bytes (macOS); `/.s.PGSQL.5432` takes 14 of them. */
const socketFolderMax = 88

/**
 * Makes the cluster below `home` if there is none, and writes its configuration.
 * @throws DatabaseError `create-failed`, or `other-version` for another major version's files
 */
export async function prepareCluster({
  home,
  account,
  native,
  isScratch = false,
}: ClusterWish): Promise<Cluster> {
  const folder = join(home, 'cluster')
  const version = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (version === undefined) await createCluster({ home, folder, account, native })
  else refuseOtherVersion(folder, version.trim(), native)
  const socketFolder = await makeSocketFolder(home, account)
  let isReconfigured = false
  for (const [name, text] of configurationOf(socketFolder, account, isScratch)) {
    if (await writeOwned(join(folder, name), text, account)) isReconfigured = true
  }
  return { folder, socketFolder, logFile: join(home, 'postgres.log'), isReconfigured }
}

function refuseOtherVersion(folder: string, version: string, native: NativeFiles): void {
  const bundled = native.version.split('.')[0]
  if (version === bundled) return
  throw new DatabaseError(
    'other-version',
    `${folder} was made by PostgreSQL ${version}; the bundled one is ${bundled}. Start the ` +
      'Holdfast release that made it and move with pg_dump, or use --database.',
  )
}

async function createCluster(wish: {
  readonly home: string
  readonly folder: string
  readonly account: Account
  readonly native: NativeFiles
}): Promise<void> {
  const { home, folder, account, native } = wish
  for (const entry of await readdir(home)) {
    if (entry.startsWith('unfinished-')) await removeUnfinished(home, entry)
  }
  // Made aside and renamed, so that a half-made cluster is never taken for a whole one.
  const unfinished = join(home, `unfinished-${randomUUID()}`)
  const flags = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  try {
    await promisify(execFile)(
      native.initdb,
      ['-D', unfinished, '-U', databaseUser, '-A', 'peer', '-E', 'UTF8', ...flags],
      { ...asAccount(account), timeout: 120_000 },
    )
  } catch (cause) {
    await rm(unfinished, { recursive: true, force: true })
    throw new DatabaseError(
      'create-failed',
      `PostgreSQL could not make its files in ${home}: ${wordsOf(cause).trim()}. ` +
        'Check free space and permissions there, or use --database postgres://…',
      cause,
    )
  }
  await rename(unfinished, folder)
}

/**
 * Removes what a killed start left. Its initdb may still be at work there: moved away, its next
 * file is refused and it ends; until then the removal is tried again.
 */
async function removeUnfinished(home: string, entry: string): Promise<void> {
  const aside = join(home, `unfinished-${randomUUID()}`)
  await rename(join(home, entry), aside)
  const patience = { maxRetries: 10, retryDelay: 100 }
  await rm(aside, { recursive: true, force: true, ...patience }).catch(() => undefined) // next time
}

/** What `child_process` needs to start something as the account. */
export function asAccount(account: Account): {
  readonly uid?: number
  readonly gid?: number
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
} {
  const environment = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' }
  const whom = account.isLent ? { uid: account.uid, gid: account.gid } : {}
  return { ...whom, cwd: '/', env: environment }
}

async function makeSocketFolder(home: string, account: Account): Promise<string> {
  const near = join(home, 'socket')
  if (Buffer.byteLength(near) <= socketFolderMax) {
    await mkdir(near, { recursive: true, mode: 0o700 })
    if (account.isLent) await lchown(near, account.uid, account.gid)
    return near
  }
  const note = join(home, 'socket-folder')
  const noted = (await readFile(note, 'utf8').catch(() => '')).trim()
  if (noted !== '' && (await isPrivateFolder(noted, account))) return noted
  const far = await mkdtemp('/tmp/holdfast-')
  if (account.isLent) await lchown(far, account.uid, account.gid)
  await writeOwned(note, `${far}\n`, account)
  return far
}

/** /tmp is everybody's: a folder there is only ours if it is the account's and shut to others. */
async function isPrivateFolder(path: string, account: Account): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined)
  if (!found?.isDirectory()) return false
  return found.uid === account.uid && (found.mode & 0o077) === 0
}

/** Replaces the file in one step; false when it has this text already. */
async function writeOwned(path: string, text: string, account: Account): Promise<boolean> {
  if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return false
  const draft = `${path}.new`
  await rm(draft, { force: true })
  await writeFile(draft, text, { mode: 0o600, flag: 'wx' })
  if (account.isLent) await lchown(draft, account.uid, account.gid)
  await rename(draft, path)
  return true
}

function configurationOf(
  socketFolder: string,
  account: Account,
  isScratch: boolean,
): readonly (readonly [name: string, text: string])[] {
  const header = '# Written by Holdfast at every start; changes here are lost.\n'
  const users = [...new Set([account.callerName, account.name])]
  const map = users.map((name) => `holdfast ${quote(name, '"')} ${databaseUser}\n`).join('')
  const settings = Object.entries({
    ...settingsOf(socketFolder),
    ...(isScratch ? scratchSettings : {}),
  })
    .map(([name, value]) => `${name} = ${quote(value, "'")}\n`)
    .join('')
  return [
    ['postgresql.conf', header + settings],
    ['pg_hba.conf', `${header}local all all peer map=holdfast\n`],
    ['pg_ident.conf', header + map],
  ]
}

function quote(text: string, mark: string): string {
  return mark + text.replaceAll(mark, mark + mark) + mark
}

/**
 * What a database may leave out whose data nobody will miss: a power cut can destroy it. A killed
 * process, PostgreSQL's own or Holdfast's, still loses nothing: what was written is the system's.
 */
const scratchSettings: Readonly<Record<string, string>> = {
  fsync: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_size: '2GB',
}

/** For a small machine that does other things too; durability is never traded away. */
function settingsOf(socketFolder: string): Readonly<Record<string, string>> {
  const megabyte = 1024 * 1024
  const buffers = Math.min(512, Math.max(64, Math.floor(totalmem() / megabyte / 16)))
  return {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    max_connections: '60',
    shared_buffers: `${buffers}MB`,
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    max_wal_size: '1GB',
    checkpoint_timeout: '15min',
    max_wal_senders: '0',
    max_logical_replication_workers: '0',
    random_page_cost: '1.1',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    log_checkpoints: 'off',
    // Statements are not logged: they would carry activation codes.
    log_min_error_statement: 'panic',
    log_min_messages: 'warning',
  }
}
