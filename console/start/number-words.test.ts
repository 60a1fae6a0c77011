import { expect, test } from 'vitest'
import { bytesInWords, devicesInWords } from './number-words.ts'

test('bytes have a unit that a person can compare', () => {
  expect([0, 940, 31_000, 9_300_000, 1_234].map(bytesInWords)).toEqual([
    '0 bytes',
    '940 bytes',
    '31 kB',
    '9.3 MB',
    '1.2 kB',
  ])
})

test('one device is not devices', () => {
  expect([devicesInWords(1), devicesInWords(100_000)]).toEqual(['1 device', '100,000 devices'])
})
