// One process that runs storms, one at a time. A process that dies over a storm, or says nothing
// for longer than any storm lasts, is told as that storm's failure, and a new one takes its place.

import { type ChildProcess, fork } from 'node:child_process'
import type { FromProcess, ToProcess } from './storm-process.ts'

export interface RunnerOptions {
  /** The module that the process runs. */
  readonly module?: URL
  /** A process that is silent for so long has hung. */
  readonly silentMaxMs?: number
}

/** What a dead process said last, as much as fits on a page. */
const keptOfStderr = 4_000
const hangsAfterMs = 15 * 60_000

interface Running {
  readonly child: ChildProcess
  /** Resolves when it is dead and everything that it said is read. */
  readonly death: Promise<string>
}

export class StormRunner {
  readonly #module: URL
  readonly #silentMaxMs: number
  #running: Running | undefined

  constructor(options: RunnerOptions = {}) {
    this.#module = options.module ?? new URL('./storm-process.ts', import.meta.url)
    this.#silentMaxMs = options.silentMaxMs ?? hangsAfterMs
  }

  /** The answer to one task; `broke` when the process died over it. Never rejects. */
  async ask(message: ToProcess): Promise<FromProcess> {
    this.#running ??= start(this.#module)
    const { child, death } = this.#running
    const minutes = message.kind === 'shrink' ? message.minutes : 0
    let deadline: NodeJS.Timeout | undefined
    let listener: ((answer: FromProcess) => void) | undefined
    const answer = new Promise<FromProcess>((resolve) => {
      listener = (told) => {
        if (told.kind !== 'ready') resolve(told)
      }
      child.on('message', listener)
      deadline = setTimeout(() => child.kill('SIGKILL'), this.#silentMaxMs + minutes * 60_000)
    })
    const broken = death.then((why): FromProcess => {
      this.#running = undefined
      return { kind: 'broke', seed: message.task.seed, why }
    })
    // A channel that closed under the message is told by the death of the process.
    child.send(message, () => undefined)
    try {
      return await Promise.race([answer, broken])
    } finally {
      clearTimeout(deadline)
      if (listener) child.off('message', listener)
    }
  }

  end(): void {
    const child = this.#running?.child
    if (child?.connected) child.disconnect()
  }
}

function start(module: URL): Running {
  const child = fork(module, { stdio: ['ignore', 'inherit', 'pipe', 'ipc'] })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-keptOfStderr)
  })
  const death = new Promise<string>((resolve) => {
    child.on('error', (cause) => resolve(`its process could not be reached: ${cause.message}`))
    child.on('close', (code, signal) =>
      resolve(`its process ended with ${signal ?? code}\n${said}`.trimEnd()),
    )
  })
  return { child, death }
}
