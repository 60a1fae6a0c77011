import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { encodeEid } from '@holdfast/gsma/ids/eid.ts'
import { completeIccid, encodeIccid, type Iccid } from '@holdfast/gsma/ids/iccid.ts'
import { describe, expect, test } from 'vitest'
import { answerCommand } from '../card/answer-command.ts'
import type { Card } from '../card/card.ts'
import { countingEntropy } from '../card/counting-entropy.ts'
import { enabledProfile, type StoredProfile } from '../card/nvm.ts'
import { associateCard, factoryCard } from '../device/factory.ts'
import { createTestPki } from '../pki/test-pki.ts'
import { calm } from '../scenarios/calm.ts'
import { planDevice } from '../world/device-plan.ts'
import { CardRefused } from './card-port.ts'
import { type Dialect, esipaOverAsn1 } from './esipa-asn1.ts'
import { esipaOverJson } from './esipa-json.ts'
import { type IpaLink, v10Patience, v13Patience } from './exchange.ts'
import type { Ipa, IpaTraits } from './ipa.ts'
import { pollSession, stateChangeCause } from './poll-session.ts'
import { ScriptedEim, scriptedAssociation, signedPackage } from './scripted-eim.ts'
import { find, integerOf, parseTlv } from './tlv-tree.ts'

const pki = createTestPki({ seed: 'ipa-test', from: Date.UTC(2030, 0, 1) })
const plan = planDevice(5, 1, calm)
const newIccid = completeIccid('899990210000000000')
const eid = encodeEid(plan.eid)
const entropy = countingEntropy('ipa test')

const hexIccid = (iccid: Iccid): string => formatHex(encodeIccid(iccid))

/** A card with the factory profile enabled and a second one waiting. */
function cardWithTwo(dialect: Dialect): Card {
  const made = factoryCard({ ...plan, traits: { ...plan.traits, dialect } }, pki)
  const [factory] = made.nvm.profiles as readonly [StoredProfile]
  const second: StoredProfile = {
    ...factory,
    iccid: hexIccid(newIccid),
    isdpAid: 'A0000005591010FFFFFFFF8900001100',
    state: 'disabled',
    fallbackAttribute: false,
    // The ICCID stands in the metadata too; these tests read it from nowhere.
    metadata: factory.metadata.replace(factory.iccid, hexIccid(newIccid)),
  }
  const card = { ...made, nvm: { ...made.nvm, profiles: [factory, second], nextInstance: 2 } }
  return associateCard(card, scriptedAssociation(), entropy)
}

interface Setting {
  readonly traits?: Partial<IpaTraits>
  /** Whether exchange number `n` of the named function reaches the eIM and comes back. */
  readonly fate?: (name: string, n: number) => 'answered' | 'lost-request' | 'lost-reply'
  readonly packages: readonly (Uint8Array | (() => Uint8Array))[]
}

/** An IPA on a perfect modem, with a link whose faults the test chooses. */
function meet({ traits: wanted = {}, fate = () => 'answered', packages }: Setting) {
  const traits: IpaTraits = { ...plan.traits, dialect: 'v1.3', binding: 'asn1', ...wanted }
  const eim = new ScriptedEim(packages)
  const state = { card: cardWithTwo(traits.dialect), now: 0, refreshes: 0, asked: false, sent: 0 }
  const notes: string[] = []
  const link: IpaLink = {
    async exchange(name, request, timeoutMs) {
      state.sent += 1
      const happens = fate(name, state.sent)
      if (happens === 'lost-request') {
        state.now += timeoutMs
        return { kind: 'no-answer' }
      }
      const reply = eim.answer(request)
      if (happens === 'answered') return { kind: 'answered', reply }
      state.now += timeoutMs
      return { kind: 'no-answer' }
    },
    async wait(milliseconds) {
      state.now += milliseconds
    },
  }
  const url = 'https://localhost:1'
  const patience = traits.dialect === 'v1.0' ? v10Patience : v13Patience
  const common = { link, url, patience, userAgent: 'gsma-rsp-ipad' }
  const ipa: Ipa = {
    traits,
    card: {
      async send(command) {
        const answer = answerCommand(state.card, command, entropy)
        state.card = answer.card
        state.asked ||= answer.effects.some((effect) => effect.kind === 'refresh')
        if (answer.reply.kind === 'refused') throw new CardRefused(answer.reply.statusWord)
        return answer.reply.bytes
      },
    },
    modem: {
      async followRefresh() {
        if (!state.asked) return false
        state.asked = false
        state.refreshes += 1
        return true
      },
      isReady: async () => true,
      rPlmn: () => parseHex('99F910'),
    },
    esipa:
      traits.binding === 'json'
        ? esipaOverJson(common)
        : esipaOverAsn1({ ...common, dialect: traits.dialect }),
    smdp: () => {
      throw new Error('no direct download in this test')
    },
    now: () => state.now,
    wait: link.wait,
    note: (what) => void notes.push(what),
  }
  const enabled = () => enabledProfile(state.card.nvm)?.iccid
  return { ipa, eim, state, notes, enabled }
}

const enable = (counter: number) =>
  signedPackage(eid, counter, {
    kind: 'psmoList',
    value: [{ kind: 'enable', value: { iccid: encodeIccid(newIccid), rollbackFlag: true } }],
  })

const list = (counter: number) =>
  signedPackage(eid, counter, { kind: 'psmoList', value: [{ kind: 'listProfileInfo', value: {} }] })

/** Result codes that a BF51, alone or in ePRAndNotifications, reports. */
function resultTags(bytes: Uint8Array): readonly number[] {
  const node = parseTlv(bytes)
  const result = node.tag === 0xbf51 ? node : find(node, 0xbf51)
  const results = find(result, 0xa0, 0x30, 0x30)
  return results ? [...results.value].filter((_, at) => at === 0) : []
}

describe.each([
  ['v1.3', 'asn1'],
  ['v1.3', 'json'],
  ['v1.2', 'asn1'],
  ['v1.0', 'asn1'],
] as const)('an IPA of %s over %s', (dialect, binding) => {
  const traits = { dialect, binding }

  test('polls once when there is nothing for it', async () => {
    const { ipa, eim } = meet({ traits, packages: [] })
    expect(await pollSession(ipa)).toEqual({ reached: true, packages: 0, causeTold: true })
    expect(eim.received.map((one) => one.name)).toEqual(['getEimPackage'])
  })

  test('runs a package, delivers its signed result, and forgets it once acknowledged', async () => {
    const { ipa, eim, state, enabled } = meet({ traits, packages: [enable(1)] })
    expect(await pollSession(ipa)).toMatchObject({ reached: true, packages: 1 })
    expect(enabled()).toBe(hexIccid(newIccid))
    expect(state.refreshes).toBe(1)
    const [result] = eim.named('provideEimPackageResult')
    expect(resultTags(result?.bytes as Uint8Array)).toEqual([0x83])
    expect(state.card.nvm.packageResults).toEqual([])
    expect(state.card.nvm.rollback).toBeUndefined()
  })

  test('goes back to the old profile when the new one does not reach the eIM', async () => {
    let silent = false
    const { ipa, eim, notes, enabled } = meet({
      traits,
      packages: [
        () => {
          silent = true
          return enable(1)
        },
      ],
      fate: (name, n) => {
        // The answer that carries the package still arrives; then nothing does until the rollback.
        if (n === 1 || !silent) return 'answered'
        if (notes.includes('rolled back')) return 'answered'
        return /provide/i.test(name) ? 'lost-request' : 'answered'
      },
    })
    expect((await pollSession(ipa)).reached).toBe(true)
    expect(enabled()).toBe(hexIccid(plan.factoryIccid))
    expect(notes).toContain('rolled back')
    const last = eim.named('provideEimPackageResult').at(-1)?.bytes as Uint8Array
    expect(formatHex(last)).toContain('8C0100')
  })

  test('offers a result again until somebody acknowledges it', async () => {
    const lost = (name: string): 'lost-reply' | 'answered' =>
      /provide/i.test(name) ? 'lost-reply' : 'answered'
    const first = meet({
      traits: { ...traits, rollbackPatienceMs: 0 },
      packages: [list(1)],
      fate: lost,
    })
    expect((await pollSession(first.ipa)).reached).toBe(false)
    expect(first.state.card.nvm.packageResults).toHaveLength(1)
    const next = meet({ traits, packages: [] })
    next.state.card = first.state.card
    expect((await pollSession(next.ipa)).reached).toBe(true)
    expect(next.eim.received.map((one) => one.name)).toEqual([
      'provideEimPackageResult',
      'getEimPackage',
    ])
    expect(next.state.card.nvm.packageResults).toEqual([])
  })

  test('tells the eIM what it asks about card and IPA', async () => {
    const asked = tlv(0xbf52, parseHex('5C08BF20BF2284A5A6A8'), parseHex('8303010203'))
    const { ipa, eim } = meet({ traits, packages: [asked] })
    expect((await pollSession(ipa)).reached).toBe(true)
    const answer = parseTlv(eim.named('provideEimPackageResult')[0]?.bytes as Uint8Array)
    for (const tag of [0xbf20, 0xbf22, 0x84, 0xa5, 0xa6, 0xa8]) {
      expect(find(answer, 0xa0, tag), tag.toString(16)).toBeDefined()
    }
    expect(integerOf(find(answer, 0xa0, 0x84))).toBe(1)
    const told = find(answer, 0xa0, 0x87)?.value
    expect(told && formatHex(told)).toBe(dialect === 'v1.0' ? undefined : '010203')
  })

  test('refuses a tag that is not in the list with incorrectTagList', async () => {
    const asked = tlv(0xbf52, parseHex('5C015A'), parseHex('8303010203'))
    const { ipa, eim } = meet({ traits, packages: [asked] })
    await pollSession(ipa)
    const answer = formatHex(eim.named('provideEimPackageResult')[0]?.bytes as Uint8Array)
    expect(answer).toBe(dialect === 'v1.0' ? 'BF5203810101' : 'BF520AA1088003010203020101')
  })
})

test('the poll after a fallback says so, with the network it is in', async () => {
  const { ipa, eim } = meet({ packages: [] })
  await pollSession(ipa, stateChangeCause.fallback)
  expect(formatHex(eim.received[0]?.bytes as Uint8Array)).toMatch(/80008101018203..F9..$/)
})

test('a v1.0 IPA repeats the same request after 1, 4 and 9 seconds and then gives up', async () => {
  const sentAt: number[] = []
  const meeting = meet({
    traits: { dialect: 'v1.0' },
    packages: [],
    fate: () => {
      sentAt.push(meeting.state.now)
      return 'lost-request'
    },
  })
  expect((await pollSession(meeting.ipa)).reached).toBe(false)
  // 5 s time-out each, and the pauses between.
  expect(sentAt).toEqual([0, 6000, 15_000, 29_000])
})

test('a repeated poll that gets the same package twice runs it once', async () => {
  const once = enable(1)
  const { ipa, eim, notes } = meet({ packages: [once, once] })
  await pollSession(ipa)
  const [, second] = eim.named('provideEimPackageResult')
  // The card refuses the old counter by a signed error, replayError.
  expect(formatHex(second?.bytes as Uint8Array)).toMatch(/0201045F3740/)
  expect(notes).not.toContain('rolled back')
})

test('an IPA that is told to bundle sends pending notifications with the result', async () => {
  const { ipa, eim, state } = meet({
    traits: { bundlesNotifications: true },
    packages: [enable(1)],
  })
  await pollSession(ipa)
  const bundle = parseTlv(eim.named('provideEimPackageResult')[0]?.bytes as Uint8Array)
  expect(bundle.tag).toBe(0x30)
  expect(find(bundle, 0xa0)?.value.length).toBeGreaterThan(100)
  expect(state.card.nvm.notifications).toEqual([])
})
