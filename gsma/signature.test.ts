import { concatBytes, formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { describe, expect, it } from 'vitest'
import type { Parsed } from './ids/parsed.ts'
import type { Curve, SigningKey } from './signature.ts'
import {
  agreeSecret,
  curveByOid,
  decodeDerSignature,
  decodePublicKeyInfo,
  decodeSigningKey,
  encodeAssociationToken,
  encodeDerSignature,
  encodePublicKeyInfo,
  formatSigningKey,
  hashConfirmationCode,
  packageSignatureInput,
  sameKey,
  sha256,
  signatureObject,
  signBytes,
  signBytesAsync,
  signingKey,
  verifyBytes,
  verifyBytesAsync,
  verifyingKey,
  verifyPackageResult,
} from './signature.ts'

const ok = <T>(parsed: Parsed<T>): T => {
  if (!parsed.ok) throw new Error(`${parsed.code}: ${parsed.why}`)
  return parsed.value
}
const message = new TextEncoder().encode('a message')
const scalar = (fill: number): Uint8Array => new Uint8Array(32).fill(fill)
const curves: readonly Curve[] = ['P-256', 'brainpoolP256r1']
const cardKey = (fill = 7): SigningKey => ok(signingKey('P-256', scalar(fill)))

// Made for this project with another implementation; the private key is not kept.
const known = {
  tbs: parseHex(
    `3043801065696d312e6578616d706c652e636f6d5a108904903212345123451234567890123581010782080102
     030405060708a010a30e5a0a9810103254769810321405 00`,
  ),
  spki: parseHex(
    `3059301306072a8648ce3d020106082a8648ce3d03010703420004cec18823fec472909d52c6701f2ac0d0bfe8
     56e8bd94da0caa796c1ae142677c3b4ebf0ac8c57a1d3d1fb941a56f50e015881d5b841c08adcdd808e807c181
     91`,
  ),
  signature: parseHex(
    `ecb172f840137b44a44f9f3f45de4e0498acdb0729339d29adfa4695245f67c6a24c16ff758ed1c5617f76d9e2
     f788baa4ec022e40e0158ec9f32f77dc9ec185`,
  ),
}

describe('the two forms of a signature', () => {
  const withNumbers = (r: string, s: string): Uint8Array =>
    parseHex(`${r.padStart(64, '0')}${s.padStart(64, '0')}`)

  it('are the same numbers, also short ones and ones that begin with a set bit', () => {
    const numbers = [
      '1',
      '7f',
      '80',
      'ff01',
      `80${'00'.repeat(31)}`,
      'ff'.repeat(32),
      `01${'00'.repeat(30)}`,
    ]
    for (const r of numbers) {
      for (const s of numbers) {
        const raw = withNumbers(r, s)
        expect(formatHex(decodeDerSignature(encodeDerSignature(raw)))).toBe(formatHex(raw))
      }
    }
  })

  it('verify alike, for many signatures', () => {
    for (let i = 0; i < 200; i++) {
      const text = new TextEncoder().encode(`message ${i}`)
      const raw = signBytes(cardKey(), text)
      expect(raw).toHaveLength(64)
      expect(verifyBytes(cardKey().publicKey, raw, text)).toBe(true)
      expect(verifyBytes(cardKey().publicKey, encodeDerSignature(raw), text)).toBe(true)
    }
  })

  it('are refused when a number is nothing', () => {
    const key = cardKey().publicKey
    const one = signBytes(cardKey(), message)
    const r = formatHex(one.subarray(0, 32))
    expect(verifyBytes(key, withNumbers(r, '0'), message)).toBe(false)
    expect(verifyBytes(key, withNumbers('0', '0'), message)).toBe(false)
    expect(verifyBytes(key, one.subarray(0, 63), message)).toBe(false)
  })
})

describe('the known eUICC package', () => {
  const key = ok(decodePublicKeyInfo(known.spki))

  it('verifies with its token', () => {
    const input = packageSignatureInput({ signed: known.tbs, token: 1 })
    expect(formatHex(sha256(input)).toLowerCase()).toBe(
      'fe3266cda99116dc5d0a121f89575bed14a19ea2da285fdba3a823438c84818a',
    )
    expect(verifyBytes(key, known.signature, input)).toBe(true)
  })

  it('fails with no token, with another token and with a changed package', () => {
    for (const token of [undefined, 0, 2]) {
      const input = packageSignatureInput({ signed: known.tbs, token })
      expect(verifyBytes(key, known.signature, input)).toBe(false)
    }
    const changed = Uint8Array.from(known.tbs)
    changed[20] = 0x41
    const input = packageSignatureInput({ signed: changed, token: 1 })
    expect(verifyBytes(key, known.signature, input)).toBe(false)
  })
})

describe('the association token', () => {
  for (const [token, bytes] of [
    [undefined, '840100'],
    [0, '840100'],
    [1, '840101'],
    [128, '84020080'],
    [65535, '840300FFFF'],
  ] as const) {
    it(`${token} is ${bytes}`, () => {
      expect(formatHex(encodeAssociationToken(token))).toBe(bytes)
    })
  }
})

describe.each(curves)('on %s', (curve) => {
  const key = ok(signingKey(curve, scalar(5)))

  it('a signature has 64 octets and verifies', async () => {
    const signature = signBytes(key, message)
    expect(signature.length).toBe(64)
    expect(verifyBytes(key.publicKey, signature, message)).toBe(true)
    const later = await signBytesAsync(key, message)
    const claim = { key: key.publicKey, signature: later, message }
    expect(await verifyBytesAsync(claim)).toBe(true)
    expect(await verifyBytesAsync({ ...claim, message: scalar(0) })).toBe(false)
  })

  it('a signature in DER form verifies too', async () => {
    const signature = encodeDerSignature(signBytes(key, message))
    expect(verifyBytes(key.publicKey, signature, message)).toBe(true)
    expect(await verifyBytesAsync({ key: key.publicKey, signature, message })).toBe(true)
  })

  it('a changed, cut or empty signature does not verify, nor one of another key', () => {
    const signature = signBytes(key, message)
    const other = ok(signingKey(curve, scalar(6)))
    expect(verifyBytes(other.publicKey, signature, message)).toBe(false)
    const changed = Uint8Array.from(signature)
    changed[40] = (changed[40] as number) ^ 1
    for (const wrong of [changed, signature.subarray(0, 63), scalar(0x30), new Uint8Array()]) {
      expect(verifyBytes(key.publicKey, wrong, message)).toBe(false)
    }
  })

  it('both sides of a key agreement find the same secret', () => {
    const peer = ok(signingKey(curve, scalar(9)))
    const secret = agreeSecret(key, peer.publicKey)
    expect(secret.length).toBe(32)
    expect(agreeSecret(peer, key.publicKey)).toEqual(secret)
  })

  it('keys go to PEM and DER and back', () => {
    const again = ok(decodeSigningKey(formatSigningKey(key)))
    expect(sameKey(again.publicKey, key.publicKey)).toBe(true)
    const sec1 = key.handle.export({ format: 'der', type: 'sec1' })
    expect(ok(decodeSigningKey(new Uint8Array(sec1))).curve).toBe(curve)
    const spki = encodePublicKeyInfo(key.publicKey)
    expect(sameKey(ok(decodePublicKeyInfo(spki)), key.publicKey)).toBe(true)
  })

  it('refuses a private number out of range and a point off the curve', () => {
    expect(signingKey(curve, scalar(0))).toMatchObject({ ok: false, code: 'key-number' })
    expect(signingKey(curve, scalar(0xff))).toMatchObject({ ok: false, code: 'key-number' })
    const point = Uint8Array.from(key.publicKey.point)
    point[64] = (point[64] as number) ^ 1
    expect(verifyingKey(curve, point)).toMatchObject({ ok: false, code: 'key-point' })
    expect(verifyingKey(curve, point.subarray(1))).toMatchObject({ code: 'key-point' })
  })
})

describe('keys', () => {
  it('on another curve, or no keys at all, are refused', () => {
    const p384 =
      '3076301006072a8648ce3d020106052b81040022036200' +
      '04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c' +
      '3a545e3872760ab73617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a' +
      '60b1ce1d7e819d7a431d7c90ea0e5f'
    expect(decodePublicKeyInfo(parseHex(p384))).toMatchObject({ code: 'key-curve' })
    expect(decodePublicKeyInfo(scalar(1))).toMatchObject({ code: 'key-form' })
    expect(decodeSigningKey('-----BEGIN CANARY-----')).toMatchObject({ code: 'key-form' })
    expect(JSON.stringify(decodeSigningKey('CANARY'))).not.toContain('CANARY')
    expect(curveByOid('1.3.132.0.34')).toBeUndefined()
    expect(curveByOid('1.3.36.3.3.2.8.1.1.7')).toBe('brainpoolP256r1')
  })

  it('of two curves cannot agree on a secret', () => {
    const brainpool = ok(signingKey('brainpoolP256r1', scalar(3)))
    expect(() => agreeSecret(cardKey(), brainpool.publicKey)).toThrow(RangeError)
  })
})

describe('a package result', () => {
  const key = cardKey()
  const signed = parseHex('3003020101')
  const requestSignature = signBytes(cardKey(8), message)

  it('verifies by the token, and by the request signature of v1.0, each named', () => {
    const byToken = signBytes(key, packageSignatureInput({ signed, token: 3 }))
    const claim = { key: key.publicKey, signed, token: 3, requestSignature }
    expect(verifyPackageResult({ ...claim, signature: byToken })).toEqual({
      kind: 'verified',
      form: 'association-token',
    })
    for (const binding of [signatureObject(requestSignature), requestSignature]) {
      const signature = signBytes(key, concatBytes(signed, binding))
      expect(verifyPackageResult({ ...claim, signature })).toEqual({
        kind: 'verified',
        form: 'request-signature',
      })
    }
  })

  it('of an older association, of another request or of another card is refused', () => {
    const claim = { key: key.publicKey, signed, token: 4, requestSignature }
    const older = signBytes(key, packageSignatureInput({ signed, token: 3 }))
    const otherRequest = signBytes(key, concatBytes(signed, signBytes(cardKey(8), signed)))
    const otherCard = signBytes(cardKey(9), packageSignatureInput({ signed, token: 4 }))
    for (const signature of [older, otherRequest, otherCard, new Uint8Array(64)]) {
      expect(verifyPackageResult({ ...claim, signature })).toMatchObject({
        kind: 'refused',
        code: 'result-signature',
      })
    }
  })
})

describe('a confirmation code', () => {
  it('is hashed with the transaction it belongs to', () => {
    const hash = hashConfirmationCode('ABC123', parseHex('0102030405060708'))
    expect(formatHex(hash).toLowerCase()).toBe(
      '000f27910eb9358983c617ebe7a357e7a1faf34ddc620d61f6ba0172442c742e',
    )
  })
})
