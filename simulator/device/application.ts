// The device's own software: says "here I am, over this ICCID" to Holdfast. Its reports go through
// the same radio as everything else; it can only say what its modem tells it.

import type { LifeClock } from '../world/timeline.ts'
import type { HttpRequest } from './https-client.ts'
import type { Link } from './link.ts'

export interface ApplicationOptions {
  readonly clock: LifeClock
  readonly link: Link
  readonly eid: string
  /** What it knows itself by; some only know their serial number. */
  readonly names: 'eid' | 'serial'
  readonly serial: string
  /** `http://host:port` of the API and a token for heartbeats. */
  readonly apiUrl: string
  readonly token: string
  /** Not more often than this, unless the ICCID is another one. */
  readonly everyMs: number
  /** Whether it runs at all. */
  readonly isAlive?: () => boolean
}

const timeoutMs = 20_000
export const heartbeatPath = '/v1/heartbeats'

export class Application {
  readonly #options: ApplicationOptions
  #last: { readonly iccid: string; readonly at: number } | undefined

  constructor(options: ApplicationOptions) {
    this.#options = options
  }

  /** A heartbeat over this ICCID, when one is due. */
  async beat(iccid: string | undefined): Promise<void> {
    const { clock, everyMs } = this.#options
    const last = this.#last
    const isDue = !last || last.iccid !== iccid || clock.now - last.at >= everyMs
    if (iccid === undefined || !isDue || this.#options.isAlive?.() === false) return
    const { link } = this.#options
    const exchange = await link.exchange('heartbeat', this.#request(iccid), timeoutMs)
    const accepted = exchange.kind === 'answered' && exchange.reply.status === 200
    if (accepted) this.#last = { iccid, at: clock.now }
  }

  #request(iccid: string): HttpRequest {
    const { clock, names, eid, serial, apiUrl, token } = this.#options
    const name = names === 'eid' ? { eid } : { serial }
    return {
      method: 'POST',
      url: new URL(heartbeatPath, apiUrl),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: new TextEncoder().encode(JSON.stringify([{ ...name, iccid, at: clock.now }])),
    }
  }
}
