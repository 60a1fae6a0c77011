import { concatBytes, formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { keyOf, readCertificate } from '@holdfast/gsma/certificate.ts'
import type { Psmo } from '@holdfast/gsma/sgp32/euicc-package.ts'
import type { EuiccPackageResult } from '@holdfast/gsma/sgp32/euicc-package-result.ts'
import { euiccPackageResult } from '@holdfast/gsma/sgp32/euicc-package-result.ts'
import { retrieveNotificationsListResponse } from '@holdfast/gsma/sgp32/notification.ts'
import { signBytes, verifyPackageResult } from '@holdfast/gsma/signature.ts'
import { describe, expect, it } from 'vitest'
import { deriveKey } from '../pki/derived-key.ts'
import { Bench, byIccid, resultsOf } from './bench.ts'

const enable = (bench: Bench, iccid: Parameters<typeof byIccid>[0], rollback = false) =>
  bench.manage({
    kind: 'enable',
    value: { ...byIccid(iccid), ...(rollback ? { rollbackFlag: true as const } : {}) },
  })

const cardKey = (bench: Bench) => {
  const certificate = readCertificate(bench.pki.card(bench.eid).certificate)
  const key = certificate.ok ? keyOf(certificate.value) : certificate
  if (!key.ok) throw new Error(key.why)
  return key.value
}

function verdictOf(bench: Bench, result: EuiccPackageResult, requestSignature?: Uint8Array) {
  const part =
    result.kind === 'euiccPackageResultSigned'
      ? {
          signed: result.value.euiccPackageResultDataSigned.bytes,
          signature: result.value.euiccSignEPR,
        }
      : result.kind === 'euiccPackageErrorSigned'
        ? {
            signed: result.value.euiccPackageErrorDataSigned.bytes,
            signature: result.value.euiccSignEPE,
          }
        : undefined
  if (!part) throw new Error('an unsigned error')
  const token = bench.tokenOf('eim1')
  return verifyPackageResult({
    ...part,
    key: cardKey(bench),
    token,
    ...(requestSignature ? { requestSignature } : {}),
  })
}

/** A bench with an associated eIM and two profiles, the first enabled. */
function benchWithTwo(wish: ConstructorParameters<typeof Bench>[0] = {}) {
  const bench = new Bench(wish)
  const first = bench.install('M-1')
  const second = bench.install('M-2')
  bench.enableLocally(first)
  bench.associate()
  return { bench, first, second }
}

describe('a package from an associated eIM', () => {
  it('enables a profile, disables the other, and the card signs the result', () => {
    const { bench, first, second } = benchWithTwo()
    const result = enable(bench, second)
    expect(resultsOf(result)).toEqual([['enableResult', 0]])
    expect(verdictOf(bench, result)).toEqual({ kind: 'verified', form: 'association-token' })
    const states = Object.fromEntries(
      bench.card.nvm.profiles.map(({ iccid, state }) => [iccid, state]),
    )
    expect(states[formatHex(byIccid(first).iccid)]).toBe('disabled')
    expect(states[formatHex(byIccid(second).iccid)]).toBe('enabled')
    const { effects, commits } = bench.answers.at(-1)!
    expect(effects.map(({ kind }) => kind)).toEqual(['refresh'])
    expect(commits.map(({ step }) => step)).toEqual(['package-accepted', '1-enable', 'result-kept'])
  })

  it('echoes eimId, counter and transaction', () => {
    const { bench, second } = benchWithTwo()
    const result = enable(bench, second)
    if (result.kind !== 'euiccPackageResultSigned') throw new Error(result.kind)
    const { value } = result.value.euiccPackageResultDataSigned
    expect(value).toMatchObject({ eimId: 'eim1', counterValue: 1 })
    expect(formatHex(value.eimTransactionId!)).toBe('0102030405060708')
  })

  it('names every refusal of a profile operation', () => {
    const { bench, first, second } = benchWithTwo()
    const unknown = { iccid: parseHex('98941111111111111111') }
    const codeOf = (psmo: Psmo) => resultsOf(bench.manage(psmo))[0]
    expect(codeOf({ kind: 'enable', value: unknown })).toEqual(['enableResult', 1])
    expect(codeOf({ kind: 'enable', value: byIccid(first) })).toEqual(['enableResult', 2])
    expect(codeOf({ kind: 'disable', value: unknown })).toEqual(['disableResult', 1])
    expect(codeOf({ kind: 'disable', value: byIccid(second) })).toEqual(['disableResult', 2])
    expect(codeOf({ kind: 'delete', value: unknown })).toEqual(['deleteResult', 1])
    expect(codeOf({ kind: 'delete', value: byIccid(first) })).toEqual(['deleteResult', 2])
    expect(codeOf({ kind: 'setFallbackAttribute', value: unknown })).toEqual([
      'setFallbackAttributeResult',
      1,
    ])
    expect(codeOf({ kind: 'setFallbackAttribute', value: byIccid(second) })).toEqual([
      'setFallbackAttributeResult',
      2,
    ])
    expect(codeOf({ kind: 'unsetFallbackAttribute', value: {} })).toEqual([
      'unsetFallbackAttributeResult',
      2,
    ])
  })

  it('is stopped by policy rules of the profile', () => {
    const { bench, second, first } = benchWithTwo({ facts: { policyRules: ['ppr1', 'ppr2'] } })
    expect(resultsOf(enable(bench, second))).toEqual([['enableResult', 3]])
    const disable = { kind: 'disable', value: byIccid(first) } as const
    expect(resultsOf(bench.manage(disable))).toEqual([['disableResult', 3]])
    const remove = { kind: 'delete', value: byIccid(second) } as const
    expect(resultsOf(bench.manage(remove))).toEqual([['deleteResult', 3]])
  })

  it('disables, deletes, lists and configures', () => {
    const { bench, first, second } = benchWithTwo({ facts: { fallbackAllowed: true } })
    const results = resultsOf(
      bench.manage(
        { kind: 'listProfileInfo', value: {} },
        { kind: 'getRAT', value: {} },
        { kind: 'setFallbackAttribute', value: byIccid(second) },
        { kind: 'setDefaultDpAddress', value: { defaultDpAddress: 'other.example.com' } },
        {
          kind: 'configureImmediateEnable',
          value: { immediateEnableFlag: true, defaultSmdpAddress: 'smdp.example.com' },
        },
        { kind: 'disable', value: byIccid(first) },
        { kind: 'delete', value: byIccid(first) },
      ),
    )
    expect(results.map(([kind]) => kind)).toEqual([
      'listProfileInfoResult',
      'getRATResult',
      'setFallbackAttributeResult',
      'setDefaultDpAddressResult',
      'configureImmediateEnableResult',
      'disableResult',
      'deleteResult',
    ])
    expect(results.slice(2, 3).concat(results.slice(4))).toEqual([
      ['setFallbackAttributeResult', 0],
      ['configureImmediateEnableResult', 0],
      ['disableResult', 0],
      ['deleteResult', 0],
    ])
    const { nvm } = bench.card
    expect(nvm.profiles).toMatchObject([{ fallbackAttribute: true, state: 'disabled' }])
    expect(nvm.defaultSmdpAddress).toBe('other.example.com')
    expect(nvm.immediateEnable).toEqual({ smdpAddress: 'smdp.example.com' })
    expect(resultsOf(bench.manage({ kind: 'unsetFallbackAttribute', value: {} }))).toEqual([
      ['unsetFallbackAttributeResult', 0],
    ])
  })

  it('moves the fallback attribute, but not away from an enabled fallback profile', () => {
    const { bench, first, second } = benchWithTwo({ facts: { fallbackAllowed: true } })
    const set = (iccid: typeof first) =>
      resultsOf(bench.manage({ kind: 'setFallbackAttribute', value: byIccid(iccid) }))[0]?.[1]
    expect(set(second)).toBe(0)
    expect(set(first)).toBe(0)
    expect(set(second)).toBe(3)
    const unset = bench.manage({ kind: 'unsetFallbackAttribute', value: {} })
    expect(resultsOf(unset)).toEqual([['unsetFallbackAttributeResult', 3]])
  })

  it('lists with the tags asked for, or those of SGP.32 §5.9.14', () => {
    const { bench } = benchWithTwo({ facts: { fallbackAllowed: true } })
    const list = (value: object) => {
      const [, answer] = resultsOf(bench.manage({ kind: 'listProfileInfo', value }))[0]!
      const { kind, value: profiles } = answer as { kind: string; value: readonly object[] }
      expect(kind).toBe('profileInfoListOk')
      return profiles.map((profile) => Object.keys(profile).sort())
    }
    const standard = list({})
    expect(standard).toHaveLength(2)
    expect(standard[0]).toEqual([
      'fallbackAllowed',
      'fallbackAttribute',
      'iccid',
      'isdpAid',
      'profileClass',
      'profileName',
      'profileState',
      'serviceProviderName',
    ])
    expect(list({ tagList: parseHex('5A9F70') })[0]).toEqual([
      'fallbackAttribute',
      'iccid',
      'profileState',
    ])
    const byClass = { searchCriteria: { kind: 'profileClass', value: 0 } }
    expect(list(byClass)).toEqual([])
    const cut = { tagList: parseHex('5A9F') }
    const [[, refused] = []] = resultsOf(bench.manage({ kind: 'listProfileInfo', value: cut }))
    expect(refused).toEqual({ kind: 'profileInfoListError', value: 1 })
  })

  it('does not list after it switched, and stops there', () => {
    const { bench, second } = benchWithTwo()
    const results = resultsOf(
      bench.manage(
        { kind: 'enable', value: byIccid(second) },
        { kind: 'listProfileInfo', value: {} },
        { kind: 'getRAT', value: {} },
      ),
    )
    expect(results).toEqual([
      ['enableResult', 0],
      ['listProfileInfoResult', { kind: 'profileInfoListError', value: 11 }],
    ])
  })

  it('stops at the first failure, unless the card goes on', () => {
    const psmos = [
      { kind: 'delete', value: { iccid: parseHex('98941111111111111111') } },
      { kind: 'getRAT', value: {} },
    ] as const
    const stopping = benchWithTwo()
    expect(resultsOf(stopping.bench.manage(...psmos))).toHaveLength(1)
    const going = benchWithTwo({ quirks: { stopsAtFirstFailure: false } })
    expect(resultsOf(going.bench.manage(...psmos))).toHaveLength(2)
  })

  it('ends at a second enable, and at too long a list', () => {
    const { bench, first, second } = benchWithTwo()
    const twice = bench.manage(
      { kind: 'enable', value: byIccid(second) },
      { kind: 'enable', value: byIccid(first) },
    )
    expect(resultsOf(twice)).toEqual([
      ['enableResult', 0],
      ['processingTerminated', 2],
    ])
    const small = benchWithTwo({ quirks: { resultSizeMax: 100 } })
    const listed = small.bench.manage({ kind: 'listProfileInfo', value: {} })
    expect(resultsOf(listed)).toEqual([['processingTerminated', 1]])
  })

  it('is refused, signed, for a wrong EID, an old counter and one out of range', () => {
    const { bench } = benchWithTwo()
    const list = { kind: 'psmoList', value: [{ kind: 'getRAT', value: {} }] } as const
    const errorOf = (wish: Parameters<Bench['packageOf']>[1]) => {
      const result = bench.resultOf(bench.packageOf(list, wish))
      if (result.kind !== 'euiccPackageErrorSigned') throw new Error(result.kind)
      expect(verdictOf(bench, result).kind).toBe('verified')
      return result.value.euiccPackageErrorDataSigned.value.euiccPackageErrorCode
    }
    bench.manage({ kind: 'getRAT', value: {} })
    expect(errorOf({ eidValue: new Uint8Array(16) })).toBe(3)
    expect(errorOf({ counterValue: 1 })).toBe(4)
    expect(errorOf({ counterValue: 0 })).toBe(4)
    expect(errorOf({ counterValue: 0x800000 })).toBe(6)
    expect(bench.card.nvm.eims[0]?.counterValue).toBe(1)
    expect(bench.card.nvm.packageResults).toHaveLength(1)
  })

  it('is refused, unsigned, for an unknown eIM, another key and another token', () => {
    const { bench } = benchWithTwo()
    const list = { kind: 'psmoList', value: [{ kind: 'getRAT', value: {} }] } as const
    const toldOf = (wish: Parameters<Bench['packageOf']>[1]) => {
      const result = bench.resultOf(bench.packageOf(list, wish))
      if (result.kind !== 'euiccPackageErrorUnsigned') throw new Error(result.kind)
      expect(formatHex(result.value.eimTransactionId!)).toBe('0102030405060708')
      return result.value.associationToken
    }
    expect(toldOf({ eimId: 'nobody' })).toBeUndefined()
    const stranger = deriveKey({ seed: 'x', label: 'x', curve: 'P-256' })
    expect(toldOf({ key: stranger })).toBe(1)
    expect(toldOf({ token: 0 })).toBe(1)
    expect(bench.card.nvm.packageResults).toEqual([])
    expect(bench.card.nvm.eims[0]?.counterValue).toBe(0)
  })

  it('over the size limit is refused', () => {
    const { bench } = benchWithTwo({ quirks: { packageSizeMax: 60 } })
    const result = bench.manage({ kind: 'getRAT', value: {} })
    if (result.kind !== 'euiccPackageErrorUnsigned') throw new Error(result.kind)
    expect(result.value.euiccPackageUnsignedErrorCode).toBe(15)
  })

  it('waits while the emergency profile is enabled', () => {
    const { bench } = benchWithTwo()
    const emergency = new Bench({ facts: { ecallIndication: true } })
    emergency.install('E-1')
    emergency.associate()
    expect(formatHex(emergency.send('BF5B038001FF'))).toBe('BF5B03800100')
    const result = emergency.manage({ kind: 'getRAT', value: {} })
    if (result.kind !== 'euiccPackageErrorSigned') throw new Error(result.kind)
    const { value } = result.value.euiccPackageErrorDataSigned
    expect(value.euiccPackageErrorCode).toBe(104)
    expect(formatHex(emergency.send('BF5C038001FF'))).toBe('BF5C03800100')
    expect(formatHex(bench.send('BF5B038001FF'))).toBe('BF5B03800108')
  })
})

describe('a damaged operation in a genuine package', () => {
  it('ends the package after what stands before it', () => {
    const { bench, second } = benchWithTwo()
    const request = signedWith(bench, [
      tlv(0xa5, tlv(0x5a, byIccid(second).iccid)),
      tlv(0xb9, parseHex('8001FF')),
      parseHex('A600'),
    ])
    expect(resultsOf(bench.resultOf(request))).toEqual([
      ['deleteResult', 0],
      ['processingTerminated', 2],
    ])
  })
})

/** A package signed over operations that no schema would write. */
function signedWith(bench: Bench, operations: readonly Uint8Array[]): Uint8Array {
  const list = { kind: 'psmoList', value: [{ kind: 'getRAT', value: {} }] } as const
  const model = bench.packageOf(list)
  const signedAt = model.findIndex((octet, i) => octet === 0x30 && i > 1)
  const length = model[signedAt + 1] as number
  const head = model.subarray(signedAt + 2, signedAt + 2 + length - 4)
  const signed = tlv(0x30, head, tlv(0xa0, ...operations))
  const input = concatBytes(signed, parseHex('840101'))
  return tlv(0xbf51, signed, tlv(0x5f37, signBytes(bench.eimKey, input)))
}

describe('a card of SGP.32 v1.0', () => {
  it('signs its result with the signature of the request', () => {
    const { bench, second } = benchWithTwo({ model: { edition: 'v1.0' } })
    const request = bench.packageOf({
      kind: 'psmoList',
      value: [{ kind: 'enable', value: byIccid(second) }],
    })
    const result = bench.resultOf(request)
    const requestSignature = request.subarray(-64)
    expect(verdictOf(bench, result, requestSignature)).toEqual({
      kind: 'verified',
      form: 'request-signature',
    })
  })

  it('does not know fallback, nor names of unsigned errors', () => {
    const { bench, second } = benchWithTwo({ model: { edition: 'v1.0' } })
    const set = bench.manage({ kind: 'setFallbackAttribute', value: byIccid(second) })
    expect(resultsOf(set)).toEqual([['processingTerminated', 2]])
    const list = { kind: 'psmoList', value: [{ kind: 'getRAT', value: {} }] } as const
    const unsigned = bench.resultOf(bench.packageOf(list, { eimId: 'nobody' }))
    expect(unsigned).toEqual({ kind: 'euiccPackageErrorUnsigned', value: { eimId: 'nobody' } })
    expect(bench.answer(parseHex('BF5D038001FF')).reply.kind).toBe('refused')
  })
})

describe('package results', () => {
  it('are kept until they are removed, apart from notifications', () => {
    const { bench, second } = benchWithTwo()
    const sent = enable(bench, second)
    if (sent.kind !== 'euiccPackageResultSigned') throw new Error(sent.kind)
    const { seqNumber } = sent.value.euiccPackageResultDataSigned.value
    const listed = decode(retrieveNotificationsListResponse, bench.send('BF2B04A0028200'))
    if (listed.kind !== 'euiccPackageResultList') throw new Error(listed.kind)
    expect(listed.value).toEqual([sent])
    const one = bench.send(tlv(0xbf2b, tlv(0xa0, tlv(0x80, Uint8Array.of(seqNumber)))))
    expect(decode(retrieveNotificationsListResponse, one)).toEqual(listed)
    const others = decode(retrieveNotificationsListResponse, bench.send('BF2B00'))
    if (others.kind !== 'notificationList') throw new Error(others.kind)
    expect(others.value.length).toBeGreaterThan(0)
    const remove = tlv(0xbf30, tlv(0x80, Uint8Array.of(seqNumber)))
    expect(formatHex(bench.send(remove))).toBe('BF3003800100')
    expect(formatHex(bench.send(remove))).toBe('BF3003800101')
    expect(formatHex(bench.send('BF2B04A0028200'))).toBe('BF2B02A200')
    expect(formatHex(bench.send('BF2B03800101'))).toBe('BF2B0381017F')
  })

  it('without their arm are sent by a card that does so, and read all the same', () => {
    const { bench, second } = benchWithTwo({ quirks: { sendsBareResults: true } })
    const command = bench.packageOf({
      kind: 'psmoList',
      value: [{ kind: 'enable', value: byIccid(second) }],
    })
    const bytes = bench.send(command)
    expect(formatHex(bytes.subarray(0, 2))).toBe('BF51')
    expect(bytes[3]).toBe(0x30)
    expect(resultsOf(decode(euiccPackageResult, bytes))).toEqual([['enableResult', 0]])
  })
})
