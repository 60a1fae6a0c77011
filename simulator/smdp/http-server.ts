// The sandbox SM-DP+ on a socket, plain HTTP or TLS, with both its bindings behind it. A body over a
// limit or a slow one ends the request. SGP.22 §6.4.

import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { HttpRequest, HttpResponse } from './answer-request.ts'
import { answerRequest } from './answer-request.ts'
import { answerMessage } from './asn1-binding.ts'
import type { Entropy, Smdp } from './smdp.ts'

export interface ServeSmdp {
  readonly smdp: Smdp
  readonly host?: string
  /** 0 takes a free one. */
  readonly port?: number
  /** PEM texts; without them plain HTTP is spoken. */
  readonly tls?: { readonly certificate: string; readonly key: string }
  readonly clock: () => number
  readonly entropy: Entropy
  /** Hears of every exchange, after the answer was made. */
  readonly onExchange?: (request: HttpRequest, response: HttpResponse) => void
}

export interface ServedSmdp {
  /** Without a slash at the end. */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

const bodyMax = 1024 * 1024
const requestTimeoutMs = 30_000

/** Listens until closed. */
export async function serveSmdp(wanted: ServeSmdp): Promise<ServedSmdp> {
  const { host = '127.0.0.1', port = 0, tls } = wanted
  const listener: RequestListener = (request, response) => void answer(wanted, request, response)
  const server = tls
    ? createTlsServer({ cert: tls.certificate, key: tls.key }, listener)
    : createServer(listener)
  server.requestTimeout = requestTimeoutMs
  server.headersTimeout = requestTimeoutMs
  await listen(server, port, host)
  const bound = server.address() as AddressInfo
  const url = `${tls ? 'https' : 'http'}://${host}:${bound.port}`
  return { url, port: bound.port, close: () => close(server) }
}

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

async function answer(
  wanted: ServeSmdp,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(message)
  if (body === undefined) {
    response.writeHead(413, { connection: 'close' }).end()
    return
  }
  if (isMessage(message)) {
    answerBinary(wanted, body, response)
    return
  }
  const request: HttpRequest = {
    method: message.method ?? '',
    path: (message.url ?? '').replace(/\?.*$/, ''),
    headers: singleHeaders(message),
    body: new TextDecoder().decode(body),
  }
  const said = answerRequest(wanted.smdp, request, {
    now: wanted.clock(),
    entropy: wanted.entropy,
  })
  wanted.onExchange?.(request, said)
  response.writeHead(said.status, said.headers).end(said.body)
}

const binaryPath = '/gsma/rsp2/asn1'
const binaryType = 'application/x-gsma-rsp-asn1'

const isMessage = (message: IncomingMessage): boolean =>
  message.method === 'POST' &&
  (message.url ?? '').startsWith(binaryPath) &&
  (message.headers['content-type'] ?? '').toLowerCase().startsWith(binaryType)

/** The ASN.1 binding: 204 where there is nothing to say, 400 for what is no message. */
function answerBinary(wanted: ServeSmdp, body: Uint8Array, response: ServerResponse): void {
  const world = { now: wanted.clock(), entropy: wanted.entropy }
  const said = answerMessage(wanted.smdp, body, world)
  if (said.kind === 'unreadable') {
    response.writeHead(400, { 'content-type': 'text/plain' }).end(`${said.why}\n`)
    return
  }
  if (!said.bytes) {
    response.writeHead(204).end()
    return
  }
  response.writeHead(200, { 'content-type': binaryType }).end(said.bytes)
}

/** Undefined when it is longer than allowed or breaks off. */
async function readBody(message: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(message.headers['content-length'] ?? 0) > bodyMax) return undefined
  let size = 0
  message.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > bodyMax) message.destroy()
  })
  try {
    return new Uint8Array(await buffer(message))
  } catch {
    return undefined
  }
}

const singleHeaders = (message: IncomingMessage): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  )
