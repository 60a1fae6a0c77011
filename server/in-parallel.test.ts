import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inParallel } from './in-parallel.ts'

let unheard: unknown[] = []
const hear = (cause: unknown) => void unheard.push(cause)
beforeEach(() => {
  unheard = []
  process.on('unhandledRejection', hear)
})
afterEach(() => void process.off('unhandledRejection', hear))

const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await turn()
}

describe('work on many things, a few at a time', () => {
  it('does all of it, and never more at once than it may', async () => {
    const done: number[] = []
    let atWork = 0
    let most = 0
    await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, ++atWork)
      await turns(item % 3)
      atWork--
      done.push(item)
    })
    expect(done.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(most).toBe(3)
  })

  it('hears every failure when all fail at different times, and throws the first', async () => {
    const begun: number[] = []
    const work = inParallel([1, 2, 3, 4, 5, 6, 7, 8], 4, async (item) => {
      begun.push(item)
      await turns(item)
      throw new Error(`the database does not answer ${item}`)
    })
    await expect(work).rejects.toThrow('the database does not answer 1')
    expect(begun).toEqual([1, 2, 3, 4])
    await turns(10)
    expect(unheard).toEqual([])
  })

  it('waits for what is under way before it tells of a failure', async () => {
    const ended: number[] = []
    const work = inParallel([1, 2, 3], 3, async (item) => {
      await turns(item)
      if (item === 1) throw new Error('no')
      ended.push(item)
    })
    await expect(work).rejects.toThrow('no')
    expect(ended).toEqual([2, 3])
  })

  it('hears what fails while the next item is still being read', async () => {
    async function* slow() {
      yield 1
      yield 2
      await turns(5)
      yield 3
    }
    const begun: number[] = []
    const work = inParallel(slow(), 100, async (item) => {
      begun.push(item)
      throw new Error(`no ${item}`)
    })
    await expect(work).rejects.toThrow('no 1')
    await turns(3)
    expect(unheard).toEqual([])
    expect(begun).not.toContain(3)
  })

  it('waits and hears when the source of the items fails', async () => {
    let hasEnded = false
    function* broken() {
      yield 1
      throw new Error('the file is gone')
    }
    const work = inParallel(broken(), 4, async () => {
      await turns(3)
      hasEnded = true
      throw new Error('later')
    })
    await expect(work).rejects.toThrow('the file is gone')
    expect(hasEnded).toBe(true)
    await turns(3)
    expect(unheard).toEqual([])
  })
})
