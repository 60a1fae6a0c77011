import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ipOctets } from './certificate-builder.ts'
import { fileSigner } from './file-signer.ts'
import { openKeyFolder, privateKeyFromPem } from './key-folder.ts'
import { givenTlsIdentity, ownTlsIdentity, type TlsIdentity } from './tls-identity.ts'

const names = ['localhost', 'eim.example.com', '127.0.0.1', '::1']
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-keys-'))
})
afterAll(() => rm(folder, { recursive: true }))

function fetchOver(tls: TlsIdentity, ca: string | undefined): Promise<number> {
  const server = createServer({ cert: tls.certificate, key: tls.privateKey }, (_req, res) =>
    res.end(),
  )
  return new Promise<number>((resolve, reject) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      const call = request({ host: '127.0.0.1', port, ...(ca ? { ca } : {}) }, (res) => {
        res.resume()
        resolve(res.statusCode ?? 0)
      })
      call.on('error', reject)
      call.end()
    })
  }).finally(() => server.close())
}

describe('the TLS identity that Holdfast makes for itself', () => {
  it('is trusted by a client that knows the authority, and by no other', async () => {
    const tls = await ownTlsIdentity(await openKeyFolder(folder), names)
    expect(await fetchOver(tls, tls.authority?.pem)).toBe(200)
    await expect(fetchOver(tls, undefined)).rejects.toThrow(/certificate/)
  })

  it('is for every host name and address asked for, on P-256', async () => {
    const tls = await ownTlsIdentity(await openKeyFolder(folder), names)
    const leaf = new X509Certificate(tls.certificate)
    expect(leaf.checkHost('eim.example.com')).toBe('eim.example.com')
    expect(leaf.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(leaf.checkIP('::1')).toBe('::1')
    expect(leaf.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1')
    expect(leaf.ca).toBe(false)
  })

  it('is the same after a restart, and keeps its keys from others on the machine', async () => {
    const before = await ownTlsIdentity(await openKeyFolder(folder), names)
    const after = await ownTlsIdentity(await openKeyFolder(folder), names)
    expect(after).toEqual(before)
    expect((await stat(join(folder, 'tls.key.pem'))).mode & 0o777).toBe(0o600)
  })

  it('is renewed under the same authority before it ends, and for a new host name', async () => {
    const keys = await openKeyFolder(folder)
    const before = await ownTlsIdentity(keys, names)
    const later = await ownTlsIdentity(keys, names, Date.now() + 350 * 86_400_000)
    expect(later.certificate).not.toBe(before.certificate)
    expect(later.authority).toEqual(before.authority)
    const moved = await ownTlsIdentity(keys, [...names, 'eim2.example.com'])
    expect(new X509Certificate(moved.certificate).checkHost('eim2.example.com')).toBeTruthy()
  })
})

describe('a TLS identity that the operator gives', () => {
  it('is taken when key and certificate belong together', async () => {
    const own = await ownTlsIdentity(await openKeyFolder(folder), names)
    const given = await givenTlsIdentity(join(folder, 'tls.pem'), join(folder, 'tls.key.pem'))
    expect(given.certificate).toBe(own.certificate)
  })

  it('is refused with the name of the file that is wrong', async () => {
    const cert = join(folder, 'tls.pem')
    const otherKey = join(folder, 'tls-authority.key.pem')
    await expect(givenTlsIdentity(cert, otherKey)).rejects.toThrow(/is not the private key of/)
    await expect(givenTlsIdentity(join(folder, 'none'), otherKey)).rejects.toThrow(/--tls-cert/)
    await writeFile(join(folder, 'text'), 'hello')
    await expect(givenTlsIdentity(join(folder, 'text'), otherKey)).rejects.toThrow(/in PEM/)
  })
})

describe('the signer over a key file', () => {
  it('makes raw 64-octet signatures', async () => {
    const pem = await readFile(join(folder, 'tls.key.pem'), 'utf8')
    const signer = await fileSigner(privateKeyFromPem(pem, 'key'))
    expect(await signer.sign(new Uint8Array(3))).toHaveLength(64)
  })
})

describe('an IP address in a certificate', () => {
  it.each([
    ['10.0.0.1', '0a000001'],
    ['::1', '00000000000000000000000000000001'],
    ['2001:db8::ff', '20010db80000000000000000000000ff'],
    ['::ffff:10.0.0.1', '00000000000000000000ffff0a000001'],
  ])('%s is %s', (text, hex) => {
    expect(Buffer.from(ipOctets(text)).toString('hex')).toBe(hex)
  })
})
