import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:tls'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { completeEid } from '@holdfast/gsma/ids/eid.ts'
import type { Curve } from '@holdfast/gsma/signature.ts'
import { formatSigningKey } from '@holdfast/gsma/signature.ts'
import { describe, expect, it } from 'vitest'
import { formatPem, parsePem } from './pem.ts'
import { createTestPki } from './test-pki.ts'

const from = Date.UTC(2026, 0, 1)
const eid = completeEid('890490321234512345123456789012')

describe.each(['P-256', 'brainpoolP256r1'] satisfies Curve[])('a test PKI on %s', (curve) => {
  const pki = createTestPki({ seed: '7', curve, from })
  const read = (der: Uint8Array): X509Certificate => new X509Certificate(der)
  const ci = read(pki.ci.certificate)

  it('is the same bytes for the same seed, and others for another', () => {
    const again = createTestPki({ seed: '7', curve, from })
    const other = createTestPki({ seed: '8', curve, from })
    const one = pki.card(eid)
    expect(formatHex(again.card(eid).certificate)).toBe(formatHex(one.certificate))
    expect(formatHex(other.card(eid).certificate)).not.toBe(formatHex(one.certificate))
    expect(formatHex(other.ci.keyId)).not.toBe(formatHex(pki.ci.keyId))
  })

  it('has certificates that OpenSSL reads and whose signatures it verifies', () => {
    const eum = read(pki.eum.certificate)
    const card = read(pki.card(eid).certificate)
    expect(ci.verify(ci.publicKey)).toBe(true)
    expect(eum.verify(ci.publicKey)).toBe(true)
    expect(card.verify(eum.publicKey)).toBe(true)
    expect(card.subject).toContain(`serialNumber=${eid}`)
    expect(card.validTo).toContain('7495')
    expect(eum.ca).toBe(true)
    expect(card.ca).toBe(false)
    const smdp = pki.smdp({ address: 'smdp.example.com' })
    for (const { certificate } of [smdp.auth, smdp.binding, smdp.tls]) {
      expect(read(certificate).verify(ci.publicKey)).toBe(true)
    }
    expect(read(smdp.tls.certificate).subjectAltName).toContain('DNS:smdp.example.com')
  })

  it('gives each certificate a key of its own', () => {
    const smdp = pki.smdp({ address: 'smdp.example.com' })
    const smds = pki.smds({ address: 'smds.example.com' })
    const eim = pki.eim({ address: 'eim.example.com' })
    const all = [smdp.auth, smdp.binding, smdp.tls, smds.auth, smds.tls, eim.signing, eim.tls]
    const keys = [pki.ci, pki.eum, ...all].map(({ key }) => formatHex(key.publicKey.point))
    expect(new Set(keys).size).toBe(keys.length)
    for (const { certificate, key } of all) {
      expect(read(certificate).checkPrivateKey(key.handle)).toBe(true)
    }
  })
})

describe('a test PKI', () => {
  it('serves TLS to a client that trusts its CI', async () => {
    const pki = createTestPki({ seed: '1', from: Date.now() })
    const { tls } = pki.smdp({ address: 'localhost' })
    const server = createServer({
      cert: formatPem('CERTIFICATE', tls.certificate),
      key: formatSigningKey(tls.key),
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = connect({
      port: (server.address() as AddressInfo).port,
      host: '127.0.0.1',
      servername: 'localhost',
      ca: formatPem('CERTIFICATE', pki.ci.certificate),
    })
    await once(client, 'secureConnect')
    expect(client.authorized).toBe(true)
    client.destroy()
    server.close()
  })

  it('makes 1,000 card certificates in under 3 seconds', () => {
    const pki = createTestPki({ seed: '1', from })
    const startedAt = performance.now()
    for (let i = 0; i < 1000; i++) {
      pki.card(completeEid(`89049032${String(i).padStart(22, '0')}`))
    }
    expect(performance.now() - startedAt).toBeLessThan(3000)
  })

  it('goes to PEM and back', () => {
    const { certificate } = createTestPki({ seed: '1', from }).ci
    const pem = formatPem('CERTIFICATE', certificate)
    expect(parsePem('CERTIFICATE', `text before\n${pem}`)).toEqual(certificate)
    expect(parsePem('CERTIFICATE', 'no block here')).toBeUndefined()
  })
})
