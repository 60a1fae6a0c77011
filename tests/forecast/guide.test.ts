import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { routeTable } from '@holdfast/api/route-table.ts'
import { expect, test } from 'vitest'
import { sensitivityTable } from './sensitivity.ts'

const root = join(import.meta.dirname, '../..')
const guide = readFileSync(join(root, 'docs/guides/forecasts.md'), 'utf8')

test('the sensitivity table of the guide is the one that the model gives now', () => {
  expect(guide).toContain(sensitivityTable())
})

test('what the guide tells to run and to call is there', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  for (const [, name = ''] of guide.matchAll(/`npm run ([a-z-]+)`/g)) {
    expect(Object.keys(scripts)).toContain(name)
  }
  for (const [, file = ''] of guide.matchAll(/`node ([^`]+)`/g)) {
    expect(existsSync(join(root, file))).toBe(true)
  }
  const paths = routeTable.map(({ method, path }) => `${method} ${path}`)
  for (const [, call = ''] of guide.matchAll(/`((?:GET|POST) [^`]+)`/g)) {
    expect(paths).toContain(call)
  }
})

test('the command of the table prints it', () => {
  const ran = spawnSync(process.execPath, [join(root, 'tests/forecast/sensitivity.ts')], {
    encoding: 'utf8',
  })
  expect(ran.stdout).toBe(sensitivityTable())
})
