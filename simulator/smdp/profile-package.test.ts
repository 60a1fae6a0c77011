import { formatHex } from '@holdfast/asn1/hex.ts'
import { encodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { describe, expect, it } from 'vitest'
import { footprintOf } from '../card/memory.ts'
import { readProfileElements } from '../card/profile-elements.ts'
import { iccidOf } from './new-smdp.ts'
import { buildProfilePackage } from './profile-package.ts'

const iccid = iccidOf('894988', 7)
const rules = { iccid: formatHex(encodeIccid(iccid)), unknownElements: [] }

describe('a profile package of our own', () => {
  it.each([1000, 1500, 4000, 12_163, 35_000, 61_000, 150_000])(
    'of %i octets has about this size, and a card reads it',
    (size) => {
      const profile = buildProfilePackage(iccid, size)
      expect(profile.length).toBeLessThanOrEqual(size)
      expect(profile.length).toBeGreaterThan(size - 65)
      expect(readProfileElements(profile, rules).kind).toBe('read')
    },
  )

  it('is never smaller than its bare elements', () => {
    const bare = buildProfilePackage(iccid, 0)
    expect(bare.length).toBeLessThan(700)
    expect(readProfileElements(bare, rules)).toEqual({ kind: 'read', elementCount: 7 })
  })

  it('differs between ICCIDs only where it must', () => {
    const other = buildProfilePackage(iccidOf('894988', 8), 4000)
    expect(other.length).toBe(buildProfilePackage(iccid, 4000).length)
    expect(readProfileElements(other, rules)).toEqual({ kind: 'refused', reason: 'data-mismatch' })
  })

  it('cut anywhere is refused', () => {
    const profile = buildProfilePackage(iccid, 1200)
    for (let end = 0; end < profile.length; end += 7) {
      expect(readProfileElements(profile.subarray(0, end), rules).kind).toBe('refused')
    }
  })
})

describe('the memory a profile takes', () => {
  it('grows in pages above a fixed part', () => {
    expect(footprintOf(0)).toBe(4096)
    expect(footprintOf(1)).toBe(4096 + 256)
    expect(footprintOf(12_163)).toBe(4096 + 60 * 256)
  })
})
