// One program of the sandbox as a child process: its messages, its last words, and its end. A child
// never outlives the conductor, and no wait for it is without a deadline.

import { type ChildProcess, fork } from 'node:child_process'

export interface ProgramPlan {
  /** For people: "server", "world". */
  readonly name: string
  readonly script: string
  readonly args: readonly string[]
  /** Every line that the program prints. */
  readonly onLine: (line: string) => void
}

const lastLinesMax = 40

/** A running program; `parse` decides which messages are its own. */
export class Program<Message extends { readonly type: string }> {
  readonly name: string
  readonly #child: ChildProcess
  readonly #lastLines: string[] = []
  readonly #listeners = new Set<(message: Message) => void>()
  readonly #endListeners = new Set<(why: string) => void>()
  /** Resolves with why it ended. */
  readonly ended: Promise<string>
  #endedWhy: string | undefined

  constructor(plan: ProgramPlan, parse: (message: unknown) => Message | undefined) {
    this.name = plan.name
    this.#child = fork(plan.script, [...plan.args], {
      execPath: process.execPath,
      // A group of its own: Ctrl-C reaches the conductor only, which then stops things in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    this.ended = this.#watchEnd()
    this.#child.on('message', (raw) => {
      const message = parse(raw)
      if (message === undefined) plan.onLine(`not understood: ${JSON.stringify(raw).slice(0, 200)}`)
      else for (const listener of this.#listeners) listener(message)
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream !== null) eachLine(stream, (line) => this.#keep(line, plan.onLine))
    }
  }

  /** Calls `listener` for every message from now on; returns a stop. */
  onMessage(listener: (message: Message) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(message: object): void {
    if (this.#endedWhy !== undefined || !this.#child.connected) return
    this.#child.send(message, (cause) => {
      if (cause !== null) this.#keep(`cannot be told: ${cause.message}`, () => undefined)
    })
  }

  /** The next message of this type; rejects at the deadline or when the program ends. */
  expect<Type extends Message['type']>(
    type: Type,
    withinMs: number,
  ): Promise<Extract<Message, { type: Type }>> {
    return new Promise((resolve, reject) => {
      const done = () => {
        stop()
        this.#endListeners.delete(onEnd)
        clearTimeout(timer)
      }
      const stop = this.onMessage((message) => {
        if (message.type !== type) return
        done()
        // The comparison above is what makes it this type.
        resolve(message as Extract<Message, { type: Type }>)
      })
      const fail = (why: string) => {
        done()
        reject(new Error(`${this.name}: ${why}${this.#lastWords()}`))
      }
      const timer = setTimeout(() => fail(`no ${type} within ${withinMs / 1000} s`), withinMs)
      const onEnd = (why: string) => fail(`${why} before it said ${type}`)
      if (this.#endedWhy === undefined) this.#endListeners.add(onEnd)
      else onEnd(this.#endedWhy)
    })
  }

  /** An error that carries what the program printed last. */
  failure(why: string): Error {
    return new Error(`${this.name}: ${why}${this.#lastWords()}`)
  }

  /** Asks it to end, then ends it. */
  async stop(withinMs: number): Promise<void> {
    if (this.#endedWhy !== undefined) return
    this.#child.kill('SIGTERM')
    const timer = setTimeout(() => this.kill(), withinMs)
    await this.ended
    clearTimeout(timer)
  }

  /** Ends it at once, with what it started itself. */
  kill(): void {
    const { pid } = this.#child
    if (this.#endedWhy !== undefined || pid === undefined) return
    try {
      process.kill(-pid, 'SIGKILL')
    } catch (cause) {
      // The group may be gone already; then there is nothing left to end.
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')) throw cause
    }
  }

  #watchEnd(): Promise<string> {
    return new Promise((resolve) => {
      const over = (why: string) => {
        this.#endedWhy ??= why
        for (const listener of this.#endListeners) listener(why)
        this.#endListeners.clear()
        resolve(why)
      }
      this.#child.on('error', (cause) => over(`could not run: ${cause.message}`))
      // `close`, not `exit`: by then all that it printed has arrived. What it said over IPC has
      // arrived when the channel is closed too.
      this.#child.once('close', (code, signal) => {
        const why = `ended with ${signal ?? `code ${code}`}`
        if (this.#child.connected) this.#child.once('disconnect', () => over(why))
        else over(why)
      })
    })
  }

  #keep(line: string, onLine: (line: string) => void): void {
    this.#lastLines.push(line)
    if (this.#lastLines.length > lastLinesMax) this.#lastLines.shift()
    onLine(line)
  }

  #lastWords(): string {
    if (this.#lastLines.length === 0) return ''
    return `\nits last lines:\n${this.#lastLines.map((line) => `  ${line}`).join('\n')}`
  }
}

function eachLine(stream: NodeJS.ReadableStream, take: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = (lines.pop() ?? '').slice(-10_000)
    for (const line of lines) take(line)
  })
  stream.on('end', () => {
    if (rest !== '') take(rest)
  })
}
