import { parseHex } from '@holdfast/asn1/hex.ts'
import { readCertificate } from '@holdfast/gsma/certificate.ts'
import { testEid } from '@holdfast/simulator/card/new-card.ts'
import { buildRevocationList } from '@holdfast/simulator/pki/certificate-builder.ts'
import { authorityKeyId, type Extension } from '@holdfast/simulator/pki/certificate-extensions.ts'
import { createTestPki } from '@holdfast/simulator/pki/test-pki.ts'
import { describe, expect, it } from 'vitest'
import { Proofs } from './proofs.ts'

const day = 86_400_000
const from = Date.UTC(2026, 0, 1)
const at = from + day
const pki = createTestPki({ seed: 'proofs', from })
const other = createTestPki({ seed: 'other', from })
const eid = testEid(1)
const card = pki.card(eid)
const question = { euicc: card.certificate, eum: card.eumCertificate, eid, at }

/** cRLNumber 1. */
const crlNumber: Extension = { oid: '2.5.29.20', critical: false, value: parseHex('020101') }

describe('whose card a key is', () => {
  it('is proven by the chain, once and again, for the card it names only', () => {
    const proofs = new Proofs([pki.ci.certificate])
    expect(proofs.card(question)).toMatchObject({ kind: 'proven', eid })
    expect(proofs.card(question)).toMatchObject({ kind: 'proven', eid })
    expect(proofs.card({ ...question, eid: testEid(2) })).toMatchObject({ code: 'eid-mismatch' })
  })

  it('is not proven under another CI, nor before or after its time', () => {
    expect(new Proofs([other.ci.certificate]).card(question)).toMatchObject({ kind: 'refused' })
    const proofs = new Proofs([pki.ci.certificate])
    const proven = proofs.card(question)
    if (proven.kind !== 'proven') throw new Error(proven.why)
    const { notBefore, notAfter } = proven.leaf
    expect(proofs.card({ ...question, at: notBefore - 1 })).toMatchObject({ kind: 'refused' })
    expect(proofs.card({ ...question, at: notAfter + 1 })).toMatchObject({ kind: 'refused' })
  })

  it('is not proven when its maker was revoked by the CI', () => {
    const eum = readCertificate(card.eumCertificate)
    if (!eum.ok) throw new Error(eum.why)
    const list = buildRevocationList(
      {
        issuer: pki.ci.name,
        thisUpdate: from,
        nextUpdate: from + 30 * day,
        revoked: [{ serial: parseHex(eum.value.serialNumber), revokedAt: from }],
        extensions: [authorityKeyId(pki.ci.keyId), crlNumber],
      },
      pki.ci.key,
    )
    const proofs = new Proofs([pki.ci.certificate], [list], at)
    expect(proofs.card(question)).toMatchObject({ kind: 'refused', code: 'revoked' })
    expect(() => new Proofs([other.ci.certificate], [list], at)).toThrow(/list 1 cannot be used/)
  })

  it('cannot be asked of a CI certificate that is none', () => {
    expect(() => new Proofs([card.certificate])).toThrow(/certificate 1 cannot be used/)
  })
})
