// The device endpoint's sockets: TLS, limits, bodies. It knows nothing of messages: a head is
// judged, a body gathered, and the answer of `answer` written. Slow devices are normal (a result of
// 700 octets takes 20 s on a bad narrow-band link); slow attackers meet the limits below.

import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TlsIdentity } from '../keys/tls-identity.ts'
import { StoreError } from '../store/store-error.ts'
import { ConnectionCard } from './connection-card.ts'
import { HerdGate } from './herd-gate.ts'
import { comeBack, type HttpAnswer, problem, tooBusy } from './http-answer.ts'
import { type Admission, admitHead, ownAdminProtocol } from './request-head.ts'

export interface ListenerLimits {
  readonly bodyOctetsMax: number
  readonly connectionsMax: number
  /** Requests whose answer is being worked out. */
  readonly answersMax: number
  readonly handshakeMs: number
  readonly headMs: number
  readonly requestMs: number
  readonly keepAliveMs: number
  /** How often the times above are looked at. */
  readonly checkEveryMs: number
}

export const usualLimits: ListenerLimits = {
  bodyOctetsMax: 262_144,
  connectionsMax: 20_000,
  answersMax: 2_000,
  handshakeMs: 60_000,
  headMs: 30_000,
  requestMs: 180_000,
  keepAliveMs: 65_000,
  checkEveryMs: 5_000,
}

/** A whole request, as the rest of the server sees it. */
export interface EsipaRequest {
  readonly admission: Exclude<Admission, { kind: 'refused' }>
  readonly userAgent: string | undefined
  readonly body: Uint8Array
  readonly connection: ConnectionCard
  /** Whether the request waited long and its client hung up: nobody wants the answer. */
  readonly isGone: () => boolean
}

export interface ListenerCounters {
  requests: number
  refused: number
  tooBusy: number
  tooLarge: number
  failed: number
  droppedConnections: number
}

export interface EsipaListener {
  readonly url: string
  readonly port: number
  readonly counters: Readonly<ListenerCounters>
  /** New connections get this identity; present ones go on. */
  renewTls(tls: TlsIdentity): void
  /** Stops taking requests and waits for those at work, at most `graceMs`. */
  close(graceMs?: number): Promise<void>
}

export interface ListenerWish {
  readonly host: string
  readonly port: number
  readonly tls: TlsIdentity
  readonly limits?: Partial<ListenerLimits>
  readonly answer: (request: EsipaRequest) => HttpAnswer | Promise<HttpAnswer>
  readonly onFailure: (cause: unknown) => void
  /**
   * Where the key of session tickets is kept over a restart: devices that come back together after
   * one resume instead of shaking hands anew. A new key each time without it.
   */
  readonly ticketKey?: () => Buffer
}

/** Before that, a client that hung up may only have lost the answer on its way. */
const goneAfterMs = 4_000
const drainMs = 5_000
const drainOctetsMax = 4_194_304
/** Longer bodies are not worth a copy. */
const textOctetsMax = 1_024
const ticketKeyOctets = 48
const ticketLifeSeconds = 86_400
const ticketLookMs = 60_000

/** Opens the endpoint. Rejects when the address cannot be listened on. */
export function listenEsipa(wish: ListenerWish): Promise<EsipaListener> {
  const limits = { ...usualLimits, ...wish.limits }
  const counters = newCounters()
  const ticketKey = wish.ticketKey ?? (() => randomBytes(ticketKeyOctets))
  const desk: Desk = {
    wish,
    limits,
    counters,
    herd: new HerdGate(),
    connections: new WeakMap(),
    atWork: 0,
  }
  const server = createServer(
    {
      cert: wish.tls.certificate,
      key: wish.tls.privateKey,
      minVersion: 'TLSv1.2',
      honorCipherOrder: true,
      ticketKeys: ticketKey(),
      sessionTimeout: ticketLifeSeconds,
      handshakeTimeout: limits.handshakeMs,
      headersTimeout: limits.headMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: limits.checkEveryMs,
      maxHeaderSize: 8192,
      noDelay: true,
    },
    (req, res) => receive({ desk, req, res }),
  )
  server.maxConnections = limits.connectionsMax
  server.on('drop', () => {
    counters.droppedConnections++
    server.closeIdleConnections()
  })
  const rotation = setInterval(
    () => server.setTicketKeys(ticketKey()),
    wish.ticketKey ? ticketLookMs : ticketLifeSeconds * 1000,
  ).unref()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(wish.port, wish.host, () => {
      server.off('error', reject)
      server.on('error', wish.onFailure)
      resolve(opened(desk, server, rotation))
    })
  })
}

interface Desk {
  readonly wish: ListenerWish
  readonly limits: ListenerLimits
  readonly counters: ListenerCounters
  readonly herd: HerdGate
  readonly connections: WeakMap<object, ConnectionCard>
  atWork: number
}

const newCounters = (): ListenerCounters => ({
  requests: 0,
  refused: 0,
  tooBusy: 0,
  tooLarge: 0,
  failed: 0,
  droppedConnections: 0,
})

function opened(desk: Desk, server: Server, rotation: NodeJS.Timeout): EsipaListener {
  const { port } = server.address() as AddressInfo
  const { host } = desk.wish
  const name = host.includes(':') ? `[${host}]` : host
  return {
    url: `https://${name}:${port}`,
    port,
    counters: desk.counters,
    renewTls: (tls) => server.setSecureContext({ cert: tls.certificate, key: tls.privateKey }),
    close(graceMs = 5_000) {
      clearInterval(rotation)
      return new Promise((resolve) => {
        const late = setTimeout(() => server.closeAllConnections(), graceMs)
        server.close(() => {
          clearTimeout(late)
          resolve()
        })
        server.closeIdleConnections()
      })
    },
  }
}

interface Exchange {
  readonly desk: Desk
  readonly req: IncomingMessage
  readonly res: ServerResponse
}

function receive(exchange: Exchange): void {
  const { desk, req } = exchange
  const { headers } = req
  desk.counters.requests++
  const admission = admitHead({
    method: req.method ?? '',
    path: req.url ?? '',
    contentType: headers['content-type'],
    adminProtocol: headers['x-admin-protocol'] as string | undefined,
  })
  if (admission.kind === 'refused') {
    desk.counters.refused++
    refuse(exchange, admission.answer)
  } else if (Number(headers['content-length'] ?? 0) > desk.limits.bodyOctetsMax) {
    refuseTooLarge(exchange)
  } else {
    gatherBody(exchange, (body) => answerWhole(exchange, admission, body))
  }
}

function gatherBody(exchange: Exchange, whole: (body: Uint8Array) => void): void {
  const { desk, req, res } = exchange
  const parts: Buffer[] = []
  let size = 0
  req.on('data', (part: Buffer) => {
    size += part.length
    if (size <= desk.limits.bodyOctetsMax) {
      parts.push(part)
    } else if (!res.headersSent) {
      parts.length = 0
      refuseTooLarge(exchange)
    }
  })
  req.on('end', () => {
    if (res.headersSent) return
    whole(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts, size))
  })
}

function refuseTooLarge(exchange: Exchange): void {
  const { counters, limits } = exchange.desk
  counters.tooLarge++
  const detail = `a request may have at most ${limits.bodyOctetsMax} octets`
  refuse(exchange, problem(413, 'Request too large', { detail }))
}

/**
 * Answers before the body has come in. The rest of it is read and thrown away for a while, because
 * a connection closed under a client that still writes would take the answer with it.
 */
function refuse({ req, res }: Exchange, answer: HttpAnswer): void {
  res.shouldKeepAlive = false
  writeHead(res, answer)
  res.write(answer.body ?? '')
  const late = setTimeout(() => req.destroy(), drainMs)
  let drained = 0
  req.on('data', (part: Buffer) => {
    drained += part.length
    if (drained > drainOctetsMax) req.destroy()
  })
  req.once('end', () => res.end())
  req.once('close', () => clearTimeout(late))
}

function answerWhole(
  { desk, req, res }: Exchange,
  admission: EsipaRequest['admission'],
  body: Uint8Array,
): void {
  const turn = judgeLoad(desk, body)
  if (turn.kind === 'come-back') {
    desk.counters.tooBusy++
    write(res, comeBack(turn.afterSeconds))
    return
  }
  try {
    const userAgent = req.headers['user-agent']
    const begun = performance.now()
    const isGone = () => res.destroyed && performance.now() - begun > goneAfterMs
    const connection = connectionOf(desk, req)
    const answer = desk.wish.answer({ admission, userAgent, body, connection, isGone })
    if (!(answer instanceof Promise)) {
      write(res, answer)
      return
    }
    desk.atWork++
    answer
      .then((later) => write(res, later))
      .catch((cause) => fail(desk, res, cause))
      .finally(() => desk.atWork--)
  } catch (cause) {
    fail(desk, res, cause)
  }
}

/** Full is what is being worked on, against how much may be. */
const judgeLoad = ({ herd, atWork, limits }: Desk, body: Uint8Array) =>
  herd.judge({
    body,
    fullness: atWork / limits.answersMax,
    now: performance.now(),
    chance: atWork === 0 ? 0 : (randomBytes(1)[0] as number) / 256,
  })

function connectionOf({ connections }: Desk, { socket }: IncomingMessage): ConnectionCard {
  const known = connections.get(socket)
  if (known) return known
  const fresh = new ConnectionCard()
  connections.set(socket, fresh)
  return fresh
}

/** What the store cannot do now, the device can ask later; anything else is a fault of ours. */
function fail(desk: Desk, res: ServerResponse, cause: unknown): void {
  if (cause instanceof StoreError) {
    desk.counters.tooBusy++
    write(res, tooBusy((randomBytes(1)[0] as number) / 256))
    return
  }
  desk.counters.failed++
  desk.wish.onFailure(cause)
  write(res, problem(500, 'Internal failure', { detail: 'try again later' }))
}

function write(res: ServerResponse, answer: HttpAnswer): void {
  if (res.headersSent || res.destroyed) return
  writeHead(res, answer)
  const { body } = answer
  if (!body || body.length > textOctetsMax) res.end(body)
  else res.end(textOf(body), 'latin1')
}

/** A short body as text, an octet a character: so head and body leave in one piece, not in two. */
function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1')
}

function writeHead(res: ServerResponse, answer: HttpAnswer): void {
  const asked = answer.status < 300 ? res.req.headers['x-admin-protocol'] : undefined
  const head: string[] = ['x-admin-protocol', (asked as string | undefined) ?? ownAdminProtocol]
  if (answer.contentType) head.push('content-type', answer.contentType)
  if (answer.status !== 204) head.push('content-length', String(answer.body?.length ?? 0))
  for (const [name, value] of Object.entries(answer.headers ?? {})) head.push(name, value)
  res.writeHead(answer.status, head)
}
