// Load for the bench: raw HTTP/1.1 over kept-alive TLS sockets. Rates are per second of the server
// process's CPU time (its threads that collect garbage included), so that it matters little what
// else the machine does.

import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'

export interface Served {
  readonly child: ChildProcess
  readonly port: number
}

/** Starts a server process of `serve.ts`. */
export async function serve(args: readonly string[]): Promise<Served> {
  const child = fork(join(import.meta.dirname, 'serve.ts'), [...args], {
    execPath: process.execPath,
    execArgv: ['--max-old-space-size=8000'],
  })
  const { port } = await answerOf<{ port: number }>(child)
  return { child, port }
}

function answerOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) =>
      reject(new Error(`the server process ended with ${code}`))
    child.once('exit', onExit)
    child.once('message', (message) => {
      child.off('exit', onExit)
      resolve(message as T)
    })
  })
}

export async function ask<T>(child: ChildProcess, question: string): Promise<T> {
  const answer = answerOf<T>(child)
  child.send(question)
  return answer
}

export function stop({ child }: Served): void {
  child.disconnect()
}

/** An empty poll as HTTP bytes. */
export function pollRequest(eid: string): Buffer {
  const body = Buffer.from(`BF4F125A10${eid}`, 'hex')
  const head =
    'POST /gsma/rsp2/asn1 HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: gsma-rsp-ipad\r\n' +
    'X-Admin-Protocol: gsma/rsp/v2.1.0\r\nContent-Type: application/x-gsma-rsp-asn1\r\n' +
    `Content-Length: ${body.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), body])
}

/** The next request, or nothing when all were sent. */
export type NextRequest = () => Buffer | undefined

export interface LoadResult {
  readonly answers: number
  /** Of the server's CPU time. */
  readonly perCpuSecond: number
  readonly perSecond: number
}

/** Kept-alive connections to one server, each with one request at a time on it. */
export class Devices {
  readonly #served: Served
  readonly #sockets: readonly TLSSocket[]

  private constructor(served: Served, sockets: readonly TLSSocket[]) {
    this.#served = served
    this.#sockets = sockets
  }

  static async connect(served: Served, count: number): Promise<Devices> {
    const opening = Array.from({ length: count }, () => open(served.port))
    return new Devices(served, await Promise.all(opening))
  }

  /** Sends requests until the time is over or there are none left. */
  async send(next: NextRequest, durationMs: number): Promise<LoadResult> {
    const { child } = this.#served
    const before = await ask<{ cpu: NodeJS.CpuUsage }>(child, 'cpu')
    const startedAt = performance.now()
    const until = startedAt + durationMs
    const counts = await Promise.all(this.#sockets.map((socket) => drive(socket, next, until)))
    const seconds = (performance.now() - startedAt) / 1000
    const after = await ask<{ cpu: NodeJS.CpuUsage }>(child, 'cpu')
    const cpu = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system
    const answers = counts.reduce((sum, count) => sum + count, 0)
    return { answers, perCpuSecond: answers / (cpu / 1e6), perSecond: answers / seconds }
  }

  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}

function open(port: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () =>
      resolve(socket),
    )
    socket.once('error', reject)
  })
}

/** One request at a time on this socket; counts answers with status 200. */
function drive(socket: TLSSocket, next: NextRequest, untilMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = 0
    let held = ''
    const leave = (): void => {
      socket.off('data', read)
      socket.off('close', lost)
      resolve(count)
    }
    const lost = (): void => reject(new Error('the server hung up'))
    const send = (): void => {
      const request = performance.now() < untilMs ? next() : undefined
      if (request) socket.write(request)
      else leave()
    }
    const read = (part: Buffer): void => {
      held += part.toString('latin1')
      const headEnd = held.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      const length = Number(/content-length: (\d+)/i.exec(held)?.[1] ?? 0)
      if (held.length < headEnd + 4 + length) return
      if (!held.startsWith('HTTP/1.1 200')) {
        reject(new Error(`answer: ${held.slice(0, 200)}`))
        return
      }
      held = ''
      count += 1
      send()
    }
    socket.on('data', read)
    socket.on('close', lost)
    send()
  })
}
