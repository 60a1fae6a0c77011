// Runs lpac as a child with both its drivers on stdin and stdout: its APDUs go to the card, its HTTP
// to the network, or to one server of the caller's whatever host it names.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { LiveCard } from './live-card.ts'
import { answerCardCall, formatHttpAnswer, parseLpacLine } from './lpac-line.ts'

export interface LpacRun {
  readonly path: string
  readonly args: readonly string[]
  /** Base URL that every https://HOST/… is sent to instead. */
  readonly smdpUrl?: string | undefined
  readonly onHttp?: (exchange: HttpExchange) => void
  /** Lines of progress and whatever else lpac prints before its last line. */
  readonly onLine?: (line: string) => void
}

export interface HttpExchange {
  readonly url: string
  readonly request: string
  readonly status: number
  readonly response: string
}

export interface LpacEnd {
  /** Null when a signal ended it. */
  readonly exitStatus: number | null
  /** lpac's own last line. */
  readonly result: string | undefined
}

const httpTimeoutMs = 60_000

/** Ends when lpac does. */
export async function runLpac(card: LiveCard, run: LpacRun): Promise<LpacEnd> {
  const child = spawn(run.path, [...run.args], {
    env: { ...process.env, LPAC_APDU: 'stdio', LPAC_HTTP: 'stdio' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) => reject(new Error(`${run.path} cannot be started`, { cause })))
    child.once('close', (status) => resolve(status))
  })
  child.stdin.on('error', () => child.stdin.destroy())
  let result: string | undefined
  const reading = (async () => {
    for await (const text of createInterface({ input: child.stdout })) {
      const line = parseLpacLine(text)
      if (line?.kind === 'card') {
        child.stdin.write(`${answerCardCall(card, line.call, line.parameter)}\n`)
      } else if (line?.kind === 'http') {
        child.stdin.write(`${await answerHttp(run, line)}\n`)
      } else if (line?.kind === 'end') result = text
      else run.onLine?.(text)
    }
  })()
  const [exitStatus] = await Promise.all([ended, reading])
  return { exitStatus, result }
}

/** A failed exchange is status 0, which lpac reports as its own error. */
async function answerHttp(
  run: LpacRun,
  asked: {
    readonly url: string
    readonly body: Uint8Array
    readonly headers: Readonly<Record<string, string>>
  },
): Promise<string> {
  const target = run.smdpUrl ? withBase(asked.url, run.smdpUrl) : asked.url
  try {
    const response = await fetch(target, {
      method: 'POST',
      headers: asked.headers,
      body: new Uint8Array(asked.body),
      signal: AbortSignal.timeout(httpTimeoutMs),
    })
    const body = new Uint8Array(await response.arrayBuffer())
    run.onHttp?.({
      url: asked.url,
      request: new TextDecoder().decode(asked.body),
      status: response.status,
      response: new TextDecoder().decode(body),
    })
    return formatHttpAnswer(response.status, body)
  } catch (cause) {
    run.onLine?.(`${target} cannot be reached: ${(cause as Error).message}`)
    return formatHttpAnswer(0, new Uint8Array(0))
  }
}

function withBase(url: string, base: string): string {
  const { pathname, search } = new URL(url)
  return `${base.replace(/\/+$/, '')}${pathname}${search}`
}
