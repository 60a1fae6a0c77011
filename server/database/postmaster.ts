// The running PostgreSQL server process: found by its postmaster.pid, started, waited for, stopped.
// It is its own session, so a Ctrl-C in a terminal or a killed parent leaves it whole; the next
// Holdfast on the same folder finds it running and goes on with it.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  closeSync,
  constants,
  fchownSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
} from 'node:fs'
import { readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Account } from './account.ts'
import { asAccount, type Cluster } from './cluster.ts'
import { DatabaseError, hasErrorCode } from './database-error.ts'
import { isAlive } from './folder-lock.ts'
import type { NativeFiles } from './native-files.ts'

/** What a server says about itself in postmaster.pid. */
interface PidFile {
  readonly pid: number
  readonly socketFolder: string
  readonly status: string
}

export interface Postmaster {
  readonly pid: number
  readonly socketFolder: string
}

/** Crash recovery may have to replay a gigabyte of log; a living server is waited for this long. */
const recoveryDeadlineMs = 10 * 60_000
/** Above the largest process id of Linux (2^22) and macOS (99999). */
const impossiblePid = 2_000_000_000
const logKeptBytes = 5 * 1024 * 1024

/** The server already running on this cluster, ready or on its way; nothing if there is none. */
export async function findRunning(cluster: Cluster): Promise<Postmaster | undefined> {
  const found = await readPidFile(cluster)
  if (!found) return undefined
  if (isAlive(found.pid) && isServerOf(found.pid, cluster)) return found
  await clearRemains(cluster)
  return undefined
}

/**
 * Clears what a killed server left. Its number may belong to a stranger by now (or to a zombie),
 * whom PostgreSQL would take for a running server. The pid file itself stays, with a number that no
 * process can have: PostgreSQL still checks the shared memory that it names.
 */
async function clearRemains(cluster: Cluster): Promise<void> {
  for (const pid of await orphansOf(cluster)) {
    if (sendSignal(pid, 'SIGKILL')) await endsWithin(pid, 5_000)
  }
  const path = join(cluster.folder, 'postmaster.pid')
  const text = await readFile(path, 'utf8')
  await writeFile(path, text.replace(/^-?\d+/, String(impossiblePid)), { flag: 'r+' })
  for (const name of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) {
    await rm(join(cluster.socketFolder, name), { force: true })
  }
}

/** Backends that outlive their postmaster: they work in the cluster's folder (seen on Linux). */
async function orphansOf(cluster: Cluster): Promise<readonly number[]> {
  const entries = await readdir('/proc').catch(() => [])
  const pids: number[] = []
  for (const entry of entries.filter((name) => /^\d+$/.test(name))) {
    const folder = await readlink(`/proc/${entry}/cwd`).catch(() => undefined)
    if (folder === cluster.folder) pids.push(Number(entry))
  }
  return pids
}

async function readPidFile(cluster: Cluster): Promise<PidFile | undefined> {
  const text = await readFile(join(cluster.folder, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n').map((line) => line.trim())
  const pid = Math.abs(Number(lines[0]))
  if (!Number.isInteger(pid) || pid === 0) return undefined
  return { pid, socketFolder: lines[4] ?? '', status: lines[7] ?? '' }
}

function isServerOf(pid: number, cluster: Cluster): boolean {
  return commandLineOf(pid).includes(cluster.folder)
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch (cause) {
    if (process.platform === 'linux' && hasErrorCode(cause, 'ENOENT')) return ''
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  }
}

/** Starts the server; it is not ready yet. */
export async function startPostmaster(
  cluster: Cluster,
  account: Account,
  native: NativeFiles,
): Promise<ChildProcess> {
  const log = openLog(cluster.logFile, account)
  try {
    const child = spawn(native.postgres, ['-D', cluster.folder], {
      ...asAccount(account),
      detached: true,
      stdio: ['ignore', log, log],
    })
    // The error of a spawn that fails comes as an event; without a listener it ends the process.
    child.on('error', () => undefined)
    child.unref()
    return child
  } finally {
    closeSync(log)
  }
}

/** Links are not followed: the folder belongs to the account, and we may be root. */
function openLog(path: string, account: Account): number {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found && found.size > logKeptBytes) renameSync(path, `${path}.old`)
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW } = constants
  const log = openSync(path, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o600)
  if (account.isLent) fchownSync(log, account.uid, account.gid)
  return log
}

/**
 * Waits until the server accepts connections.
 * @throws DatabaseError `start-failed` with the end of its log when it ends instead
 */
export async function waitUntilReady(
  cluster: Cluster,
  isRunning: () => boolean,
): Promise<Postmaster> {
  const deadline = performance.now() + recoveryDeadlineMs
  while (performance.now() < deadline) {
    const found = await readPidFile(cluster)
    if (found?.status === 'ready' && isAlive(found.pid)) return found
    if (!isRunning()) break
    await wait(5)
  }
  throw new DatabaseError(
    'start-failed',
    `The bundled PostgreSQL did not start. The end of ${cluster.logFile} says:\n` +
      `${await endOfLog(cluster)}\nIf the disk is full, make room and start again.`,
  )
}

async function endOfLog(cluster: Cluster): Promise<string> {
  const text = await readFile(cluster.logFile, 'utf8').catch(() => '(no log)')
  return text.trimEnd().split('\n').slice(-8).join('\n')
}

/**
 * Ends the server: clients are cut off, what is committed is on disk; after 30 seconds harder.
 * @throws DatabaseError `stop-failed` when it is still there
 */
export async function stopPostmaster(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!sendSignal(pid, signal)) return
    if (await endsWithin(pid, signal === 'SIGINT' ? 30_000 : 10_000)) return
  }
  throw new DatabaseError(
    'stop-failed',
    `PostgreSQL (process ${pid}) does not end. Look at what holds the disk, then: kill -QUIT ${pid}`,
  )
}

function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch (cause) {
    if (hasErrorCode(cause, 'ESRCH')) return false
    throw cause
  }
}

async function endsWithin(pid: number, deadlineMs: number): Promise<boolean> {
  const deadline = performance.now() + deadlineMs
  while (performance.now() < deadline) {
    if (!isAlive(pid)) return true
    await wait(5)
  }
  return false
}
