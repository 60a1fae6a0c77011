import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { encodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signedPackage } from './ipa/scripted-eim.ts'
import { calm } from './scenarios/calm.ts'
import { linkToServer } from './world/conductor-link.ts'
import { planDevice, usualStart } from './world/device-plan.ts'
import { type ScriptedOptions, scriptProduct } from './world/scripted-product.ts'
import type { WorldOptions } from './world/world-options.ts'
import { playWorld } from './world-main.ts'

const hour = 3600_000
const devices = 6
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-world-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Calm devices that speak the binding of the scripted eIM. */
const scenario = {
  ...calm,
  makers: { ...calm.makers, jsonBinding: 0, nightSleepers: 0 },
  pollMinutes: { 60: 1 },
  livenessHours: 72,
}

async function playAgainst(script: ScriptedOptions) {
  await using product = await scriptProduct(script)
  const options: WorldOptions = {
    devices,
    seed: 3,
    scenario,
    untilDone: true,
    atOnce: 4,
    folder,
    server: product.place,
  }
  const result = await playWorld(
    options,
    linkToServer(product.place, () => {}),
  )
  return { result, posted: product.posted }
}

describe('a world', () => {
  test('does with the API what a person does, and finds an idle product honest', async () => {
    const { result, posted } = await playAgainst({ claim: () => ({ outcome: 'queued' }) })
    expect(result).toMatchObject({
      devices,
      outcomes: { queued: devices },
      falseSuccess: 0,
      strandedByHoldfast: 0,
      strandedOtherwise: 0,
    })
    expect(posted['/v1/imports']?.[0]?.split('\n')).toHaveLength(devices + 1)
    expect(JSON.parse(posted['/v1/stock']?.[0] ?? '[]')).toHaveLength(devices)
    expect(posted['/v1/operations']?.filter((body) => body !== '')).toHaveLength(3)
    expect(posted['/v1/heartbeats']?.length).toBeGreaterThan(devices * 10)
    expect(result.polls).toBeGreaterThan(devices * 70)
  })

  test('catches a product that says serving where nothing was done', async () => {
    const claim = { outcome: 'serving', endedAt: usualStart + 20 * hour }
    const { result } = await playAgainst({
      claim: () => ({ ...claim, targetIccid: '8999901200000000008' }),
    })
    expect(result).toMatchObject({ outcomes: { serving: devices }, falseSuccess: devices })
    expect(result.lies).toHaveLength(devices)
  })

  test('catches a product that disables the only profile of a device', async () => {
    const plans = Array.from({ length: devices }, (_, number) => planDevice(3, number, scenario))
    const factoryIccids = new Map(plans.map((plan) => [plan.eid as string, plan.factoryIccid]))
    const { result } = await playAgainst({
      claim: () => ({ outcome: 'sent' }),
      packages: (eid) => {
        const iccid = encodeIccid(factoryIccids.get(formatHex(eid)) as never)
        const value = [{ kind: 'disable' as const, value: { iccid } }]
        return [signedPackage(eid, 1, { kind: 'psmoList', value })]
      },
    })
    // Those with a fallback profile come back by themselves.
    const helpless = plans.filter(({ card, traits }) => {
      return !card.factoryFallback || traits.dialect === 'v1.0'
    })
    expect(helpless.length).toBeGreaterThan(0)
    expect(helpless.length).toBeLessThan(devices)
    expect(result).toMatchObject({ strandedByHoldfast: helpless.length, strandedOtherwise: 0 })
    expect((result.notes as Record<string, number>)['fallback executed']).toBe(
      devices - helpless.length,
    )
  })

  test('comes out the same from the same seed', async () => {
    const quiet = { claim: () => ({ outcome: 'queued' }) }
    const [first, again] = [await playAgainst(quiet), await playAgainst(quiet)]
    for (const key of ['polls', 'exchanges', 'bytes', 'virtualHours', 'faults', 'notes']) {
      expect(again.result[key], key).toEqual(first.result[key])
    }
  })
})
