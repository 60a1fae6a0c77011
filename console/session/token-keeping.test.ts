import { expect, test } from 'vitest'
import { readToken, tokenOfAddress } from './token-keeping.ts'

test('a token is found in the address that the sandbox prints', () => {
  expect(tokenOfAddress('#token=hf_abc')).toBe('hf_abc')
  expect(tokenOfAddress('#other')).toBeUndefined()
})

test('a pasted token may bring spaces, quotes, Bearer or a whole address', () => {
  for (const pasted of [' hf_abc\n', '"hf_abc"', 'Bearer hf_abc', 'http://x/#token=hf_abc']) {
    expect(readToken(pasted)).toBe('hf_abc')
  }
  expect(readToken('   ')).toBeUndefined()
})
