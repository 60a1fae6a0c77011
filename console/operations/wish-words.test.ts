import { expect, test } from 'vitest'
import { wishWords } from './wish-words.ts'

test('a wish from stock is told by its operator, one for a profile by its ICCID', () => {
  expect(wishWords({ kind: 'swap', profile: { kind: 'stock', operator: 'nordtel' } })).toBe(
    'Swap to nordtel',
  )
  expect(wishWords({ kind: 'enable', iccid: '8988000000000000019' })).toBe(
    'Enable 8988000000000000019',
  )
})
