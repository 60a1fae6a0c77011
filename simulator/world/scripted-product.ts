// A product for tests of the world and its judge: an API that takes what the operator's person does
// and says what the test wants it to say, and an eIM that hands out what the test wants. It can be
// honest, lie, or do harm; nothing of it is Holdfast.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { ScriptedEim, scriptedAssociation } from '../ipa/scripted-eim.ts'
import { find, parseTlv } from '../ipa/tlv-tree.ts'
import type { ServerPlace } from './conductor-link.ts'

export interface ScriptedOptions {
  /** What the API says of the operation for this card, beside its names. */
  readonly claim: (eid: string) => Readonly<Record<string, unknown>>
  /** Arms of GetEimPackageResponse for this card, one after the other. */
  readonly packages?: (eid: Uint8Array) => readonly Uint8Array[]
  /** What the API says at a path that is not a person's usual one. */
  readonly answer?: (path: string) => object | undefined
  /** Told of every POST before it is answered. */
  readonly onPost?: (path: string, body: string) => Promise<void>
}

export interface ScriptedProduct extends AsyncDisposable {
  readonly place: ServerPlace
  /** Bodies of POSTs by path, as they came. */
  readonly posted: Readonly<Record<string, readonly string[]>>
}

/** Listens on a free port; ESipa and API are one plain HTTP server. */
export async function scriptProduct(options: ScriptedOptions): Promise<ScriptedProduct> {
  const posted: Record<string, string[]> = {}
  const eims = new Map<string, ScriptedEim>()
  const eids: string[] = []
  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost')
      if (pathname === '/gsma/rsp2/asn1') return answerEsipa(response, { eims, options, body })
      const list = posted[pathname] ?? []
      list.push(body.toString('utf8'))
      posted[pathname] = list
      await options.onPost?.(pathname, body.toString('utf8'))
      const answer = answerApi(pathname, body.toString('utf8'), { eids, options })
      write(response, 200, Buffer.from(JSON.stringify(answer)))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    place: { apiUrl: url, esipaUrl: url, adminToken: 'scripted' },
    posted,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts)
}

interface EsipaParts {
  readonly eims: Map<string, ScriptedEim>
  readonly options: ScriptedOptions
  readonly body: Buffer
}

function answerEsipa(response: ServerResponse, { eims, options, body }: EsipaParts): void {
  const bytes = new Uint8Array(body)
  // Only a poll must name its card; a v1.0 result does not.
  const eid = find(parseTlv(bytes), 0x5a)?.value
  const name = eid ? formatHex(eid) : ''
  const eim = eims.get(name) ?? new ScriptedEim((eid && options.packages?.(eid)) ?? [])
  eims.set(name, eim)
  const url = new URL('http://localhost/gsma/rsp2/asn1')
  const reply = eim.answer({ method: 'POST', url, headers: {}, body: bytes })
  write(response, reply.status, Buffer.from(reply.body))
}

interface ApiParts {
  readonly eids: string[]
  readonly options: ScriptedOptions
}

function answerApi(path: string, body: string, { eids, options }: ApiParts): object {
  const scripted = options.answer?.(path)
  if (scripted) return scripted
  if (path === '/v1/imports') return { imported: true, rejected: 0 }
  if (path.endsWith('/add-initial-eim')) {
    return { addInitialEimRequest: formatHex(scriptedAssociation()) }
  }
  if (path === '/v1/stock') return { added: JSON.parse(body).length, known: 0 }
  if (path === '/v1/tokens') return { secret: 'one thing only' }
  if (path === '/v1/operations/counts') return { total: 0, outcomes: {} }
  if (path !== '/v1/operations') return { accepted: 1, unknown: [] }
  if (body !== '') {
    const wanted: readonly string[] = JSON.parse(body).target.eids
    eids.push(...wanted)
    return { batchId: `batch-${eids.length}`, accepted: wanted.length, refused: 0 }
  }
  const items = eids.map((eid) => ({
    operationId: `op-${eid}`,
    eid,
    wish: { kind: 'swap' },
    createdAt: 0,
    ...options.claim(eid),
  }))
  return { items }
}

function write(response: ServerResponse, status: number, body: Buffer): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': body.length,
  })
  response.end(body)
}
