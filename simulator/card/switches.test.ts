import { formatHex } from '@holdfast/asn1/hex.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import type { Iccid } from '@holdfast/gsma/ids/iccid.ts'
import { encodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { profileRollbackResponse } from '@holdfast/gsma/sgp32/es10b-iot.ts'
import { describe, expect, it } from 'vitest'
import type { BenchWish } from './bench.ts'
import { Bench, byIccid, resultsOf } from './bench.ts'
import { makeBusy } from './card.ts'
import { enabledProfile } from './nvm.ts'
import { powerUp } from './power-up.ts'

const hex = (iccid: Iccid): string => formatHex(encodeIccid(iccid))

function benchWithTwo(wish: BenchWish = {}) {
  const bench = new Bench({ facts: { fallbackAllowed: true }, ...wish })
  const first = bench.install('M-1')
  const second = bench.install('M-2')
  bench.enableLocally(first)
  bench.associate()
  const enabled = (): string | undefined => enabledProfile(bench.card.nvm)?.iccid
  return { bench, first, second, enabled }
}

const enableWithRollback = ({ bench, second }: ReturnType<typeof benchWithTwo>) =>
  bench.manage({ kind: 'enable', value: { ...byIccid(second), rollbackFlag: true } })

describe('rollback', () => {
  it('goes back and makes a new result in place of the undelivered one', () => {
    const site = benchWithTwo()
    const { bench, first, second, enabled } = site
    const before = enableWithRollback(site)
    expect(enabled()).toBe(hex(second))
    const answer = decode(profileRollbackResponse, bench.send('BF58038001FF'))
    expect(answer.cmdResult).toBe(0)
    expect(enabled()).toBe(hex(first))
    expect(resultsOf(answer.eUICCPackageResult!)).toEqual([
      ['enableResult', 0],
      ['rollbackResult', 0],
    ])
    expect(bench.answers.at(-1)?.effects).toEqual([{ kind: 'refresh', iccid: hex(first) }])
    if (before.kind !== 'euiccPackageResultSigned') throw new Error(before.kind)
    const old = before.value.euiccPackageResultDataSigned.value.seqNumber
    const kept = bench.card.nvm.packageResults.map(({ seqNumber }) => seqNumber)
    expect(kept).toHaveLength(1)
    expect(kept).not.toContain(old)
    expect(formatHex(bench.send('BF58038001FF'))).toBe('BF5803020101')
  })

  it('can report itself alone', () => {
    const site = benchWithTwo({ quirks: { rollbackRepeatsResults: false } })
    enableWithRollback(site)
    const answer = decode(profileRollbackResponse, site.bench.send('BF58038001FF'))
    expect(resultsOf(answer.eUICCPackageResult!)).toEqual([['rollbackResult', 0]])
  })

  it('is not allowed without the flag, after delivery, or after another switch', () => {
    const plain = benchWithTwo()
    plain.bench.manage({ kind: 'enable', value: byIccid(plain.second) })
    expect(formatHex(plain.bench.send('BF58038001FF'))).toBe('BF5803020101')
    const delivered = benchWithTwo()
    enableWithRollback(delivered)
    const seqNumber = delivered.bench.card.nvm.packageResults[0]!.seqNumber
    const octet = seqNumber.toString(16).padStart(2, '0')
    delivered.bench.send(`BF30038001${octet}`)
    expect(formatHex(delivered.bench.send('BF58038001FF'))).toBe('BF5803020101')
    const switched = benchWithTwo()
    enableWithRollback(switched)
    switched.bench.enableLocally(switched.first)
    expect(formatHex(switched.bench.send('BF58038001FF'))).toBe('BF5803020101')
  })

  it('protects the profile to go back to, and needs one', () => {
    const site = benchWithTwo()
    const { bench, first, second } = site
    const results = bench.manage(
      { kind: 'enable', value: { ...byIccid(second), rollbackFlag: true } },
      { kind: 'delete', value: byIccid(first) },
    )
    expect(resultsOf(results)).toEqual([
      ['enableResult', 0],
      ['deleteResult', 20],
    ])
    const none = new Bench()
    const only = none.install('M-1')
    none.associate()
    const refused = none.manage({ kind: 'enable', value: { ...byIccid(only), rollbackFlag: true } })
    expect(resultsOf(refused)).toEqual([['enableResult', 20]])
  })

  it('waits while the card is busy', () => {
    const site = benchWithTwo()
    enableWithRollback(site)
    site.bench.card = makeBusy(site.bench.card, 1)
    expect(formatHex(site.bench.send('BF58038001FF'))).toBe('BF5803020105')
    expect(decode(profileRollbackResponse, site.bench.send('BF58038001FF')).cmdResult).toBe(0)
  })
})

describe('the fallback mechanism', () => {
  it('enables the fallback profile and comes back', () => {
    const { bench, first, second, enabled } = benchWithTwo()
    expect(formatHex(bench.send('BF5D038001FF'))).toBe('BF5D03800106')
    bench.manage({ kind: 'setFallbackAttribute', value: byIccid(second) })
    expect(formatHex(bench.send('BF5E038001FF'))).toBe('BF5E03800106')
    expect(formatHex(bench.send('BF5D038001FF'))).toBe('BF5D03800100')
    expect(enabled()).toBe(hex(second))
    expect(formatHex(bench.send('BF5D038001FF'))).toBe('BF5D03800102')
    const remove = bench.manage({ kind: 'delete', value: byIccid(first) })
    expect(resultsOf(remove)).toEqual([['deleteResult', 21]])
    expect(formatHex(bench.send('BF5E038001FF'))).toBe('BF5E03800100')
    expect(enabled()).toBe(hex(first))
  })

  it('waits during an emergency', () => {
    const bench = new Bench({ facts: { ecallIndication: true, fallbackAllowed: true } })
    bench.install('M-1')
    bench.send('BF5B038001FF')
    expect(formatHex(bench.send('BF5D038001FF'))).toBe('BF5D03800168')
    expect(formatHex(bench.send('BF640482020780'))).toBe('BF6403800168')
  })
})

describe('the emergency profile', () => {
  it('leaves nothing enabled when nothing was before, and tells nobody', () => {
    const bench = new Bench({ facts: { ecallIndication: true } })
    bench.install('M-1')
    const before = bench.card.nvm.notifications.length
    expect(formatHex(bench.send('BF5B038001FF'))).toBe('BF5B03800100')
    expect(formatHex(bench.send('BF5B038001FF'))).toBe('BF5B03800102')
    expect(formatHex(bench.send('BF5C038001FF'))).toBe('BF5C03800100')
    expect(formatHex(bench.send('BF5C038001FF'))).toBe('BF5C03800102')
    expect(enabledProfile(bench.card.nvm)).toBeUndefined()
    expect(bench.card.nvm.notifications).toHaveLength(before)
  })
})

describe('immediate enabling', () => {
  const configured = { immediateEnableFlag: true, defaultSmdpAddress: 'SMDP.example.com' } as const

  it('enables what was just downloaded from the configured server', () => {
    const { bench, enabled } = benchWithTwo()
    bench.manage({ kind: 'configureImmediateEnable', value: configured })
    const third = bench.install('M-3')
    expect(formatHex(bench.send('BF5A038001FF'))).toBe('BF5A03800100')
    expect(enabled()).toBe(hex(third))
    expect(formatHex(bench.send('BF5A038001FF'))).toBe('BF5A03800104')
  })

  it('is refused without a session, unconfigured, or for another server', () => {
    const { bench } = benchWithTwo()
    bench.send('BF2E00')
    expect(formatHex(bench.send('BF5A038001FF'))).toBe('BF5A03800104')
    bench.install('M-3')
    expect(formatHex(bench.send('BF5A038001FF'))).toBe('BF5A03800101')
    const other = { immediateEnableFlag: true, defaultSmdpOid: '2.999.11' } as const
    bench.manage({ kind: 'configureImmediateEnable', value: other })
    expect(formatHex(bench.send('BF5A038001FF'))).toBe('BF5A03800101')
  })

  it('is configured by the device only while no eIM is there; v1.0 has no refresh flag', () => {
    const bench = new Bench()
    expect(formatHex(bench.send('BF59028000'))).toBe('BF5903800100')
    const only = bench.install('M-1')
    expect(formatHex(bench.send('BF5A00'))).toBe('BF5A03800100')
    expect(enabledProfile(bench.card.nvm)?.iccid).toBe(hex(only))
    bench.associate()
    expect(formatHex(bench.send('BF59028000'))).toBe('BF5903800102')
  })
})

describe('a card whose enable does not last', () => {
  it('is back on the old profile after a reset', () => {
    const { bench, first, second, enabled } = benchWithTwo()
    const model = { ...bench.card.model }
    const quirks = { ...model.quirks, enableIsLostAtReset: true }
    bench.card = { ...bench.card, model: { ...model, quirks } }
    bench.manage({ kind: 'enable', value: byIccid(second) })
    expect(enabled()).toBe(hex(second))
    bench.card = powerUp(bench.card, bench.entropy).card
    expect(enabled()).toBe(hex(first))
    bench.card = powerUp(bench.card, bench.entropy).card
    expect(enabled()).toBe(hex(first))
  })
})

describe('a memory reset', () => {
  it('deletes what it names and says when there was nothing', () => {
    const { bench } = benchWithTwo()
    expect(formatHex(bench.send('BF640482020640'))).toBe('BF6403800101')
    expect(formatHex(bench.send('BF640482020780'))).toBe('BF6403800100')
    expect(bench.card.nvm.profiles).toEqual([])
    expect(bench.answers.at(-1)?.effects.map(({ kind }) => kind)).toEqual(['refresh'])
    expect(formatHex(bench.send('BF3404820207 80'.replace(' ', '')))).toBe('BF3403800101')
  })

  it('forgets the eIMs and the configuration of immediate enabling', () => {
    const { bench } = benchWithTwo()
    expect(formatHex(bench.send('BF640482020106'))).toBe(
      'BF640980010181010082 0100'.replace(' ', ''),
    )
    expect(bench.card.nvm.eims).toEqual([])
    expect(formatHex(bench.send('BF640482020204'))).toBe('BF6406800101810101')
  })
})
