import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatBase64, parseBase64 } from './base64.ts'

test.each([
  ['', []],
  ['AA==', [0]],
  ['AAE=', [0, 1]],
  ['++//', [0xfb, 0xef, 0xff]],
])('%j stands for %j', (text, bytes) => {
  expect([...parseBase64(text)]).toEqual(bytes)
  expect(formatBase64(Uint8Array.from(bytes))).toBe(text)
})

test.each([
  ['AAA', /multiple of 4/],
  ['AA=A', /"=" at position 2/],
  ['AA A', /" " at position 2/],
  ['-_AA', /"-" at position 0/],
  ['AB==', /stray bits/],
  ['AAF=', /stray bits/],
  ['====', /"=" at position 0/],
  ['A===', /"=" at position 1/],
])('refuses %j and says why', (text, why) => {
  expect(() => parseBase64(text)).toThrow(why)
})

test('any bytes come back, also long ones', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(parseBase64(formatBase64(bytes))).toEqual(bytes)
    }),
  )
  const long = new Uint8Array(100_000).map((_, i) => i * 7)
  expect(parseBase64(formatBase64(long))).toEqual(long)
})
