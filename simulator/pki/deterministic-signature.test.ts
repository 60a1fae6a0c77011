import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import type { Curve } from '@holdfast/gsma/signature.ts'
import { signingKey, verifyBytes } from '@holdfast/gsma/signature.ts'
import { describe, expect, it } from 'vitest'
import { deriveKey } from './derived-key.ts'
import { signDeterministically } from './deterministic-signature.ts'

const text = (value: string): Uint8Array => new TextEncoder().encode(value)

describe('a deterministic signature', () => {
  // RFC 6979 A.2.5, P-256 with SHA-256.
  for (const [message, signature] of [
    [
      'sample',
      `EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716
       F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8`,
    ],
    [
      'test',
      `F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367
       019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083`,
    ],
  ] as const) {
    it(`is that of RFC 6979 for "${message}"`, () => {
      const scalar = parseHex('C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721')
      const key = signingKey('P-256', scalar)
      if (!key.ok) throw new Error(key.why)
      const made = signDeterministically({ ...key.value, scalar }, text(message))
      expect(formatHex(made)).toBe(formatHex(parseHex(signature)))
    })
  }

  it.each(['P-256', 'brainpoolP256r1'] satisfies Curve[])('verifies on %s', (curve) => {
    for (let i = 0; i < 20; i++) {
      const key = deriveKey({ seed: 's', label: `${i}`, curve })
      const signature = signDeterministically(key, text(`message ${i}`))
      expect(verifyBytes(key.publicKey, signature, text(`message ${i}`))).toBe(true)
      expect(signDeterministically(key, text(`message ${i}`))).toEqual(signature)
    }
  })
})

describe('a derived key', () => {
  it('depends on seed, label and curve, each', () => {
    const points = [
      deriveKey({ seed: 'a', label: 'b', curve: 'P-256' }),
      deriveKey({ seed: 'a', label: 'c', curve: 'P-256' }),
      deriveKey({ seed: 'b', label: 'b', curve: 'P-256' }),
      deriveKey({ seed: 'ab', label: '', curve: 'P-256' }),
      deriveKey({ seed: 'a', label: 'b', curve: 'brainpoolP256r1' }),
    ].map((key) => formatHex(key.publicKey.point))
    expect(new Set(points).size).toBe(5)
  })
})
