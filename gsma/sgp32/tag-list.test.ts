import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { describe, expect, test } from 'vitest'
import { readTagList } from '../sgp22/tag-list.ts'
import type { IpaEuiccMember } from './tag-list.ts'
import { formatTagList, memberOfTag } from './tag-list.ts'

const members: readonly IpaEuiccMember[] = [
  'notificationsList',
  'defaultSmdpAddress',
  'euiccInfo1',
  'euiccInfo2',
  'eumCertificate',
  'euiccCertificate',
  'ipaCapabilities',
]

describe('a tag list', () => {
  test.each([
    ['v1.2', 'A081BF20BF22A5A6A8'],
    ['v1.0', 'BF2B80BF20BF22A5A6A8'],
  ] as const)('of %s asks for the members by their tags', (dialect, hex) => {
    expect(formatHex(formatTagList(members, dialect))).toBe(hex)
    expect(readTagList(parseHex(hex)).map(memberOfTag)).toEqual(members)
  })

  test('as an eIM of v1.0 writes it is understood', () => {
    const asked = readTagList(parseHex('80BF20BF228384A5A688A9')).map(memberOfTag)
    expect(asked).not.toContain(undefined)
    expect(asked.slice(-2)).toEqual(['ipaCapabilities', 'deviceInfo'])
  })

  test('may name what is no member: the EID, the profiles', () => {
    expect(readTagList(parseHex('5ABF2D')).map(memberOfTag)).toEqual([undefined, undefined])
  })

  test('cut inside a tag is refused', () => {
    expect(() => readTagList(parseHex('5ABF'))).toThrow(/cut off/)
    expect(() => readTagList(parseHex('BF81818181'))).toThrow(/cut off/)
  })
})
