import { mkdtemp, rm } from 'node:fs/promises'
import { createServer as createPlain, type RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { carry } from '@holdfast/asn1/constructed.ts'
import { cancelSessionResponse } from '@holdfast/gsma/sgp22/cancel-session.ts'
import type { RemoteProfileProvisioningRequest } from '@holdfast/gsma/sgp22/es9plus.ts'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openKeyFolder } from '../keys/key-folder.ts'
import { ownTlsIdentity, type TlsIdentity } from '../keys/tls-identity.ts'
import { CircuitBreaker, callLimits } from './circuit-breaker.ts'
import { type Es9Client, type Es9Wish, es9Client } from './es9plus-client.ts'
import { isClosedAddress, SmdpDirectory } from './smdp-directory.ts'

let folder: string
let tls: TlsIdentity
const closing: (() => void)[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-es9-'))
  tls = await ownTlsIdentity(await openKeyFolder(folder), ['smdp.example.com'])
})
afterAll(() => rm(folder, { recursive: true }))
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A server that answers as told; the URL to reach it. */
function serve(answer: RequestListener): Promise<string> {
  const server = createServer({ cert: tls.certificate, key: tls.privateKey }, answer)
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve(`https://127.0.0.1:${(server.address() as AddressInfo).port}`),
    )
  })
}

const text =
  (body: string, status = 200): RequestListener =>
  (req, res) => {
    req.resume()
    res.writeHead(status, { 'content-type': 'application/json' }).end(body)
  }

function client(wish: Partial<Es9Wish> = {}): Es9Client {
  const anchors = [tls.authority?.pem ?? '']
  const made = es9Client({ anchors, now: () => 0, ...wish })
  closing.push(() => made.close())
  return made
}

/** A device that ended its session. */
const cancel: RemoteProfileProvisioningRequest = {
  kind: 'cancelSessionRequestEs9',
  value: {
    transactionId: Uint8Array.of(1),
    cancelSessionResponse: carry(cancelSessionResponse, {
      kind: 'cancelSessionResponseError',
      value: 127,
    }),
  },
}

const answered = { kind: 'answered', ok: { kind: 'cancelSession' } }

async function call(url: string, address = 'smdp.example.com', wish: Partial<Es9Wish> = {}) {
  const route = new SmdpDirectory(new Map([[address, url]])).route(address)
  return client(wish).call(route, cancel)
}

describe('calling an SM-DP+', () => {
  it('posts JSON to the function’s path with the headers of an LPA, and gives the answer', async () => {
    const seen: unknown[] = []
    const url = await serve((req, res) => {
      seen.push(req.method, req.url, req.headers['user-agent'], req.headers['x-admin-protocol'])
      req.on('data', (body) => seen.push(String(body)))
      req.on('end', () => res.end('{}'))
    })
    expect(await call(url)).toEqual(answered)
    expect(seen).toEqual([
      'POST',
      '/gsma/rsp2/es9plus/cancelSession',
      'gsma-rsp-lpad',
      'gsma/rsp/v2.1.0',
      '{"transactionId":"01","cancelSessionResponse":"v0EDgQF/"}',
    ])
  })

  it('gives a refusal as its status code, and a warning as an answer', async () => {
    const status = (name: string) =>
      JSON.stringify({
        header: {
          functionExecutionStatus: {
            status: name,
            statusCodeData: { subjectCode: '8.2.6', reasonCode: '3.8', message: 'no' },
          },
        },
      })
    expect(await call(await serve(text(status('Failed'))))).toEqual({
      kind: 'refused',
      status: { subjectCode: '8.2.6', reasonCode: '3.8', message: 'no' },
    })
    const warned = await call(await serve(text(status('Executed-WithWarning'))))
    expect(warned.kind).toBe('answered')
  })

  it('takes 204 for an answer', async () => {
    expect(await call(await serve(text('', 204)))).toEqual(answered)
  })

  it.each([
    ['a server fault', text('', 503), /HTTP 503/],
    ['something else than JSON', text('<html>'), /not JSON/],
    ['a redirect', text('', 302), /HTTP 302/],
    ['an answer without end', text('"'.repeat(3_000)), /more than 2000 octets/],
    ['no answer', () => {}, /no answer in time/],
  ] as const)('is not fooled by %s', async (_name, answer, why) => {
    const url = await serve(answer)
    const outcome = await call(url, 'smdp.example.com', { timeoutMs: 300, answerOctetsMax: 2_000 })
    expect(outcome).toMatchObject({ kind: 'unreachable', why: expect.stringMatching(why) })
  })

  it('refuses a server whose certificate is for another address, or of an unknown issuer', async () => {
    const url = await serve(text('{}'))
    const other = await call(url, 'other.example.com')
    expect(other).toMatchObject({ kind: 'unreachable', why: expect.stringMatching(/altnames/) })
    const unknown = await call(url, 'smdp.example.com', { anchors: [tls.certificate.slice()] })
    expect(unknown.kind).toBe('unreachable')
    const none = await call(url, 'smdp.example.com', { anchors: [] })
    expect(none).toMatchObject({ why: expect.stringMatching(/--trust-tls/) })
  })

  it('refuses a certificate that has ended, though this machine’s clock was set back (S12)', async () => {
    const url = await serve(text('{"transactionId":"02"}'))
    const before = { tlsNow: () => tls.validUntil - 1_000 }
    expect(await call(url, 'smdp.example.com', before)).toMatchObject({ kind: 'answered' })
    const after = await call(url, 'smdp.example.com', { tlsNow: () => tls.validUntil + 1_000 })
    expect(after).toMatchObject({ kind: 'unreachable', why: expect.stringMatching(/ended on/) })
  })

  it('stops calling a host that failed again and again, but not for a fault of one request', async () => {
    const breaker = new CircuitBreaker({
      ...callLimits,
      ...{ failures: 2, lastOutcomes: 2, openMs: 1_000, openMaxMs: 1_000 },
    })
    const bad = await serve(text('', 400))
    for (let i = 0; i < 3; i++) {
      expect(await call(bad, 'smdp.example.com', { breaker })).toMatchObject({ kind: 'refused' })
    }
    const down = await serve(text('', 500))
    for (let i = 0; i < 2; i++) await call(down, 'smdp.example.com', { breaker })
    const outcome = await call(down, 'smdp.example.com', { breaker })
    expect(outcome).toMatchObject({ kind: 'unreachable', retryAfterMs: 1_000 })
  })
})

describe('where an SM-DP+ may be', () => {
  it('never calls into a private network unless the operator configured it', async () => {
    for (const address of ['127.0.0.1', '169.254.169.254', 'localhost']) {
      const route = new SmdpDirectory().route(address)
      const outcome = await client().call(route, cancel)
      expect(outcome).toMatchObject({ why: expect.stringMatching(/private network/) })
    }
  })

  it.each([
    ['10.1.2.3', true],
    ['172.20.0.1', true],
    ['::1', true],
    ['[::1]', true],
    ['fe80::1', true],
    ['::ffff:192.168.0.1', true],
    ['93.184.216.34', false],
    ['2606:2800:220:1::1', false],
    ['smdp.example.com', false],
  ])('%s is closed: %s', (address, isClosed) => {
    expect(isClosedAddress(address)).toBe(isClosed)
  })

  it('takes http only to this machine', async () => {
    expect(() => new SmdpDirectory(new Map([['a.example', 'http://a.example']]))).toThrow(/https/)
    const server = createPlain(text('{"transactionId":"02"}'))
    closing.push(() => server.close())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(await call(url, 'plain.example.com')).toMatchObject({ kind: 'answered' })
  })
})
