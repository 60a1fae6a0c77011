// `holdfast sandbox` (`npm start`): Holdfast with a simulated world around it. Live until Ctrl-C,
// or with --until-done to the end of the scenario, with the simulator's verdict as the last line.

import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { act, type Call, type Cli } from '../call.ts'
import { type ExitCode, exitCodes, Refused } from '../exit-code.ts'
import { scripts } from '../program-scripts.ts'
import { conductSandbox, type Ready, type SandboxResult } from '../sandbox/conductor.ts'
import { freePort } from '../sandbox/listen-port.ts'
import { judgeResult } from '../sandbox/verdict.ts'

interface SandboxOptions {
  readonly devices?: string
  readonly seed: string
  readonly speed?: string
  readonly hours?: string
  readonly scenario?: string
  readonly untilDone?: boolean
  readonly listen?: string
  readonly database?: string
  readonly dataDir?: string
  readonly verbose?: boolean
}

const usualPort = 8080
/** Fast enough to see a swap within a minute, slow enough to watch it. */
const liveSpeed = '300'

/** What a sandbox writes is thrown away, so by default its database does not wait for the disk. */
const usualDatabase = 'scratch'
const databaseWords =
  'postgres://…, memory, bundled, or scratch: bundled without waiting for the disk (default)'

export function sandboxCommand(cli: Cli): Command {
  return new Command('sandbox')
    .description('run Holdfast with simulated devices, SM-DP+ and operators around it')
    .option('--devices <n>', 'simulated devices (default: what the scenario is for)')
    .option('--seed <n>', 'the same seed gives the same world', '1')
    .option(
      '--speed <x>',
      `simulated seconds per second (default: ${liveSpeed}; --until-done: no limit)`,
    )
    .option('--hours <h>', 'end after so many simulated hours')
    .option('--scenario <name>', 'what happens in the world')
    .option('--until-done', 'end by itself when the scenario is over; last line is the result')
    .option('--listen <host:port>', `console and API (default: 127.0.0.1:${usualPort} if free)`)
    .option('--database <url>', databaseWords)
    .option('--data-dir <dir>', 'an empty folder to keep everything in (default: removed at end)')
    .option('--verbose', 'show what the programs print')
    .action(act<SandboxOptions>(cli, runSandbox))
}

async function runSandbox(call: Call<SandboxOptions>): Promise<ExitCode> {
  const { options, terminal } = call
  const folder = folderOf(options)
  const stopper = new AbortController()
  const stop = () => {
    // The second time the person means it: leaving ends the programs at once.
    if (stopper.signal.aborted) process.exit(exitCodes.failed)
    stopper.abort(new Error('stopped'))
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  if ((options.database ?? usualDatabase) === usualDatabase) {
    call.remark('its PostgreSQL does not wait for the disk (--database bundled does)')
  }
  try {
    const result = await conductSandbox(
      {
        ...scripts,
        folder: folder.path,
        worldArgs: worldArgs(options),
        serverArgs: await serverArgs(options),
        untilDone: options.untilDone === true,
        stopped: stopper.signal,
        onProgress: progressShower(call),
        onEnded: (result) => {
          call.remark('\nthe scenario is over and the clock stands still; Ctrl-C ends the server')
          terminal.out(`${JSON.stringify(result)}\n`)
        },
        onLine: (program, line) => {
          if (options.verbose) terminal.err(`${program}: ${line}\n`)
        },
      },
      (ready) => announce(call, ready),
    )
    return concluded(call, result)
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
    if (folder.isOurs) rmSync(folder.path, { recursive: true, force: true })
  }
}

function concluded(call: Call<SandboxOptions>, result: SandboxResult | undefined): ExitCode {
  if (result === undefined) {
    call.remark('stopped')
    return call.options.untilDone ? exitCodes.failed : exitCodes.done
  }
  const failing = judgeResult(result)
  if (failing !== undefined) call.remark(`not good: ${failing}`)
  call.terminal.out(`${JSON.stringify(result)}\n`)
  return failing === undefined ? exitCodes.done : exitCodes.failed
}

function announce({ options, terminal }: Call<SandboxOptions>, ready: Ready): void {
  const { apiUrl, esipaUrl, adminToken } = ready
  const text = [
    '',
    `  console   ${apiUrl}/#token=${encodeURIComponent(adminToken)}`,
    `  login     ${adminToken}`,
    `  ESipa     ${esipaUrl}`,
    `  CLI       HOLDFAST_URL=${apiUrl} HOLDFAST_TOKEN=${adminToken} npx holdfast devices`,
    '',
  ]
  if (options.untilDone) return
  if (options.json) terminal.out(`${JSON.stringify({ apiUrl, esipaUrl, adminToken })}\n`)
  const write = options.json ? terminal.err : terminal.out
  write(
    `${text.join('\n')}\n  The devices are simulated and the clock is not yours. Ctrl-C ends it.\n\n`,
  )
}

/** Progress on standard error: one rewritten line for a person, else a line every two seconds. */
function progressShower({ terminal }: Call<SandboxOptions>): (text: string) => void {
  let shownAt = Number.NEGATIVE_INFINITY
  return (text) => {
    if (terminal.isInteractive) {
      terminal.err(`\r${text}\u001b[K`)
      return
    }
    if (terminal.now() - shownAt < 2000) return
    shownAt = terminal.now()
    terminal.err(`${text}\n`)
  }
}

function worldArgs(options: SandboxOptions): readonly string[] {
  const names = ['devices', 'seed', 'speed', 'hours', 'scenario'] as const
  const given = options.untilDone ? options : { speed: liveSpeed, ...options }
  return names.flatMap((name) => {
    const value = given[name]
    if (value === undefined) return []
    if (name !== 'scenario' && !/^\d+(\.\d+)?$/.test(value)) {
      throw new Refused('bad-option', `--${name} takes a number, not ${value}`)
    }
    return [`--${name}`, value]
  })
}

async function serverArgs(options: SandboxOptions): Promise<readonly string[]> {
  const port = options.untilDone ? 0 : await freePort(usualPort)
  return [
    '--listen',
    options.listen ?? `127.0.0.1:${port}`,
    '--esipa-listen',
    '127.0.0.1:0',
    ...['--database', options.database ?? usualDatabase],
  ]
}

function folderOf({ dataDir }: SandboxOptions): {
  readonly path: string
  readonly isOurs: boolean
} {
  if (dataDir === undefined) {
    const path = mkdtempSync(join(tmpdir(), 'holdfast-sandbox-'))
    // The bundled database runs as another user when started by root, and must get through.
    chmodSync(path, 0o711)
    return { path, isOurs: true }
  }
  const path = resolve(dataDir)
  mkdirSync(path, { recursive: true })
  if (readdirSync(path).length > 0) {
    const why = `${path} is not empty, and a world cannot be continued`
    throw new Refused('folder-not-empty', why, 'give an empty folder')
  }
  return { path, isOurs: false }
}
