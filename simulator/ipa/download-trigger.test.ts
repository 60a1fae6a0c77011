import { formatHex } from '@holdfast/asn1/hex.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { expect, test } from 'vitest'
import { answerCommand } from '../card/answer-command.ts'
import { countingEntropy } from '../card/counting-entropy.ts'
import { readIccid } from '../device/card-slot.ts'
import { associateCard, factoryCard } from '../device/factory.ts'
import { createTestPki } from '../pki/test-pki.ts'
import { calm } from '../scenarios/calm.ts'
import { answerRequest } from '../smdp/answer-request.ts'
import { newSmdp } from '../smdp/new-smdp.ts'
import { type DevicePlan, planDevice } from '../world/device-plan.ts'
import { operators, smdpAddresses } from '../world/operators.ts'
import { orderProfiles, profilesOf, releaseProfiles } from '../world/profile-orders.ts'
import { CardRefused } from './card-port.ts'
import { es9Plus } from './es9plus.ts'
import { esipaOverAsn1 } from './esipa-asn1.ts'
import { type IpaLink, v13Patience } from './exchange.ts'
import type { Ipa } from './ipa.ts'
import { pollSession } from './poll-session.ts'
import { ScriptedEim, scriptedAssociation } from './scripted-eim.ts'
import { find, integerOf, parseTlv, textOf, textTlv } from './tlv-tree.ts'

const startAt = Date.UTC(2030, 0, 1)
const pki = createTestPki({ seed: 'download-test', from: startAt })
const entropy = countingEntropy('download test')

/** A plan for a device that downloads straight from its SM-DP+. */
function planWith(parts: Partial<DevicePlan>): DevicePlan {
  const plan = planDevice(5, 0, calm)
  const traits = { ...plan.traits, dialect: 'v1.3', binding: 'asn1', downloads: 'direct' } as const
  return { ...plan, traits, order: { releasedLate: false }, ...parts }
}

/** Card, IPA, scripted eIM and a real SM-DP+, with one order for this plan. */
function meet(plan: DevicePlan) {
  const smdps = [0, 1].map((index) =>
    newSmdp({
      address: smdpAddresses[index] ?? '',
      oid: `2.999.${10 + index}`,
      pkis: [pki],
      profiles: profilesOf(index, 2),
    }),
  )
  const desk = { smdps, entropy }
  const ordered = orderProfiles(desk, [plan], startAt)
  const code = ordered.stock[0]?.activationCode ?? ''
  const trigger = tlv(0xbf54, tlv(0xa0, textTlv(0x80, code)), tlv(0x82, Uint8Array.of(1, 2)))
  const eim = new ScriptedEim([trigger])
  const state = { card: associateCard(factoryCard(plan, pki), scriptedAssociation(), entropy) }
  const link: IpaLink = {
    async exchange(_, request) {
      if (request.url.hostname === 'localhost')
        return { kind: 'answered', reply: eim.answer(request) }
      const smdp = smdps.find((one) => one.configuration.address === request.url.host)
      if (!smdp) return { kind: 'no-answer' }
      const asked = {
        method: request.method,
        path: request.url.pathname,
        headers: request.headers,
        body: new TextDecoder().decode(request.body),
      }
      const { status, headers, body } = answerRequest(smdp, asked, { now: startAt, entropy })
      return {
        kind: 'answered',
        reply: { status, headers, body: new TextEncoder().encode(body) },
      }
    },
    wait: async () => {},
  }
  const ipa: Ipa = {
    traits: plan.traits,
    card: {
      async send(command) {
        const answer = answerCommand(state.card, command, entropy)
        state.card = answer.card
        if (answer.reply.kind === 'refused') throw new CardRefused(answer.reply.statusWord)
        return answer.reply.bytes
      },
    },
    modem: {
      followRefresh: async () => false,
      isReady: async () => true,
      rPlmn: () => undefined,
    },
    esipa: esipaOverAsn1({
      link,
      url: 'https://localhost:1',
      dialect: 'v1.3',
      patience: v13Patience,
      userAgent: 'gsma-rsp-ipad',
    }),
    smdp: (smdpAddress) => es9Plus({ link, smdpAddress, patience: v13Patience }),
    now: () => startAt,
    wait: link.wait,
    note: () => {},
  }
  const iccids = () => state.card.nvm.profiles.map((profile) => readIccid(profile.iccid))
  const record = () => smdps[plan.to.smdp]?.profile(ordered.stock[0]?.iccid ?? '')
  const reported = () => parseTlv(eim.named('provideEimPackageResult')[0]?.bytes as Uint8Array)
  return { ipa, eim, state, ordered, desk, iccids, record, reported }
}

test.each(operators)(
  'a direct download of $name installs the profile and tells both servers',
  async (to) => {
    const plan = planWith({ to })
    const { ipa, state, ordered, iccids, record, reported } = meet(plan)
    expect((await pollSession(ipa)).reached).toBe(true)
    expect(iccids()).toEqual([plan.factoryIccid, ordered.stock[0]?.iccid])
    expect(record()).toMatchObject({ state: 'installed', bindings: [{ eid: plan.eid }] })
    expect(formatHex(find(reported(), 0x82)?.value as Uint8Array)).toBe('0102')
    expect(find(reported(), 0xbf37, 0xbf27, 0xa2, 0xa0)).toBeDefined()
    expect(state.card.nvm.notifications).toEqual([])
  },
)

test('a confirmation code that nobody gave ends the download with a reason', async () => {
  const plan = planWith({ order: { confirmationCode: '123456', releasedLate: false } })
  const { ipa, iccids, record, reported } = meet(plan)
  expect((await pollSession(ipa)).reached).toBe(true)
  expect(iccids()).toEqual([plan.factoryIccid])
  expect(record()?.state).not.toBe('installed')
  expect(integerOf(find(reported(), 0x30, 0x80))).toBe(127)
  expect(textOf(find(reported(), 0x30, 0x04))).toContain('confirmation code')
})

test('an order that is not released yet is refused with its code, and works afterwards', async () => {
  const plan = planWith({ order: { releasedLate: true } })
  const { ipa, eim, ordered, desk, iccids, reported } = meet(plan)
  await pollSession(ipa)
  expect(textOf(find(reported(), 0x30, 0x04))).toBe('8.2/1.2')
  expect(iccids()).toHaveLength(1)
  releaseProfiles(desk, ordered, startAt)
  const code = ordered.stock[0]?.activationCode ?? ''
  eim.queue(tlv(0xbf54, tlv(0xa0, textTlv(0x80, code))))
  await pollSession(ipa)
  expect(iccids()).toHaveLength(2)
})

test('a card without room is refused by the SM-DP+ before anything is loaded', async () => {
  const plan = planWith({})
  const { ipa, iccids, reported } = meet({ ...plan, card: { ...plan.card, full: true } })
  await pollSession(ipa)
  expect(iccids()).toHaveLength(1)
  const reason = integerOf(find(reported(), 0xbf37, 0xbf27, 0xa2, 0xa1, 0x81))
  expect(reason ?? textOf(find(reported(), 0x30, 0x04))).toBe('8.1/4.8')
})

test('an operating system that does not know an element refuses with reason 12', async () => {
  const plan = planWith({})
  const { ipa, iccids, reported } = meet({ ...plan, card: { ...plan.card, unknownElement: true } })
  await pollSession(ipa)
  expect(iccids()).toHaveLength(1)
  expect(integerOf(find(reported(), 0xbf37, 0xbf27, 0xa2, 0xa1, 0x81))).toBe(12)
})
