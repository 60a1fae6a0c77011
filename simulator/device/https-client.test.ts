import { createServer as createPlain } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { encodePublicKeyInfo } from '@holdfast/gsma/signature.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatPem } from '../pki/pem.ts'
import { createTestPki } from '../pki/test-pki.ts'
import { HttpsClient, type HttpsClientOptions, trustIn } from './https-client.ts'

const pki = createTestPki({ seed: 'https-client', from: Date.now() })
const other = createTestPki({ seed: 'other', from: Date.now() })
const { tls } = pki.eim({ address: 'eim.example.com' })

let server: Server
let hosts: ReadonlyMap<string, URL>
let handshakes: ('full' | 'resumed')[] = []

beforeAll(async () => {
  server = createServer({
    cert: formatPem('CERTIFICATE', tls.certificate),
    key: tls.key.handle.export({ format: 'pem', type: 'pkcs8' }),
  })
  server.on('request', (request, response) => {
    request.resume()
    response.end('ok')
  })
  server.on('secureConnection', (socket: TLSSocket) => {
    handshakes.push(socket.isSessionReused() ? 'resumed' : 'full')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  hosts = new Map([['eim.example.com', new URL(`https://127.0.0.1:${port}`)]])
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const clientWith = (more: Partial<HttpsClientOptions> = {}) =>
  new HttpsClient({
    trust: trustIn(formatPem('CERTIFICATE', pki.ci.certificate)),
    connection: 'kept',
    hosts,
    ...more,
  })

const asked = { method: 'GET', url: new URL('https://eim.example.com/'), headers: {} } as const

describe('the HTTP client of a device', () => {
  test('keeps its connection over many requests', async () => {
    handshakes = []
    const client = clientWith()
    for (let i = 0; i < 3; i++) expect((await client.ask(asked)).status).toBe(200)
    expect(handshakes).toEqual(['full'])
    client.close()
  })

  test('makes a new connection for each procedure, and resumes its TLS session', async () => {
    handshakes = []
    const client = clientWith({ connection: 'per-procedure' })
    for (let i = 0; i < 3; i++) {
      await client.ask(asked)
      await client.ask(asked)
      client.endProcedure()
    }
    expect(handshakes).toEqual(['full', 'resumed', 'resumed'])
    client.close()
  })

  test('refuses a server whose certificate nobody vouches for, or of another name', async () => {
    const stranger = clientWith({
      trust: trustIn(formatPem('CERTIFICATE', other.ci.certificate)),
    })
    await expect(stranger.ask(asked)).rejects.toThrow(/verify|self.signed|issuer/)
    const renamed = clientWith({
      hosts: new Map([['smdp.example.com', hosts.get('eim.example.com') as URL]]),
    })
    const elsewhere = { ...asked, url: new URL('https://smdp.example.com/') }
    await expect(renamed.ask(elsewhere)).rejects.toThrow(/altnames/)
  })

  test('holds a server to the key that the card was told', async () => {
    const keyOf = (from: typeof pki) =>
      encodePublicKeyInfo({
        curve: 'P-256',
        point: from.eim({ address: 'eim.example.com' }).tls.key.publicKey.point,
      })
    const right = clientWith({ pins: new Map([['eim.example.com', keyOf(pki)]]) })
    expect((await right.ask(asked)).status).toBe(200)
    const wrong = clientWith({ pins: new Map([['eim.example.com', keyOf(other)]]) })
    await expect(wrong.ask(asked)).rejects.toThrow(/another key/)
    right.close()
  })

  test('repeats the same request while the server is down', async () => {
    let left = 3
    let found = 0
    const crashing = createPlain((_, response) => {
      left -= 1
      if (left === 2) return void response.destroy()
      response.statusCode = left === 1 ? 503 : 200
      response.end('back')
    })
    await new Promise<void>((resolve) => crashing.listen(0, '127.0.0.1', resolve))
    const { port } = crashing.address() as AddressInfo
    const client = clientWith({
      onServerDown: () => {
        found += 1
      },
    })
    const reply = await client.ask({ ...asked, url: new URL(`http://127.0.0.1:${port}/`) })
    expect(new TextDecoder().decode(reply.body)).toBe('back')
    expect(found).toBe(2)
    client.close()
    crashing.close()
  })

  test('finds a server again that was restarted on the same port', async () => {
    const listen = async (port: number) => {
      const made = createPlain((_, response) => void response.end('here'))
      const sockets = new Set<Socket>()
      made.on('connection', (socket) => void sockets.add(socket))
      await new Promise<void>((resolve) => made.listen(port, '127.0.0.1', resolve))
      return { made, kill: () => sockets.forEach((socket) => void socket.resetAndDestroy()) }
    }
    const first = await listen(0)
    const { port } = first.made.address() as AddressInfo
    const client = clientWith()
    const url = new URL(`http://127.0.0.1:${port}/`)
    await client.ask({ ...asked, url })
    first.made.close()
    first.kill()
    const waiting = client.ask({ ...asked, url })
    const second = await listen(port)
    expect((await waiting).status).toBe(200)
    client.close()
    second.made.closeAllConnections()
    second.made.close()
  })
})
