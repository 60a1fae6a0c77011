import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import {
  addInitialEimResponse,
  getEimConfigurationDataResponse,
} from '@holdfast/gsma/sgp32/eim-configuration.ts'
import { encodePublicKeyInfo } from '@holdfast/gsma/signature.ts'
import { describe, expect, it } from 'vitest'
import { deriveKey } from '../pki/derived-key.ts'
import { Bench, resultsOf } from './bench.ts'

const otherKey = deriveKey({ seed: 'bench', label: 'eim2', curve: 'P-256' })
const otherEim = {
  eimId: 'eim2',
  eimPublicKeyData: {
    kind: 'eimPublicKey',
    value: encodePublicKeyInfo(otherKey.publicKey),
  },
} as const

describe('AddInitialEim', () => {
  it('associates once, with a token when one is asked for', () => {
    const bench = new Bench()
    const answer = decode(addInitialEimResponse, bench.associate())
    expect(answer).toEqual({
      kind: 'addInitialEimOk',
      value: [{ kind: 'associationToken', value: 1 }],
    })
    expect(formatHex(bench.associate())).toBe('BF5703810102')
  })

  it('gives no token when none is asked for, and takes several eIMs', () => {
    const bench = new Bench()
    const { associationToken: _none, ...plain } = bench.eimConfiguration()
    const answer = decode(
      addInitialEimResponse,
      bench.associate(plain, bench.eimConfiguration(otherEim)),
    )
    expect(answer).toEqual({
      kind: 'addInitialEimOk',
      value: [
        { kind: 'addOk', value: true },
        { kind: 'associationToken', value: 1 },
      ],
    })
    expect(resultsOf(bench.manage({ kind: 'getRAT', value: {} }))).toHaveLength(1)
  })

  it.each([
    ['counterValueOutOfRange', { counterValue: 0x800000 }, 6],
    ['ciPKUnknown', { euiccCiPKId: parseHex('00112233') }, 3],
    ['commandError without a key', { eimPublicKeyData: undefined }, 7],
    ['commandError without a counter', { counterValue: undefined }, 7],
  ])('is refused: %s', (_name, facts, code) => {
    const bench = new Bench()
    const answer = decode(addInitialEimResponse, bench.associate(bench.eimConfiguration(facts)))
    expect(answer).toEqual({ kind: 'addInitialEimError', value: code })
    expect(bench.card.nvm.eims).toEqual([])
  })

  it('takes only -1 for a new token when the card is strict', () => {
    const bench = new Bench({ quirks: { strict: true } })
    const wrong = bench.eimConfiguration({ associationToken: 0 })
    expect(formatHex(bench.associate(wrong))).toBe('BF5703810105')
    expect(formatHex(bench.associate())).toBe('BF5705A003840101')
  })
})

describe('GetEimConfigurationData', () => {
  it('tells the counter and token of now', () => {
    const bench = new Bench()
    bench.associate()
    bench.manage({ kind: 'getRAT', value: {} })
    const { eimConfigurationDataList: list } = decode(
      getEimConfigurationDataResponse,
      bench.send('BF5500'),
    )
    expect(list).toHaveLength(1)
    expect(list[0]).toMatchObject({ eimId: 'eim1', counterValue: 1, associationToken: 1 })
    expect(formatHex(bench.send('BF5506A00480027878'))).toBe('BF5502A000')
  })
})

describe('eCOs', () => {
  const associated = () => {
    const bench = new Bench({ model: { eimCountMax: 2 } })
    bench.associate()
    return bench
  }

  it('add an eIM, with or without a token, and list both', () => {
    const bench = associated()
    const added = bench.configure({ kind: 'addEim', value: bench.eimConfiguration(otherEim) })
    expect(resultsOf(added)).toEqual([['addEimResult', { kind: 'associationToken', value: 2 }]])
    const list = bench.configure({ kind: 'listEim', value: {} })
    expect(resultsOf(list)).toEqual([
      ['listEimResult', { kind: 'eimIdList', value: [{ eimId: 'eim1' }, { eimId: 'eim2' }] }],
    ])
    const full = bench.eimConfiguration({ ...otherEim, eimId: 'eim3' })
    expect(resultsOf(bench.configure({ kind: 'addEim', value: full }))).toEqual([
      ['addEimResult', { kind: 'addEimResultCode', value: 1 }],
    ])
  })

  it.each([
    ['an eIM twice', {}, 2],
    ['an unknown CI', { eimId: 'x', euiccCiPKId: parseHex('00') }, 3],
    ['a counter out of range', { eimId: 'x', counterValue: -1 }, 6],
    ['no key', { eimId: 'x', eimPublicKeyData: undefined }, 7],
  ])('refuse to add %s', (_name, facts, code) => {
    const bench = associated()
    const result = bench.configure({ kind: 'addEim', value: bench.eimConfiguration(facts) })
    expect(resultsOf(result)).toEqual([['addEimResult', { kind: 'addEimResultCode', value: code }]])
  })

  it('update a key: packages are then verified with the new one', () => {
    const bench = associated()
    const { eimPublicKeyData } = otherEim
    const update = { eimId: 'eim1', eimPublicKeyData, counterValue: 100 }
    expect(resultsOf(bench.configure({ kind: 'updateEim', value: update }))).toEqual([
      ['updateEimResult', 0],
    ])
    const list = { kind: 'psmoList', value: [{ kind: 'getRAT', value: {} }] } as const
    expect(bench.resultOf(bench.packageOf(list)).kind).toBe('euiccPackageErrorUnsigned')
    const wish = { key: otherKey, counterValue: 101 }
    expect(resultsOf(bench.resultOf(bench.packageOf(list, wish)))).toHaveLength(1)
    const old = bench.resultOf(bench.packageOf(list, { key: otherKey, counterValue: 100 }))
    expect(old.kind).toBe('euiccPackageErrorSigned')
  })

  it.each([
    ['an unknown eIM', { eimId: 'nobody' }, 1],
    ['an unknown CI', { eimId: 'eim1', euiccCiPKId: parseHex('00') }, 3],
    ['a counter out of range', { eimId: 'eim1', counterValue: 0x800000 }, 6],
  ])('refuse to update %s', (_name, value, code) => {
    const result = associated().configure({ kind: 'updateEim', value })
    expect(resultsOf(result)).toEqual([['updateEimResult', code]])
  })

  it('delete eIMs; after the last one the card takes an initial eIM again, with a new token', () => {
    const bench = associated()
    const gone = bench.configure({ kind: 'deleteEim', value: { eimId: 'nobody' } })
    expect(resultsOf(gone)).toEqual([['deleteEimResult', 1]])
    const last = bench.configure({ kind: 'deleteEim', value: { eimId: 'eim1' } })
    expect(resultsOf(last)).toEqual([['deleteEimResult', 2]])
    expect(formatHex(bench.associate())).toBe('BF5705A003840102')
  })
})
