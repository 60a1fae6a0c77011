import { concatBytes, formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { describe, expect, test } from 'vitest'
import { boundProfilePackage, cutBoundProfilePackage } from './bound-profile-package.ts'

const start = tlv(
  0xbf23,
  parseHex('820101'),
  parseHex('80020102'),
  parseHex('A609800188810110840141'),
  tlv(0x5f49, new Uint8Array(65)),
  tlv(0x5f37, new Uint8Array(64)),
)
const segment = (tag: number, size: number): Uint8Array => tlv(tag, new Uint8Array(size).fill(tag))
const first87 = [segment(0x87, 24), segment(0x87, 40)]
const second87 = [segment(0x87, 72)]
const all88 = [segment(0x88, 168), segment(0x88, 20)]
const all86 = [segment(0x86, 1008), segment(0x86, 1008), segment(0x86, 160)]

const whole = (withKeys: boolean): Uint8Array =>
  tlv(
    0xbf36,
    start,
    tlv(0xa0, ...first87),
    tlv(0xa1, ...all88),
    ...(withKeys ? [tlv(0xa2, ...second87)] : []),
    tlv(0xa3, ...all86),
  )

describe('a bound profile package', () => {
  test('is decoded to its pieces, each segment a whole TLV', () => {
    const value = decode(boundProfilePackage, whole(true))
    expect(value.initialiseSecureChannelRequest.bytes).toEqual(start)
    expect(value.firstSequenceOf87).toEqual(first87)
    expect(value.sequenceOf88).toEqual(all88)
    expect(value.secondSequenceOf87).toEqual(second87)
    expect(value.sequenceOf86).toEqual(all86)
    expect(encode(boundProfilePackage, structuredClone(value))).toEqual(whole(true))
    expect(decode(boundProfilePackage, whole(false)).secondSequenceOf87).toBeUndefined()
  })

  test('is cut as lpac cuts it', () => {
    const segments = cutBoundProfilePackage(whole(true))
    expect(segments).toHaveLength(10)
    expect(concatBytes(...segments)).toEqual(whole(true))
    const [head, config, metadataHead, , , keys, profileHead, ...profile] = segments
    expect(formatHex(head ?? new Uint8Array())).toMatch(/^BF3682....BF23/)
    expect(head?.length).toBe(5 + start.length)
    expect(config).toEqual(tlv(0xa0, ...first87))
    expect(formatHex(metadataHead ?? new Uint8Array())).toBe('A181C1')
    expect(keys).toEqual(tlv(0xa2, ...second87))
    expect(profileHead).toHaveLength(4)
    expect(profile).toEqual(all86)
  })

  test('is cut with each further 87 alone in the other grouping', () => {
    const segments = cutBoundProfilePackage(whole(false), 'first-with-header')
    expect(concatBytes(...segments)).toEqual(whole(false))
    expect(segments[1]).toHaveLength(2 + (first87[0]?.length ?? 0))
    expect(segments[2]).toEqual(first87[1])
    expect(segments).toHaveLength(10)
  })

  test('anything else is refused', () => {
    expect(() => cutBoundProfilePackage(parseHex('BF3600'))).toThrow(/missing/)
    expect(() => cutBoundProfilePackage(whole(true).slice(0, -1))).toThrow(/short/)
  })
})
