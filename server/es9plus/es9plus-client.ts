// Calls ES9+ of any SM-DP+ in the JSON binding (SGP.22 §6.5), as the eIM does for devices that do
// not reach it themselves. TLS is verified against the given anchors only: there is no other road
// when verification fails (F11). Redirects are not followed. What the SM-DP+ answers is given back
// as it came; what it refuses is given back as its status code.

import { lookup as dnsLookup } from 'node:dns'
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { checkServerIdentity, type PeerCertificate } from 'node:tls'
import type { RemoteProfileProvisioningRequest } from '@holdfast/gsma/sgp22/es9plus.ts'
import {
  decodeEs9plusJsonResponse,
  type Es9plusJsonRequest,
  type Es9plusOk,
  encodeEs9plusJsonRequest,
} from '@holdfast/gsma/sgp22/es9plus-json.ts'
import type { StatusCodeData } from '@holdfast/gsma/sgp22/json-header.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import { isClosedAddress, type SmdpRoute } from './smdp-directory.ts'

export type Es9Outcome =
  | { readonly kind: 'answered'; readonly ok: Es9plusOk }
  /** The SM-DP+ understood and refused. */
  | { readonly kind: 'refused'; readonly status: StatusCodeData }
  /** It could not be asked, or its answer made no sense; trying again later may help. */
  | { readonly kind: 'unreachable'; readonly why: string; readonly retryAfterMs?: number }

export interface Es9Client {
  call(route: SmdpRoute, message: RemoteProfileProvisioningRequest): Promise<Es9Outcome>
  /** Hosts that are not asked at present because they failed. */
  troubled(): readonly string[]
  close(): void
}

/** What an HTTP exchange with an SM-DP+ gave; rejects when there was none. */
export interface Es9Exchange {
  readonly status: number
  readonly text: string
}

/** How a call reaches its SM-DP+. */
export type Es9Carrier = (route: SmdpRoute, request: Es9plusJsonRequest) => Promise<Es9Exchange>

export interface Es9Wish {
  /** PEM certificates that an SM-DP+ must lead to. */
  readonly anchors: readonly string[]
  readonly now: () => number
  /** What TLS certificates must not have ended by, beside this machine's clock; absent: nothing. */
  readonly tlsNow?: () => number
  readonly timeoutMs?: number
  readonly answerOctetsMax?: number
  readonly adminProtocol?: string
  readonly breaker?: CircuitBreaker
  /** HTTP over TLS by this machine's network when absent. */
  readonly carrier?: Es9Carrier
}

const socketsPerHostMax = 64

/** A client; `anchors` empty means that no SM-DP+ over https can be verified, and none is called. */
export function es9Client(wish: Es9Wish): Es9Client {
  const breaker = wish.breaker ?? new CircuitBreaker()
  const agent = new Agent({
    keepAlive: true,
    maxSockets: socketsPerHostMax,
    ca: [...wish.anchors],
    minVersion: 'TLSv1.2',
  })
  return {
    async call(route, message) {
      const wait = breaker.waitMs(route.address, wish.now())
      if (wait > 0) {
        const why = `${route.address} failed several times; it is asked again later`
        return { kind: 'unreachable', why, retryAfterMs: wait }
      }
      const request = encodeEs9plusJsonRequest(message)
      const outcome = await callOnce({ wish, agent, route, request })
      if (outcome.kind === 'unreachable') breaker.failed(route.address, wish.now())
      else breaker.succeeded(route.address)
      return outcome
    },
    troubled: () => breaker.open(wish.now()),
    close: () => agent.destroy(),
  }
}

interface Call {
  readonly wish: Es9Wish
  readonly agent: Agent
  readonly route: SmdpRoute
  readonly request: Es9plusJsonRequest
}

async function callOnce(call: Call): Promise<Es9Outcome> {
  try {
    const { carrier = () => post(call) } = call.wish
    const { status, text } = await carrier(call.route, call.request)
    return readAnswer(call, status, text)
  } catch (cause) {
    return { kind: 'unreachable', why: `${call.route.address}: ${reasonOf(cause)}` }
  }
}

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : `${cause}`)

function readAnswer(call: Call, status: number, text: string): Es9Outcome {
  const { address } = call.route
  if (status !== 200 && status !== 204) return httpRefusal(address, status)
  const json = parseJson(text)
  if (json === notJson) {
    return { kind: 'unreachable', why: `${address} answered something that is not JSON` }
  }
  const read = decodeEs9plusJsonResponse(call.request.function, json)
  if (!read.ok) {
    const why = `${address} answered what cannot be read: ${read.field} ${read.why}`
    return { kind: 'unreachable', why }
  }
  if (read.value.kind !== 'failed') return { kind: 'answered', ok: read.value }
  const { execution } = read.value
  return { kind: 'refused', status: execution.statusCodeData ?? unnamedFailure }
}

/** A server that says no without saying what or why. */
const unnamedFailure: StatusCodeData = { subjectCode: '0', reasonCode: '0' }

/** A fault of the request is this device's alone; a fault of the server is everybody's. */
function httpRefusal(address: string, status: number): Es9Outcome {
  const message = `${address} answered HTTP ${status}`
  const isOurs = status >= 400 && status < 500 && status !== 408 && status !== 429
  if (!isOurs) return { kind: 'unreachable', why: message }
  return { kind: 'refused', status: { subjectCode: '1.2', reasonCode: '2.1', message } }
}

const notJson = Symbol('not JSON')

function parseJson(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    // Whatever it is, it is no answer of ES9+; the caller says so with the address.
    return notJson
  }
}

function post(call: Call): Promise<Es9Exchange> {
  const { wish } = call
  const signal = AbortSignal.timeout(wish.timeoutMs ?? 30_000)
  return new Promise((resolve, reject) => {
    const req = open(call, signal, (res) => gather(wish, res, resolve, reject))
    req.on('error', (cause) =>
      reject(signal.aborted ? new Error('no answer in time', { cause }) : cause),
    )
    req.end(JSON.stringify(call.request.body))
  })
}

function open(
  { wish, agent, route, request }: Call,
  signal: AbortSignal,
  onAnswer: (res: IncomingMessage) => void,
): ClientRequest {
  const headers = {
    'content-type': 'application/json;charset=UTF-8',
    'x-admin-protocol': wish.adminProtocol ?? 'gsma/rsp/v2.1.0',
    'user-agent': 'gsma-rsp-lpad',
  }
  const url = `${route.url}/gsma/rsp2/es9plus/${request.function}`
  const common = { method: 'POST', headers, signal, lookup: lookupFor(route) }
  if (url.startsWith('http:')) return httpRequest(url, common, onAnswer)
  if (wish.anchors.length === 0) {
    throw new Error('no certificates to trust an SM-DP+ by are configured (--trust-tls)')
  }
  if (!route.isConfigured && isClosedAddress(new URL(url).hostname)) {
    throw new Error('the address leads into a private network; configure it with --smdp')
  }
  // The certificate must be for the SM-DP+'s own address, whatever road leads there.
  const servername = route.address.replace(/:\d+$/, '')
  const identity = {
    checkServerIdentity: (_: string, certificate: PeerCertificate) =>
      checkServerIdentity(servername, certificate) ?? endedBy(certificate, wish.tlsNow?.()),
  }
  const sni = /^[\d.]+$|:/.test(servername) ? {} : { servername }
  return httpsRequest(url, { ...common, ...sni, ...identity, agent }, onAnswer)
}

/** OpenSSL judges by this machine's clock, which somebody may have set back (S12). */
function endedBy({ valid_to }: PeerCertificate, now = 0): Error | undefined {
  const isOver = Date.parse(valid_to) < now
  return isOver ? new Error(`its certificate ended on ${valid_to}`) : undefined
}

/** Names that nobody configured may not resolve into private networks (SSRF). */
function lookupFor(route: SmdpRoute): LookupFunction {
  return (hostname, options, callback) => {
    dnsLookup(hostname, options, (error, found, family) => {
      const addresses = Array.isArray(found) ? found.map((one) => one.address) : [found]
      if (!error && !route.isConfigured && addresses.some(isClosedAddress)) {
        const why = `${hostname} leads into a private network; configure it with --smdp`
        callback(new Error(why), found, family)
      } else {
        callback(error, found, family)
      }
    })
  }
}

function gather(
  wish: Es9Wish,
  res: IncomingMessage,
  resolve: (answer: Es9Exchange) => void,
  reject: (cause: Error) => void,
): void {
  const octetsMax = wish.answerOctetsMax ?? 8_388_608
  const parts: Buffer[] = []
  let size = 0
  res.on('data', (part: Buffer) => {
    size += part.length
    parts.push(part)
    if (size > octetsMax) res.destroy(new Error(`the answer has more than ${octetsMax} octets`))
  })
  res.on('error', reject)
  res.on('end', () =>
    resolve({ status: res.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
  )
}
