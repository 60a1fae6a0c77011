import { concatBytes } from '@holdfast/asn1/hex.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { ChainAlterations } from '@holdfast/simulator/pki/altered-chain.ts'
import {
  alterBytes,
  alterCardChain,
  alterContents,
  alterExtension,
  alteredKey,
} from '@holdfast/simulator/pki/altered-chain.ts'
import type { Extension } from '@holdfast/simulator/pki/certificate-extensions.ts'
import {
  authorityKeyId,
  encodeOid,
  keyUsage,
  policies,
  policyOf,
  subjectKeyId,
} from '@holdfast/simulator/pki/certificate-extensions.ts'
import { describe, expect, it } from 'vitest'
import type { ChainQuestion, ChainRefusal } from './certificate.ts'
import { readTrustAnchor, verifyChain } from './certificate.ts'
import { completeEid } from './ids/eid.ts'

const eid = completeEid('890490321234512345123456789012')
const at = Date.UTC(2026, 5, 1)
const day = 86_400_000
const critical: Extension = { oid: '1.2.3.4', critical: true, value: tlv(0x05) }
const raw = (oid: string, value: Uint8Array): Extension => ({ oid, critical: true, value })
const usage = '2.5.29.15'
const constraints = '2.5.29.19'
const policy = '2.5.29.32'
const strangeKey = alteredKey('stranger')
const brainpoolKey = alteredKey('leaf', 'brainpoolP256r1')
const flipped = (offset: number) =>
  alterBytes((right) => {
    const changed = Uint8Array.from(right)
    changed[right.length + offset] = (right[right.length + offset] as number) ^ 4
    return changed
  })

type Question = Partial<Omit<ChainQuestion, 'anchors'>> & { readonly anchorless?: true }

function ask(altered: ChainAlterations, { anchorless, ...question }: Question) {
  const chain = alterCardChain({ eid, from: at - day }, altered)
  const anchor = readTrustAnchor(chain.ci)
  if (!anchor.ok) throw new Error(anchor.why)
  return verifyChain({
    leaf: chain.leaf,
    intermediates: [chain.middle],
    anchors: anchorless ? [] : [anchor.value],
    at,
    role: 'euicc',
    eid,
    ...question,
  })
}

type Code = ChainRefusal['code']
function refuses(name: string, code: Code, altered: ChainAlterations, question?: Question): void {
  it(`${name}: ${code}`, () => {
    expect(ask(altered, question ?? {})).toMatchObject({ kind: 'refused', code })
  })
}

describe('a card is not believed with', () => {
  it('nothing wrong: then it is', () => {
    expect(ask({}, {})).toMatchObject({ kind: 'proven' })
  })

  // Bytes that are no certificate.
  refuses('an empty leaf', 'malformed', { leaf: alterBytes(() => new Uint8Array()) })
  refuses('a leaf cut in half', 'malformed', { leaf: alterBytes((b) => b.subarray(0, 200)) })
  refuses('a leaf short of one byte', 'malformed', { leaf: alterBytes((b) => b.subarray(0, -1)) })
  refuses('a leaf followed by a byte', 'malformed', {
    leaf: alterBytes((b) => concatBytes(b, Uint8Array.of(0))),
  })
  refuses('a leaf in another tag', 'malformed', {
    leaf: alterBytes((b) => concatBytes(Uint8Array.of(0x31), b.subarray(1))),
  })
  refuses('a leaf of indefinite length', 'malformed', {
    leaf: alterBytes((b) =>
      concatBytes(Uint8Array.of(0x30, 0x80), b.subarray(4), new Uint8Array(2)),
    ),
  })
  refuses('an empty EUM', 'malformed', { middle: alterBytes(() => new Uint8Array()) })
  refuses('an EUM cut in half', 'malformed', { middle: alterBytes((b) => b.subarray(0, 200)) })
  refuses('an EUM that is a random byte string', 'malformed', {
    middle: alterBytes((b) => b.map((o, i) => o ^ i)),
  })
  refuses('a leaf with an extension twice', 'malformed', {
    leaf: { contents: (r) => ({ ...r, extensions: [...r.extensions, keyUsage(0)] }) },
  })
  refuses('a leaf with two unknown extensions of one name', 'malformed', {
    leaf: {
      contents: (r) => ({
        ...r,
        extensions: [
          ...r.extensions,
          { ...critical, critical: false },
          { ...critical, critical: false },
        ],
      }),
    },
  })
  refuses('a leaf whose key usage is no bit string', 'malformed', {
    leaf: alterExtension(usage, raw(usage, tlv(0x04, Uint8Array.of(7)))),
  })
  refuses('a leaf whose policies are followed by bytes', 'malformed', {
    leaf: alterExtension(
      policy,
      raw(policy, concatBytes(policies(policyOf.euicc).value, Uint8Array.of(5, 0))),
    ),
  })
  refuses('an EUM with an empty basic constraint list cut off', 'malformed', {
    middle: alterExtension(constraints, raw(constraints, Uint8Array.of(0x30, 0x03, 0x01))),
  })
  refuses('a leaf of version 1', 'malformed', {
    leaf: alterBytes((b) =>
      b.map((o, i) =>
        i > 4 && b[i - 4] === 0xa0 && b[i - 3] === 3 && b[i - 2] === 2 && b[i - 1] === 1 ? 0 : o,
      ),
    ),
  })
  // Another issuer.
  refuses('no EUM sent', 'issuer-unknown', {}, { intermediates: [] })
  refuses('no CI trusted', 'issuer-unknown', {}, { anchorless: true })
  refuses('an EUM of a CI that is not trusted', 'issuer-unknown', {
    middle: alterExtension('2.5.29.35', authorityKeyId(new Uint8Array(20).fill(9))),
  })
  refuses('a leaf that names another issuer', 'issuer-unknown', {
    leaf: alterExtension('2.5.29.35', authorityKeyId(new Uint8Array(20).fill(9))),
  })
  refuses('a leaf that names no issuer', 'issuer-key-id-missing', {
    leaf: alterExtension('2.5.29.35'),
  })
  refuses('an EUM that names no issuer', 'issuer-key-id-missing', {
    middle: alterExtension('2.5.29.35'),
  })
  refuses('an issuer named but without a key identifier', 'issuer-key-id-missing', {
    leaf: alterExtension('2.5.29.35', raw('2.5.29.35', tlv(0x30))),
  })
  refuses('an EUM that goes by another key identifier', 'issuer-unknown', {
    middle: alterExtension('2.5.29.14', subjectKeyId(new Uint8Array(20).fill(3))),
  })
  refuses('an EUM without key identifier', 'issuer-unknown', {
    middle: alterExtension('2.5.29.14'),
  })
  // Signatures and keys.
  refuses('a leaf signed by a stranger', 'signature', { leaf: { signer: () => strangeKey } })
  refuses('a leaf signed by itself', 'signature', { leaf: { signer: () => alteredKey('leaf') } })
  refuses('a leaf signed by the CI in place of the EUM', 'signature', {
    leaf: { signer: () => alteredKey('ci') },
  })
  refuses('an EUM signed by a stranger', 'signature', { middle: { signer: () => strangeKey } })
  refuses('an EUM with the key of a stranger', 'signature', {
    middle: alterContents({ publicKey: strangeKey.publicKey }),
  })
  refuses('a leaf with its signature changed', 'signature', { leaf: flipped(-10) })
  refuses('an EUM with its signature changed', 'signature', { middle: flipped(-10) })
  refuses('a leaf with a digit of its EID changed after signing', 'signature', {
    leaf: alterBytes((b) => {
      const i = Buffer.from(b).indexOf('89049032')
      return b.map((o, k) => (k === i + 9 ? o ^ 1 : o))
    }),
  })
  refuses('a leaf on another curve than its CI', 'curve', {
    leaf: alterContents({ publicKey: brainpoolKey.publicKey }),
  })
  refuses('an EUM on another curve than its CI', 'curve', {
    middle: alterContents({ publicKey: alteredKey('middle', 'brainpoolP256r1').publicKey }),
  })
  refuses('a leaf signed with another hash', 'algorithm', {
    leaf: alterBytes((b) => {
      const [from, to] = [encodeOid('1.2.840.10045.4.3.2'), encodeOid('1.2.840.10045.4.3.3')]
      const text = Buffer.from(b)
        .toString('hex')
        .replaceAll(Buffer.from(from).toString('hex'), Buffer.from(to).toString('hex'))
      return new Uint8Array(Buffer.from(text, 'hex'))
    }),
  })
  refuses('a leaf whose two algorithms differ', 'malformed', {
    leaf: alterBytes((b) => {
      const oid = Buffer.from(encodeOid('1.2.840.10045.4.3.2'))
      const last = Buffer.from(b).lastIndexOf(oid) + oid.length - 1
      return b.map((o, i) => (i === last ? 3 : o))
    }),
  })
  // Time.
  refuses('a leaf that has expired', 'expired', { leaf: alterContents({ notAfter: at - 1 }) })
  refuses('a leaf that is not valid yet', 'not-yet-valid', {
    leaf: alterContents({ notBefore: at + 1000 }),
  })
  refuses('an EUM that has expired', 'expired', { middle: alterContents({ notAfter: at - 1000 }) })
  refuses('an EUM that is not valid yet', 'not-yet-valid', {
    middle: alterContents({ notBefore: at + day }),
  })
  refuses('a CI that has expired', 'expired', { ci: alterContents({ notAfter: at - 1000 }) })
  refuses('a CI that is not valid yet', 'not-yet-valid', {
    ci: alterContents({ notBefore: at + day }),
  })
})
