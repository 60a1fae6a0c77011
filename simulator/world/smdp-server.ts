// An SM-DP+ of the simulated world on the wire: HTTPS on a free port of this machine, in the
// world's virtual time, out of order at the hours that the scenario says. A request that comes again
// while time stands still is a repeat by somebody whose server died; it gets the same answer.

import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { formatPem } from '../pki/pem.ts'
import type { Credential } from '../pki/test-pki.ts'
import { answerRequest, type HttpResponse } from '../smdp/answer-request.ts'
import type { Smdp } from '../smdp/smdp.ts'
import type { Instant } from './timeline.ts'

export interface SmdpServerOptions {
  readonly smdp: Smdp
  readonly tls: Credential
  readonly now: () => Instant
  readonly entropy: (size: number) => Uint8Array
  readonly isOut: (now: Instant) => boolean
  readonly onOutage: () => void
}

export interface SmdpServer {
  /** `https://127.0.0.1:port`. */
  readonly url: string
  close(): void
}

const bodyMax = 1_000_000

/** Listens; resolves when requests may come. */
export async function serveSmdp(options: SmdpServerOptions): Promise<SmdpServer> {
  const { tls } = options
  const answered = answeringRepeats(options)
  const server = createServer({
    cert: formatPem('CERTIFICATE', tls.certificate),
    key: tls.key.handle.export({ format: 'pem', type: 'pkcs8' }),
    // Idle connections are never closed: the races of that are not what a seed decides.
    keepAliveTimeout: 0,
  })
  server.on('request', (request, response) => {
    readBody(request)
      .then((body) => answered(request, body))
      .then((answer) => write(response, answer))
      .catch((error: Error) => write(response, failure(error)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > bodyMax) throw new Error('the body is over 1 MB')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

const outage: HttpResponse = { status: 500, headers: {}, body: 'out of order' }

const failure = (error: Error): HttpResponse => ({
  status: 400,
  headers: { 'content-type': 'text/plain' },
  body: error.message,
})

function answeringRepeats(options: SmdpServerOptions) {
  const { smdp, now, entropy, isOut, onOutage } = options
  const given = new Map<string, HttpResponse>()
  let givenAt: Instant = 0
  return (request: IncomingMessage, body: string): HttpResponse => {
    const at = now()
    if (at !== givenAt) given.clear()
    givenAt = at
    const path = new URL(request.url ?? '/', 'https://smdp').pathname
    if (isOut(at)) {
      onOutage()
      return outage
    }
    const key = createHash('sha256').update(`${path}\n${body}`).digest('base64')
    const before = given.get(key)
    if (before) return before
    const { method = 'GET' } = request
    const asked = { method, path, headers: headersOf(request), body }
    const answer = answerRequest(smdp, asked, { now: at, entropy })
    given.set(key, answer)
    return answer
  }
}

const headersOf = (request: IncomingMessage): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, value?.toString()]),
  )

function write(response: ServerResponse, answer: HttpResponse): void {
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': Buffer.byteLength(answer.body),
  })
  response.end(answer.body)
}
