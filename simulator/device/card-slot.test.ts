import { encodeEid } from '@holdfast/gsma/ids/eid.ts'
import { encodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { describe, expect, test } from 'vitest'
import { countingEntropy } from '../card/counting-entropy.ts'
import { readEid } from '../ipa/es10.ts'
import { scriptedAssociation, signedPackage } from '../ipa/scripted-eim.ts'
import { createTestPki } from '../pki/test-pki.ts'
import { calm } from '../scenarios/calm.ts'
import { chanceOf } from '../world/chance.ts'
import { planDevice } from '../world/device-plan.ts'
import { CardSlot } from './card-slot.ts'
import { associateCard, factoryCard } from './factory.ts'
import { Power, PowerCut } from './power.ts'

const pki = createTestPki({ seed: 'slot', from: Date.UTC(2030, 0, 1) })
const plan = planDevice(5, 1, calm)
const startAt = 1_800_000_000_000

function slotWith(cutPerStep: number, seed = 1) {
  const state = { now: startAt, changes: [] as string[] }
  const clock = {
    get now() {
      return state.now
    },
    doze: async () => {},
    until: async () => {},
    spend: async (ms: number) => {
      state.now += ms
    },
  }
  const power = new Power({
    chance: chanceOf(seed, 'power'),
    rates: { cutPerStep, offMinutesMin: 1, offMinutesMax: 2 },
    now: () => state.now,
    steadyFrom: Number.POSITIVE_INFINITY,
  })
  const entropy = countingEntropy('slot')
  const slot = new CardSlot({
    card: associateCard(factoryCard(plan, pki), scriptedAssociation(), entropy),
    entropy,
    clock,
    power,
    commandMs: 100,
    onChange: (_, enabledBy) => void state.changes.push(enabledBy),
  })
  return { slot, state, power }
}

const disable = signedPackage(encodeEid(plan.eid), 1, {
  kind: 'psmoList',
  value: [{ kind: 'disable', value: { iccid: encodeIccid(plan.factoryIccid) } }],
})

describe('a card in its slot', () => {
  test('answers, takes its time, and asks for a REFRESH when the profile changed', async () => {
    const { slot, state } = slotWith(0)
    expect(await readEid(slot)).toEqual(encodeEid(plan.eid))
    expect(state.now - startAt).toBe(100)
    expect(slot.takeRefresh()).toBe(false)
    await slot.send(disable)
    expect(slot.takeRefresh()).toBe(true)
    expect(slot.takeRefresh()).toBe(false)
    expect(slot.enabledIccid()).toBeUndefined()
    expect(state.changes).toEqual(['factory', 'package'])
  })

  test('refuses nonsense by a status word', async () => {
    const { slot } = slotWith(0)
    await expect(slot.send(Uint8Array.of(0xbf, 0x7f, 0))).rejects.toThrow(/6A88/)
  })

  test('that loses power keeps a beginning of the changes of the command, whatever the moment', async () => {
    const ends = new Set<string>()
    for (let seed = 0; seed < 60; seed++) {
      const { slot } = slotWith(0.7, seed)
      const cut = await slot.send(disable).catch((error: unknown) => error)
      if (!(cut instanceof PowerCut)) continue
      const { eims, profiles, packageResults } = slot.card.nvm
      const [profile] = profiles
      ends.add(`${eims[0]?.counterValue} ${profile?.state} ${packageResults.length}`)
    }
    // Nothing; the counter alone; the profile too; the result as well.
    expect([...ends].toSorted()).toEqual([
      '0 enabled 0',
      '1 disabled 0',
      '1 disabled 1',
      '1 enabled 0',
    ])
  })

  test('ends at power-up what a cut left half done, with a result that says so', async () => {
    for (let seed = 0; seed < 60; seed++) {
      const { slot } = slotWith(0.7, seed)
      const cut = await slot.send(disable).catch((error: unknown) => error)
      const isHalf = cut instanceof PowerCut && slot.card.nvm.packageUnderWay !== undefined
      if (!isHalf) continue
      slot.powerUp()
      expect(slot.card.nvm.packageUnderWay).toBeUndefined()
      expect(slot.card.nvm.packageResults).toHaveLength(1)
      return
    }
    throw new Error('no seed cut the power half-way')
  })
})

test('power stays off for the minutes of the scenario', () => {
  const { power } = slotWith(0)
  expect(power.offMs()).toBeGreaterThanOrEqual(60_000)
  expect(power.offMs()).toBeLessThanOrEqual(120_000)
})
