import { describe, expect, it } from 'vitest'
import { Gathering } from './gathering.ts'
import { Turns } from './turns.ts'

/** A promise that the test resolves. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}

describe('gathering', () => {
  it('takes what comes during one batch as the next batch, in order', async () => {
    const batches: (readonly number[])[] = []
    const first = gate()
    const gathering = new Gathering<number, number>({
      batchMax: 3,
      run: async (items) => {
        batches.push(items)
        if (batches.length === 1) await first.opened
        return items.map((item) => item * 10)
      },
    })
    const outcomes = [gathering.add(1)]
    await new Promise(setImmediate)
    for (const item of [2, 3, 4, 5]) outcomes.push(gathering.add(item))
    first.open()
    expect(await Promise.all(outcomes)).toEqual([10, 20, 30, 40, 50])
    expect(batches).toEqual([[1], [2, 3, 4], [5]])
  })

  it('rejects every item of a batch that fails, and goes on with the next', async () => {
    let runs = 0
    const gathering = new Gathering<number, number>({
      batchMax: 2,
      run: async (items) => {
        runs++
        if (runs === 1) throw new Error('no')
        return items
      },
    })
    const outcomes = await Promise.allSettled([1, 2, 3].map((item) => gathering.add(item)))
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
  })
})

describe('turns', () => {
  it('run one after the other for a key, and beside each other for several', async () => {
    const turns = new Turns()
    const first = gate()
    const said: string[] = []
    const all = [
      turns.take('a', async () => {
        await first.opened
        said.push('a1')
      }),
      turns.take('a', async () => said.push('a2')),
      turns.take('b', async () => said.push('b1')),
    ]
    await all[2]
    expect(said).toEqual(['b1'])
    first.open()
    await Promise.all(all)
    expect(said).toEqual(['b1', 'a1', 'a2'])
  })

  it('go on after one that failed', async () => {
    const turns = new Turns()
    const failed = turns.take('a', async () => {
      throw new Error('no')
    })
    const next = turns.take('a', async () => 'yes')
    await expect(failed).rejects.toThrow('no')
    expect(await next).toBe('yes')
  })
})
