// One Holdfast per data folder. A lock file names its holder by process id and start time, so a
// holder that was killed (`kill -9`, power cut) is recognised and replaced at once.

import { randomUUID } from 'node:crypto'
import { readFileSync, unlinkSync } from 'node:fs'
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { DatabaseError, hasErrorCode } from './database-error.ts'

/**
 * Another starter may have moved our fresh file away for a moment, taking it for the dead holder's,
 * and a third one may have used that moment. After this long it is plain whose file stayed.
 */
const settleMs = 15

export interface FolderLock {
  release(): void
}

/**
 * Takes the lock at `path`.
 * @throws DatabaseError `already-in-use` naming the process that holds it
 */
export async function lockFolder(path: string): Promise<FolderLock> {
  const mine = `${process.pid} ${startOf(process.pid)} ${randomUUID()}\n`
  for (let attempt = 0; attempt < 20; attempt++) {
    if (await createWhole(path, mine)) {
      await wait(settleMs)
      const stayed = await readFile(path, 'utf8').catch(() => undefined)
      if (stayed !== mine) throw inUse(path, undefined)
      return { release: () => releaseIfMine(path, mine) }
    }
    const held = await readFile(path, 'utf8').catch(() => undefined)
    if (held === undefined) continue
    const holder = livingHolder(held)
    if (holder !== undefined) throw inUse(path, holder)
    await removeStale(path, held)
  }
  throw inUse(path, undefined)
}

function inUse(path: string, holder: number | undefined): DatabaseError {
  const who = holder === undefined ? 'Other processes' : `Process ${holder}`
  return new DatabaseError(
    'already-in-use',
    `${who} already uses this data folder (${path}). Stop it first, or start this one with ` +
      'another data folder.',
  )
}

/** Creates the file with its content in one step; false if there is one. */
async function createWhole(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, content, { flag: 'wx', mode: 0o600 })
  try {
    await link(draft, path)
    return true
  } catch (cause) {
    if (hasErrorCode(cause, 'EEXIST')) return false
    throw cause
  } finally {
    await unlink(draft)
  }
}

/**
 * Takes a dead holder's file away. If another starter was quicker and the file that we moved is
 * its fresh one, it is put back.
 */
async function removeStale(path: string, expected: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
  } catch (cause) {
    if (hasErrorCode(cause, 'ENOENT')) return
    throw cause
  }
  const moved = await readFile(aside, 'utf8')
  if (moved !== expected) {
    await link(aside, path).catch((cause) => {
      if (!hasErrorCode(cause, 'EEXIST')) throw cause
    })
  }
  await unlink(aside)
}

function livingHolder(content: string): number | undefined {
  const [pidText, start] = content.trim().split(' ')
  const pid = Number(pidText)
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined
  return startOf(pid) === start ? pid : undefined
}

/** Whether a process with this id runs, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (cause) {
    if (!hasErrorCode(cause, 'EPERM')) return false
  }
  return startOf(pid) !== 'dead'
}

/**
 * Start time in the kernel's ticks, so a reused process id is not taken for the holder; `dead` for
 * a process that has ended and only waits to be reaped.
 */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold spaces; the state follows it, start time is the 20th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? 'dead' : (fields[19] ?? '-')
  } catch {
    return '-' // not Linux: the process id alone must do
  }
}

function releaseIfMine(path: string, mine: string): void {
  try {
    if (readFileSync(path, 'utf8') === mine) unlinkSync(path)
  } catch (cause) {
    if (!hasErrorCode(cause, 'ENOENT')) throw cause
  }
}
