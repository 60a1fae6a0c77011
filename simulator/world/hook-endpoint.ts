// Where Holdfast asks the operators and the field for something: an HTTP endpoint on loopback that
// checks the signature (Standard Webhooks: HMAC-SHA256 over id, timestamp and body), takes each id
// once, and has the manners of such systems: slow at times, failing at times although it did what it
// was asked. What was asked is done later, by the world's clock.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as realTime } from 'node:timers/promises'
import type { HookManners } from '../scenarios/operator-faults.ts'
import { chanceOf } from './chance.ts'

export const hookActions = [
  'wake',
  'top-up',
  'extend-bootstrap',
  'reactivate-line',
  'refresh-registration',
  'field-visit',
  'call-off-visit',
] as const

export type HookAction = (typeof hookActions)[number]

/** One thing that Holdfast wants done. */
export interface HookWish {
  readonly id: string
  readonly action: HookAction
  readonly eid: string
  readonly iccid?: string
  /** The call that this one takes back. */
  readonly of?: string
  /** How many of this action were asked for this device before. */
  readonly before: number
}

/** Why the system will never do it; undefined when it will. */
export type Refuse = (wish: HookWish) => { readonly code: string; readonly why: string } | undefined

export interface HookEndpoint {
  readonly url: string
  readonly secret: string
  /** Set once the world knows what can be refused. */
  refuse: Refuse
  /** What came since the last call, in an order that does not depend on the machine. */
  take(): readonly HookWish[]
  counts(): Readonly<Record<string, number>>
  close(): void
}

export interface EndpointOptions {
  readonly seed: number
  readonly manners: HookManners
}

const slowMs = 1500
const bodyMax = 20_000

/** Listens on a free port of this machine. */
export async function openHookEndpoint(options: EndpointOptions): Promise<HookEndpoint> {
  const key = chanceOf(options.seed, 'hook secret')
  const secret = Buffer.from(Array.from({ length: 24 }, () => key.whole(0, 255)))
  const desk = new HookDesk(options)
  const server = createServer((request, response) => {
    answer(request, secret, desk).then(
      ({ status, body }) => write(response, status, body),
      (error: unknown) => write(response, 500, { code: 'broken', why: String(error) }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(desk, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    secret: `whsec_${secret.toString('base64')}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  })
}

interface Answer {
  readonly status: number
  readonly body: object
}

async function answer(
  request: IncomingMessage,
  secret: Uint8Array,
  desk: HookDesk,
): Promise<Answer> {
  const parts: Buffer[] = []
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
  const body = Buffer.concat(parts)
  if (request.method !== 'POST') return { status: 405, body: { code: 'method', why: 'POST only' } }
  if (body.length > bodyMax) return { status: 413, body: { code: 'too-long', why: 'too long' } }
  const text = body.toString('utf8')
  if (!isSigned(request, text, secret)) {
    desk.count('badSignature')
    return { status: 401, body: { code: 'bad-signature', why: 'the signature does not fit' } }
  }
  const asked = readWish(text)
  if (!asked || asked.id !== request.headers['webhook-id']) {
    desk.count('notUnderstood')
    return { status: 400, body: { code: 'not-understood', why: 'no such action or device' } }
  }
  return desk.accept(asked)
}

function isSigned(request: IncomingMessage, text: string, secret: Uint8Array): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': given } = request.headers
  const mac = createHmac('sha256', secret).update(`${id}.${at}.${text}`).digest('base64')
  const expected = Buffer.from(`v1,${mac}`)
  return String(given)
    .split(' ')
    .map((one) => Buffer.from(one))
    .some((one) => one.length === expected.length && timingSafeEqual(one, expected))
}

function readWish(text: string): Omit<HookWish, 'before'> | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { id, action, eid, iccid, of } = value as Readonly<Record<string, unknown>>
  const known = hookActions.find((one) => one === action)
  if (typeof id !== 'string' || !known || typeof eid !== 'string') return undefined
  return {
    ...{ id, action: known, eid },
    ...(typeof iccid === 'string' ? { iccid } : {}),
    ...(typeof of === 'string' ? { of } : {}),
  }
}

interface Taken {
  readonly wish: HookWish
  isDone: boolean
}

class HookDesk {
  readonly #options: EndpointOptions
  readonly #taken = new Map<string, Taken>()
  readonly #askedBefore = new Map<string, number>()
  readonly #counts: Record<string, number> = {}
  #waiting: HookWish[] = []
  refuse: Refuse = () => undefined

  constructor(options: EndpointOptions) {
    this.#options = options
  }

  count(what: string): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + 1
  }

  counts(): Readonly<Record<string, number>> {
    return this.#counts
  }

  take(): readonly HookWish[] {
    const taken = this.#waiting
    this.#waiting = []
    const key = ({ eid, action, before }: HookWish) => `${eid} ${action} ${before}`
    return taken.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
  }

  /** Takes each id once; its repeats are answered alike and done no second time. */
  async accept(asked: Omit<HookWish, 'before'>): Promise<Answer> {
    const known = this.#taken.get(asked.id)
    const wish = known?.wish ?? this.#number(asked)
    const refused = this.refuse(wish)
    if (refused) {
      if (!known) this.count(`${asked.action} refused`)
      this.#taken.set(asked.id, { wish, isDone: true })
      return { status: 409, body: refused }
    }
    const accepted = { status: 202, body: { accepted: true } }
    if (known) {
      this.count('repeated')
      this.#do(known)
      return accepted
    }
    this.count(asked.action)
    const taken: Taken = { wish, isDone: false }
    this.#taken.set(asked.id, taken)
    const { failing, slow } = this.#options.manners
    const chance = chanceOf(this.#options.seed, 'hook', wish.eid, wish.action, wish.before)
    const [fails, doesIt, isSlow] = [failing, 0.5, slow].map((rate) => chance.happens(rate))
    if (!fails || doesIt) this.#do(taken)
    if (isSlow) await realTime(slowMs)
    if (!fails) return accepted
    this.count('failed')
    return { status: 503, body: { code: 'unavailable', why: 'try later' } }
  }

  #number(asked: Omit<HookWish, 'before'>): HookWish {
    const key = `${asked.eid} ${asked.action}`
    const before = this.#askedBefore.get(key) ?? 0
    this.#askedBefore.set(key, before + 1)
    return { ...asked, before }
  }

  #do(taken: Taken): void {
    if (!taken.isDone) this.#waiting.push(taken.wish)
    taken.isDone = true
  }
}

function write(response: ServerResponse, status: number, body: object): void {
  const text = Buffer.from(JSON.stringify(body))
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': text.length,
  })
  response.end(text)
}
