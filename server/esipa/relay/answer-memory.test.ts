import { describe, expect, it } from 'vitest'
import { AnswerMemory } from './answer-memory.ts'

const request = Uint8Array.of(1, 2, 3)
const other = Uint8Array.of(4)
const limits = { keptMs: 1_000, answersMax: 2, octetsMax: 100 }
const worth = () => 10

describe('the memory of answers', () => {
  it('asks once for the same request, also while the first is still out', async () => {
    const memory = new AnswerMemory<string>(limits)
    let asked = 0
    const ask = async () => `answer ${++asked}`
    const both = await Promise.all([
      memory.answer(request, 0, { ask, worth }),
      memory.answer(request, 1, { ask, worth }),
    ])
    expect(both).toEqual(['answer 1', 'answer 1'])
    expect(await memory.answer(request, 999, { ask, worth })).toBe('answer 1')
    expect(await memory.answer(other, 999, { ask, worth })).toBe('answer 2')
    expect(await memory.answer(request, 1_000, { ask, worth })).toBe('answer 3')
  })

  it('asks again after an answer that is not worth keeping, and after a failure', async () => {
    const memory = new AnswerMemory<string>(limits)
    let asked = 0
    const ask = async () => `answer ${++asked}`
    await memory.answer(request, 0, { ask, worth: () => undefined })
    expect(await memory.answer(request, 0, { ask, worth })).toBe('answer 2')
    const fails = { ask: () => Promise.reject(new Error('down')), worth }
    await expect(memory.answer(other, 0, fails)).rejects.toThrow('down')
    expect(await memory.answer(other, 0, { ask, worth })).toBe('answer 3')
  })

  it('forgets the oldest beyond its limits of count and octets', async () => {
    const memory = new AnswerMemory<number>(limits)
    let asked = 0
    const ask = async () => ++asked
    const keep = (n: number, size: number) =>
      memory.answer(Uint8Array.of(n), 0, { ask, worth: () => size })
    for (const n of [1, 2, 3]) await keep(n, 10)
    expect(await keep(3, 10)).toBe(3)
    expect(await keep(1, 10)).toBe(4)
    await keep(9, 95)
    expect(await keep(1, 10)).toBe(6)
  })
})
