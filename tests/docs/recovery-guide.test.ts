// The recovery guide says nothing that does not run: its commands against a server with a silent
// device, its signature, its receiver, and its way to the figures.

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { recordedTerminal } from '@holdfast/cli/fixture/recorded-terminal.ts'
import { runHoldfast } from '@holdfast/cli/program.ts'
import { callHook } from '@holdfast/connectors/operator-hooks/call-hook.ts'
import {
  parseHookSecret,
  signWebhook,
} from '@holdfast/connectors/operator-hooks/webhook-signature.ts'
import { openSilentDevice, type SilentDevice } from '@holdfast/server/testing/silent-device.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = new URL('../../', import.meta.url).pathname
const guide = readFileSync(join(root, 'docs/guides/recovery.md'), 'utf8')
const hour = 3_600_000

let silent: SilentDevice

beforeAll(async () => {
  silent = await openSilentDevice()
  const { client } = silent.running
  await silent.pass(40 * 24 * hour, 4 * hour)
  expect((await client.listFieldVisits()).items).toHaveLength(1)
})
afterAll(() => silent[Symbol.asyncDispose]())

async function run(line: string): Promise<{ readonly code: number; readonly out: string }> {
  const { running } = silent
  const visits = await running.client.listFieldVisits()
  const typed = line
    .replace('89049032000000000000000000000774', silent.device.eid)
    .replace('VISIT', visits.items[0]?.visitId ?? 'none')
  const [, ...argv] = [...typed.matchAll(/"([^"]*)"|(\S+)/g)].map((one) => one[1] ?? one[2] ?? '')
  const env = { HOLDFAST_TOKEN: running.server.admin?.secret ?? '', HOLDFAST_URL: running.url }
  const { terminal, all, out } = recordedTerminal(fetch, { env })
  const code = await runHoldfast(argv, terminal)
  return { code, out: code === 0 ? out() : all() }
}

const commands = guide
  .split('\n')
  .filter((line) => /^ {4}holdfast (?!up)/.test(line))
  .map((line) => line.trim().replace(/ > .*/, ''))

describe('the recovery guide', () => {
  it('has commands', () => {
    expect(commands.length).toBeGreaterThan(10)
  })

  it.each(commands)('%s', async (line) => {
    expect(await run(line)).toMatchObject({ code: 0, out: expect.stringMatching(/\S/) })
  })

  it('shows the signature that its example has', () => {
    const secret = /whsec_\S+/.exec(guide)?.[0] ?? ''
    const key = parseHookSecret(secret) as Uint8Array
    const headers = signWebhook(key, {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1_614_265_330,
      body: '{"test": 2432232314}',
    })
    expect(guide).toContain(`webhook-signature: ${headers['webhook-signature']}`)
  })

  it('names a receiver that takes what is signed, and refuses what is not', async () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    const receiver = spawn(process.execPath, [join(root, 'examples/hook-receiver.ts'), '0'], {
      env: { HOOK_SECRET: secret },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      const [said] = await once(receiver.stdout, 'data')
      const port = /"port":(\d+)/.exec(String(said))?.[1]
      const url = `http://127.0.0.1:${port}/`
      const call = { id: '7A01', action: 'wake', eid: silent.device.eid } as const
      const more = { reason: 'silent', askedAt: 1_800_000_000_000 }
      const sending = { send: fetch, now: Date.now(), deadlineMs: 5_000 }
      const key = parseHookSecret(secret) as Uint8Array
      const signed = await callHook({ url, key }, { ...call, ...more }, sending)
      expect(signed).toEqual({ kind: 'accepted' })
      expect(await callHook({ url }, { ...call, ...more }, sending)).toMatchObject({
        kind: 'refused',
        code: 'bad-signature',
      })
    } finally {
      receiver.kill()
    }
  })

  it('names a script whose figures are those of the server', async () => {
    await silent.device.settle()
    const { running } = silent
    const { out } = await run('holdfast audit export')
    const file = join(running.folder, 'log.jsonl')
    writeFileSync(file, out)
    const script = join(root, 'examples/slo-from-events.ts')
    const { stdout } = await promisify(execFile)(process.execPath, [script, file])
    const slo = await running.client.slo()
    expect(slo.behind).toBe(0)
    expect(slo.recoveryTime.count).toBe(1)
    expect(slo.strandedShare).toMatchObject({ numerator: 0, denominator: 1 })
    const { now: _, events: __, behind: ___, ...figures } = slo
    expect(figures).toMatchObject(JSON.parse(stdout))
  })
})
