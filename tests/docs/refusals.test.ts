import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { allReasons } from '@holdfast/fleet/reasons/reason.ts'
import { expect, test } from 'vitest'

test('the guide lists every refusal and reason code with words and a remedy', async () => {
  const rows = allReasons
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))
    .map(({ code, words, remedy }) => `| \`${code}\` | ${words} | ${remedy} |`)
  const page = [
    '# Refusals and reasons',
    '',
    'Every code that Holdfast gives when it says no, or when it says why an operation is where it is.',
    'The table is made from `fleet/reasons/`; `holdfast explain CODE` prints a row.',
    '',
    '| code | what it means | what to do |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n')
  expect(rows.length).toBeGreaterThan(30)
  await expect(page).toMatchFileSnapshot('../../docs/guides/refusals.md')
})

test('the README names only files that exist and scripts that are there', () => {
  const root = join(import.meta.dirname, '../..')
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, path = '']) => path)
  for (const path of links) expect(() => readFileSync(join(root, path)), path).not.toThrow()
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const used = [...readme.matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name = '']) => name)
  for (const name of used) expect(Object.keys(scripts)).toContain(name)
})

test('the codes that the README asks about are codes of ours', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
  const asked = [...readme.matchAll(/ explain ([a-z-]+)$/gm)].map(([, code = '']) => code)
  expect(asked.length).toBeGreaterThan(0)
  for (const code of asked) expect(allReasons.map((one) => one.code)).toContain(code)
})
