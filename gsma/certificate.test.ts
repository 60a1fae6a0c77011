import { readWhole } from '@holdfast/asn1/der.ts'
import type { DumpNode } from '@holdfast/asn1/schema.ts'
import { completeEid } from '@holdfast/gsma/ids/eid.ts'
import { alterServerChain } from '@holdfast/simulator/pki/altered-chain.ts'
import { formatPem } from '@holdfast/simulator/pki/pem.ts'
import type { TestPki } from '@holdfast/simulator/pki/test-pki.ts'
import { createTestPki } from '@holdfast/simulator/pki/test-pki.ts'
import { describe, expect, it } from 'vitest'
import type { ChainQuestion, TrustAnchor } from './certificate.ts'
import { keyOf, readCertificate, readTrustAnchor, verifyChain } from './certificate.ts'
import { attributeOf, commonName, formatName } from './certificate-fields.ts'
import { certificateSchema } from './certificate-schema.ts'
import type { Parsed } from './ids/parsed.ts'
import type { Curve } from './signature.ts'
import { sameKey } from './signature.ts'

const ok = <T>(parsed: Parsed<T>): T => {
  if (!parsed.ok) throw new Error(`${parsed.code}: ${parsed.why}`)
  return parsed.value
}
const at = Date.UTC(2026, 5, 1)
const eid = completeEid('890490321234512345123456789012')
const anchorOf = (pki: TestPki): TrustAnchor => ok(readTrustAnchor(pki.ci.certificate))

function cardQuestion(pki: TestPki): ChainQuestion {
  const card = pki.card(eid)
  return {
    leaf: card.certificate,
    intermediates: [card.eumCertificate],
    anchors: [anchorOf(pki)],
    at,
    role: 'euicc',
    eid,
  }
}

describe.each([
  ['P-256', 'O'],
  ['brainpoolP256r1', 'O'],
  ['P-256', 'v3'],
] as const)('a chain on %s, variant %s', (curve, variant) => {
  const pki = createTestPki({ seed: '3', curve, variant, from: at })

  it('proves a card and names its EID and key', () => {
    const proof = verifyChain(cardQuestion(pki))
    if (proof.kind === 'refused') throw new Error(`${proof.code}: ${proof.why}`)
    expect(proof.eid).toBe(eid)
    expect(sameKey(proof.key, pki.card(eid).key.publicKey)).toBe(true)
    expect(proof.path.length).toBe(2)
  })

  it('proves servers for their own role', () => {
    const names = { address: 'smdp.example.com' }
    const smdp = pki.smdp(names)
    const smds = pki.smds({ address: 'smds.example.com' })
    const eim = pki.eim({ address: 'eim.example.com' })
    const question = { intermediates: [], anchors: [anchorOf(pki)], at }
    for (const [role, { certificate }] of [
      ['dp-auth', smdp.auth],
      ['dp-pb', smdp.binding],
      ['dp-tls', smdp.tls],
      ['ds-auth', smds.auth],
      ['ds-tls', smds.tls],
      ['eim-signing', eim.signing],
      ['eim-tls', eim.tls],
    ] as const) {
      expect(verifyChain({ ...question, leaf: certificate, role })).toMatchObject({
        kind: 'proven',
        role,
      })
    }
    const named = { ...question, oid: '2.999.10' }
    expect(verifyChain({ ...named, leaf: smdp.auth.certificate, role: 'dp-auth' }).kind).toBe(
      'proven',
    )
    const tls = { ...named, leaf: smdp.tls.certificate, role: 'dp-tls' as const }
    expect(verifyChain({ ...tls, host: 'SMDP.example.com' }).kind).toBe('proven')
    expect(verifyChain({ ...tls, host: 'other.example.com' })).toMatchObject({
      code: 'server-name',
    })
  })
})

describe('a chain', () => {
  const pki = createTestPki({ seed: '3', from: at })

  it('is found by key identifiers among many, in any order', () => {
    const others = ['a', 'b'].map((seed) => createTestPki({ seed, from: at }))
    const question = cardQuestion(pki)
    const proof = verifyChain({
      ...question,
      intermediates: [...others.map((other) => other.eum.certificate), ...question.intermediates],
      anchors: [...others.map(anchorOf), ...question.anchors],
    })
    expect(proof.kind).toBe('proven')
  })

  it('may run through a subordinate CI', () => {
    const { ci, middle, leaf } = alterServerChain({ eid, from: at }, { use: 'auth' })
    const question: ChainQuestion = {
      leaf,
      intermediates: [middle],
      anchors: [ok(readTrustAnchor(ci))],
      at,
      role: 'dp-auth',
    }
    expect(verifyChain(question)).toMatchObject({ kind: 'proven' })
    expect(verifyChain({ ...question, intermediates: [] })).toMatchObject({
      code: 'issuer-unknown',
      where: 'leaf',
    })
  })

  it('holds whatever name the CI goes by, as long as its key is the same', () => {
    const renamed = alterServerChain(
      { eid, from: at },
      {
        use: 'auth',
        ci: { contents: (right) => ({ ...right, issuer: [['CN', 'x']], subject: [['CN', 'x']] }) },
      },
    )
    expect(
      verifyChain({
        leaf: renamed.leaf,
        intermediates: [renamed.middle],
        anchors: [ok(readTrustAnchor(renamed.ci))],
        at,
        role: 'dp-auth',
      }),
    ).toMatchObject({ kind: 'proven' })
  })

  it('takes certificates that are decoded already, and imports each key once', () => {
    const question = cardQuestion(pki)
    const leaf = ok(readCertificate(question.leaf as Uint8Array))
    expect(verifyChain({ ...question, leaf })).toMatchObject({ kind: 'proven', leaf })
    expect(keyOf(leaf)).toBe(keyOf(leaf))
  })

  it('holds from its first to its last millisecond', () => {
    const question = cardQuestion(pki)
    const leaf = ok(readCertificate(question.leaf as Uint8Array))
    const first = leaf.notBefore
    expect(verifyChain({ ...question, at: first }).kind).toBe('proven')
    expect(verifyChain({ ...question, at: first - 1 })).toMatchObject({ code: 'not-yet-valid' })
    const ci = anchorOf(pki).certificate
    expect(verifyChain({ ...question, at: ci.notAfter + 1 })).toMatchObject({
      code: 'expired',
      where: 'anchor',
    })
  })
})

describe('a certificate', () => {
  const pki = createTestPki({ seed: '3', from: at })

  it('is read with its names, times and key identifiers', () => {
    const eum = ok(readCertificate(pki.eum.certificate))
    expect(formatName(eum.subject)).toBe('C=ZZ, O=Holdfast Test EUM, CN=EUM Test')
    expect(attributeOf(eum.issuer, commonName)).toBe('Holdfast Test CI')
    expect(eum.notBefore).toBe(Date.UTC(2020, 0, 1))
    expect(eum.authorityKeyId).toBe(anchorOf(pki).keyId)
    expect(eum).toMatchObject({ isAuthority: true, pathLengthMax: 0, keyUsage: ['keyCertSign'] })
    expect(eum.registeredIds).toEqual(['2.999.5'])
    const card = ok(readCertificate(pki.card(eid).certificate))
    expect(card.notAfter).toBe(Date.UTC(2020, 0, 1) + 2_000_000 * 86_400_000)
  })

  it('is dumped by name, its known extensions too', () => {
    const bytes = pki.eum.certificate
    const lines: string[] = []
    const visit = (node: DumpNode): void => {
      lines.push(`${node.name} ${node.text ?? ''}`)
      node.children?.forEach(visit)
    }
    visit(certificateSchema.dump(bytes, readWhole(bytes), 'certificate'))
    for (const line of [
      'notBefore 2020-01-01 00:00:00 UTC',
      'type 2.5.4.10 organizationName',
      'value "Holdfast Test EUM"',
      'policyIdentifier 2.23.146.1.2.1.2 EUM',
      'keyUsage keyCertSign',
      'pathLenConstraint 0',
      `keyIdentifier ${anchorOf(pki).keyId}`,
      'value "89049032"',
    ]) {
      expect(lines).toContain(line)
    }
  })

  it('that is none is refused', () => {
    const pem = new TextEncoder().encode(formatPem('CERTIFICATE', pki.ci.certificate))
    for (const wrong of [new Uint8Array(), pem, pki.ci.certificate.subarray(1)]) {
      expect(readCertificate(wrong)).toMatchObject({ ok: false, code: 'certificate-malformed' })
    }
  })

  it('of a card or with a foreign signature is no trust anchor', () => {
    expect(readTrustAnchor(pki.card(eid).certificate)).toMatchObject({ code: 'anchor-authority' })
    const broken = Uint8Array.from(pki.ci.certificate)
    broken[broken.length - 1] = (broken[broken.length - 1] as number) ^ 1
    expect(readTrustAnchor(broken)).toMatchObject({ code: 'anchor-signature' })
  })

  it('changed in any byte is refused, and nothing else is thrown', () => {
    const question = cardQuestion(pki)
    const leaf = question.leaf as Uint8Array
    for (let i = 0; i < leaf.length; i++) {
      const changed = Uint8Array.from(leaf)
      changed[i] = (changed[i] as number) ^ (1 << (i % 8))
      expect(verifyChain({ ...question, leaf: changed }).kind).toBe('refused')
    }
  })
})

describe('times', () => {
  it.each(['P-256'] satisfies Curve[])('are read over leap days and centuries (%s)', (curve) => {
    for (const notAfter of ['2028-02-29', '2049-12-31', '2050-01-01', '2100-03-01', '7495-10-21']) {
      const expected = Date.parse(`${notAfter}T00:00:00Z`)
      const chain = alterServerChain(
        { eid, from: at, curve },
        { use: 'auth', leaf: { contents: (right) => ({ ...right, notAfter: expected }) } },
      )
      expect(ok(readCertificate(chain.leaf)).notAfter).toBe(expected)
    }
  })
})
