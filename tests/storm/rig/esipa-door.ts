// The eIM's device endpoint without sockets: the same steps as its listener from a head and a whole
// body to an answer, and a record of what crossed the wire.

import { answerRequest } from '@holdfast/server/esipa/answer-request.ts'
import { ConnectionCard } from '@holdfast/server/esipa/connection-card.ts'
import type { HttpAnswer } from '@holdfast/server/esipa/http-answer.ts'
import { admitHead } from '@holdfast/server/esipa/request-head.ts'
import { StoreError } from '@holdfast/server/store/store-error.ts'
import type { HttpReply, HttpRequest } from '@holdfast/simulator/device/https-client.ts'
import type { ServerLife } from './server-life.ts'
import type { WireRecord } from './wire-record.ts'

export interface EsipaDoorOptions {
  /** Undefined while the server is down. */
  readonly life: () => { readonly server: ServerLife; readonly number: number } | undefined
  readonly now: () => number
  readonly wire: WireRecord
  /** An answer of 500: the server met something that it should have expected. */
  readonly onFailure: (cause: unknown) => void
}

/** Who asks, over which connection. */
export interface EsipaAsker {
  readonly device: number
  readonly eid: string
  readonly connection: ConnectionCard
}

export const silence: HttpReply = { status: 0, headers: {}, body: new Uint8Array() }

/** `BF4F 03 02 01 01`, and the same in JSON. */
const nothingWaitsOctets = 6
const pollPath = /asn1$|getEimPackage$/

export class EsipaDoor {
  readonly #options: EsipaDoorOptions

  constructor(options: EsipaDoorOptions) {
    this.#options = options
  }

  /** One exchange; `silence` when the server is down or dies over it. */
  async ask(asker: EsipaAsker, { url, method, headers, body }: HttpRequest): Promise<HttpReply> {
    const { life, now, wire } = this.#options
    const alive = life()
    const request = body ?? new Uint8Array()
    const at = now()
    const order = wire.next()
    const path = url.pathname
    const answer =
      alive && (await this.#answer(alive.server, asker, { path, method, headers, body: request }))
    const reply = answer ? replyOf(answer) : silence
    if (!isQuiet(path, request, reply)) {
      wire.esipa.push({
        ...{ at, order, path, request, device: asker.device, eid: asker.eid },
        status: answer?.status,
        reply: reply.body,
        life: alive?.number ?? 0,
      })
    }
    return reply
  }

  async #answer(
    server: ServerLife,
    { connection }: EsipaAsker,
    request: {
      readonly path: string
      readonly method: string
      readonly headers: Readonly<Record<string, string>>
      readonly body: Uint8Array
    },
  ): Promise<HttpAnswer | undefined> {
    const { path, method, headers, body } = request
    const admission = admitHead({
      ...{ path, method },
      contentType: headers['content-type'],
      adminProtocol: headers['x-admin-protocol'],
    })
    if (admission.kind === 'refused') return admission.answer
    const userAgent = headers['user-agent']
    const work = async (): Promise<HttpAnswer> =>
      answerRequest(server.desk, { admission, userAgent, body, connection, isGone: () => false })
    const answer = work().catch((cause: unknown) => {
      if (cause instanceof StoreError) return { status: 503 }
      this.#options.onFailure(cause)
      return { status: 500 }
    })
    const told = await server.death.orDead(answer)
    return told === 'dead' ? undefined : told
  }
}

const replyOf = ({ status, body, headers }: HttpAnswer): HttpReply => ({
  status,
  headers: headers ?? {},
  body: body ?? new Uint8Array(),
})

/** A plain poll that found nothing: the commonest exchange of all is not kept. */
const isQuiet = (path: string, request: Uint8Array, { status, body }: HttpReply): boolean =>
  status === 200 &&
  pollPath.test(path) &&
  (request[1] === 0x4f || request[0] === 0x7b) &&
  (body.length === nothingWaitsOctets || isQuietJson(body))

const isQuietJson = (body: Uint8Array): boolean =>
  body.length < 200 && Buffer.from(body).includes('"eimPackageError":1')

/** A connection as a device holds it. */
export const freshConnection = (): ConnectionCard => new ConnectionCard()
