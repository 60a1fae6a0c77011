import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { callHook } from './call-hook.ts'
import { judgeHookAnswer } from './hook-answer.ts'
import type { HookCall } from './hook-message.ts'
import { verifyWebhook } from './webhook-signature.ts'

const call: HookCall = {
  id: '7A01',
  action: 'reactivate-line',
  eid: '89049032000000000000000000000017',
  iccid: '8988000000000000027',
  reason: 'the line is suspended',
  askedAt: 1_790_000_000_000,
}
const key = new Uint8Array(32).fill(7)

let close: (() => void) | undefined
afterEach(() => close?.())

async function hookAt(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<string> {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    answer(request, response, Buffer.concat(parts).toString())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  close = () => {
    server.closeAllConnections()
    server.close()
  }
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
}

const sending = { send: fetch, now: 1_790_000_060_500, deadlineMs: 2_000 }

describe('calling a hook', () => {
  it('sends the action signed, and believes an answer that says it is accepted', async () => {
    let heard: { id: unknown; isSigned: boolean; body: unknown } | undefined
    const url = await hookAt(({ headers }, response, body) => {
      const timestamp = Number(headers['webhook-timestamp'])
      const id = String(headers['webhook-id'])
      const signature = String(headers['webhook-signature'])
      const isSigned = verifyWebhook(key, { id, timestamp, body }, signature)
      heard = { id, isSigned, body: JSON.parse(body) }
      response.writeHead(202).end('{"accepted":true}')
    })
    expect(await callHook({ url, key }, call, sending)).toEqual({ kind: 'accepted' })
    expect(heard).toEqual({ id: call.id, isSigned: true, body: call })
  })

  it('gives up on one that never answers, and does not follow a redirect', async () => {
    const silent = await hookAt(() => undefined)
    expect(await callHook({ url: silent }, call, { ...sending, deadlineMs: 50 })).toMatchObject({
      kind: 'again',
    })
    close?.()
    const elsewhere = await hookAt((_request, response) => {
      response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end()
    })
    expect(await callHook({ url: elsewhere }, call, sending)).toEqual({
      kind: 'again',
      why: 'status 307',
    })
  })

  it('answers in words when nobody listens', async () => {
    const url = await hookAt(() => undefined)
    close?.()
    const answer = await callHook({ url }, call, sending)
    expect(answer).toMatchObject({ kind: 'again', why: expect.stringContaining('ECONNREFUSED') })
  })
})

describe('an answer', () => {
  it.each([
    [202, '{"accepted":true}', 'accepted'],
    [200, '{"accepted":true}', 'accepted'],
    [202, '{"accepted":false}', 'again'],
    [202, '', 'again'],
    [200, '<html>Please log in</html>', 'again'],
    [204, 'null', 'again'],
    [422, '{"code":"terminated","why":"the line is gone"}', 'refused'],
    [404, '<html>nothing here</html>', 'again'],
    [403, '{"code":"","why":"x"}', 'again'],
    [400, '["accepted"]', 'again'],
    [429, '{"code":"slow","why":"later"}', 'again'],
    [503, '{"accepted":true}', 'again'],
    [302, '{"accepted":true}', 'again'],
  ])('of status %i and body %s is %s', (status, body, kind) => {
    expect(judgeHookAnswer(status, body).kind).toBe(kind)
  })
})
