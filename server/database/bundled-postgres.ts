// The bundled PostgreSQL under our supervision: made at first start, adopted when a killed Holdfast
// left it running, started again when it ends by itself, ended with us. DESIGN §5.

import { dirname, resolve } from 'node:path'
import pg from 'pg'
import { type Account, chooseAccount } from './account.ts'
import { type Cluster, databaseUser, prepareCluster } from './cluster.ts'
import { DatabaseError, wordsOf } from './database-error.ts'
import { isAlive, lockFolder } from './folder-lock.ts'
import { findNativeFolder, type NativeFiles, prepareNativeFiles } from './native-files.ts'
import { findPlace, makeFolder, spareRoots } from './place.ts'
import { findRunning, startPostmaster, stopPostmaster, waitUntilReady } from './postmaster.ts'

/** What a client (`pg`) needs to connect. */
export interface DatabaseConnection {
  /** The folder of the unix socket. */
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
}

export interface BundledPostgres {
  readonly connection: DatabaseConnection
  /** Whether a server left by a killed Holdfast was found running and taken over. */
  readonly wasRunning: boolean
  /** Where its files are; not the asked folder when the account cannot get there. */
  readonly home: string
  /** Ends the server (fast shutdown) and frees the folder. */
  stop(): Promise<void>
}

export interface BundledPostgresOptions {
  /** e.g. `<data folder>/postgres`; made when missing. */
  readonly folder: string
  readonly log?: (level: 'info' | 'warn' | 'error', text: string) => void
  /** Called once when the server ended too often to be started again. */
  readonly onFailure?: (cause: unknown) => void
  /** Places for root's lent account; the system's usual ones when absent. */
  readonly spareRoots?: readonly string[]
  /** Its data are thrown away: it never waits for the disk. */
  readonly isScratch?: boolean
  /** Another `native` folder than the installed package's. */
  readonly nativeFolder?: string
}

type Log = NonNullable<BundledPostgresOptions['log']>

interface Site {
  readonly cluster: Cluster
  readonly account: Account
  readonly native: NativeFiles
}

const port = 5432
const watchEveryMs = 250
const restartsPerMinuteMax = 5

/**
 * Starts or adopts the bundled PostgreSQL of `folder`; resolves when it answers.
 * @throws DatabaseError that says what to do
 */
export async function startBundledPostgres(
  options: BundledPostgresOptions,
): Promise<BundledPostgres> {
  const log = options.log ?? (() => undefined)
  const folder = resolve(options.folder)
  await makeFolder(dirname(folder))
  const lock = await lockFolder(`${folder}.lock`)
  try {
    const roots = options.spareRoots ?? spareRoots
    const account = await chooseAccount()
    const place = await findPlace(folder, account, roots)
    if (place.because) log('info', `The database is kept in ${place.home}: ${place.because}.`)
    const found = options.nativeFolder ?? findNativeFolder()
    const native = await prepareNativeFiles(found, account, roots)
    const cluster = await prepareCluster({
      ...{ home: place.home, account, native },
      ...(options.isScratch ? { isScratch: true } : {}),
    })
    const site = { cluster, account, native }
    const { pid, wasRunning } = await adoptOrStart(site, log)
    await ensureDatabase(cluster.socketFolder)
    const stop = superviseServer({ site, pid, log, onFailure: options.onFailure })
    return {
      connection: { host: cluster.socketFolder, port, user: databaseUser, database: databaseUser },
      wasRunning,
      home: place.home,
      stop: () => stop().finally(() => lock.release()),
    }
  } catch (cause) {
    lock.release()
    throw cause
  }
}

async function adoptOrStart(
  site: Site,
  log: Log,
): Promise<{ readonly pid: number; readonly wasRunning: boolean }> {
  const running = await findRunning(site.cluster)
  if (running) {
    const ready = await waitUntilReady(site.cluster, () => isAlive(running.pid)).catch(
      () => undefined, // it was on its way down: start a new one
    )
    if (ready && !site.cluster.isReconfigured && (await isOurs(site))) {
      log('info', `Found PostgreSQL running (process ${ready.pid}) and go on with it.`)
      return { pid: ready.pid, wasRunning: true }
    }
    await stopPostmaster(running.pid)
  }
  return { pid: await startServer(site), wasRunning: false }
}

async function isOurs(site: Site): Promise<boolean> {
  const client = await connectTo(site.cluster.socketFolder)
  try {
    const { rows } = await client.query(
      `SELECT current_setting('data_directory') AS folder,
              split_part(current_setting('server_version'), ' ', 1) AS version`,
    )
    return rows[0]?.folder === site.cluster.folder && rows[0]?.version === site.native.version
  } finally {
    await client.end()
  }
}

/** To the database that every cluster has. */
async function connectTo(socketFolder: string): Promise<pg.Client> {
  const client = new pg.Client({
    host: socketFolder,
    port,
    user: databaseUser,
    database: 'postgres',
    connectionTimeoutMillis: 10_000,
    query_timeout: 60_000,
  })
  await client.connect()
  return client
}

async function startServer(site: Site): Promise<number> {
  const child = await startPostmaster(site.cluster, site.account, site.native)
  const ready = await waitUntilReady(site.cluster, () => child.exitCode === null && !!child.pid)
  return ready.pid
}

async function ensureDatabase(socketFolder: string): Promise<void> {
  const client = await connectTo(socketFolder)
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [
      databaseUser,
    ])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${databaseUser}`)
  } finally {
    await client.end()
  }
}

/** Watches the server and starts it again when it ends; gives back what ends both. */
function superviseServer(watch: {
  readonly site: Site
  readonly pid: number
  readonly log: Log
  readonly onFailure: BundledPostgresOptions['onFailure']
}): () => Promise<void> {
  const { site, log } = watch
  let pid = watch.pid
  let restarting: Promise<void> | undefined
  const restartedAt: number[] = []
  const restart = async () => {
    const now = performance.now()
    restartedAt.push(now)
    if (restartedAt.filter((at) => at > now - 60_000).length > restartsPerMinuteMax) {
      throw new DatabaseError(
        'start-failed',
        `PostgreSQL ended ${restartsPerMinuteMax} times within a minute. Look at the end of ` +
          `${site.cluster.logFile}, make room or memory, then start Holdfast again.`,
      )
    }
    log('error', `PostgreSQL (process ${pid}) ended by itself and is started again.`)
    await findRunning(site.cluster) // clears what the old one left
    pid = await startServer(site)
  }
  const timer = setInterval(() => {
    if (restarting || isAlive(pid)) return
    restarting = restart()
      .then(() => {
        restarting = undefined
      })
      .catch((cause: unknown) => {
        clearInterval(timer)
        log('error', wordsOf(cause))
        watch.onFailure?.(cause)
      })
  }, watchEveryMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await restarting
    await stopPostmaster(pid)
  }
}
