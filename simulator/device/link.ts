// What lies between a device and a server: the modem's data path, and everything that can go wrong
// with one exchange: the request lost, the answer lost after the server has acted, the request
// delivered twice or once more much later, the answer cut short, a long delay. Real servers answer
// every request that is delivered; the device only learns what the link lets through.

import type { Chance } from '../world/chance.ts'
import type { Instant, LifeClock } from '../world/timeline.ts'
import type { HttpDoor, HttpReply, HttpRequest } from './https-client.ts'
import type { Power } from './power.ts'

/** How likely each fault is for one exchange; together at most 1. */
export interface LinkRates {
  readonly lostRequest: number
  readonly lostReply: number
  readonly duplicate: number
  readonly lateDuplicate: number
  readonly truncatedReply: number
  readonly slow: number
}

export type LinkFault = keyof LinkRates

export type Exchange =
  | { readonly kind: 'answered'; readonly reply: HttpReply }
  | { readonly kind: 'no-answer'; readonly why: LinkFault | 'no-path' | 'refused' }

/** The data path of the modem at this moment. */
export interface DataPath {
  carry(bytes: number): { readonly through: boolean; readonly roundTripMs: number }
}

export interface LinkOptions {
  readonly clock: LifeClock
  readonly chance: Chance
  readonly rates: LinkRates
  /** No more faults from here on. */
  readonly steadyFrom: Instant
  readonly path: DataPath
  readonly power: Power
  readonly client: HttpDoor
  readonly onFault: (fault: LinkFault, name: string) => void
  readonly onTraffic: (bytes: number, name: string) => void
  /** The server has this request, whatever becomes of the answer. */
  readonly onDelivered?: (url: URL) => void
}

/** What HTTP and TLS cost beside the bodies, with a resumed session. */
const overheadBytes = 400

export class Link {
  readonly #options: LinkOptions
  #late: HttpRequest | undefined

  constructor(options: LinkOptions) {
    this.#options = options
  }

  get client(): HttpDoor {
    return this.#options.client
  }

  /** One exchange; without an answer, `timeoutMs` of the device's time have passed. */
  async exchange(name: string, request: HttpRequest, timeoutMs: number): Promise<Exchange> {
    const { clock, path, power, onTraffic } = this.#options
    power.step(`before ${name}`)
    await this.#deliverLate()
    const sent = (request.body?.length ?? 0) + overheadBytes
    const { through, roundTripMs } = path.carry(sent)
    if (!through) {
      await clock.spend(timeoutMs)
      return { kind: 'no-answer', why: 'no-path' }
    }
    onTraffic(sent, name)
    const exchange = await this.#withFault(name, request)
    const received = exchange.kind === 'answered' ? exchange.reply.body.length : 0
    path.carry(received)
    onTraffic(received, name)
    power.step(`after ${name}`)
    const lost = exchange.kind === 'no-answer'
    await clock.spend(lost ? timeoutMs : roundTripMs)
    return exchange
  }

  async #withFault(name: string, request: HttpRequest): Promise<Exchange> {
    const fault = this.#faultNow()
    if (fault) this.#options.onFault(fault, name)
    switch (fault) {
      case 'lostRequest':
        return { kind: 'no-answer', why: fault }
      case 'lostReply':
      case 'slow':
        await this.#deliver(request)
        return { kind: 'no-answer', why: fault }
      case 'duplicate':
        await this.#deliver(request)
        return this.#deliver(request)
      case 'lateDuplicate':
        this.#late = request
        return this.#deliver(request)
      case 'truncatedReply':
        return cutShort(await this.#deliver(request))
      case undefined:
        return this.#deliver(request)
    }
  }

  async #deliver(request: HttpRequest): Promise<Exchange> {
    this.#options.onDelivered?.(request.url)
    return { kind: 'answered', reply: await this.#options.client.ask(request) }
  }

  /** A copy that some box on the way kept arrives now, before the next request. */
  async #deliverLate(): Promise<void> {
    const late = this.#late
    this.#late = undefined
    if (late) await this.#deliver(late)
  }

  #faultNow(): LinkFault | undefined {
    const { clock, chance, rates, steadyFrom } = this.#options
    if (clock.now >= steadyFrom) return undefined
    let left = chance.roll(clock.now)
    for (const [fault, rate] of Object.entries(rates) as [LinkFault, number][]) {
      left -= rate
      if (left < 0) return fault
    }
    return undefined
  }
}

function cutShort(exchange: Exchange): Exchange {
  if (exchange.kind === 'no-answer') return exchange
  const { reply } = exchange
  const body = reply.body.subarray(0, Math.floor(reply.body.length / 2))
  return { kind: 'answered', reply: { ...reply, body } }
}
