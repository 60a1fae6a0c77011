// Runs the checks that need Debian packages: the store's contract on a PostgreSQL server that this
// script starts for itself, and the browser tests in Chromium. Called by .ci/run after installing
// them; `npm run test:debian` on a machine that has them.

import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

function postgresBin(): string {
  const base = '/usr/lib/postgresql'
  const versions = existsSync(base) ? readdirSync(base) : []
  const newest = versions.sort((a, b) => Number(a) - Number(b)).at(-1)
  if (!newest) throw new Error('no PostgreSQL server: apt-get install postgresql')
  return join(base, newest, 'bin')
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** Runs a PostgreSQL command under the `postgres` user when we are root, which it refuses to be. */
function asPostgres(command: string, args: readonly string[]): void {
  const asRoot = process.getuid?.() === 0
  const [file, all] = asRoot
    ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', command, ...args]]
    : [command, [...args]]
  execFileSync(file, all as string[], { stdio: ['ignore', 'ignore', 'inherit'], cwd: '/' })
}

async function withPostgres(use: (url: string) => number): Promise<number> {
  const bin = postgresBin()
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-pg-'))
  if (process.getuid?.() === 0) execFileSync('chown', ['postgres', folder])
  const cluster = join(folder, 'cluster')
  const port = await freePort()
  asPostgres(join(bin, 'initdb'), ['-D', cluster, '-U', 'holdfast', '-A', 'trust', '-E', 'UTF8'])
  const options = `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories=${folder}`
  const log = join(folder, 'log')
  asPostgres(join(bin, 'pg_ctl'), ['-D', cluster, '-o', options, '-l', log, '-w', 'start'])
  try {
    return use(`postgres://holdfast@127.0.0.1:${port}/postgres`)
  } finally {
    asPostgres(join(bin, 'pg_ctl'), ['-D', cluster, '-m', 'immediate', 'stop'])
    rmSync(folder, { recursive: true, force: true })
  }
}

function vitest(args: readonly string[], env: Readonly<Record<string, string>>): number {
  const run = spawnSync('npx', ['vitest', 'run', ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  return run.status ?? 1
}

const onServer = await withPostgres((url) =>
  vitest(['server/store', 'tests/crash', '--maxWorkers=1'], { HOLDFAST_TEST_DATABASE: url }),
)
const inBrowser = vitest(['--config', 'tests/browser/vitest.config.ts'], {})
process.exitCode = onServer || inBrowser
