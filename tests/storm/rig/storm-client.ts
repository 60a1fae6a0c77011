// A device's way to the servers of a storm: straight into their code, with the faults of the list
// that a link in the simulator does not know: holes without coverage, a request that is cut, one
// that arrives hours later.

import type { HttpDoor, HttpReply, HttpRequest } from '@holdfast/simulator/device/https-client.ts'
import type { DueFaults } from './due-faults.ts'
import { type EsipaAsker, type EsipaDoor, freshConnection, silence } from './esipa-door.ts'
import { type SmdpDoor, smdpNumber } from './smdp-door.ts'

export interface StormClientOptions {
  readonly device: number
  readonly eid: string
  readonly keepsConnection: boolean
  readonly now: () => number
  readonly faults: DueFaults
  readonly esipa: EsipaDoor
  readonly smdp: SmdpDoor
  /** The operator API, for the device's own software. */
  readonly api: (asked: HttpRequest) => Promise<HttpReply>
  /** Runs later in virtual time. */
  readonly later: (at: number, work: () => Promise<void>) => void
  readonly onForged: (bytes: Uint8Array) => void
}

export class StormClient implements HttpDoor {
  readonly #options: StormClientOptions
  #connection = freshConnection()
  #holeUntil = 0

  constructor(options: StormClientOptions) {
    this.#options = options
  }

  async ask(asked: HttpRequest): Promise<HttpReply> {
    const { faults, now, device, api, esipa } = this.#options
    const at = now()
    const hole = faults.take('hole', at, device)
    if (hole) this.#holeUntil = at + hole.forMs
    if (at < this.#holeUntil) return silence
    const { host, pathname } = asked.url
    const smdp = smdpNumber(host)
    if (smdp >= 0) return this.#askSmdp(smdp, asked)
    if (pathname.startsWith('/v1/')) return api(asked)
    if (faults.take('cut-request', at, device)) return esipa.ask(this.#asker(), cut(asked))
    const delayed = faults.take('delayed-request', at, device)
    if (delayed) {
      const asker = this.#asker()
      this.#options.later(at + delayed.forMs, async () => void (await esipa.ask(asker, asked)))
      return silence
    }
    await this.#forge(asked, at)
    return esipa.ask(this.#asker(), asked)
  }

  /** Somebody else sends a result of this card with one octet changed, before the true one. */
  async #forge(asked: HttpRequest, at: number): Promise<void> {
    const { faults, device, esipa, eid, onForged } = this.#options
    const { body } = asked
    if (body?.[0] !== 0xbf || body[1] !== 0x50) return
    if (!faults.take('forged-result', at, device)) return
    const forged = body.slice()
    const last = forged.length - 1
    forged[last] = (forged[last] ?? 0) ^ 0x55
    onForged(forged)
    const connection = freshConnection()
    await esipa.ask({ device, eid, connection }, { ...asked, body: forged })
  }

  #asker(): EsipaAsker {
    const { device, eid } = this.#options
    return { device, eid, connection: this.#connection }
  }

  #askSmdp(smdp: number, { url, headers, body }: HttpRequest): HttpReply {
    const text = new TextDecoder().decode(body)
    const path = url.pathname
    const answer = this.#options.smdp.ask({ smdp, by: 'device', path, headers, body: text })
    if (!answer) return silence
    return { status: answer.status, headers: {}, body: new TextEncoder().encode(answer.text) }
  }

  endProcedure(): void {
    if (!this.#options.keepsConnection) this.#connection = freshConnection()
  }

  close(): void {
    this.#connection = freshConnection()
  }

  forget(): void {
    this.close()
  }
}

/** The first two thirds of a body. */
function cut(asked: HttpRequest): HttpRequest {
  const { body } = asked
  return body ? { ...asked, body: body.subarray(0, Math.floor((body.length * 2) / 3)) } : asked
}
