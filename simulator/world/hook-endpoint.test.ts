import { createHmac } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { type HookEndpoint, openHookEndpoint } from './hook-endpoint.ts'

const manners = {
  failing: 0,
  slow: 0,
  smsLost: 0,
  refused: 0,
  delayHoursMin: 1,
  delayHoursMax: 2,
  visitDaysMin: 1,
  visitDaysMax: 2,
}
let endpoint: HookEndpoint
afterEach(() => endpoint.close())

interface Sent {
  readonly id?: string
  readonly secret?: string
  readonly body?: object
}

/** Asks as the product does: Standard Webhooks. */
async function ask({ id = 'act-1', secret = endpoint.secret, body = {} }: Sent = {}) {
  const text = JSON.stringify({ id, action: 'wake', eid: '8904', reason: 'r', ...body })
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const at = '1800000000'
  const mac = createHmac('sha256', key).update(`${id}.${at}.${text}`).digest('base64')
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': at,
    'webhook-signature': `v1,${mac}`,
  }
  const reply = await fetch(endpoint.url, { method: 'POST', headers, body: text })
  return { status: reply.status, body: await reply.json() }
}

describe('the hook endpoint', () => {
  test('takes a signed request and does a repeated one once', async () => {
    endpoint = await openHookEndpoint({ seed: 1, manners })
    expect(await ask()).toEqual({ status: 202, body: { accepted: true } })
    expect((await ask()).status).toBe(202)
    expect(endpoint.take()).toEqual([{ id: 'act-1', action: 'wake', eid: '8904', before: 0 }])
    expect(endpoint.take()).toEqual([])
    expect((await ask({ id: 'act-2' })).status).toBe(202)
    expect(endpoint.take()[0]?.before).toBe(1)
  })

  test('refuses another secret, another action and another id than was signed for', async () => {
    endpoint = await openHookEndpoint({ seed: 1, manners })
    const secret = `whsec_${Buffer.from('other').toString('base64')}`
    expect((await ask({ secret })).status).toBe(401)
    expect((await ask({ body: { action: 'explode' } })).status).toBe(400)
    expect((await ask({ body: { id: 'act-9' } })).status).toBe(400)
    expect(endpoint.take()).toEqual([])
  })

  test('says once that it fails, and does what was asked exactly once all the same', async () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      endpoint = await openHookEndpoint({ seed, manners: { ...manners, failing: 1 } })
      expect((await ask()).status).toBe(503)
      expect((await ask()).status).toBe(202)
      expect(endpoint.take()).toHaveLength(1)
      endpoint.close()
    }
  })

  test('passes an operator’s refusal on, for good', async () => {
    endpoint = await openHookEndpoint({ seed: 1, manners })
    endpoint.refuse = () => ({ code: 'not-in-contract', why: 'no' })
    expect((await ask()).status).toBe(409)
    expect((await ask()).body).toMatchObject({ code: 'not-in-contract' })
    expect(endpoint.take()).toEqual([])
  })
})
