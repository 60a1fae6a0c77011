import { parseHex } from '@holdfast/asn1/hex.ts'
import { encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { profileDownloadTriggerRequest } from '@holdfast/gsma/sgp32/profile-download-trigger.ts'
import { describe, expect, it } from 'vitest'
import { maskActivationCode, maskBytes } from './mask-secrets.ts'

const trigger = (activationCode: string): Uint8Array =>
  encode(profileDownloadTriggerRequest, {
    profileDownloadData: { kind: 'activationCode', value: activationCode },
    eimTransactionId: parseHex('0102030405060708'),
  })

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

describe('secrets in what is shown', () => {
  it('leaves the server of an activation code readable', () => {
    expect(maskActivationCode('LPA:1$smdp.example.com$ABC-123')).toBe(
      'LPA:1$smdp.example.com$«secret»',
    )
    expect(maskActivationCode('nonsense')).toBe('«secret»')
  })

  it.each(['LPA:1$smdp.example.com$ABC-123', '1$smdp.example.com$ABC-123$2.999.1$1'])(
    'stars out what follows the server in a trigger with %s, and nothing else',
    (code) => {
      const plain = trigger(code)
      const before = textOf(plain)
      const masked = textOf(maskBytes(tlv(0xbf4f, plain)))
      expect(masked).not.toContain('ABC-123')
      expect(masked).toContain('1$smdp.example.com$')
      expect(masked).toContain('\x01\x02\x03\x04\x05\x06\x07\x08')
      expect(masked).toHaveLength(before.length + 3)
      expect(textOf(plain)).toBe(before)
    },
  )

  it('stars out known secrets wherever they stand, and leaves other bytes alone', () => {
    const bytes = tlv(0x30, Buffer.from('xABC-123yABC-123'), parseHex('BF54FF'))
    expect(textOf(maskBytes(bytes, ['ABC-123']))).toContain('x*******y*******')
    const strange = parseHex('BF54A0038001FF00')
    expect(maskBytes(strange)).toEqual(strange)
  })
})
