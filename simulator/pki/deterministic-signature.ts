// ECDSA whose one-time number is derived from key and message (RFC 6979), so that certificates and
// results made from one seed are the same bytes in every run. The curve arithmetic is OpenSSL's;
// what is left is arithmetic modulo the order. Its time depends on the key: for test keys only.

import { createECDH, createHmac } from 'node:crypto'
import type { Curve } from '@holdfast/gsma/signature.ts'
import { sha256 } from '@holdfast/gsma/signature.ts'
import type { DerivedKey } from './derived-key.ts'

const orders: Readonly<Record<Curve, bigint>> = {
  'P-256': 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  brainpoolP256r1: 0xa9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7n,
}
const opensslNames: Readonly<Record<Curve, string>> = {
  'P-256': 'prime256v1',
  brainpoolP256r1: 'brainpoolP256r1',
}

const toNumber = (octets: Uint8Array): bigint => BigInt(`0x${Buffer.from(octets).toString('hex')}`)
const toOctets = (number: bigint): Uint8Array =>
  new Uint8Array(Buffer.from(number.toString(16).padStart(64, '0'), 'hex'))

/** RFC 6979 §3.2: candidates for the one-time number, in order. */
function* oneTimeNumbers(scalar: Uint8Array, digest: Uint8Array, order: bigint): Generator<bigint> {
  const hmac = (key: Uint8Array, ...parts: Uint8Array[]): Uint8Array => {
    const mac = createHmac('sha256', key)
    for (const part of parts) mac.update(part)
    return mac.digest()
  }
  const seed = [scalar, toOctets(toNumber(digest) % order)]
  let v: Uint8Array = new Uint8Array(32).fill(1)
  let key: Uint8Array = new Uint8Array(32)
  for (const step of [0, 1]) {
    key = hmac(key, v, Uint8Array.of(step), ...seed)
    v = hmac(key, v)
  }
  for (;;) {
    v = hmac(key, v)
    const candidate = toNumber(v)
    if (candidate > 0n && candidate < order) yield candidate
    key = hmac(key, v, Uint8Array.of(0))
    v = hmac(key, v)
  }
}

function inverse(value: bigint, order: bigint): bigint {
  let [a, b] = [order, value]
  let [x, y] = [0n, 1n]
  while (b > 0n) {
    const quotient = a / b
    ;[a, b] = [b, a - quotient * b]
    ;[x, y] = [y, x - quotient * y]
  }
  return x < 0n ? x + order : x
}

/** The signature (r‖s, 64 octets) that this key and message always give. */
export function signDeterministically(key: DerivedKey, message: Uint8Array): Uint8Array {
  const order = orders[key.curve]
  const digest = sha256(message)
  const pair = createECDH(opensslNames[key.curve])
  for (const k of oneTimeNumbers(key.scalar, digest, order)) {
    pair.setPrivateKey(toOctets(k))
    const r = toNumber(pair.getPublicKey().subarray(1, 33)) % order
    const s = (inverse(k, order) * (toNumber(digest) + r * toNumber(key.scalar))) % order
    if (r > 0n && s > 0n) return new Uint8Array([...toOctets(r), ...toOctets(s)])
  }
  throw new Error('the one-time numbers have no end')
}
