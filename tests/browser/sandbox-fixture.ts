// A running Holdfast for browser tests: the real sandbox with a small calm world, its console built
// when stale. Ends when it is disposed of.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { apiClient, type Client } from '@holdfast/api/client.ts'
import { buildConsoleWhenStale } from '../../console/build-when-stale.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const readyWithinMs = 90_000
const stopWithinMs = 30_000

export interface SandboxWish {
  readonly devices: number
  /** Virtual seconds per second. */
  readonly speed: number
  readonly seed?: number
  readonly scenario?: string
}

export interface Sandbox extends AsyncDisposable {
  readonly url: string
  readonly token: string
  readonly client: Client
  /** Ends the server at once, as a crash would. */
  readonly stop: () => Promise<void>
}

/** Resolves when the console can be opened. */
export async function openSandbox({
  devices,
  speed,
  seed = 5,
  scenario = 'calm',
}: SandboxWish): Promise<Sandbox> {
  await buildConsoleWhenStale()
  const port = await freePort()
  const program = spawn(
    process.execPath,
    [
      'cli/holdfast.ts',
      ...['sandbox', '--json', '--scenario', scenario, '--listen', `127.0.0.1:${port}`],
      // What the store is made of is tested elsewhere; this one is there at once.
      ...['--database', 'memory'],
      ...['--devices', String(devices), '--speed', String(speed), '--seed', String(seed)],
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const { apiUrl, adminToken } = await announced(program)
  const stop = () => ended(program)
  return {
    url: apiUrl,
    token: adminToken,
    client: apiClient({ send: fetch, url: apiUrl, token: adminToken }),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

interface Announced {
  readonly apiUrl: string
  readonly adminToken: string
}

/** The first line that the sandbox prints; rejects with what it said when it ends before. */
function announced(program: ChildProcess): Promise<Announced> {
  let said = ''
  program.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-4000)
  })
  return new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => {
      program.kill('SIGKILL')
      reject(new Error(`the sandbox was not ready in ${readyWithinMs / 1000} s: ${said}`))
    }, readyWithinMs)
    program.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}: ${said}`)))
    if (program.stdout === null) return
    createInterface({ input: program.stdout }).once('line', (line) => {
      clearTimeout(giveUp)
      resolve(JSON.parse(line) as Announced)
    })
  })
}

async function ended(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return
  const exit = once(program, 'exit')
  program.kill('SIGTERM')
  const late = setTimeout(() => program.kill('SIGKILL'), stopWithinMs)
  await exit
  clearTimeout(late)
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
