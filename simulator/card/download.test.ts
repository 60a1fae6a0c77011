import { parseHex } from '@holdfast/asn1/hex.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import type { FinalResult } from '@holdfast/gsma/sgp22/notification.ts'
import { profileInstallationResult } from '@holdfast/gsma/sgp22/notification.ts'
import { describe, expect, it } from 'vitest'
import { openIsdr, transmit } from '../apdu/transmit.ts'
import { packageOf } from '../smdp/package-source.ts'
import { cancelSession, receiveNotification } from '../smdp/receive-notification.ts'
import type { BenchWish } from './bench.ts'
import { Bench } from './bench.ts'
import type { DownloadEnd } from './shortest-lpa.ts'
import { downloadProfile } from './shortest-lpa.ts'

function resultOf(end: DownloadEnd): FinalResult {
  if (end.kind === 'server-refused') throw new Error(JSON.stringify(end.failure))
  if (end.kind !== 'result') throw new Error(end.kind)
  const { value } = decode(profileInstallationResult, end.bytes).profileInstallationResultData
  return value.finalResult
}

const failure = (bppCommandId: number, errorReason: number): FinalResult => ({
  kind: 'errorResult',
  value: { bppCommandId, errorReason },
})

const refusal = (end: DownloadEnd): string =>
  end.kind === 'server-refused'
    ? `${end.failure.subjectCode}/${end.failure.reasonCode}`
    : `not refused: ${end.kind}`

describe('a download', () => {
  it.each<[string, BenchWish]>([
    ['on P-256', {}],
    ['on brainpoolP256r1', { curve: 'brainpoolP256r1' }],
    ['without keys of its own for the profile', { limits: { replacesSessionKeys: false } }],
    ['to a strict card', { quirks: { strict: true }, size: 5000 }],
    ['of a big profile', { size: 60_000 }],
  ])('installs a profile %s', (_name, wish) => {
    const bench = new Bench(wish)
    const iccid = bench.order('M-1')
    const end = bench.download('M-1')
    expect(resultOf(end).kind).toBe('successResult')
    expect(bench.card.nvm.profiles).toMatchObject([{ state: 'disabled', dpOid: '2.999.10' }])
    expect(bench.smdp.profile(iccid)?.state).toBe('downloaded')
    if (end.kind !== 'result') throw new Error(end.kind)
    receiveNotification(bench.smdp, end.bytes, bench.world)
    expect(bench.smdp.profile(iccid)).toMatchObject({
      state: 'installed',
      notifications: [{ verified: true, result: 'success', eid: bench.eid }],
    })
  })

  it.each([1, 60, 120, 255])('works through blocks of %i octets', (blockSize) => {
    const bench = new Bench({ size: 1500 })
    bench.order('M-1')
    let uicc = openIsdr(bench.card, bench.entropy)
    const send = (command: Uint8Array): Uint8Array => {
      const size = Math.max(blockSize, Math.ceil(command.length / 256))
      const said = transmit(uicc, command, bench.entropy, size)
      expect(said.statusWord).toBe(0x9000)
      uicc = said.uicc
      return said.response
    }
    const end = downloadProfile(send, { smdp: bench.smdp, matchingId: 'M-1' }, bench.world)
    expect(resultOf(end).kind).toBe('successResult')
    expect(uicc.card.nvm.profiles).toHaveLength(1)
  })

  it('of what waits for this card needs no matching id', () => {
    const bench = new Bench()
    const iccid = bench.order('M-1')
    expect(refusal(bench.download(''))).toBe('8.2.6/3.8')
    const record = bench.smdp.profile(iccid)!
    bench.smdp.put({ ...record, eid: bench.eid })
    expect(resultOf(bench.download('')).kind).toBe('successResult')
  })
})

describe('a confirmation code', () => {
  it('lets the download go on when it is right', () => {
    const bench = new Bench()
    bench.order('M-1', '4711')
    expect(resultOf(bench.download('M-1', '4711')).kind).toBe('successResult')
  })

  it('is asked for by the card itself', () => {
    const bench = new Bench()
    bench.order('M-1', '4711')
    const end = bench.download('M-1')
    expect(end.kind).toBe('card-refused')
  })

  it('may be wrong twice; after the third time the order is over', () => {
    const bench = new Bench()
    const iccid = bench.order('M-1', '4711')
    expect(refusal(bench.download('M-1', '0000'))).toBe('8.2.7/3.8')
    expect(refusal(bench.download('M-1', '0001'))).toBe('8.2.7/3.8')
    expect(refusal(bench.download('M-1', '0002'))).toBe('8.2.7/6.4')
    expect(bench.smdp.profile(iccid)?.state).toBe('error')
    expect(refusal(bench.download('M-1', '4711'))).toBe('8.2.6/3.8')
  })

  it('that was wrong ended the session: cancelling it changes nothing', () => {
    const bench = new Bench()
    const iccid = bench.order('M-1', '4711')
    const end = bench.download('M-1', '0000')
    if (end.kind !== 'server-refused') throw new Error(end.kind)
    const { transactionId } = end
    const cancelled = bench.send(`BF41158010${transactionId}810100`)
    const asked = { transactionId, cancelSessionResponse: cancelled }
    expect(cancelSession(bench.smdp, asked, bench.world)).toMatchObject({ subjectCode: '8.10.1' })
    expect(bench.smdp.profile(iccid)?.state).toBe('released')
  })

  it('right at the last try is right', () => {
    const bench = new Bench()
    bench.order('M-1', '4711')
    bench.download('M-1', '0000')
    bench.download('M-1', '0001')
    expect(resultOf(bench.download('M-1', '4711')).kind).toBe('successResult')
  })
})

describe('an installation fails', () => {
  it('when the ICCID is on the card already', () => {
    const bench = new Bench()
    const iccid = bench.install('M-1')
    const record = bench.smdp.profile(iccid)!
    bench.smdp.put({ ...record, state: 'released' })
    expect(resultOf(bench.download('M-1'))).toEqual(failure(2, 9))
    expect(bench.card.nvm.profiles).toHaveLength(1)
  })

  it('when the memory is full while it comes in', () => {
    const bench = new Bench({ model: { memorySize: 9000 }, size: 6000 })
    bench.order('M-1')
    expect(resultOf(bench.download('M-1'))).toEqual(failure(5, 10))
    expect(bench.card.nvm.profiles).toEqual([])
  })

  it('or is not begun, when the server sees that it will not fit', () => {
    const bench = new Bench({ model: { memorySize: 5000 }, size: 6000 })
    bench.order('M-1')
    expect(refusal(bench.download('M-1'))).toBe('8.1/4.8')
  })

  it('when the card does not know an element', () => {
    const bench = new Bench({ quirks: { unknownProfileElements: [0xb3] } })
    bench.order('M-1')
    expect(resultOf(bench.download('M-1'))).toEqual(failure(5, 12))
  })

  it('when header and metadata name two ICCIDs', () => {
    const bench = new Bench()
    const iccid = bench.order('M-1')
    const [, other] = bench.smdp.profiles()
    const record = bench.smdp.profile(iccid)!
    const bytes = Buffer.from(packageOf(other!)).toString('hex')
    bench.smdp.put({ ...record, source: { kind: 'given', bytes } })
    expect(resultOf(bench.download('M-1'))).toEqual(failure(5, 13))
  })

  it('when it is no profile at all', () => {
    const bench = new Bench()
    const record = bench.smdp.profile(bench.order('M-1'))!
    bench.smdp.put({ ...record, source: { kind: 'given', bytes: 'A003800102' } })
    expect(resultOf(bench.download('M-1'))).toEqual(failure(5, 12))
  })

  it('when its rules are not for this operator', () => {
    const bench = new Bench({ facts: { policyRules: ['ppr1'] }, model: { rules: [] } })
    bench.order('M-1')
    expect(resultOf(bench.download('M-1'))).toEqual(failure(2, 15))
  })

  it('and is told as failed by a card that lies, though the profile is there', () => {
    const bench = new Bench({ quirks: { reportsInstallErrorWrongly: true } })
    bench.order('M-1')
    expect(resultOf(bench.download('M-1'))).toEqual(failure(5, 127))
    expect(bench.card.nvm.profiles).toHaveLength(1)
  })
})

describe('an SM-DP+ refuses', () => {
  it('an unknown matching id, an order not released, one for another card', () => {
    const bench = new Bench()
    expect(refusal(bench.download('NONE'))).toBe('8.2.6/3.8')
    const iccid = bench.order('M-1')
    const record = bench.smdp.profile(iccid)!
    bench.smdp.put({ ...record, state: 'confirmed' })
    expect(refusal(bench.download('M-1'))).toBe('8.2/1.2')
    const other = '89049032000000000000000000009984' as typeof bench.eid
    bench.smdp.put({ ...record, eid: other })
    expect(refusal(bench.download('M-1'))).toBe('8.1.1/3.8')
  })

  it('after too many attempts, and after its time', () => {
    const tired = new Bench({
      limits: { downloadAttemptsMax: 2 },
      model: { memorySize: 9000 },
      size: 6000,
    })
    tired.order('M-1')
    tired.download('M-1')
    tired.download('M-1')
    expect(refusal(tired.download('M-1'))).toBe('8.8.5/6.4')
    const late = new Bench({ limits: { orderLifetimeMs: 1000 } })
    late.order('M-1')
    late.now += 1001
    expect(refusal(late.download('M-1'))).toBe('8.8.5/4.10')
    expect(refusal(late.download('M-1'))).toBe('8.2.6/3.8')
  })

  it('a second download of what is installed', () => {
    const bench = new Bench()
    const iccid = bench.order('M-1')
    const end = bench.download('M-1')
    if (end.kind !== 'result') throw new Error(end.kind)
    receiveNotification(bench.smdp, end.bytes, bench.world)
    receiveNotification(bench.smdp, end.bytes, bench.world)
    expect(bench.smdp.profile(iccid)?.notifications).toHaveLength(1)
    expect(refusal(bench.download('M-1'))).toBe('8.2.6/3.8')
  })

  it('to believe a result that is not signed by the card', () => {
    const bench = new Bench()
    const iccid = bench.order('M-1')
    const end = bench.download('M-1')
    if (end.kind !== 'result') throw new Error(end.kind)
    const forged = Uint8Array.from(end.bytes)
    forged[forged.length - 1]! ^= 1
    receiveNotification(bench.smdp, forged, bench.world)
    expect(bench.smdp.profile(iccid)).toMatchObject({
      state: 'downloaded',
      notifications: [{ verified: false }],
    })
    const garbage = receiveNotification(bench.smdp, parseHex('BF3700'), bench.world)
    expect(garbage.kind).toBe('failed')
  })
})
