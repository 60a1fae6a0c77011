import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockFolder } from './folder-lock.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp('/tmp/holdfast-test-')
  path = join(folder, 'lock')
})
afterEach(() => rm(folder, { recursive: true }))

describe('the lock of a data folder', () => {
  it('is given to one of many, and to the next after its release', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(path)))
    const given = tries.filter((one) => one.status === 'fulfilled')
    expect(given).toHaveLength(1)
    await expect(lockFolder(path)).rejects.toMatchObject({ code: 'already-in-use' })
    given[0]?.value.release()
    const next = await lockFolder(path)
    next.release()
    next.release()
    expect(await readdir(folder)).toEqual([])
  })

  it('is taken from a dead holder, by one of many', async () => {
    const { pid } = spawnSync('true')
    await writeFile(path, `${pid} 12345 gone\n`)
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(path)))
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  })

  it('is taken when the holder’s number belongs to another process now', async () => {
    await writeFile(path, `${process.pid} 1 gone\n`)
    const lock = await lockFolder(path)
    lock.release()
  })

  it('is taken from a file that says nothing', async () => {
    await writeFile(path, '')
    const lock = await lockFolder(path)
    lock.release()
  })
})
