import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  unlink,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type BundledPostgres, startBundledPostgres } from './bundled-postgres.ts'
import { findNativeFolder } from './native-files.ts'

const asRoot = process.getuid?.() === 0
let root: string
let started: BundledPostgres[]
let children: ChildProcess[]

beforeEach(async () => {
  root = await mkdtemp('/tmp/holdfast-test-')
  await chmod(root, 0o755)
  started = []
  children = []
})

afterEach(async () => {
  for (const database of started) await database.stop()
  for (const child of children) child.kill('SIGKILL')
  await rm(root, { recursive: true, force: true })
})

async function start(
  folder = join(root, 'postgres'),
  more: Partial<Parameters<typeof startBundledPostgres>[0]> = {},
): Promise<BundledPostgres> {
  const database = await startBundledPostgres({
    folder,
    spareRoots: [join(root, 'spare')],
    ...more,
  })
  started.push(database)
  return database
}

async function stop(database: BundledPostgres): Promise<void> {
  started = started.filter((one) => one !== database)
  await database.stop()
}

async function ask(database: BundledPostgres, text: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ ...database.connection })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const result = await client.query({ text, rowMode: 'array' })
    return result.rows.flat()
  } finally {
    await client.end()
  }
}

function startChild(folder: string): ChildProcess {
  const script = join(import.meta.dirname, 'testing/start-and-stay.ts')
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  return child
}

async function killAndReap(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

async function pidIn(database: { readonly home: string }): Promise<number> {
  return Number(
    (await readFile(join(database.home, 'cluster/postmaster.pid'), 'utf8')).split('\n')[0],
  )
}

describe('the bundled PostgreSQL', () => {
  it('keeps what was committed over a stop and a start', async () => {
    const first = await start()
    await ask(first, 'CREATE TABLE kept AS SELECT 7 AS n')
    await stop(first)
    expect(await ask(await start(), 'SELECT n FROM kept')).toEqual([7])
  })

  it('syncs to disk and listens on no network address', async () => {
    const database = await start()
    const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses']
    const asked = names.map((name) => `current_setting('${name}')`).join(', ')
    expect(await ask(database, `SELECT ${asked}`)).toEqual(['on', 'on', 'on', ''])
  })

  it('waits for no disk as scratch, and again when the same files are no scratch', async () => {
    const names = ['fsync', 'full_page_writes']
    const asked = names.map((name) => `current_setting('${name}')`).join(', ')
    const scratch = await start(undefined, { isScratch: true })
    expect(await ask(scratch, `SELECT ${asked}`)).toEqual(['off', 'off'])
    await stop(scratch)
    expect(await ask(await start(), `SELECT ${asked}`)).toEqual(['on', 'on'])
  })

  it('is taken over when its parent was killed', async () => {
    const folder = join(root, 'postgres')
    const child = startChild(folder)
    await once(child.stdout!, 'data')
    const pid = await pidIn({ home: folder })
    await killAndReap(child)
    const database = await start(folder)
    expect(database.wasRunning).toBe(true)
    expect(await pidIn(database)).toBe(pid)
  })

  it('starts when the parent was killed while the files were being made', async () => {
    const folder = join(root, 'postgres')
    const child = startChild(folder)
    const isBegun = async () =>
      (await readdir(folder).catch(() => [])).some((name) => name.startsWith('unfinished-'))
    while (!(await isBegun())) await wait(2)
    await killAndReap(child)
    const database = await start(folder)
    expect(await ask(database, 'SELECT 1')).toEqual([1])
    expect((await readdir(folder)).filter((name) => name.startsWith('unfinished-'))).toEqual([])
  })

  it('comes back by itself, with everything committed, when the server is killed', async () => {
    const database = await start()
    await ask(database, 'CREATE TABLE kept AS SELECT 7 AS n')
    process.kill(await pidIn(database), 'SIGKILL')
    const answer = async (): Promise<readonly unknown[]> =>
      ask(database, 'SELECT n FROM kept').catch(() => wait(20).then(answer))
    expect(await answer()).toEqual([7])
  })

  it('starts after both, server and parent, were killed', async () => {
    const folder = join(root, 'postgres')
    const child = startChild(folder)
    await once(child.stdout!, 'data')
    process.kill(await pidIn({ home: folder }), 'SIGKILL')
    await killAndReap(child)
    const database = await start(folder)
    expect(database.wasRunning).toBe(false)
    expect(await ask(database, 'SELECT 1')).toEqual([1])
  })

  it('starts although a busy backend outlived the killed server', async () => {
    const folder = join(root, 'postgres')
    const child = startChild(folder)
    const [output] = await once(child.stdout!, 'data')
    const host = String(output).trim().split(' ')[1] as string
    const busy = new pg.Client({ host, user: 'holdfast', database: 'holdfast' })
    busy.on('error', () => undefined)
    await busy.connect()
    const endless = busy
      .query('SELECT count(*) FROM generate_series(1, 100000000000) AS n')
      .catch(() => 'cut off')
    process.kill(await pidIn({ home: folder }), 'SIGKILL')
    await killAndReap(child)
    expect(await ask(await start(folder), 'SELECT 1')).toEqual([1])
    expect(await endless).toBe('cut off')
  })

  it('is not fooled by a process number that now belongs to a stranger', async () => {
    const first = await start()
    await stop(first)
    const stranger = `${process.pid}\n${first.home}/cluster\n0\n5432\n\n\n\nready\n`
    await writeFile(join(first.home, 'cluster/postmaster.pid'), stranger)
    const again = await start()
    expect(again.wasRunning).toBe(false)
  })

  it('restarts a running server whose configuration is another one', async () => {
    const folder = join(root, 'postgres')
    const child = startChild(folder)
    await once(child.stdout!, 'data')
    await killAndReap(child)
    await writeFile(join(folder, 'cluster/pg_hba.conf'), 'local all all trust\n')
    expect((await start(folder)).wasRunning).toBe(false)
  })
})

describe('the folder of the bundled PostgreSQL', () => {
  it('is refused while another Holdfast uses it, naming the process', async () => {
    await start()
    await expect(start()).rejects.toMatchObject({
      code: 'already-in-use',
      message: expect.stringContaining(`Process ${process.pid} already uses this data folder`),
    })
  })

  it('may have a path too long for a socket', async () => {
    const database = await start(join(root, 'x'.repeat(60), 'y'.repeat(60), 'postgres'))
    expect(await ask(database, 'SELECT 1')).toEqual([1])
    expect(database.connection.host).toMatch(/^\/tmp\/holdfast-/)
    await rm(database.connection.host, { recursive: true })
  })

  it('is refused when another PostgreSQL version made it', async () => {
    const first = await start()
    await stop(first)
    await writeFile(join(first.home, 'cluster/PG_VERSION'), '17\n')
    await expect(start()).rejects.toMatchObject({
      code: 'other-version',
      message: expect.stringContaining('was made by PostgreSQL 17; the bundled one is 18'),
    })
  })

  it.runIf(asRoot)('is kept elsewhere when only root may enter, and found again', async () => {
    await mkdir(join(root, 'private'), { mode: 0o700 })
    const folder = join(root, 'private/postgres')
    const first = await start(folder)
    expect(first.home.startsWith(join(root, 'spare'))).toBe(true)
    await ask(first, 'CREATE TABLE kept AS SELECT 7 AS n')
    await stop(first)
    const again = await start(folder)
    expect(again.home).toBe(first.home)
    expect(await ask(again, 'SELECT n FROM kept')).toEqual([7])
    await stop(again)
    await rm(again.home, { recursive: true })
    await expect(start(folder)).rejects.toMatchObject({
      code: 'no-place',
      message: expect.stringContaining('Restore it, or delete'),
    })
  })

  it.runIf(asRoot)('is refused with advice when no place can be used at all', async () => {
    await mkdir(join(root, 'private'), { mode: 0o700 })
    const folder = join(root, 'private/postgres')
    const nowhere = [join(root, 'private/spare')]
    await expect(start(folder, { spareRoots: nowhere })).rejects.toMatchObject({
      code: 'no-place',
      message: expect.stringContaining(`chmod o+x ${join(root, 'private')}`),
    })
  })
})

describe('the programs of the bundled PostgreSQL', () => {
  it('run although install scripts did not make their links', async () => {
    const native = await copyWithoutLinks(join(root, 'package/native'))
    const database = await start(undefined, { nativeFolder: native })
    expect(await ask(database, 'SELECT 1')).toEqual([1])
  })

  it.runIf(asRoot)('are copied to where the account can reach them', async () => {
    await mkdir(join(root, 'private'), { mode: 0o700 })
    const native = await copyWithoutLinks(join(root, 'private/package/native'))
    const database = await start(undefined, { nativeFolder: native })
    expect(await ask(database, 'SELECT 1')).toEqual([1])
  })

  it('are refused with advice when they cannot run', async () => {
    const native = await copyWithoutLinks(join(root, 'package/native'))
    await writeFile(join(native, 'bin/postgres'), 'not a program')
    await expect(start(undefined, { nativeFolder: native })).rejects.toMatchObject({
      code: 'binaries-unusable',
      message: expect.stringContaining('--database postgres://'),
    })
  })
})

async function copyWithoutLinks(native: string): Promise<string> {
  await cp(findNativeFolder(), native, { recursive: true, verbatimSymlinks: true })
  const listed = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'))
  for (const { target } of listed) await unlink(join(native, '..', target))
  return native
}
