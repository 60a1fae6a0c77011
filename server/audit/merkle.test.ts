import { hash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Frontier, leafHash, leafHashOfBytes } from './merkle.ts'

/** The leaves and roots of Certificate Transparency's own reference tests. */
const leaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((text) => Buffer.from(text, 'hex'))
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('the frontier of a Merkle tree', () => {
  it('gives the roots of the reference tests', () => {
    const frontier = new Frontier()
    expect(hex(frontier.root())).toBe(roots[0])
    for (const [i, leaf] of leaves.entries()) {
      frontier.append(leafHashOfBytes(leaf))
      expect(hex(frontier.root())).toBe(roots[i + 1])
    }
  })

  it('gives the root that RFC 6962 defines, for any leaves', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 100 }), (texts) => {
        const frontier = new Frontier()
        for (const text of texts) frontier.append(leafHash(text))
        expect(frontier.size).toBe(texts.length)
        expect(hex(frontier.root())).toBe(hex(rootByDefinition(texts.map((t) => leafHash(t)))))
      }),
      { numRuns: 50 },
    )
  })

  it('goes on the same after it was stored', () => {
    const whole = new Frontier()
    let stored = new Frontier()
    for (let i = 0; i < 200; i++) {
      whole.append(leafHash(String(i)))
      stored.append(leafHash(String(i)))
      stored = Frontier.decode(stored.size, stored.encode())
      expect(hex(stored.root())).toBe(hex(whole.root()))
    }
  })

  it('is refused when its hashes do not fit its size', () => {
    const frontier = new Frontier()
    for (let i = 0; i < 7; i++) frontier.append(leafHash(String(i)))
    expect(() => Frontier.decode(8, frontier.encode())).toThrow('a frontier of 8 leaves')
    expect(() => Frontier.decode(7, frontier.encode().subarray(1))).toThrow('is complete')
  })
})

/** RFC 6962 §2.1, word for word: slow, and obviously right. */
function rootByDefinition(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 0) return hash('sha256', '', 'buffer')
  if (hashes.length === 1) return hashes[0] as Uint8Array
  let split = 1
  while (split * 2 < hashes.length) split *= 2
  const left = rootByDefinition(hashes.slice(0, split))
  const right = rootByDefinition(hashes.slice(split))
  return hash('sha256', Buffer.concat([Buffer.of(1), left, right]), 'buffer')
}
