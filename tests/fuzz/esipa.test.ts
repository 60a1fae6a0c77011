import { expect, test } from 'vitest'
import { fuzzEsipa } from './esipa.ts'

test('200,000 mutated messages make no failure, no hang and no growth', async () => {
  const figures = await fuzzEsipa(200_000, 20_261_122)
  process.stdout.write(`${JSON.stringify(figures)}\n`)
  expect(figures.failures).toEqual([])
  expect(figures.hangs).toEqual([])
  expect(figures.heapLastMb - figures.heapFirstMb).toBeLessThan(50)
}, 300_000)
