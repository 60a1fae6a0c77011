import { expect, test } from 'vitest'
import { OwnReads } from './own-reads.ts'

/** A database of one number, read and written by promises that the test settles. */
function numberKept(isAlone = true) {
  const reads = new OwnReads(isAlone)
  let number = 1
  let asked = 0
  const read = (gate: Promise<unknown> = Promise.resolve()) =>
    reads.read('record', 'n', async () => {
      asked++
      const found = number
      await gate
      return found
    })
  const write = (to: number, gate: Promise<unknown> = Promise.resolve(), keys?: string[]) =>
    reads.write([{ area: 'record', ...(keys ? { keys } : {}) }], async () => {
      await gate
      number = to
    })
  return { reads, read, write, asked: () => asked }
}

test('what was read once is not read again until it is written', async () => {
  const { read, write, asked } = numberKept()
  expect([await read(), await read(), asked()]).toEqual([1, 1, 1])
  await write(2)
  expect([await read(), asked()]).toEqual([2, 2])
})

test('a write of another key leaves it', async () => {
  const { read, write, asked } = numberKept()
  await read()
  await write(1, undefined, ['other'])
  await read()
  expect(asked()).toBe(1)
  await write(3, undefined, ['n'])
  expect(await read()).toBe(3)
})

test('with others on the database everything is read each time', async () => {
  const { read, asked } = numberKept(false)
  await read()
  await read()
  expect(asked()).toBe(2)
})

test('what was read while a write was under way is not kept', async () => {
  const { read, write } = numberKept()
  const written = Promise.withResolvers<void>()
  const writing = write(2, written.promise)
  expect(await read()).toBe(1)
  written.resolve()
  await writing
  expect(await read()).toBe(2)
})

test('a read that began before a write and ended after it is not kept', async () => {
  const { read, write } = numberKept()
  const answered = Promise.withResolvers<void>()
  const reading = read(answered.promise)
  await write(2)
  answered.resolve()
  expect(await reading).toBe(1)
  expect(await read()).toBe(2)
})

test('a write that failed, perhaps after it was committed, is forgotten too', async () => {
  const { reads, read, asked } = numberKept()
  await read()
  const failed = reads.write([{ area: 'record' }], () => Promise.reject(new Error('gone')))
  await expect(failed).rejects.toThrow('gone')
  await read()
  expect(asked()).toBe(2)
})

test('whoever hears of a write before it has ended reads what was written', async () => {
  const { reads, read } = numberKept()
  await read()
  let heard: Promise<number> | undefined
  await reads.write([{ area: 'record', keys: ['n'] }], async () => {
    heard = reads.read('record', 'n', async () => 2)
  })
  expect(await heard).toBe(2)
})

test('what a write puts there need not be read, unless two were under way', async () => {
  const { reads, read, asked } = numberKept()
  const put = (value: number, gate: Promise<unknown> = Promise.resolve()) =>
    reads.put({ area: 'record', key: 'n', value }, () => gate)
  await put(7)
  expect([await read(), asked()]).toEqual([7, 0])
  const first = Promise.withResolvers<void>()
  const both = [put(8, first.promise), put(9)]
  await both[1]
  first.resolve()
  await Promise.all(both)
  expect([await read(), asked()]).toEqual([1, 1])
})

test('a put that failed leaves nothing', async () => {
  const { reads, read, asked } = numberKept()
  const failed = reads.put({ area: 'record', key: 'n', value: 7 }, () =>
    Promise.reject(new Error()),
  )
  await expect(failed).rejects.toThrow()
  expect([await read(), asked()]).toEqual([1, 1])
})
