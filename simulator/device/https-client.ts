// The device's HTTP client: HTTPS or HTTP to a given port of this machine, with a session cache of
// its own (TLS resumption), keeping its connection or making a new one for each procedure. When the
// server is down (connection refused or reset, 503) the same request is repeated for a while of
// real time, because a crash of the server must not change what the simulated world lives through.

import { Agent as PlainAgent, request as plainRequest } from 'node:http'
import { Agent, type RequestOptions, request } from 'node:https'
import { setTimeout as realTime } from 'node:timers/promises'
import { createSecureContext, type PeerCertificate, type SecureContext } from 'node:tls'

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT'
  /** With the port of this machine; the host is checked against the certificate. */
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array
}

export interface HttpReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Uint8Array
}

/** A device's way to the servers that it calls. */
export interface HttpDoor {
  /** One answer. @throws ServerGone when there is none for long */
  ask(asked: HttpRequest): Promise<HttpReply>
  /** Closes the connection when this device makes a new one per procedure. */
  endProcedure(): void
  close(): void
  /** Forgets connection and TLS sessions, as a device does that lost power. */
  forget(): void
}

export interface HttpsClientOptions {
  /** Whom to trust; the system's authorities when absent. Shared by clients, for it is costly. */
  readonly trust?: SecureContext
  /** `kept`: one connection as long as it lives; `per-procedure`: closed by `endProcedure`. */
  readonly connection: 'kept' | 'per-procedure'
  /** Host name → where it really listens, for names that no resolver knows. */
  readonly hosts?: ReadonlyMap<string, URL>
  /** Host → SubjectPublicKeyInfo (DER) it must show, where a card says so. */
  readonly pins?: ReadonlyMap<string, Uint8Array>
  /** Called each time the server was found down. */
  readonly onServerDown?: (error: Error) => void
}

/** Trust in these authorities (PEM) and no others. */
export const trustIn = (ca: string): SecureContext => createSecureContext({ ca })

/** The server gave no answer within the time that a crash may take. */
export class ServerGone extends Error {}

/** The server took the request and said nothing. */
class Hung extends Error {}

const downMaxMs = 60_000
const hungMs = 30_000
const downCodes = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ECONNABORTED']

export class HttpsClient implements HttpDoor {
  readonly #options: HttpsClientOptions
  #agent: Agent
  #plain: PlainAgent

  constructor(options: HttpsClientOptions) {
    this.#options = options
    this.#agent = this.#freshAgent()
    this.#plain = new PlainAgent({ keepAlive: true, maxSockets: 2 })
  }

  /** One answer; a server that is down is waited for. @throws ServerGone after a minute */
  async ask(asked: HttpRequest): Promise<HttpReply> {
    const givenUpAt = Date.now() + downMaxMs
    for (let pause = 20; ; pause = Math.min(pause * 2, 1000)) {
      const found = await this.#once(asked).catch((error: NodeJS.ErrnoException) => error)
      if (!(found instanceof Error) && found.status !== 503) return found
      const down = !(found instanceof Error) || isDown(found)
      if (!down) throw found
      const error = found instanceof Error ? found : new Error('503 Service Unavailable')
      this.#options.onServerDown?.(error)
      if (Date.now() + pause > givenUpAt) {
        throw new ServerGone(`no answer from ${asked.url.host} for a minute`, { cause: error })
      }
      await realTime(pause)
    }
  }

  /** Closes the connection when this client makes a new one per procedure. */
  endProcedure(): void {
    if (this.#options.connection === 'kept') return
    for (const sockets of Object.values(this.#agent.freeSockets)) {
      for (const socket of sockets ?? []) socket.destroy()
    }
  }

  close(): void {
    this.#agent.destroy()
    this.#plain.destroy()
  }

  /** Forgets connection and TLS sessions, as a device does that lost power. */
  forget(): void {
    this.close()
    this.#agent = this.#freshAgent()
    this.#plain = new PlainAgent({ keepAlive: true, maxSockets: 2 })
  }

  #freshAgent(): Agent {
    return new Agent({ keepAlive: true, maxSockets: 2, maxCachedSessions: 4 })
  }

  #once(asked: HttpRequest): Promise<HttpReply> {
    const { url, method, headers, body } = asked
    const target = this.#options.hosts?.get(url.host) ?? url
    const common = {
      method,
      host: target.hostname,
      port: target.port,
      path: url.pathname + url.search,
      timeout: hungMs,
      headers: { ...headers, host: url.host, 'content-length': String(body?.length ?? 0) },
    }
    return new Promise((resolve, reject) => {
      const sent =
        target.protocol === 'http:'
          ? plainRequest({ ...common, agent: this.#plain })
          : request({ ...common, ...this.#tls(url) })
      sent.on('error', reject)
      sent.on('timeout', () => sent.destroy(new Hung(`no answer for ${hungMs / 1000} s`)))
      sent.on('response', (reply) => {
        const parts: Buffer[] = []
        reply.on('data', (part: Buffer) => parts.push(part))
        reply.on('error', reject)
        reply.on('end', () => {
          const status = reply.statusCode ?? 0
          resolve({ status, headers: reply.headers, body: new Uint8Array(Buffer.concat(parts)) })
        })
      })
      sent.end(body)
    })
  }

  #tls(url: URL): RequestOptions {
    const { trust, pins } = this.#options
    const pinnedKey = pins?.get(url.host)
    const isName = !/^[\d.]+$|:/.test(url.hostname)
    return {
      agent: this.#agent,
      ...(trust ? { secureContext: trust } : {}),
      ...(isName ? { servername: url.hostname } : {}),
      ...(pinnedKey ? { checkServerIdentity: (_, shown) => pinProblem(shown, pinnedKey) } : {}),
    }
  }
}

const isDown = (error: NodeJS.ErrnoException): boolean =>
  downCodes.includes(error.code ?? '') ||
  error.message === 'socket hang up' ||
  error instanceof Hung

/** The key that the server showed must be the one that the card was told. */
function pinProblem(shown: PeerCertificate, pinned: Uint8Array): Error | undefined {
  const key = shown.pubkey && new Uint8Array(shown.pubkey)
  // Node gives the whole SubjectPublicKeyInfo or the point alone; the point ends the former.
  const equal = key && Buffer.from(pinned).subarray(-key.length).equals(Buffer.from(key))
  return equal ? undefined : new Error('the server shows another key than the card was told')
}
