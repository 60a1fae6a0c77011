import { concatBytes, formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { keyOf, readCertificate } from '@holdfast/gsma/certificate.ts'
import { authenticateServerResponse, serverSigned1 } from '@holdfast/gsma/sgp22/authenticate.ts'
import { cancelSessionResponse } from '@holdfast/gsma/sgp22/cancel-session.ts'
import { prepareDownloadResponse, smdpSigned2 } from '@holdfast/gsma/sgp22/download.ts'
import type { SigningKey } from '@holdfast/gsma/signature.ts'
import { signatureObject, signBytes, verifyBytes } from '@holdfast/gsma/signature.ts'
import { describe, expect, it } from 'vitest'
import { createTestPki } from '../pki/test-pki.ts'
import { Bench, benchTime } from './bench.ts'

const transactionId = parseHex('00112233445566778899AABBCCDDEEFF')
const deviceContext = tlv(0xa0, parseHex('80034D2D31'), parseHex('A108800435290611A100'))

interface Server {
  readonly key: SigningKey
  readonly certificate: Uint8Array
}

class Site extends Bench {
  readonly server = this.pki.smdp({ address: 'smdp.example.com' })

  challenge(): Uint8Array {
    return this.send('BF2E00').subarray(5)
  }

  authenticate(
    wish: {
      readonly server?: Server
      readonly euiccChallenge?: Uint8Array
      readonly ciKeyId?: Uint8Array
      readonly address?: string
    } = {},
  ): number {
    const { key, certificate } = wish.server ?? this.server.auth
    const signed = encode(serverSigned1, {
      transactionId,
      euiccChallenge: wish.euiccChallenge ?? this.challenge(),
      serverAddress: wish.address ?? 'smdp.example.com',
      serverChallenge: new Uint8Array(16),
    })
    const response = decode(
      authenticateServerResponse,
      this.send(
        tlv(
          0xbf38,
          signed,
          signatureObject(signBytes(key, signed)),
          tlv(0x04, wish.ciKeyId ?? this.pki.ci.keyId),
          certificate,
          deviceContext,
        ),
      ),
    )
    if (response.kind === 'authenticateResponseError') return response.value.authenticateErrorCode
    this.signature1 = response.value.euiccSignature1
    return 0
  }

  signature1: Uint8Array = new Uint8Array(64)

  prepare(
    wish: {
      readonly server?: Server
      readonly transactionId?: Uint8Array
      readonly signature1?: Uint8Array
      readonly confirmation?: Uint8Array
      readonly bppEuiccOtpk?: Uint8Array
    } = {},
  ) {
    const { key, certificate } = wish.server ?? this.server.binding
    const signed = encode(smdpSigned2, {
      transactionId: wish.transactionId ?? transactionId,
      ccRequiredFlag: wish.confirmation !== undefined,
      bppEuiccOtpk: wish.bppEuiccOtpk,
    })
    const input = concatBytes(signed, signatureObject(wish.signature1 ?? this.signature1))
    const hash = wish.confirmation?.length ? [tlv(0x04, wish.confirmation)] : []
    const request = tlv(
      0xbf21,
      signed,
      signatureObject(signBytes(key, input)),
      ...hash,
      certificate,
    )
    return decode(prepareDownloadResponse, this.send(request))
  }

  prepareCode(wish: Parameters<Site['prepare']>[0] = {}): number {
    const response = this.prepare(wish)
    return response.kind === 'downloadResponseError' ? response.value.downloadErrorCode : 0
  }
}

describe('AuthenticateServer', () => {
  it('answers a genuine server with a signature over what it sent', () => {
    const site = new Site()
    expect(site.authenticate()).toBe(0)
    const certificate = readCertificate(site.pki.card(site.eid).certificate)
    const key = certificate.ok ? keyOf(certificate.value) : certificate
    const { reply } = site.answers.at(-1)!
    if (reply.kind !== 'data' || !key.ok) throw new Error('no answer')
    const response = decode(authenticateServerResponse, reply.bytes)
    if (response.kind !== 'authenticateResponseOk') throw new Error(response.kind)
    const { euiccSigned1, euiccSignature1 } = response.value
    expect(verifyBytes(key.value, euiccSignature1, euiccSigned1.bytes)).toBe(true)
    expect(formatHex(euiccSigned1.bytes)).toContain(formatHex(deviceContext))
    expect(euiccSigned1.value.euiccInfo2.iotSpecificInfo?.iotVersion.map(formatHex)).toEqual([
      '010300',
    ])
  })

  it('takes a challenge once, and only the one it gave', () => {
    const site = new Site()
    const used = site.challenge()
    expect(site.authenticate({ euiccChallenge: used })).toBe(0)
    expect(site.authenticate({ euiccChallenge: used })).toBe(4)
    site.challenge()
    expect(site.authenticate({ euiccChallenge: new Uint8Array(16) })).toBe(6)
  })

  it('refuses another chain of trust, another role, another signer, another issuer key', () => {
    const site = new Site()
    const stranger = createTestPki({ seed: 'stranger', from: benchTime })
    const { auth } = stranger.smdp({ address: 'smdp.example.com' })
    expect(site.authenticate({ server: auth })).toBe(7)
    expect(site.authenticate({ server: site.server.binding })).toBe(5)
    const { tls } = site.server
    expect(site.authenticate({ server: tls })).toBe(5)
    const mixed = { certificate: site.server.auth.certificate, key: auth.key }
    expect(site.authenticate({ server: mixed })).toBe(2)
    expect(site.authenticate({ ciKeyId: stranger.ci.keyId })).toBe(7)
    const broken = Uint8Array.from(site.server.auth.certificate)
    broken[broken.length - 1]! ^= 1
    const { key } = site.server.auth
    expect(site.authenticate({ server: { key, certificate: broken } })).toBe(1)
  })

  it('refuses what is no host name, and takes an SM-DS', () => {
    const site = new Site()
    expect(site.authenticate({ address: 'no host' })).toBe(127)
    const { auth } = site.pki.smds({ address: 'smds.example.com' })
    expect(site.authenticate({ server: auth, address: 'smds.example.com' })).toBe(0)
    expect(site.prepareCode()).toBe(4)
  })
})

describe('PrepareDownload', () => {
  it('needs a session, its transaction, its server and both signatures', () => {
    const site = new Site()
    expect(site.prepareCode()).toBe(4)
    site.authenticate()
    expect(site.prepareCode({ transactionId: new Uint8Array(16) })).toBe(5)
    expect(site.prepareCode({ server: site.server.auth })).toBe(1)
    const other = site.pki.smdp({ address: 'smdp.example.com', oid: '2.999.99' })
    expect(site.prepareCode({ server: other.binding })).toBe(1)
    expect(site.prepareCode({ signature1: new Uint8Array(64) })).toBe(2)
    expect(site.prepareCode()).toBe(0)
  })

  it('repeats a confirmation, and refuses when one is required and none given', () => {
    const site = new Site()
    site.authenticate()
    expect(site.prepareCode({ confirmation: new Uint8Array(0) })).toBe(127)
    const confirmation = new Uint8Array(32).fill(7)
    const response = site.prepare({ confirmation })
    if (response.kind !== 'downloadResponseOk') throw new Error(response.kind)
    expect(response.value.euiccSigned2.value.hashCc).toEqual(confirmation)
  })

  it('uses a one-time key again only when the server has a package for it', () => {
    const site = new Site()
    const pointOf = (wish: Parameters<Site['prepare']>[0] = {}): string => {
      const response = site.prepare(wish)
      if (response.kind !== 'downloadResponseOk') throw new Error(response.kind)
      return formatHex(response.value.euiccSigned2.value.euiccOtpk)
    }
    site.authenticate()
    const first = pointOf()
    site.authenticate()
    expect(pointOf({ bppEuiccOtpk: parseHex(first) })).toBe(first)
    site.authenticate()
    const fresh = pointOf()
    expect(fresh).not.toBe(first)
    site.authenticate()
    expect(pointOf({ bppEuiccOtpk: parseHex(first) })).not.toBe(first)
  })
})

describe('CancelSession', () => {
  it('is signed in a session and an error outside', () => {
    const site = new Site()
    const cancel = tlv(0xbf41, tlv(0x80, transactionId), parseHex('810101'))
    expect(formatHex(site.send(cancel))).toBe('BF4103810105')
    site.authenticate()
    const response = decode(cancelSessionResponse, site.send(cancel))
    if (response.kind !== 'cancelSessionResponseOk') throw new Error(response.kind)
    expect(response.value.euiccCancelSessionSigned.value).toMatchObject({
      smdpOid: '2.999.10',
      reason: 1,
    })
    expect(formatHex(site.send(cancel))).toBe('BF4103810105')
  })
})

describe('a package without PrepareDownload', () => {
  it('is refused by status word', () => {
    const site = new Site()
    const { reply } = site.answer(parseHex('BF36820100BF2300'))
    expect(reply).toEqual({ kind: 'refused', statusWord: 0x6985 })
  })
})
