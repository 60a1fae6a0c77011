import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { calm } from '../scenarios/calm.ts'
import type { FateKind } from '../scenarios/fate-rates.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { suspended } from '../scenarios/suspended.ts'
import { playWorld } from '../world-main.ts'
import { linkToServer, type WorldReady } from './conductor-link.ts'
import { planDevice, usualStart } from './device-plan.ts'
import type { HookAction } from './hook-endpoint.ts'
import { scriptProduct } from './scripted-product.ts'

const devices = 8
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-asked-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Calm devices of which every one meets this fate on the second day. */
function befallen(kind: FateKind): Scenario {
  return {
    ...suspended,
    makers: { ...calm.makers, jsonBinding: 0, nightSleepers: 0, psm: 0 },
    cards: { ...calm.cards, factoryFallback: 0 },
    pollMinutes: { 60: 1 },
    fates: { shares: { [kind]: 1 }, fromDay: 2, untilDay: 2.5 },
    operators: {
      ...(suspended.operators as NonNullable<Scenario['operators']>),
      lineReports: ['Nordtel', 'Costera', 'Altimo'].map((operator) => ({
        operator,
        everyHours: 1,
        lagHours: 0.1,
      })),
    },
    faultHours: 120,
    livenessHours: 24,
    boundHours: 240,
  }
}

interface Asking {
  readonly action: HookAction
  /** Whose posts are read; absent: reports of lines. */
  readonly path?: string
  /** Whether a line that is reported so is a reason to ask. */
  readonly when: (line: Readonly<Record<string, unknown>>) => boolean
  readonly eidOf: (iccid: string) => string
  /** Taken back at once. */
  readonly isCalledOff?: boolean
}

/** A world with a product that asks for one thing for each line whose report calls for it. */
async function playAsking(scenario: Scenario, asking?: Asking) {
  let ready: WorldReady | undefined
  const asked = new Set<string>()
  const reports: { readonly finding: string }[] = []
  await using product = await scriptProduct({
    claim: () => ({ outcome: 'queued' }),
    answer(path) {
      if (path === '/v1/stranded') return { items: [] }
      if (path !== '/v1/field-visits') return undefined
      const eids = asking ? [...asked].map(asking.eidOf) : []
      return { items: eids.map((eid) => ({ visitId: `visit-${eid}`, eid })) }
    },
    async onPost(path, body) {
      if (/^\/v1\/field-visits\/visit-\d+\/close$/.test(path)) reports.push(JSON.parse(body))
      if (path !== (asking?.path ?? '/v1/lines') || !asking || !ready?.hook) return
      const told = JSON.parse(body)
      for (const line of told.lines ?? told) {
        if (!asking.when(line) || asked.has(line.iccid)) continue
        asked.add(line.iccid)
        await askHook(ready.hook, { ...asking, iccid: line.iccid })
        if (!asking.isCalledOff) continue
        const callOff = { action: 'call-off-visit', of: `act-${line.iccid}` } as const
        await askHook(ready.hook, { ...asking, ...callOff, iccid: line.iccid })
      }
    },
  })
  const link = linkToServer(product.place, () => {})
  const options = { devices, seed: 5, scenario, untilDone: true, atOnce: 1, folder }
  const watched = {
    ...link,
    meetServer(told: WorldReady) {
      ready = told
      return link.meetServer(told)
    },
  }
  const result = await playWorld({ ...options, server: product.place }, watched)
  return { result, asked, reports, stranding: result.stranding as Readonly<Record<string, number>> }
}

/** The device that came with a profile. */
function eidsOf(scenario: Scenario): (iccid: string) => string {
  const plans = Array.from({ length: devices }, (_, number) => planDevice(5, number, scenario))
  return (iccid) => plans.find(({ factoryIccid }) => factoryIccid === iccid)?.eid ?? ''
}

async function askHook(
  hook: { readonly url: string; readonly secret: string },
  { action, iccid, eidOf, of }: Asking & { readonly iccid: string; readonly of?: string },
): Promise<void> {
  const id = of === undefined ? `act-${iccid}` : `${of}-off`
  const body = JSON.stringify({ id, action, eid: eidOf(iccid), of, iccid, reason: 'test' })
  const key = Buffer.from(hook.secret.slice(6), 'base64')
  const mac = createHmac('sha256', key).update(`${id}.1.${body}`).digest('base64')
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': '1',
    'webhook-signature': `v1,${mac}`,
  }
  for (let tries = 0; tries < 3; tries++) {
    const { status } = await fetch(hook.url, { method: 'POST', headers, body })
    if (status === 202) return
  }
}

describe('a fleet whose lines are suspended', () => {
  test('stays silent when nobody asks, and is what the truth calls recoverable', async () => {
    const { stranding } = await playAsking(befallen('line-suspended'))
    expect(stranding).toMatchObject({
      truly: devices,
      raised: 0,
      recall: 0,
      recoverable: devices,
      recoveredWithoutPerson: 0,
      byClass: { suspended: { truly: devices } },
    })
  })

  test('comes back when its operators are asked', async () => {
    const scenario = befallen('line-suspended')
    const { stranding, asked } = await playAsking(scenario, {
      action: 'reactivate-line',
      when: ({ state }) => state === 'suspended',
      eidOf: eidsOf(scenario),
    })
    expect(asked.size).toBe(devices)
    expect(stranding).toMatchObject({
      truly: devices,
      recoverable: devices,
      recoveredWithoutPerson: devices,
      helped: { 'reactivate-line': devices },
      madeWorse: 0,
    })
  })
})

test('an allowance that ran out serves again when it is topped up', async () => {
  const scenario = befallen('quota-short')
  const { stranding } = await playAsking(scenario, {
    action: 'top-up',
    when: ({ bytesLeft }) => bytesLeft === 0,
    eidOf: eidsOf(scenario),
  })
  expect(stranding).toMatchObject({
    truly: devices,
    recoveredWithoutPerson: devices,
    byClass: { 'bootstrap-exhausted': { truly: devices } },
  })
})

test('a card that forgot its eIM gets it again from a technician, and only from one', async () => {
  const scenario = befallen('memory-reset')
  const { stranding, result, reports } = await playAsking(scenario, {
    action: 'field-visit',
    path: '/v1/heartbeats',
    when: ({ at }) => Number(at) > usualStart + 3 * 24 * 3600_000,
    eidOf: eidsOf(scenario),
  })
  expect(reports).toHaveLength(devices)
  for (const { finding } of reports) expect(finding).toBe('mended')
  expect(stranding).toMatchObject({
    truly: devices,
    needPerson: devices,
    recoverable: 0,
    visits: devices,
    noFaultFound: 0,
  })
  expect(result).toMatchObject({ strandedByHoldfast: 0, strandedOtherwise: 0 })
})

test('a technician who is sent to a fleet that works finds no fault', async () => {
  const scenario = { ...befallen('memory-reset'), fates: undefined as never }
  const asking = {
    action: 'field-visit',
    path: '/v1/heartbeats',
    when: () => true,
    eidOf: eidsOf(scenario),
  } as const
  const { stranding, reports } = await playAsking(scenario, asking)
  expect(stranding).toMatchObject({ truly: 0, visits: devices, noFaultFound: devices })
  expect(reports.map(({ finding }) => finding)).toEqual(Array(devices).fill('no-fault-found'))
  const calledOff = await playAsking(scenario, { ...asking, isCalledOff: true })
  expect(calledOff.stranding).toMatchObject({ visits: 0, noFaultFound: 0 })
})
