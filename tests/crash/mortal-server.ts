// Stands in the place of the server in a sandbox: starts the real one, and kills it with SIGKILL at
// moments drawn from a seed, then starts it again on the same ports and the same data. The conductor
// and the world notice nothing but a server that is away for a moment. When the sandbox ends, it
// exports the event log once more, for the checkers.
//
// Settings come through the environment: HOLDFAST_CRASH_KILLS, _SEED, _SERVER, _EXPORT, _DATABASE.

import { type ChildProcess, fork } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

interface Ready {
  readonly type: 'ready'
  readonly apiUrl: string
  readonly esipaUrl: string
  readonly adminToken: string
}

const setting = (name: string): string => process.env[`HOLDFAST_CRASH_${name}`] ?? ''
const killsWanted = Number(setting('KILLS'))
const serverScript = setting('SERVER')
const args = process.argv.slice(2)
const dataFolder = args[args.indexOf('--data-dir') + 1] ?? ''
const startLimitMs = 60_000

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
let server: ChildProcess | undefined
let ready: Ready | undefined
let openClock: { readonly type: 'clock'; readonly now: number } | undefined
let clockNow = Number(args[args.indexOf('--start-at') + 1])
let kills = 0
let ending = false

/** The same arguments, with the ports and the time that the first start settled. */
function argsAgain(): string[] {
  if (!ready) return args
  const settled: Readonly<Record<string, string>> = {
    '--listen': new URL(ready.apiUrl).host,
    '--esipa-listen': new URL(ready.esipaUrl).host,
    '--start-at': String(clockNow),
  }
  const again = args.filter(
    (_, i) => !((args[i] as string) in settled) && !((args[i - 1] as string) in settled),
  )
  return [...again, ...Object.entries(settled).flat()]
}

function start(): void {
  const child = fork(serverScript, argsAgain(), { execPath: process.execPath })
  server = child
  const tooLate = setTimeout(() => {
    process.stderr.write('the server did not come back in time\n')
    process.exit(3)
  }, startLimitMs)
  child.on('message', (message: Ready | { type: 'clock-done'; now: number }) => {
    if (message.type === 'ready') {
      clearTimeout(tooLate)
      welcome(child, message)
    } else if (message.type === 'clock-done' && openClock?.now === message.now) {
      openClock = undefined
      process.send?.(message)
    }
  })
  child.on('exit', (code, signal) => {
    clearTimeout(tooLate)
    if (ending) return
    if (signal === 'SIGKILL') start()
    else {
      process.stderr.write(`the server ended by itself with code ${code}\n`)
      process.exit(4)
    }
  })
}

function welcome(child: ChildProcess, message: Ready): void {
  if (!ready) process.send?.(message)
  ready = message
  if (openClock) child.send(openClock)
  if (kills >= killsWanted) return
  setTimeout(() => kill(child), 20 + random() * random() * 1500)
}

function kill(child: ChildProcess): void {
  if (ending) return
  kills += 1
  if (setting('DATABASE') === 'bundled' && random() < 0.2) killDatabase()
  appendFileSync(join(dataFolder, '..', 'kills.txt'), `${kills} at ${clockNow}\n`)
  child.kill('SIGKILL')
}

/** Takes the bundled database down too, as a power cut would. */
function killDatabase(): void {
  const pidFile = join(dataFolder, 'postgres', 'postmaster.pid')
  if (!existsSync(pidFile)) return
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0])
  try {
    process.kill(pid, 'SIGKILL')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause
  }
}

async function exportLog(): Promise<void> {
  if (!ready) return
  const answer = await fetch(`${ready.apiUrl}/v1/audit/export`, {
    headers: { authorization: `Bearer ${ready.adminToken}` },
    signal: AbortSignal.timeout(60_000),
  })
  if (!answer.ok) throw new Error(`export of the log: status ${answer.status}`)
  await writeFile(setting('EXPORT'), new Uint8Array(await answer.arrayBuffer()))
}

async function end(): Promise<void> {
  if (ending) return
  ending = true
  try {
    await exportLog()
  } catch (cause) {
    process.stderr.write(`no export: ${(cause as Error).message}\n`)
  }
  const child = server
  if (!child || child.exitCode !== null) process.exit(0)
  child.once('exit', () => process.exit(0))
  child.kill('SIGTERM')
}

process.on('message', (message: { type: string; now: number }) => {
  if (message.type !== 'clock') return
  openClock = { type: 'clock', now: message.now }
  clockNow = message.now
  if (server?.connected && ready) server.send(openClock)
})
process.on('SIGTERM', () => void end())
process.on('disconnect', () => void end())
start()
