import { expect, test } from 'vitest'
import { dumpText, hexOf, hexOfBase64 } from './dump-text.ts'

test('hex is read as people paste it', () => {
  expect(hexOf('BF 4F:03\n5a-01 02')).toBe('BF4F035A0102')
  expect(hexOf('0xBF4F')).toBe('BF4F')
  expect(hexOf('BF4')).toBeUndefined()
  expect(hexOf('hello')).toBeUndefined()
})

test('base64 and PEM are read too, and other text is not', () => {
  expect(hexOfBase64('v08DWgEC')).toBe('BF4F035A0102')
  expect(hexOfBase64('-----BEGIN CERTIFICATE-----\nv08D\nWgEC\n-----END CERTIFICATE-----')).toBe(
    'BF4F035A0102',
  )
  expect(hexOfBase64('not base64!')).toBeUndefined()
})

test('a tree becomes lines with two spaces a level', () => {
  const node = { tag: 0, offset: 0, length: 1 }
  const tree = { ...node, name: 'a', children: [{ ...node, name: 'b', text: '1' }] }
  expect(dumpText(tree)).toBe('a\n  b: 1')
})
