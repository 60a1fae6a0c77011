import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { verifyChain } from '@holdfast/gsma/certificate.ts'
import { encodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { euiccInfo1, euiccInfo2, extCardResource } from '@holdfast/gsma/sgp22/euicc-info.ts'
import {
  listNotificationResponse,
  retrieveNotificationsListResponse,
} from '@holdfast/gsma/sgp22/notification.ts'
import { profileInfoListResponse } from '@holdfast/gsma/sgp22/profile-info.ts'
import { getCertsResponse } from '@holdfast/gsma/sgp32/es10b-iot.ts'
import { verifyBytes } from '@holdfast/gsma/signature.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anchorOf } from '../smdp/new-smdp.ts'
import { receiveNotification } from '../smdp/receive-notification.ts'
import { Bench, benchTime } from './bench.ts'
import { makeBusy } from './card.ts'

const refusedWith = (bench: Bench, command: string): string => {
  const { reply } = bench.answer(parseHex(command))
  return reply.kind === 'refused' ? reply.statusWord.toString(16) : 'not refused'
}

describe('a card tells', () => {
  it('its EID, addresses and rules', () => {
    const bench = new Bench()
    expect(formatHex(bench.send('BF3E035C015A'))).toBe(`BF3E125A10${bench.eid}`)
    expect(refusedWith(bench, 'BF3E035C0157')).toBe('6a80')
    const root = 'testrootsmds.example.com'
    const encoded = formatHex(new TextEncoder().encode(root))
    expect(formatHex(bench.send('BF3C00'))).toBe(`BF3C1A8118${encoded}`)
    expect(formatHex(bench.send('BF3F0580036F6E65'))).toBe('BF3F03800100')
    expect(formatHex(bench.send('BF3C00'))).toBe(`BF3C1F80036F6E658118${encoded}`)
    const rules = 'BF4314A012301080020560A10730058003EEEEEE820100'
    expect(formatHex(bench.send('BF4300'))).toBe(rules)
  })

  it('what it can do, with the memory that is left', () => {
    const bench = new Bench()
    const info = () => decode(euiccInfo2, bench.send('BF2200'))
    const free = () =>
      Number.parseInt(
        formatHex(
          decode(extCardResource, tlv(0x30, info().extCardResource)).freeNonVolatileMemory!,
        ),
        16,
      )
    const before = free()
    expect(before).toBe(512 * 1024)
    bench.install('M-1')
    expect(free()).toBeLessThan(before)
    expect(info()).toMatchObject({ ipaMode: 0, iotSpecificInfo: { fallbackSupported: true } })
    const { euiccCiPKIdListForSigning } = decode(euiccInfo1, bench.send('BF2000'))
    expect(euiccCiPKIdListForSigning.map(formatHex)).toEqual([formatHex(bench.pki.ci.keyId)])
  })

  it('nothing of SGP.32 when it is a consumer card', () => {
    const bench = new Bench({ model: { edition: 'consumer' } })
    expect(decode(euiccInfo2, bench.send('BF2200')).iotSpecificInfo).toBeUndefined()
    expect(refusedWith(bench, 'BF5600')).toBe('6a88')
    expect(refusedWith(bench, 'BF5500')).toBe('6a88')
  })

  it('its certificates, nested or not, or that the issuer is unknown', () => {
    for (const nestsCertificates of [false, true]) {
      const bench = new Bench({ quirks: { nestsCertificates } })
      const answer = decode(getCertsResponse, bench.send('BF5600'))
      if (answer.kind !== 'certs') throw new Error(answer.kind)
      const proof = verifyChain({
        leaf: answer.value.euiccCertificate,
        intermediates: [answer.value.eumCertificate],
        anchors: [anchorOf(bench.pki.ci.certificate)],
        at: benchTime,
        role: 'euicc',
        eid: bench.eid,
      })
      expect(proof.kind).toBe('proven')
      const keyId = formatHex(bench.pki.ci.keyId)
      expect(decode(getCertsResponse, bench.send(`BF56168014${keyId}`)).kind).toBe('certs')
      expect(formatHex(bench.send('BF560480021234'))).toBe('BF5603810101')
    }
  })

  it('that it has no connectivity parameters and no IPA of its own', () => {
    const bench = new Bench()
    expect(formatHex(bench.send('BF5F00'))).toBe('BF5F03810101')
    expect(formatHex(bench.send('BF420480020780'))).toBe('BF4203800101')
  })
})

describe('local profile management', () => {
  it('enables, disables, names and deletes by ICCID or AID', () => {
    const bench = new Bench()
    const iccid = formatHex(encodeIccid(bench.install('M-1')))
    const aid = bench.card.nvm.profiles[0]!.isdpAid
    expect(formatHex(bench.send(`BF3117A0124F10${aid}8101FF`))).toBe('BF3103800100')
    expect(bench.answers.at(-1)?.effects).toEqual([{ kind: 'refresh', iccid }])
    expect(formatHex(bench.send(`BF3111A00C5A0A${iccid}8101FF`))).toBe('BF3103800102')
    expect(formatHex(bench.send(`BF330C5A0A${iccid}`))).toBe('BF3303800102')
    expect(formatHex(bench.send(`BF3211A00C5A0A${iccid}810100`))).toBe('BF3203800100')
    expect(bench.answers.at(-1)?.effects).toEqual([])
    expect(formatHex(bench.send(`BF29135A0A${iccid}90056C61622D31`))).toBe('BF2903800100')
    const listed = decode(profileInfoListResponse, bench.send('BF2D00'))
    if (listed.kind !== 'profileInfoListOk') throw new Error(listed.kind)
    expect(listed.value[0]).toMatchObject({ profileNickname: 'lab-1', profileState: 0 })
    expect(formatHex(bench.send(`BF290E5A0A${iccid}9000`))).toBe('BF2903800100')
    expect(bench.card.nvm.profiles[0]?.nickname).toBeUndefined()
    expect(formatHex(bench.send(`BF330C5A0A${iccid}`))).toBe('BF3303800100')
    expect(formatHex(bench.send(`BF330C5A0A${iccid}`))).toBe('BF3303800101')
    expect(formatHex(bench.send(`BF290E5A0A${iccid}9000`))).toBe('BF2903800101')
  })

  it('waits while the card is busy', () => {
    const bench = new Bench()
    const iccid = bench.install('M-1')
    bench.card = makeBusy(bench.card, 2)
    expect(bench.enableLocally(iccid)).toBe(5)
    expect(bench.enableLocally(iccid)).toBe(5)
    expect(bench.enableLocally(iccid)).toBe(0)
  })
})

describe('notifications', () => {
  it('are listed, fetched, believed by the SM-DP+ and removed', () => {
    const bench = new Bench()
    const iccid = bench.install('M-1')
    bench.enableLocally(iccid)
    const listed = decode(listNotificationResponse, bench.send('BF2800'))
    if (listed.kind !== 'notificationMetadataList') throw new Error(listed.kind)
    expect(listed.value.map((one) => [one.seqNumber, one.profileManagementOperation])).toEqual([
      [1, ['notificationInstall']],
      [2, ['notificationEnable']],
    ])
    const enables = decode(listNotificationResponse, bench.send('BF280481020640'))
    expect(enables.value).toHaveLength(1)
    const fetched = decode(retrieveNotificationsListResponse, bench.send('BF2B05A003800102'))
    if (fetched.kind !== 'notificationList') throw new Error(fetched.kind)
    const [notification] = fetched.value
    const kept = receiveNotification(bench.smdp, notification!.bytes, bench.world)
    expect(kept).toMatchObject({ kind: 'done', value: { verified: true, event: 'enable' } })
    expect(formatHex(bench.send('BF3003800102'))).toBe('BF3003800100')
    expect(formatHex(bench.send('BF2B05A003800102'))).toBe('BF2B02A000')
  })

  it('are dropped, the oldest first, when the card has no room for more', () => {
    const bench = new Bench({ model: { notificationCountMax: 3 } })
    const iccid = bench.install('M-1')
    const named = formatHex(encodeIccid(iccid))
    for (let i = 0; i < 3; i++) {
      bench.send(`BF3111A00C5A0A${named}8101FF`)
      bench.send(`BF3211A00C5A0A${named}8101FF`)
    }
    expect(bench.card.nvm.notifications.map(({ seqNumber }) => seqNumber)).toEqual([5, 6, 7])
  })

  it('tell every address that the metadata names', () => {
    const notify = [
      { event: 'install', address: 'smdp.example.com' },
      { event: 'install', address: 'operator.example.com' },
    ] as const
    const bench = new Bench({ facts: { notify } })
    bench.install('M-1')
    expect(bench.card.nvm.notifications.map(({ kind, address }) => [kind, address])).toEqual([
      ['install', 'smdp.example.com'],
      ['other', 'operator.example.com'],
    ])
    const fetched = decode(retrieveNotificationsListResponse, bench.send('BF2B00'))
    if (fetched.kind !== 'notificationList') throw new Error(fetched.kind)
    const [, other] = fetched.value
    if (other?.value.kind !== 'otherSignedNotification') throw new Error('another kind')
    const { tbsOtherNotification, euiccNotificationSignature } = other.value.value
    const { key } = bench.pki.card(bench.eid)
    const signed = tbsOtherNotification.bytes
    expect(verifyBytes(key.publicKey, euiccNotificationSignature, signed)).toBe(true)
  })
})

describe('hostile commands', () => {
  it('are refused, never an exception, and change nothing', () => {
    const bench = new Bench()
    bench.install('M-1')
    bench.associate()
    const before = JSON.stringify(bench.card.nvm)
    const tags = fc.constantFrom(
      ...'20 21 22 28 29 2B 2D 2E 30 31 32 33 34 38 3C 3E 3F 41 42 43 51 55 56 57 58 59 5A'.split(
        ' ',
      ),
    )
    const contents = fc.uint8Array({ maxLength: 80 })
    fc.assert(
      fc.property(tags, contents, fc.boolean(), (tag, octets, isWhole) => {
        const number = Number.parseInt(`BF${tag}`, 16)
        const command = isWhole
          ? tlv(number, octets)
          : new Uint8Array([0xbf, number & 0xff, ...octets])
        const { reply } = bench.answer(command)
        expect(['data', 'refused']).toContain(reply.kind)
      }),
      { numRuns: 2000, seed: 7 },
    )
    const { defaultSmdpAddress: _set, ...after } = bench.card.nvm
    expect(JSON.parse(JSON.stringify(after))).toEqual(JSON.parse(before))
  })
})
