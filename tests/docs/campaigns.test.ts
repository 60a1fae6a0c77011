// The commands of the guide to campaigns, run in their order against a server.

import { readFileSync } from 'node:fs'
import { recordedTerminal } from '@holdfast/cli/fixture/recorded-terminal.ts'
import { runHoldfast } from '@holdfast/cli/program.ts'
import { addCards, addCodes, fleetEid } from '@holdfast/server/testing/campaign-fleet.ts'
import { openRunning } from '@holdfast/server/testing/running.ts'
import { testStart } from '@holdfast/server/testing/site.ts'
import { expect, it } from 'vitest'

const guide = readFileSync(new URL('../../docs/guides/campaigns.md', import.meta.url), 'utf8')
const commands = [...guide.matchAll(/```\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
  block.split('\n').filter((line) => line.startsWith('holdfast ')),
)
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')

it('does what the guide to campaigns says, command by command', async () => {
  await using running = await openRunning()
  const { world } = running.server.desk
  await addCards(world, 8)
  await addCodes(world.store, 8)
  const { secret } = await running.client.createToken({
    body: { name: 'chief', scopes: ['campaigns:approve', 'campaigns:read'] },
  })
  const admin = running.server.admin?.secret ?? ''
  let campaignId = ''
  let now = testStart
  for (const line of commands) {
    const [, ...words] = wordsOf(line)
    const argv = words.map((word) =>
      word.replace(/^CAMPAIGN$/, campaignId).replace(/^EID$/, fleetEid(3)),
    )
    const token = argv[1] === 'approve' ? secret : admin
    const { terminal, all, out } = recordedTerminal(fetch)
    const asked = [...argv, '--json', '--url', running.url, '--token', token]
    const code = await runHoldfast(asked, terminal)
    expect([line, code, code === 0 ? '' : all()]).toEqual([line, 0, ''])
    const made = JSON.parse(out())
    if (argv[1] === 'create' && !argv.includes('--dry-run')) campaignId = made.campaignId
    now += 1_000
    await running.server.clock?.moveTo(now)
  }
  expect(commands).toHaveLength(15)
  const over = await running.client.campaign({ params: { id: campaignId } })
  expect(over.phase).toBe('aborted')
  expect((await running.client.stock()).items).toMatchObject([{ available: 8, reserved: 0 }])
})
