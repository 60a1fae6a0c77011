// One sandbox from the world's beginning to its end, the server behind the shim that kills it; what
// the programs print goes into a file beside their data.

import { appendFileSync, chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { conductSandbox, type SandboxResult } from '../../cli/sandbox/conductor.ts'

export interface SandboxWish {
  readonly name: string
  readonly work: string
  readonly devices: string
  readonly seed: string
  readonly scenario: string
  readonly kills: number
  /** Mean life of a server. */
  readonly everyMs: number
  readonly database?: string
  readonly say: (words: string) => void
}

export interface SandboxRun {
  readonly result: SandboxResult
  /** The exported log. */
  readonly log: string
  /** What Holdfast answered to the world, one exchange a line. */
  readonly record: string
}

/** Runs it to its end. Rejects when a program fails or no result comes. */
export async function runSandbox(wish: SandboxWish): Promise<SandboxRun> {
  const { name, work, kills, everyMs, database, seed, say } = wish
  const folder = join(work, name)
  mkdirSync(folder, { recursive: true })
  // The database may run under an account of its own, which must get there.
  for (const path of [work, folder]) chmodSync(path, 0o755)
  const log = join(work, `${name}.jsonl`)
  const record = join(work, `${name}-exchanges.jsonl`)
  Object.assign(process.env, {
    HOLDFAST_CRASH_KILLS: String(kills),
    HOLDFAST_CRASH_EVERY_MS: String(everyMs),
    HOLDFAST_CRASH_SEED: seed,
    HOLDFAST_CRASH_EXPORT: log,
    HOLDFAST_CRASH_RECORD: record,
    HOLDFAST_CRASH_DATABASE: database === undefined ? 'bundled' : 'server',
  })
  const result = await conductSandbox(
    {
      ...scriptsAndArgs(wish),
      folder,
      untilDone: true,
      onProgress: (words) => {
        if (!/ \d+ h: /.test(` ${words}`) || / \d*0 h: /.test(` ${words}`)) say(`${name}: ${words}`)
      },
      onLine: (program, line) => appendFileSync(join(folder, `${program}.log`), `${line}\n`),
      onEnded: () => undefined,
      stopped: new AbortController().signal,
      deadlines: { clockMs: 300_000, stopMs: 180_000 },
    },
    () => undefined,
  )
  if (!result) throw new Error('the sandbox gave no result')
  return { result, log, record }
}

function scriptsAndArgs({ devices, seed, scenario, database }: SandboxWish) {
  const anywhere = '127.0.0.1:0'
  return {
    serverScript: join(import.meta.dirname, 'mortal-server.ts'),
    worldScript: join(import.meta.dirname, 'recording-world.ts'),
    worldArgs: ['--devices', devices, '--seed', seed, '--scenario', scenario],
    serverArgs: [
      ...['--esipa-listen', anywhere, '--listen', anywhere],
      ...(database === undefined ? [] : ['--database', database]),
    ],
  }
}
