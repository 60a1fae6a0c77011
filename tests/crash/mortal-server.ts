// Stands in the place of the server in a sandbox: starts the real one, and kills it with SIGKILL at
// moments drawn from a seed, then starts it again on the same ports and the same data. The conductor
// and the world notice nothing but a server that is away for a moment. When the sandbox ends, it
// exports the event log once more, for the checkers.
//
// Settings come through the environment: HOLDFAST_CRASH_KILLS, _SEED, _EVERY_MS, _EXPORT, _DATABASE.

import { type ChildProcess, fork } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

interface Ready {
  readonly type: 'ready'
  readonly apiUrl: string
  readonly esipaUrl: string
  readonly adminToken: string
}

interface Clock {
  readonly type: 'clock'
  readonly now: number
}

const setting = (name: string): string => process.env[`HOLDFAST_CRASH_${name}`] ?? ''
const killsWanted = Number(setting('KILLS'))
const everyMs = Number(setting('EVERY_MS'))
const root = join(import.meta.dirname, '../..')
const args = process.argv.slice(2)
const dataFolder = args[args.indexOf('--data-dir') + 1] ?? ''
const diary = join(dataFolder, '..')
const startLimitMs = 120_000

/** A small generator of numbers in [0, 1) (mulberry32), so that a seed gives the same moments. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const random = randomFrom(Number(setting('SEED')) + 1)
let standby: ChildProcess | undefined
let server: ChildProcess | undefined
let isUp = false
let ready: Ready | undefined
let openClock: Clock | undefined
/** The last instant that the server has caught up with. */
let reached = Number(args[args.indexOf('--start-at') + 1])
let kills = 0
let ending = false
let leaving = false

const note = (file: string, line: string): void => appendFileSync(join(diary, file), `${line}\n`)

/** The same arguments, with the ports and the time that the first start settled. */
function argsNow(): string[] {
  if (!ready) return args
  const settled: Readonly<Record<string, string>> = {
    '--listen': new URL(ready.apiUrl).host,
    '--esipa-listen': new URL(ready.esipaUrl).host,
    '--start-at': String(reached),
  }
  const again = args.filter(
    (_, i) => !((args[i] as string) in settled) && !((args[i - 1] as string) in settled),
  )
  return [...again, ...Object.entries(settled).flat()]
}

const newStandby = (): ChildProcess =>
  fork(join(import.meta.dirname, 'standby.ts'), [join(root, 'server/up.ts')], {
    execPath: process.execPath,
    env: { ...process.env, NODE_COMPILE_CACHE: join(diary, '..', 'compiled') },
  })

/** Says it to a child that may be dead already: then the next one is told. */
function tell(child: ChildProcess, message: object): void {
  if (child.connected) child.send(message, () => undefined)
}

function start(): void {
  const child = standby ?? newStandby()
  standby = undefined
  server = child
  isUp = false
  const begunAt = performance.now()
  const tooLate = setTimeout(() => leave(3, 'the server did not come back in time'), startLimitMs)
  child.on('message', (message: Ready | { type: 'clock-done'; now: number }) => {
    if (message.type === 'ready') {
      clearTimeout(tooLate)
      note('starts.txt', String(Math.round(performance.now() - begunAt)))
      welcome(child, message)
    } else if (message.type === 'clock-done' && openClock?.now === message.now) {
      openClock = undefined
      reached = message.now
      process.send?.(message)
    }
  })
  child.on('exit', (code, signal) => {
    clearTimeout(tooLate)
    if (leaving) return
    if (signal === 'SIGKILL') start()
    else leave(4, `the server ended by itself with code ${code}`)
  })
  child.on('error', (cause) => note('starts-failed.txt', cause.message))
  tell(child, { type: 'go', script: join(root, 'server/main.ts'), args: argsNow() })
  // Some die while they are starting.
  if (ready && wantsMore() && random() < 0.15) {
    setTimeout(() => kill(child, 'starting'), random() * 600)
  }
}

function leave(code: number, why: string): void {
  process.stderr.write(`${why}\n`)
  process.exit(code)
}

const wantsMore = (): boolean => kills < killsWanted && !ending

function welcome(child: ChildProcess, message: Ready): void {
  const isFirst = !ready
  ready = message
  isUp = true
  if (isFirst) process.send?.(message)
  if (openClock) tell(child, openClock)
  if (!wantsMore()) return
  standby = newStandby()
  const life = -Math.log(1 - random()) * everyMs
  setTimeout(() => kill(child, 'up'), Math.min(life, 8 * everyMs))
}

function kill(child: ChildProcess, when: string): void {
  if (!wantsMore() || child !== server || child.exitCode !== null || child.killed) return
  kills += 1
  const withDatabase = setting('DATABASE') === 'bundled' && random() < 0.2
  if (withDatabase) killDatabase()
  const what = withDatabase ? 'server and database' : 'server'
  const clock = openClock ? `in clock ${openClock.now}` : `at ${reached}`
  note('kills.txt', `${kills} ${what} while ${when}, ${clock}`)
  child.kill('SIGKILL')
}

/** Takes the bundled database down too, as a power cut would. */
function killDatabase(): void {
  const home = join(dataFolder, 'postgres')
  const moved = join(home, 'moved-to')
  const place = existsSync(moved) ? readFileSync(moved, 'utf8').trim() : home
  const pidFile = [join(place, 'cluster'), place]
    .map((folder) => join(folder, 'postmaster.pid'))
    .find((path) => existsSync(path))
  if (!pidFile) return
  try {
    process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGKILL')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause
  }
}

async function exportLog(): Promise<void> {
  const givenUpAt = performance.now() + startLimitMs
  while (!isUp && performance.now() < givenUpAt) await wait(20)
  if (!ready) throw new Error('the server was never ready')
  const answer = await fetch(`${ready.apiUrl}/v1/audit/export`, {
    headers: { authorization: `Bearer ${ready.adminToken}` },
    signal: AbortSignal.timeout(60_000),
  })
  if (!answer.ok) throw new Error(`status ${answer.status}`)
  await writeFile(setting('EXPORT'), new Uint8Array(await answer.arrayBuffer()))
}

async function end(): Promise<void> {
  if (ending) return
  ending = true
  if (standby?.connected) standby.disconnect()
  try {
    await exportLog()
  } catch (cause) {
    process.stderr.write(`no export of the log: ${(cause as Error).message}\n`)
  }
  leaving = true
  const child = server
  if (!child || child.exitCode !== null) process.exit(0)
  child.once('exit', () => process.exit(0))
  child.kill('SIGTERM')
}

process.on('message', (message: Clock) => {
  if (message.type !== 'clock') return
  openClock = { type: 'clock', now: message.now }
  if (isUp && server) tell(server, openClock)
})
process.on('SIGTERM', () => void end())
process.on('disconnect', () => void end())
mkdirSync(diary, { recursive: true })
start()
