// Load for the bench: raw HTTP/1.1 over kept-alive TLS sockets with a little pipelining, so that the
// server and not this process is what is measured. Rates are per second of the server's CPU time.

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

export interface Load {
  readonly served: Served
  readonly sockets: number
  /** The next request, or nothing when all were sent. */
  readonly next: () => Buffer | undefined
  readonly durationMs: number
}

export interface LoadResult {
  readonly answers: number
  readonly perCpuSecond: number
  readonly perSecond: number
}

/** Sends requests until the time is over or there are none left. */
export async function load({ served, sockets, next, durationMs }: Load): Promise<LoadResult> {
  const opened = await Promise.all(Array.from({ length: sockets }, () => open(served.port)))
  const before = await ask<{ cpu: NodeJS.CpuUsage }>(served.child, 'cpu')
  const startedAt = performance.now()
  const counts = await Promise.all(
    opened.map((socket) => drive(socket, next, startedAt + durationMs)),
  )
  const seconds = (performance.now() - startedAt) / 1000
  const after = await ask<{ cpu: NodeJS.CpuUsage }>(served.child, 'cpu')
  const cpu = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system
  for (const socket of opened) socket.destroy()
  const answers = counts.reduce((sum, count) => sum + count, 0)
  return { answers, perCpuSecond: answers / (cpu / 1e6), perSecond: answers / seconds }
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
function drive(
  socket: TLSSocket,
  next: () => Buffer | undefined,
  untilMs: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = 0
    let held = ''
    const send = (): void => {
      const request = performance.now() < untilMs ? next() : undefined
      if (request) socket.write(request)
      else resolve(count)
    }
    socket.on('data', (part) => {
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
    })
    socket.on('close', () => resolve(count))
    send()
  })
}
