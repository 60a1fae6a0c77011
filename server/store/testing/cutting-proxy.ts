// A proxy between a store and its PostgreSQL that cuts a connection at a chosen place. It reads the
// frames of both directions (PostgreSQL's documentation, "Message Formats") and counts requests: a
// request is what the server answers with one ReadyForQuery, that is a start, a simple query, or
// the parts of a statement up to their Sync.

import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import type { PostgresAddress } from '../postgres-connection.ts'

/**
 * `unsent`: the request's last frame does not reach the server, those before it do. `unanswered`:
 * the server has done it, its answer does not come. `together`: its answer, the server's goodbye
 * and the end come in one piece, as they do to a process that was busy meanwhile. `late`: the
 * client hears of the end at once, while the server still does this and what came with it.
 * `refused`: nothing is cut, but the server cancels this one request, as an administrator can.
 */
export type CutKind = 'unsent' | 'unanswered' | 'together' | 'late' | 'refused'
export const cutKinds: readonly CutKind[] = ['unsent', 'unanswered', 'together', 'late', 'refused']

export interface Cut {
  readonly kind: CutKind
  /** Of the requests on all connections from now on, from 1. */
  readonly number: number
}

interface Plan extends Cut {
  asked: number
  /** Resolves when the server has ended what was cut; absent until then. */
  ended?: Promise<unknown>
  cutNow?: () => void
}

interface Frame {
  /** Absent: the start of a connection. */
  readonly type?: string
  readonly bytes: Buffer
}

export class CuttingProxy {
  readonly address: PostgresAddress
  readonly #stop: () => Promise<void>
  readonly #connections: Set<Socket>
  readonly #state: { plan: Plan | undefined; isGone: boolean }

  private constructor(
    address: PostgresAddress,
    connections: Set<Socket>,
    own: Pick<Opening, 'state' | 'stop'>,
  ) {
    this.address = address
    this.#connections = connections
    this.#state = own.state
    this.#stop = own.stop
  }

  /** Listens for clients of this database, the way that it does itself: a socket file, or TCP. */
  static async open(address: PostgresAddress): Promise<CuttingProxy> {
    const state: Opening['state'] = { plan: undefined, isGone: false }
    const connections = new Set<Socket>()
    const server = createServer((client) => {
      client.on('error', () => undefined)
      if (state.isGone) return void client.destroy()
      connections.add(client)
      client.on('close', () => connections.delete(client))
      new Pair(client, upstreamOf(address), () => state.plan)
    })
    const listening = (where: string | number) =>
      new Promise<void>((resolve) => {
        if (typeof where === 'string') server.listen(where, resolve)
        else server.listen(where, '127.0.0.1', resolve)
      })
    const folder = await mkdtemp('/tmp/holdfast-cut-')
    const stop = async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const client of connections) client.destroy()
      await closed
      await rm(folder, { recursive: true, force: true })
    }
    if (typeof address !== 'string' && address.host.startsWith('/')) {
      await listening(join(folder, '.s.PGSQL.1'))
      return new CuttingProxy({ ...address, host: folder, port: 1 }, connections, { state, stop })
    }
    await listening(0)
    const { port } = server.address() as AddressInfo
    return new CuttingProxy(withPort(address, port), connections, { state, stop })
  }

  /** Cuts there, once. */
  arm(cut: Cut): void {
    this.#state.plan = { ...cut, asked: 0 }
  }

  /** Cuts no more; whether it did. What the server was at has ended then. */
  async disarm(): Promise<boolean> {
    const { plan } = this.#state
    this.#state.plan = undefined
    if (!plan?.ended) plan?.cutNow?.()
    await plan?.ended
    return plan?.ended !== undefined
  }

  /** Ends every connection and takes none until `comeBack`. */
  goAway(): void {
    this.#state.isGone = true
    for (const client of this.#connections) client.destroy()
  }

  /** Carries nothing more on the present connections, and ends none. */
  fallSilent(): void {
    for (const client of this.#connections) client.pause()
  }

  comeBack(): void {
    this.#state.isGone = false
  }

  stop(): Promise<void> {
    return this.#stop()
  }
}

interface Opening {
  readonly state: { plan: Plan | undefined; isGone: boolean }
  readonly stop: () => Promise<void>
}

function withPort(address: PostgresAddress, port: number): PostgresAddress {
  if (typeof address !== 'string') return { ...address, host: '127.0.0.1', port }
  const url = new URL(address)
  url.host = `127.0.0.1:${port}`
  return url.href
}

function upstreamOf(address: PostgresAddress): Socket {
  if (typeof address === 'string') {
    const { hostname, port } = new URL(address)
    return connect(Number(port || 5432), hostname)
  }
  const { host, port = 5432 } = address
  return host.startsWith('/') ? connect(join(host, `.s.PGSQL.${port}`)) : connect(port, host)
}

/** A client with its connection to the server: carries frames until one ends or a cut is due. */
class Pair {
  readonly #client: Socket
  readonly #server: Socket
  readonly #planNow: () => Plan | undefined
  readonly #asking = new Frames('start')
  readonly #answering = new Frames()
  #asked = 0
  #answered = 0
  #request: Buffer[] = []
  #held: Buffer[] = []
  /** The request that is cut when it is answered: no later one is carried. */
  #marked: { readonly plan: Plan; readonly request: number } | undefined

  constructor(client: Socket, server: Socket, planNow: () => Plan | undefined) {
    this.#client = client
    this.#server = server
    this.#planNow = planNow
    for (const socket of [client, server]) socket.setNoDelay(true)
    client.on('data', (chunk) => this.#carryQuestions(this.#asking.take(chunk)))
    server.on('data', (chunk) => this.#carryAnswers(this.#answering.take(chunk)))
    server.on('error', () => client.destroy())
    client.on('close', () => server.end())
    server.on('close', () => client.destroy())
  }

  #carryQuestions(frames: readonly Frame[]): void {
    for (const [i, frame] of frames.entries()) {
      if (this.#isOver() || this.#marked) return
      if (!isOfRequest(frame)) {
        this.#server.write(frame.bytes)
        continue
      }
      this.#request.push(frame.bytes)
      if (!isLastOfRequest(frame)) continue
      const plan = this.#planOfNext()
      const request = this.#request
      this.#request = []
      if (plan?.kind === 'unsent' || plan?.kind === 'late') {
        const sent = plan.kind === 'late' ? frames.slice(i + 1).map(({ bytes }) => bytes) : []
        if (plan.kind === 'unsent') request.pop()
        this.#server.write(Buffer.concat([...request, ...sent]))
        this.#cut(plan)
        return
      }
      if (plan?.kind === 'refused' && frame.type !== undefined) {
        this.#server.write(refusal)
        plan.ended = Promise.resolve()
        continue
      }
      this.#server.write(Buffer.concat(request))
      if (!plan) continue
      this.#marked = { plan, request: this.#asked }
      plan.cutNow = () => this.#cut(plan)
    }
  }

  /** Counts a request; the plan when it is this one that is cut. */
  #planOfNext(): Plan | undefined {
    this.#asked++
    const plan = this.#planNow()
    return plan && ++plan.asked === plan.number ? plan : undefined
  }

  #carryAnswers(frames: readonly Frame[]): void {
    for (const { type, bytes } of frames) {
      if (this.#isOver()) return
      this.#held.push(bytes)
      if (type === 'Z') this.#answered++
      const left = this.#marked && this.#marked.request - this.#answered
      if (this.#marked && left === 0) this.#cut(this.#marked.plan)
      if (left === 0 || (left === 1 && type !== 'Z')) continue
      this.#client.write(Buffer.concat(this.#held))
      this.#held = []
    }
  }

  #cut(plan: Plan): void {
    plan.ended = new Promise((resolve) => this.#server.once('close', resolve))
    if (plan.kind === 'together') this.#client.end(Buffer.concat([...this.#held, goodbye]))
    else this.#client.destroy()
    this.#server.end() // it still reads what was written before
  }

  #isOver(): boolean {
    return this.#client.destroyed || this.#client.writableEnded
  }
}

/** A goodbye and the answers to a login are none. */
const isOfRequest = ({ type }: Frame): boolean => type === undefined || /[QSPBDECH]/.test(type)

const isLastOfRequest = ({ type }: Frame): boolean =>
  type === undefined || type === 'Q' || type === 'S'

const nothing = Buffer.alloc(0)

/** A request that fails as a cancelled one does, and ends a transaction as it does. */
const refusal = frameOf('Q', `DO $$BEGIN RAISE query_canceled; END$$\0`)

/** What a server says whose administrator ends the connection. */
const goodbye = frameOf('E', 'SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0')

function frameOf(type: string, text: string): Buffer {
  const body = Buffer.from(text)
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(type), length, body])
}

/** A stream's bytes cut into frames. */
class Frames {
  #rest: Buffer = nothing
  #isStart: boolean

  constructor(first?: 'start') {
    this.#isStart = first === 'start'
  }

  take(chunk: Buffer): readonly Frame[] {
    this.#rest = Buffer.concat([this.#rest, chunk])
    const frames: Frame[] = []
    for (;;) {
      const head = this.#isStart ? 0 : 1
      if (this.#rest.length < head + 4) return frames
      const length = head + this.#rest.readInt32BE(head)
      if (this.#rest.length < length) return frames
      const bytes = this.#rest.subarray(0, length)
      frames.push(this.#isStart ? { bytes } : { type: String.fromCharCode(bytes[0] ?? 0), bytes })
      this.#isStart = false
      this.#rest = this.#rest.subarray(length)
    }
  }
}
