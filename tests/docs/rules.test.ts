// The commands of the guide to rules, run in their order against a server.

import { readFileSync } from 'node:fs'
import { recordedTerminal } from '@holdfast/cli/fixture/recorded-terminal.ts'
import { runHoldfast } from '@holdfast/cli/program.ts'
import { openRunning } from '@holdfast/server/testing/running.ts'
import { expect, it } from 'vitest'

const guide = readFileSync(new URL('../../docs/guides/rules.md', import.meta.url), 'utf8')
const commands = [...guide.matchAll(/```\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
  block.split('\n').filter((line) => line.startsWith('holdfast ')),
)
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')

it('does what the guide to rules says, command by command', async () => {
  await using running = await openRunning()
  const admin = running.server.admin?.secret ?? ''
  for (const line of commands) {
    const [, ...words] = wordsOf(line)
    const { terminal, all } = recordedTerminal(fetch)
    const asked = [...words, '--url', running.url, '--token', admin]
    const code = await runHoldfast(asked, terminal)
    expect([line, code, code === 0 ? '' : all()]).toEqual([line, 0, ''])
    if (line.includes(' show DE')) {
      expect(all()).toContain('0 of 500')
      expect(all()).toContain('stated by token:admin')
    }
  }
  expect(commands).toHaveLength(6)
  expect((await running.client.listCountryRules()).items).toEqual([])
  expect(await running.client.limits()).toMatchObject({ devicesPerStart: 100, devicesForYou: 50 })
})
