// The sandbox's conductor. The world (devices, SM-DP+, operators) and the server are two programs
// that meet over the wire only; between them the conductor carries nothing but the clock, so that
// neither runs ahead of the other: the world moves time, the server says when it has caught up.

import { join } from 'node:path'
import {
  parseServerMessage,
  parseWorldMessage,
  type ServerMessage,
  type WorldMessage,
} from './message.ts'
import { Program } from './program.ts'

export interface SandboxPlan {
  readonly serverScript: string
  readonly worldScript: string
  readonly folder: string
  /** Options of the world, e.g. `--devices 300`. */
  readonly worldArgs: readonly string[]
  /** Options of the server beside those that the world decides. */
  readonly serverArgs: readonly string[]
  readonly untilDone: boolean
  readonly onProgress: (text: string) => void
  /** Without untilDone: the world has ended and said this; the server stays for people to look. */
  readonly onEnded: (result: SandboxResult) => void
  readonly onLine: (program: string, line: string) => void
  /** Ends the sandbox from outside. */
  readonly stopped: AbortSignal
  readonly deadlines?: Partial<SandboxDeadlines>
}

export interface SandboxDeadlines {
  readonly worldReadyMs: number
  readonly serverReadyMs: number
  readonly clockMs: number
  /** With untilDone: the longest that the world may say nothing. */
  readonly silenceMs: number
  readonly stopMs: number
}

const usualDeadlines: SandboxDeadlines = {
  worldReadyMs: 120_000,
  serverReadyMs: 180_000,
  clockMs: 120_000,
  silenceMs: 300_000,
  stopMs: 20_000,
}

export type Ready = Extract<ServerMessage, { type: 'ready' }>
export type SandboxResult = Readonly<Record<string, unknown>>

type World = Program<WorldMessage>
type Server = Program<ServerMessage>

/**
 * Runs a sandbox. `onReady` is told how to reach the server. Resolves with the world's result, or
 * with nothing when it was stopped; without untilDone only a stop ends it. Rejects when a program
 * fails or goes silent. All programs are over when it settles.
 */
export async function conductSandbox(
  plan: SandboxPlan,
  onReady: (ready: Ready) => void,
): Promise<SandboxResult | undefined> {
  const deadlines = { ...usualDeadlines, ...plan.deadlines }
  const started: (World | Server)[] = []
  const killAll = () => {
    for (const program of started) program.kill()
  }
  process.once('exit', killAll)
  try {
    const run = start(plan, deadlines, started).then((pair) => {
      onReady(pair.ready)
      return conduct(plan, deadlines, pair)
    })
    return await orStopped(run, plan.stopped)
  } finally {
    // The world first: a device that polls a stopped server would only make noise.
    for (const program of started) await program.stop(deadlines.stopMs)
    process.off('exit', killAll)
  }
}

interface Pair {
  readonly world: World
  readonly server: Server
  readonly ready: Ready
}

async function start(
  plan: SandboxPlan,
  deadlines: SandboxDeadlines,
  started: (World | Server)[],
): Promise<Pair> {
  plan.onProgress('making a world: keys, SM-DP+, operators, devices')
  const world = new Program(worldPlan(plan), parseWorldMessage)
  started.push(world)
  const told = await world.expect('world-ready', deadlines.worldReadyMs)
  // After a stop in the meantime nothing more is started.
  plan.stopped.throwIfAborted()
  plan.onProgress('starting Holdfast: database, eIM, API, console')
  const server = new Program(serverPlan(plan, told), parseServerMessage)
  started.push(server)
  const ready = await server.expect('ready', deadlines.serverReadyMs)
  return { world, server, ready }
}

function worldPlan(plan: SandboxPlan) {
  return {
    name: 'world',
    script: plan.worldScript,
    args: [
      'world',
      ...plan.worldArgs,
      ...(plan.untilDone ? ['--until-done'] : []),
      '--data-dir',
      join(plan.folder, 'world'),
    ],
    onLine: (line: string) => plan.onLine('world', line),
  }
}

function serverPlan(plan: SandboxPlan, told: Extract<WorldMessage, { type: 'world-ready' }>) {
  const { trustFiles, smdps, startAt, hook } = told
  return {
    name: 'server',
    script: plan.serverScript,
    args: [
      'up',
      '--sandbox',
      '--data-dir',
      join(plan.folder, 'server'),
      ...plan.serverArgs,
      '--start-at',
      String(startAt),
      ...trustFiles.ciCertificates.flatMap((path) => ['--trust-ci', path]),
      ...trustFiles.smdpTlsCa.flatMap((path) => ['--trust-tls', path]),
      ...smdps.flatMap(({ address, url }) => ['--smdp', `${address}=${url}`]),
      ...(hook ? ['--hook', hook.url, '--hook-secret', hook.secret] : []),
    ],
    onLine: (line: string) => plan.onLine('server', line),
  }
}

function conduct(
  plan: SandboxPlan,
  deadlines: SandboxDeadlines,
  { world, server, ready }: Pair,
): Promise<SandboxResult> {
  return new Promise((resolve, reject) => {
    let silence: NodeJS.Timeout | undefined
    let hasResult = false
    const settle = (finish: () => void) => {
      clearTimeout(silence)
      stopListening()
      finish()
    }
    const fail = (error: unknown) => settle(() => reject(error))
    const heard = () => {
      clearTimeout(silence)
      if (!plan.untilDone) return
      const why = `silent for ${deadlines.silenceMs / 1000} s`
      silence = setTimeout(() => fail(world.failure(why)), deadlines.silenceMs)
    }
    const stopListening = world.onMessage((message) => {
      heard()
      if (message.type === 'progress') plan.onProgress(message.text)
      if (message.type === 'result') {
        hasResult = true
        if (plan.untilDone) settle(() => resolve(message.json))
        else plan.onEnded(message.json)
      }
      if (message.type === 'clock') {
        relayClock({ world, server }, message.now, deadlines.clockMs).catch(fail)
      }
    })
    void world.ended.then((why) => {
      if (!hasResult) fail(world.failure(`${why} before its result`))
    })
    void server.ended.then((why) => fail(server.failure(why)))
    heard()
    world.tell({ ...ready, type: 'server' })
  })
}

async function relayClock(
  { world, server }: { readonly world: World; readonly server: Server },
  now: number,
  withinMs: number,
): Promise<void> {
  const caughtUp = server.expect('clock-done', withinMs)
  server.tell({ type: 'clock', now })
  const { now: reached } = await caughtUp
  world.tell({ type: 'clock-done', now: reached })
}

async function orStopped<T>(run: Promise<T>, stopped: AbortSignal): Promise<T | undefined> {
  // After a stop the programs end, and `run` fails for that reason: expected, so not reported.
  const quiet = run.catch((error: unknown) => {
    if (stopped.aborted) return undefined
    throw error
  })
  if (stopped.aborted) return undefined
  const stop = Promise.withResolvers<undefined>()
  const onStop = () => stop.resolve(undefined)
  stopped.addEventListener('abort', onStop, { once: true })
  try {
    return await Promise.race([quiet, stop.promise])
  } finally {
    stopped.removeEventListener('abort', onStop)
  }
}
