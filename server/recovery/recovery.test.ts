import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { verifyWebhook } from '@holdfast/connectors/operator-hooks/webhook-signature.ts'
import { completeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FieldDevice } from '../testing/field-device.ts'
import type { Running } from '../testing/running.ts'
import {
  silentIccid as iccid,
  openSilentDevice,
  type SilentDevice,
} from '../testing/silent-device.ts'

const minute = 60_000
const hour = 60 * minute
const key = new Uint8Array(32).fill(9)

interface Asked {
  readonly id: string
  readonly action: string
  readonly eid: string
  readonly iccid?: string
  readonly of?: string
}

/** An operator's hook that answers as it is told, and keeps what it was asked. */
async function openHook() {
  const asked: Asked[] = []
  const forged: string[] = []
  let answer = { status: 202, body: '{"accepted":true}' }
  const server = createServer(async (request, response) => {
    const { headers } = request
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = Buffer.concat(parts).toString()
    const timestamp = Number(headers['webhook-timestamp'])
    const signed = { id: String(headers['webhook-id']), timestamp, body }
    if (!verifyWebhook(key, signed, String(headers['webhook-signature']))) forged.push(body)
    asked.push(JSON.parse(body))
    response.writeHead(answer.status).end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    forged,
    answerWith: (status: number, body: string) => {
      answer = { status, body }
    },
    close: () => server.close(),
  }
}

let hook: Awaited<ReturnType<typeof openHook>>
let running: Running
let device: FieldDevice
let pass: SilentDevice['pass']
let close: () => PromiseLike<void>

beforeEach(async () => {
  hook = await openHook()
  const silent = await openSilentDevice({ hook: { url: hook.url, key } })
  ;({ running, device, pass } = silent)
  close = () => silent[Symbol.asyncDispose]()
})

afterEach(async () => {
  await close()
  hook.close()
})

const stranded = async () => (await running.client.listStranded()).items

describe('a device that falls silent', () => {
  it('is raised inside 1.2 of its interval, not before it is late, and ends with its next call', async () => {
    const { eid } = device
    await pass(hour)
    expect(await stranded()).toEqual([])
    await pass(12 * minute, minute)
    const [raised] = await stranded()
    expect(raised).toMatchObject({ eid, state: 'open', intervalMs: hour })
    expect((raised?.raisedAt ?? 0) - (raised?.since ?? 0)).toBeLessThanOrEqual(1.2 * hour + minute)
    expect(await running.client.strandedCounts()).toMatchObject({ open: 1 })
    expect(running.look(eid)).toBe('look')

    await device.settle()
    expect(await stranded()).toEqual([])
    const ended = await running.client.listStranded({ query: { state: 'ended' } })
    expect(ended.items).toMatchObject([{ eid, state: 'ended', endedBy: 'contact' }])
    expect(await running.client.deviceSilence({ params: { eid } })).toMatchObject({
      expected: { intervalMs: hour, from: 'configured' },
      case: { state: 'ended' },
    })
  })

  it('is brought back over the operator’s hook when its line is suspended', async () => {
    const { eid } = device
    const line = { iccid, state: 'suspended', operator: 'nordtel' } as const
    const unknown = completeIccid('894910000000000099')
    expect(
      await running.client.reportLines({
        body: { lines: [line, { iccid: unknown, state: 'active' }] },
      }),
    ).toEqual({ taken: 1, unknown: [unknown] })
    expect(await running.client.deviceLines({ params: { eid } })).toMatchObject({
      items: [{ ...line, evidence: 'confirmed' }],
    })
    await pass(2 * hour)
    const [raised] = await stranded()
    expect(raised).toMatchObject({ class: 'suspended', firstClass: 'suspended', recoverable: true })
    expect(hook.asked).toMatchObject([{ action: 'reactivate-line', eid, iccid }])
    expect(hook.forged).toEqual([])
    expect(raised?.rungs).toMatchObject([{ action: 'reactivate-line', outcome: 'accepted' }])

    await running.client.reportLines({ body: { lines: [{ ...line, state: 'active' }] } })
    await device.settle()
    expect(await stranded()).toEqual([])
    expect(hook.asked).toHaveLength(1)
  })

  it('is told beforehand what suspending its line leaves behind, and resuming needs (C10)', async () => {
    const { eid } = device
    const tell = (state: 'active' | 'suspended') =>
      running.client.reportLines({ body: { lines: [{ iccid, state, rejectCause: 3 }] } })
    await tell('active')
    const { client } = running
    const restart = { kind: 'needs-power-cycle' }
    expect(await client.deviceLines({ params: { eid } })).toMatchObject({
      items: [{ iccid, ifSuspended: restart }],
    })
    const query = { rejectCause: 22 }
    expect(await client.deviceLines({ params: { eid }, query })).toMatchObject({
      items: [{ ifSuspended: { kind: 'cuts-off' } }],
    })
    await tell('suspended')
    expect(await client.deviceLines({ params: { eid } })).toMatchObject({
      items: [{ state: 'suspended', whenResumed: restart }],
    })
  })

  it('is asked for again under the same id while the hook does not answer, and not for ever', async () => {
    await running.client.reportLines({ body: { lines: [{ iccid, state: 'suspended' }] } })
    hook.answerWith(202, '<html>log in</html>')
    await pass(2 * hour)
    expect(hook.asked.length).toBeGreaterThan(1)
    expect(new Set(hook.asked.map(({ id }) => id)).size).toBe(1)
    hook.answerWith(422, '{"code":"terminated","why":"the line is gone"}')
    await pass(hour)
    const many = hook.asked.filter(({ id }) => id === hook.asked[0]?.id).length
    const [raised] = await stranded()
    expect(raised?.rungs[0]).toMatchObject({ outcome: 'refused', code: 'terminated' })
    await pass(5 * hour)
    expect(hook.asked.filter(({ id }) => id === hook.asked[0]?.id)).toHaveLength(many)
  })

  it('shows nothing of its rhythm by a call that we woke it for', async () => {
    const { store } = running.server.desk.world
    await pass(1.25 * hour)
    await running.client.steerRecovery({
      params: { eid: device.eid },
      body: { action: 'try', rung: 'wake' },
    })
    const gaps = (await store.contacts.known(device.eid))?.rhythm?.gaps.length
    await pass(5 * minute)
    await device.settle()
    await pass(minute)
    const { rhythm } = (await store.contacts.known(device.eid)) ?? {}
    expect(rhythm?.gaps).toHaveLength(gaps ?? -1)
    expect(rhythm?.wokenAt).toBeUndefined()
  })

  it('can be left alone by a person, and be tried again by one', async () => {
    const params = { eid: device.eid }
    await expect(
      running.client.steerRecovery({ params, body: { action: 'stop' } }),
    ).rejects.toMatchObject({ problem: { status: 409, code: 'no-open-silence' } })
    await pass(1.25 * hour)
    const stopped = await running.client.steerRecovery({
      params,
      body: { action: 'stop', reason: 'the hall is closed' },
    })
    expect(stopped).toMatchObject({ case: { isStopped: true } })
    const asked = hook.asked.length
    await pass(48 * hour, hour)
    expect(hook.asked).toHaveLength(asked)
    await running.client.steerRecovery({ params, body: { action: 'resume' } })
    const tried = await running.client.steerRecovery({
      params,
      body: { action: 'try', rung: 'wake' },
    })
    expect(tried.case?.rungs.at(-1)).toMatchObject({ action: 'wake' })
    await pass(5 * minute)
    expect(hook.asked.at(-1)).toMatchObject({ action: 'wake' })
  })

  it('is visited when nothing else is left, and the visit is closed with what it found', async () => {
    await pass(60 * 24 * hour, 3 * hour)
    const { items } = await running.client.listFieldVisits()
    expect(items).toMatchObject([{ eid: device.eid, state: 'open', site: 'Hall 3' }])
    const [visit] = items
    expect(visit?.evidence.length).toBeGreaterThan(1)
    const params = { id: visit?.visitId ?? '' }
    const body = { finding: 'replaced', words: 'a new battery' } as const
    const closed = await running.client.closeFieldVisit({ params, body })
    expect(closed).toMatchObject({ state: 'closed', ...body })
    await expect(running.client.closeFieldVisit({ params, body })).rejects.toMatchObject({
      problem: { status: 409 },
    })
    await expect(
      running.client.closeFieldVisit({ params: { id: 'AA-none' }, body }),
    ).rejects.toMatchObject({ problem: { status: 404, code: 'unknown-visit' } })
  })

  it('is not visited when it calls first: whoever was asked to go there is told', async () => {
    await pass(60 * 24 * hour, 3 * hour)
    const asked = hook.asked.find(({ action }) => action === 'field-visit')
    expect(asked?.eid).toBe(device.eid)
    hook.answerWith(503, '')
    await device.settle()
    await pass(2 * minute)
    hook.answerWith(202, '{"accepted":true}')
    await pass(hour, 10 * minute)
    const calls = hook.asked.filter(({ action }) => action === 'call-off-visit')
    expect(calls.length).toBeGreaterThan(1)
    expect(new Set(calls.map(({ id }) => id)).size).toBe(1)
    expect(calls[0]).toMatchObject({ of: asked?.id, eid: device.eid })
    expect((await running.client.listFieldVisits()).items).toEqual([])
    const { items } = await running.client.deviceTimeline({ params: { eid: device.eid } })
    expect(items.map(({ kind }) => kind)).toContain('call-off-answered')
    await pass(8 * hour, hour)
    expect(hook.asked.filter(({ action }) => action === 'call-off-visit')).toHaveLength(
      calls.length,
    )
  })

  it('calls off no visit that nobody took on', async () => {
    hook.answerWith(422, '{"code":"no-staff","why":"nobody goes there"}')
    await pass(60 * 24 * hour, 3 * hour)
    expect(hook.asked.map(({ action }) => action)).toContain('field-visit')
    await device.settle()
    await pass(hour, 10 * minute)
    expect(hook.asked.map(({ action }) => action)).not.toContain('call-off-visit')
  })
})

describe('the ledger of lines', () => {
  it('adds up what is left by operator, and names what will be used up', async () => {
    const day = 24 * hour
    const line = { iccid, state: 'active', operator: 'nordtel', countries: ['DE'] } as const
    await running.client.reportLines({
      body: { lines: [{ ...line, bytesLeft: 5_000_000, validUntil: 1_800_000_000_000 }] },
    })
    expect(await running.client.bootstrapLedger()).toMatchObject({
      lines: 1,
      operators: [
        { operator: 'nordtel', lines: 1, bytesLeft: 5_000_000, countries: ['DE'], fine: 1 },
      ],
      runningOut: [],
    })
    await pass(3 * day, hour)
    await running.client.reportLines({ body: { lines: [{ ...line, bytesLeft: 500_000 }] } })
    const { runningOut, operators } = await running.client.bootstrapLedger()
    expect(runningOut).toMatchObject([{ eid: device.eid, iccid, level: 'warn', what: 'bytes' }])
    expect(operators).toMatchObject([{ warned: 1, fine: 0 }])
  })
})
