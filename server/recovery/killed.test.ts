// The watch and its outbox are killed with SIGKILL again and again, in the middle of a call to the
// operator. In the end every device was raised once, asked for once however often it was called,
// and answered once.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { applyLine } from '@holdfast/fleet/lines/apply-line.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Store } from '../store/contract.ts'
import { type Engine, type Opened, startEngine } from '../store/testing/engines.ts'
import { eidOf, importCard, start } from '../store/testing/facts.ts'

const hour = 3_600_000
const devices = 12
const eids = Array.from({ length: devices }, (_, i) => eidOf(i))

let engine: Engine
let opened: Opened
beforeAll(async () => {
  engine = await startEngine('bundled')
  opened = await engine.open()
})
afterAll(async () => {
  await opened.close()
  await engine.stop()
})

/** Devices that called once, an hour apart by the inventory, on lines that were suspended since. */
async function silence(store: Store): Promise<void> {
  for (const eid of eids) {
    await importCard(store, eid, { contactEveryMinutes: 60 })
    await store.recordContacts([{ eid, at: start }])
    await store.onCard(eid, (state) => {
      if (!state) throw new Error('the card was just imported')
      const iccid = state.importedIccids[0] ?? ''
      const line = { iccid, state: 'suspended', at: start, evidence: 'confirmed' } as const
      return applyLine(state, line, start)
    })
  }
}

const killsMax = 3

/** An operator who finds its first callers dead before the answer to their third call. */
async function openHook() {
  const calls: string[] = []
  let child: ChildProcess | undefined
  let callsOfLife = 0
  let killed = 0
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    calls.push(JSON.parse(Buffer.concat(parts).toString()).id)
    callsOfLife++
    // A life that is dying may call once more; that is no second death.
    if (callsOfLife === 3 && killed < killsMax) {
      killed++
      child?.kill('SIGKILL')
    } else response.writeHead(202).end('{"accepted":true}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    calls,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    watches: (one: ChildProcess) => {
      child = one
      callsOfLife = 0
    },
    close: () => server.close(),
  }
}

it('nothing is lost and nothing is recorded twice, wherever the process dies', async () => {
  const { store } = opened
  await silence(store)
  const hook = await openHook()
  const script = join(import.meta.dirname, 'testing/watch-until-killed.ts')
  let kills = 0
  for (let life = 0; life < 20; life++) {
    // Each life begins after the former one's calls are to be repeated.
    const now = String(start + 1.19 * hour + life * 61_000)
    const child = spawn(process.execPath, [script, JSON.stringify(opened.address), hook.url, now], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    hook.watches(child)
    const [code] = await once(child, 'close')
    if (code === 0 && kills > 0 && (await isAllAnswered(store))) break
    if (code !== 0) kills++
  }
  hook.close()
  expect(kills).toBe(killsMax)
  const answered = new Set<string>()
  for (const eid of eids) {
    const facts = (await store.eventsOf(eid)).map(({ fact }) => fact)
    expect(facts.filter(({ kind }) => kind === 'silence-raised')).toHaveLength(1)
    const asked = facts.flatMap((fact) => (fact.kind === 'recovery-asked' ? fact.rung : []))
    expect(asked).toMatchObject([{ action: 'reactivate-line' }])
    expect(facts.filter(({ kind }) => kind === 'recovery-answered')).toHaveLength(1)
    answered.add(asked[0]?.actionId ?? '')
  }
  expect(new Set(hook.calls)).toEqual(answered)
  expect(hook.calls.length).toBeGreaterThan(devices)
}, 120_000)

async function isAllAnswered(store: Store): Promise<boolean> {
  const open = { kind: 'recovery-action', tenant: 'default', open: true } as const
  return (await store.items.page(open, { limit: 1 })).items.length === 0
}
