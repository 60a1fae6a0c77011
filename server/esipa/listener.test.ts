import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, type RequestOptions, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openKeyFolder } from '../keys/key-folder.ts'
import { keptTicketKey } from '../keys/ticket-key.ts'
import { ownTlsIdentity, type TlsIdentity } from '../keys/tls-identity.ts'
import {
  type EsipaListener,
  type EsipaRequest,
  type ListenerWish,
  listenEsipa,
} from './listener.ts'

let folder: string
let tls: TlsIdentity
let ca: string
let listener: EsipaListener

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-listener-'))
  tls = await ownTlsIdentity(await openKeyFolder(folder), ['127.0.0.1'])
  ca = tls.authority?.pem ?? ''
})
afterAll(() => rm(folder, { recursive: true }))
afterEach(() => listener.close(0))

const echo = (req: EsipaRequest) => ({
  status: 200,
  contentType: 'application/x-gsma-rsp-asn1',
  body: req.body,
})

async function open(wish: Partial<ListenerWish> = {}): Promise<void> {
  const onFailure = () => {}
  listener = await listenEsipa({
    host: '127.0.0.1',
    port: 0,
    tls,
    answer: echo,
    onFailure,
    ...wish,
  })
}

interface Got {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

const asn1 = { 'content-type': 'application/x-gsma-rsp-asn1' }

function call(body: Uint8Array | string, options: RequestOptions = {}): Promise<Got> {
  const usual = {
    method: 'POST',
    path: '/gsma/rsp2/asn1',
    headers: asn1,
    ca,
    agent: false as const,
  }
  return new Promise((resolve, reject) => {
    const req = request(listener.url, { ...usual, ...options }, (res) => {
      let text = ''
      res.setEncoding('latin1').on('data', (part) => {
        text += part
      })
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, text }))
    })
    req.on('error', reject)
    req.end(body)
  })
}

const openTls = (options: object = {}): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: listener.port, ca, ...options }, () =>
      resolve(socket),
    )
    socket.once('error', reject)
  })

const closed = (socket: TLSSocket): Promise<void> =>
  new Promise((resolve) => {
    socket.on('error', () => {})
    socket.once('close', () => resolve())
    socket.resume()
  })

describe('the heads of requests', () => {
  it.each([
    [404, { path: '/gsma/rsp2/asn2' }],
    [404, { path: '/gsma/rsp2/esipa/transferEimPackage' }],
    [405, { method: 'GET' }],
    [415, { headers: { 'content-type': 'application/json' } }],
    [415, { headers: {} }],
    [415, { path: '/gsma/rsp2/esipa/getEimPackage' }],
    [400, { headers: { ...asn1, 'x-admin-protocol': 'gsma/rsp/v2' } }],
    [400, { headers: { ...asn1, 'x-admin-protocol': 'lpa/v2.1.0' } }],
  ])('answers %i to %j', async (status, options) => {
    await open()
    const got = await call(status === 405 ? '' : 'x', options)
    expect(got.status).toBe(status)
    expect(JSON.parse(got.text)).toMatchObject({ status })
    expect(got.headers['content-type']).toBe('application/problem+json')
    if (status === 405) expect(got.headers.allow).toBe('POST')
  })

  it('lets a charset, upper case and a missing protocol header pass', async () => {
    await open()
    const headers = { 'content-type': 'Application/X-GSMA-rsp-asn1; charset=UTF-8' }
    const got = await call('x', { headers })
    expect(got).toMatchObject({ status: 200, text: 'x' })
    expect(got.headers['x-admin-protocol']).toBe('gsma/rsp/v2.1.0')
  })

  it('gives the protocol header of the client back', async () => {
    await open()
    const got = await call('x', { headers: { ...asn1, 'x-admin-protocol': 'gsma/rsp/v1.0.0' } })
    expect(got.headers['x-admin-protocol']).toBe('gsma/rsp/v1.0.0')
  })
})

describe('the sizes of bodies', () => {
  const limits = { bodyOctetsMax: 1000 }

  it('takes one of the greatest size allowed and refuses one octet more', async () => {
    await open({ limits })
    expect((await call(new Uint8Array(1000))).status).toBe(200)
    expect((await call(new Uint8Array(1001))).status).toBe(413)
  })

  it.each([256, 1024, 1025, 5000])('gives back every octet of an answer of %i', async (size) => {
    const body = Uint8Array.from({ length: size }, (_, i) => i & 255)
    await open({ answer: () => ({ status: 200, body }) })
    const got = await call('x')
    expect(got.headers['content-length']).toBe(String(size))
    expect(Buffer.from(got.text, 'latin1')).toEqual(Buffer.from(body))
  })

  it('refuses a body that hides its length', async () => {
    await open({ limits })
    const headers = { ...asn1, 'transfer-encoding': 'chunked' }
    expect((await call(new Uint8Array(1001), { headers })).status).toBe(413)
  })

  it('tells a client that goes on writing a great body why it was refused', async () => {
    await open({ limits })
    expect((await call(new Uint8Array(3_000_000))).status).toBe(413)
  })
})

describe('clients that are slow or many', () => {
  it('drops a head and a body that do not come to an end', async () => {
    await open({ limits: { headMs: 100, requestMs: 200, checkEveryMs: 50 } })
    const head = await openTls()
    head.write('POST /gsma/rsp2/asn1 HTTP/1.1\r\n')
    await closed(head)
    const body = await openTls()
    body.write('POST /gsma/rsp2/asn1 HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n')
    body.write('content-type: application/x-gsma-rsp-asn1\r\n\r\nabc')
    await closed(body)
  })

  it('goes on when a client hangs up in the middle of a body', async () => {
    let isOpened: (() => void) | undefined
    const begun = new Promise<void>((resolve) => {
      isOpened = resolve
    })
    await open({ limits: { checkEveryMs: 50 }, answer: echo })
    const socket = await openTls()
    socket.write('POST /gsma/rsp2/asn1 HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\n')
    socket.write('content-length: 9\r\ncontent-type: application/x-gsma-rsp-asn1\r\n\r\nabc')
    socket.once('data', () => isOpened?.())
    await begun // the server has the head and waits for the rest
    const gone = closed(socket)
    socket.destroy()
    await gone
    expect(await call('x')).toMatchObject({ status: 200, text: 'x' })
    expect(listener.counters.failed).toBe(0)
  })

  it('turns requests away with a time to come back when too many are at work', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    await open({
      limits: { answersMax: 1 },
      answer: async (req) => {
        await held
        return echo(req)
      },
    })
    const agent = new Agent({ keepAlive: true })
    const first = call('first', { agent })
    let second = await call('second')
    while (second.status === 200) second = await call('second')
    expect(second.status).toBe(503)
    expect(Number(second.headers['retry-after'])).toBeGreaterThanOrEqual(5)
    release()
    expect((await first).status).toBe(200)
    agent.destroy()
  })

  it('takes no more connections than its limit, and counts those it dropped', async () => {
    await open({ limits: { connectionsMax: 2 } })
    const held = [await openTls(), await openTls()]
    await expect(openTls()).rejects.toThrow()
    expect(listener.counters.droppedConnections).toBe(1)
    for (const socket of held) socket.destroy()
  })

  it('answers 500 when the answer breaks, says so, and goes on', async () => {
    const failures: unknown[] = []
    const answer = (req: EsipaRequest) => {
      if (req.body[0] === 0x21) throw new Error('broken')
      return req.body[0] === 0x3f ? Promise.reject(new Error('later')) : echo(req)
    }
    await open({ answer, onFailure: (cause) => failures.push(cause) })
    expect((await call('!')).status).toBe(500)
    expect((await call('?')).status).toBe(500)
    expect((await call('x')).status).toBe(200)
    expect(failures).toHaveLength(2)
  })
})

describe('TLS', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('resumes a session over %s', async (version) => {
    await open()
    const options = { minVersion: version, maxVersion: version }
    const first = await openTls(options)
    const sessions = version === 'TLSv1.2' ? [first.getSession() as Buffer] : []
    first.on('session', (session) => sessions.push(session))
    first.write('POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
    await closed(first)
    const second = await openTls({ ...options, session: sessions[0] })
    expect(second.isSessionReused()).toBe(true)
    second.destroy()
  })

  it('resumes a session after a restart when the ticket key was kept', async () => {
    const ticketKey = keptTicketKey(folder, () => Date.now())
    await open({ ticketKey })
    const options = { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' } as const
    const first = await openTls(options)
    const sessions: Buffer[] = []
    first.on('session', (session) => sessions.push(session))
    first.write('POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
    await closed(first)
    await listener.close(0)
    await open({ ticketKey: keptTicketKey(folder, () => Date.now()) })
    const second = await openTls({ ...options, session: sessions[0] })
    expect(second.isSessionReused()).toBe(true)
    second.destroy()
  })

  it('refuses TLS 1.1', async () => {
    await open()
    const options = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' }
    await expect(openTls(options)).rejects.toThrow()
  })

  it('speaks HTTP/1.1 with a client that would rather have HTTP/2', async () => {
    await open()
    const socket = await openTls({ ALPNProtocols: ['h2', 'http/1.1'] })
    expect(socket.alpnProtocol).toBe('http/1.1')
    socket.destroy()
  })
})
