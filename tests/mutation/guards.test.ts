import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { allGuards } from './guards/all-guards.ts'

const root = join(import.meta.dirname, '../..')

test('every guard that the mutation report switches off stands in its file exactly once', () => {
  const lost = allGuards.flatMap(({ file, find, protects }) => {
    const places = readFileSync(join(root, file), 'utf8').split(find).length - 1
    return places === 1 ? [] : [`${file}: ${places} places for ${protects}: ${find}`]
  })
  expect(lost).toEqual([])
})

test('every guard changes its file and names tests that exist', () => {
  for (const { find, replace, tests } of allGuards) {
    expect(find).not.toBe(replace)
    for (const path of tests) expect(existsSync(join(root, path)), path).toBe(true)
  }
})
