import { carry } from '@holdfast/asn1/constructed.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Eco, EuiccPackage, Psmo } from './euicc-package.ts'
import { euiccPackageRequest, euiccPackageSigned } from './euicc-package.ts'
import type { EuiccResultData } from './euicc-package-result.ts'
import { euiccPackageResult, euiccPackageResultDataSigned } from './euicc-package-result.ts'

const octets = (size: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: size, maxLength: size })
const name = fc.stringMatching(/^[a-z0-9.]{1,40}$/)
const code = fc.integer({ min: -128, max: 8388607 })

const anyPsmo: fc.Arbitrary<Psmo> = fc.oneof(
  fc.record({
    kind: fc.constant('enable' as const),
    value: fc.record(
      { iccid: octets(10), rollbackFlag: fc.constant(true as const) },
      { requiredKeys: ['iccid'] },
    ),
  }),
  fc.record({
    kind: fc.constantFrom('disable' as const, 'delete' as const, 'setFallbackAttribute' as const),
    value: fc.record({ iccid: octets(10) }),
  }),
  fc.record({
    kind: fc.constantFrom('getRAT' as const, 'unsetFallbackAttribute' as const),
    value: fc.constant({}),
  }),
  fc.record({
    kind: fc.constant('setDefaultDpAddress' as const),
    value: fc.record({ defaultDpAddress: name }),
  }),
)

const anyEco: fc.Arbitrary<Eco> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('addEim' as const, 'updateEim' as const),
    value: fc.record(
      { eimId: name, eimFqdn: name, counterValue: code, associationToken: code },
      { requiredKeys: ['eimId'] },
    ),
  }),
  fc.record({ kind: fc.constant('deleteEim' as const), value: fc.record({ eimId: name }) }),
  fc.record({ kind: fc.constant('listEim' as const), value: fc.constant({}) }),
)

const anyPackage: fc.Arbitrary<EuiccPackage> = fc.oneof(
  fc.record({ kind: fc.constant('psmoList' as const), value: fc.array(anyPsmo) }),
  fc.record({ kind: fc.constant('ecoList' as const), value: fc.array(anyEco) }),
)

const anyResult: fc.Arbitrary<EuiccResultData> = fc.oneof(
  fc.record({
    kind: fc.constantFrom(
      'enableResult' as const,
      'disableResult' as const,
      'deleteResult' as const,
      'rollbackResult' as const,
      'processingTerminated' as const,
    ),
    value: code,
  }),
  fc.record({
    kind: fc.constant('addEimResult' as const),
    value: fc.record({ kind: fc.constant('associationToken' as const), value: code }),
  }),
)

describe('what is encoded decodes to itself', () => {
  test('any package', () => {
    const signed = fc.record(
      {
        eimId: name,
        eidValue: octets(16),
        counterValue: code,
        eimTransactionId: octets(8),
        euiccPackage: anyPackage,
      },
      { requiredKeys: ['eimId', 'eidValue', 'counterValue', 'euiccPackage'] },
    )
    fc.assert(
      fc.property(signed, octets(64), (content, eimSignature) => {
        const request = { euiccPackageSigned: carry(euiccPackageSigned, content), eimSignature }
        expect(decode(euiccPackageRequest, encode(euiccPackageRequest, request))).toEqual(request)
      }),
      { numRuns: 500 },
    )
  })

  test('any result', () => {
    const signed = fc.record({
      eimId: name,
      counterValue: code,
      eimTransactionId: octets(8),
      seqNumber: code,
      euiccResult: fc.array(anyResult),
    })
    fc.assert(
      fc.property(signed, octets(64), (content, euiccSignEPR) => {
        const data = carry(euiccPackageResultDataSigned, content)
        const value = { euiccPackageResultDataSigned: data, euiccSignEPR }
        const result = { kind: 'euiccPackageResultSigned', value } as const
        expect(decode(euiccPackageResult, encode(euiccPackageResult, result))).toEqual(result)
      }),
      { numRuns: 500 },
    )
  })
})

test('what the standard does not allow is never written', () => {
  const content = { eimId: '', eidValue: new Uint8Array(16), counterValue: 1 }
  const empty = { kind: 'psmoList', value: [] } as const
  expect(() => carry(euiccPackageSigned, { ...content, euiccPackage: empty })).toThrow(/eimId/)
  const short = { ...content, eimId: 'a', eidValue: new Uint8Array(15), euiccPackage: empty }
  expect(() => carry(euiccPackageSigned, short)).toThrow(/eidValue/)
})
