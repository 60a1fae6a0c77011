import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { activationAndPackageFaults } from './activation-and-package-faults.ts'
import { factoryAndDownloadFaults } from './factory-and-download-faults.ts'
import type { Fault } from './fault.ts'
import { serverAndDeviceFaults } from './server-and-device-faults.ts'

const root = join(import.meta.dirname, '../..')
const faults: readonly Fault[] = [
  ...factoryAndDownloadFaults,
  ...activationAndPackageFaults,
  ...serverAndDeviceFaults,
]

test('the table has every fault of the catalogue once, covered or waiting for something named', () => {
  const ids = Array.from({ length: 67 }, (_, n) => `F${String(n + 1).padStart(2, '0')}`)
  expect(faults.map(({ id }) => id)).toEqual(ids)
  for (const { id, coveredBy = [], waitsFor } of faults) {
    expect(coveredBy.length > 0 || waitsFor !== undefined, id).toBe(true)
  }
})

test('every test that the table names stands in its file', () => {
  const missing = faults.flatMap(({ id, coveredBy = [] }) =>
    coveredBy.flatMap(({ file, test: name }) => {
      const text = readFileSync(join(root, file), 'utf8')
      const isThere = name.split(' > ').every((part) => text.includes(part))
      return isThere ? [] : [`${id}: ${file}: ${name}`]
    }),
  )
  expect(missing).toEqual([])
})

test('the page of faults is made from the table', async () => {
  const rows = faults.map(({ id, phase, what, coveredBy = [], waitsFor }) => {
    const tests = coveredBy.map(({ file, test: name }) => `\`${file}\`: ${name}`).join('<br>')
    return `| ${id} | ${phase} | ${what} | ${tests || `waits for ${waitsFor}`} |`
  })
  const covered = faults.filter(({ coveredBy }) => coveredBy).length
  const page = [
    '# Faults',
    '',
    'What can go wrong between a server, a device, a card, an SM-DP+ and a network, and the tests that',
    `show what Holdfast does then: ${covered} of ${faults.length} faults have named tests, the others`,
    'wait for what the table says. Made from `tests/faults/`; a test checks that each named test exists.',
    '',
    '| fault | phase | what happens | tests |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
  await expect(page).toMatchFileSnapshot('../../docs/faults.md')
})
