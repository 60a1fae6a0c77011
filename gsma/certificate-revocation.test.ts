import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import type { RevocationListContents } from '@holdfast/simulator/pki/certificate-builder.ts'
import { buildRevocationList } from '@holdfast/simulator/pki/certificate-builder.ts'
import type { Extension } from '@holdfast/simulator/pki/certificate-extensions.ts'
import { authorityKeyId } from '@holdfast/simulator/pki/certificate-extensions.ts'
import type { DerivedKey } from '@holdfast/simulator/pki/derived-key.ts'
import { createTestPki } from '@holdfast/simulator/pki/test-pki.ts'
import { describe, expect, it } from 'vitest'
import { readCertificate, readTrustAnchor, verifyChain } from './certificate.ts'
import { verifyRevocationList } from './certificate-revocation.ts'
import { completeEid } from './ids/eid.ts'

const at = Date.UTC(2026, 5, 1)
const day = 86_400_000
const pki = createTestPki({ seed: '3', from: at })
const eid = completeEid('890490321234512345123456789012')

function certificateOf(bytes: Uint8Array) {
  const read = readCertificate(bytes)
  if (!read.ok) throw new Error(read.why)
  return read.value
}
const ci = certificateOf(pki.ci.certificate)
const eum = certificateOf(pki.eum.certificate)
const number: Extension = { oid: '2.5.29.20', critical: false, value: parseHex('020105') }

function listOf(
  change: Partial<RevocationListContents> = {},
  signer: DerivedKey = pki.ci.key,
): Uint8Array {
  const contents: RevocationListContents = {
    issuer: pki.ci.name,
    thisUpdate: at - day,
    nextUpdate: at + 7 * day,
    revoked: [{ serial: parseHex(eum.serialNumber), revokedAt: at - day }],
    extensions: [authorityKeyId(pki.ci.keyId), number],
    ...change,
  }
  return buildRevocationList(contents, signer)
}

function verified(bytes: Uint8Array) {
  const verdict = verifyRevocationList(bytes, ci, at)
  if (verdict.kind === 'refused') throw new Error(`${verdict.code}: ${verdict.why}`)
  return verdict.list
}

describe('a revocation list', () => {
  it('of its issuer is verified and read', () => {
    expect(verified(listOf())).toEqual({
      issuerKeyId: formatHex(pki.ci.keyId),
      serialNumbers: new Set([eum.serialNumber]),
      thisUpdate: at - day,
      nextUpdate: at + 7 * day,
      number: '05',
    })
    expect(verified(listOf({ revoked: [] })).serialNumbers.size).toBe(0)
  })

  it('that comes in parts says which part it is', () => {
    const of: Extension = { oid: '2.23.146.1.2.0.2', critical: false, value: parseHex('020103') }
    const part: Extension = { oid: '2.23.146.1.2.0.3', critical: false, value: parseHex('020102') }
    const extensions = [authorityKeyId(pki.ci.keyId), number, of, part]
    expect(verified(listOf({ extensions })).part).toEqual({ number: 2, of: 3 })
  })

  const critical: Extension = { oid: '1.2.3', critical: true, value: parseHex('0500') }
  const indirect: Extension = { oid: '2.5.29.28', critical: true, value: parseHex('30038401FF') }
  for (const [name, code, bytes] of [
    ['another signer', 'list-signature', listOf({}, pki.eum.key)],
    ['another issuer', 'list-issuer', listOf({ extensions: [authorityKeyId(pki.eum.keyId)] })],
    ['no issuer', 'list-issuer', listOf({ extensions: [] })],
    ['a later day', 'list-not-yet-valid', listOf({ thisUpdate: at + day })],
    ['an end that has passed', 'list-expired', listOf({ nextUpdate: at - 1000 })],
    ['a critical extension', 'list-malformed', listOf({ extensions: [critical] })],
    ['an indirect scope', 'list-malformed', listOf({ extensions: [indirect] })],
    ['no bytes', 'list-malformed', new Uint8Array()],
    ['its end cut off', 'list-malformed', listOf().subarray(0, -1)],
    ['a certificate in its place', 'list-malformed', pki.ci.certificate],
  ] as const) {
    it(`with ${name} is refused: ${code}`, () => {
      expect(verifyRevocationList(bytes, ci, at)).toMatchObject({ kind: 'refused', code })
    })
  }

  it('of an issuer that may not sign lists is refused', () => {
    const own = listOf({ extensions: [authorityKeyId(pki.eum.keyId)] }, pki.eum.key)
    expect(verifyRevocationList(own, eum, at)).toMatchObject({ code: 'list-issuer' })
  })

  it('changed in any byte is refused', () => {
    const list = listOf()
    for (let i = 0; i < list.length; i++) {
      const changed = Uint8Array.from(list)
      changed[i] = (changed[i] as number) ^ 2
      expect(verifyRevocationList(changed, ci, at).kind).toBe('refused')
    }
  })
})

describe('a chain with a revoked certificate', () => {
  const anchor = readTrustAnchor(pki.ci.certificate)
  if (!anchor.ok) throw new Error(anchor.why)
  const card = pki.card(eid)
  const smdp = pki.smdp({ address: 'smdp.example.com' })
  const question = { anchors: [anchor.value], at }
  const cardQuestion = {
    ...question,
    leaf: card.certificate,
    intermediates: [card.eumCertificate],
    role: 'euicc',
  } as const

  it('is refused for the card maker and for the server that is listed, and for no other', () => {
    const auth = certificateOf(smdp.auth.certificate)
    const serial = parseHex(auth.serialNumber)
    const serverList = verified(listOf({ revoked: [{ serial, revokedAt: at - day }] }))
    const eumList = verified(listOf())
    const revoked = [serverList]
    expect(verifyChain({ ...cardQuestion, revoked }).kind).toBe('proven')
    expect(verifyChain({ ...cardQuestion, revoked: [serverList, eumList] })).toMatchObject({
      code: 'revoked',
      where: 'intermediate',
    })
    const leaf = { ...question, leaf: auth, intermediates: [], role: 'dp-auth' as const }
    expect(verifyChain({ ...leaf, revoked })).toMatchObject({ code: 'revoked', where: 'leaf' })
    expect(verifyChain({ ...leaf, revoked: [eumList] }).kind).toBe('proven')
  })
})
