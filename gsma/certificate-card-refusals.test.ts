import { tlv } from '@holdfast/asn1/writer.ts'
import type { ChainAlterations } from '@holdfast/simulator/pki/altered-chain.ts'
import {
  alterCardChain,
  alterContents,
  alterExtension,
  withExtension,
} from '@holdfast/simulator/pki/altered-chain.ts'
import type { Extension } from '@holdfast/simulator/pki/certificate-extensions.ts'
import {
  authority,
  authorityKeyId,
  encodeName,
  keyUsage,
  permittedEins,
  permittedNames,
  policies,
  policyOf,
} from '@holdfast/simulator/pki/certificate-extensions.ts'
import { describe, expect, it } from 'vitest'
import type { ChainQuestion, ChainRefusal } from './certificate.ts'
import { readTrustAnchor, verifyChain } from './certificate.ts'
import { completeEid } from './ids/eid.ts'

const eid = completeEid('890490321234512345123456789012')
const otherEid = completeEid('890440451234512345123456789012')
const at = Date.UTC(2026, 5, 1)
const day = 86_400_000
const critical: Extension = { oid: '1.2.3.4', critical: true, value: tlv(0x05) }
const raw = (oid: string, value: Uint8Array): Extension => ({ oid, critical: true, value })
const usage = '2.5.29.15'
const constraints = '2.5.29.19'
const policy = '2.5.29.32'
const names = '2.5.29.30'
const leafSubject = (serialNumber: string, organization = 'Altered EUM') =>
  alterContents({
    subject: [
      ['O', organization],
      ['serialNumber', serialNumber],
    ],
  })

function subtree(prefix: string): Uint8Array {
  const name = encodeName([
    ['O', 'Altered EUM'],
    ['serialNumber', prefix],
  ])
  return tlv(0x30, tlv(0xa4, name))
}

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
  // Usage.
  refuses('a leaf that may only sign certificates', 'basic-constraints', {
    leaf: alterExtension(usage, keyUsage(5)),
  })
  refuses('a leaf that may sign certificates too', 'basic-constraints', {
    leaf: alterExtension(usage, keyUsage(0, 5)),
  })
  refuses('a leaf that is an authority', 'basic-constraints', {
    leaf: alterExtension(constraints, authority()),
  })
  refuses('a leaf whose key only agrees', 'key-usage', { leaf: alterExtension(usage, keyUsage(4)) })
  refuses('a leaf without key usage', 'key-usage', { leaf: alterExtension(usage) })
  refuses('an EUM that may not sign certificates', 'key-usage', {
    middle: alterExtension(usage, keyUsage(0)),
  })
  refuses('an EUM without key usage', 'key-usage', { middle: alterExtension(usage) })
  refuses('an EUM that is no authority', 'basic-constraints', {
    middle: alterExtension(constraints),
  })
  refuses('an EUM whose constraint says it is none', 'basic-constraints', {
    middle: alterExtension(constraints, raw(constraints, tlv(0x30))),
  })
  // Policies.
  refuses('a leaf without policy', 'policy', { leaf: alterExtension(policy) })
  refuses('a leaf with the policy of an SM-DP+', 'policy', {
    leaf: alterExtension(policy, policies(policyOf.dpAuth)),
  })
  refuses('a leaf with the policy of an EUM', 'policy', {
    leaf: alterExtension(policy, policies(policyOf.eum)),
  })
  refuses('a leaf with a policy that only begins alike', 'policy', {
    leaf: alterExtension(policy, policies('2.23.146.1.2.1.10')),
  })
  refuses('a leaf with a policy of nobody we know', 'policy', {
    leaf: alterExtension(policy, policies('1.2.3')),
  })
  refuses('an EUM without policy', 'policy', { middle: alterExtension(policy) })
  refuses('an EUM with the policy of a card', 'policy', {
    middle: alterExtension(policy, policies(policyOf.euicc)),
  })
  refuses('an EUM with the policy of an SM-DP+', 'policy', {
    middle: alterExtension(policy, policies(policyOf.dpPb)),
  })
  refuses('a subordinate CI in place of the EUM', 'policy', {
    middle: alterExtension(policy, policies(policyOf.ci)),
  })
  // The card.
  refuses('a card of another EID', 'eid-mismatch', {}, { eid: otherEid })
  refuses(
    'a card of an EID beyond its EUM',
    'eid-not-permitted',
    { leaf: leafSubject(otherEid) },
    { eid: otherEid },
  )
  refuses('a card without EID', 'eid-missing', {
    leaf: alterContents({ subject: [['O', 'Altered EUM']] }),
  })
  refuses('a card with 31 digits', 'eid-missing', { leaf: leafSubject(eid.slice(1)) })
  refuses('a card whose EID has letters', 'eid-missing', {
    leaf: leafSubject(`${eid.slice(0, 31)}A`),
  })
  refuses('a card whose EID is followed by a blank', 'eid-missing', {
    leaf: leafSubject(`${eid} `),
  })
  refuses('a card of another organisation than its EUM may certify', 'eid-not-permitted', {
    leaf: leafSubject(eid, 'Somebody Else'),
  })
  refuses('an EUM that does not say which EIDs it makes', 'eid-not-permitted', {
    middle: alterExtension(names),
  })
  refuses('an EUM that names an organisation only', 'eid-not-permitted', {
    middle: alterExtension(names, permittedNames('Altered EUM', [''])),
  })
  refuses('an EUM of other prefixes', 'eid-not-permitted', {
    middle: alterExtension(names, permittedNames('Altered EUM', ['89044045', '89033024'])),
  })
  refuses('an EUM whose list of EINs lacks the card', 'eid-not-permitted', {
    middle: alterExtension(names, permittedEins(['89044045'])),
  })
  refuses('an EUM with an empty list of EINs', 'eid-not-permitted', {
    middle: alterExtension(names, permittedEins([])),
  })
  refuses('an EUM with an empty EIN', 'eid-not-permitted', {
    middle: alterExtension(names, permittedEins([''])),
  })
  refuses('an EUM whose constraints and list of EINs disagree', 'eid-not-permitted', {
    middle: {
      contents: (r) => ({ ...r, extensions: [...r.extensions, permittedEins(['89044045'])] }),
    },
  })
  refuses('an EUM that excludes the card', 'eid-not-permitted', {
    middle: alterExtension(
      names,
      raw(
        names,
        tlv(0x30, tlv(0xa0, subtree(eid.slice(0, 8))), tlv(0xa1, subtree(eid.slice(0, 12)))),
      ),
    ),
  })
  refuses('an EUM with constraints on host names', 'unknown-critical-extension', {
    middle: alterExtension(
      names,
      raw(
        names,
        tlv(0x30, tlv(0xa0, tlv(0x30, tlv(0x82, new TextEncoder().encode('example.com'))))),
      ),
    ),
  })
  // The rest.
  refuses('a leaf with an unknown critical extension', 'unknown-critical-extension', {
    leaf: alterExtension('1.2.3.4', critical),
  })
  refuses('an EUM with an unknown critical extension', 'unknown-critical-extension', {
    middle: alterExtension('1.2.3.4', critical),
  })
  refuses('a CI that allows no certificate in between', 'path-length', {
    ci: alterExtension(constraints, authority(0)),
  })
  refuses(
    'nine certificates sent along',
    'too-many-certificates',
    {},
    { intermediates: new Array(9).fill(new Uint8Array()) },
  )
  refuses('an EUM that issued itself, round and round', 'chain-too-long', {
    middle: {
      contents: (r) => {
        const own = r.extensions.find((e) => e.oid === '2.5.29.14')
        return withExtension(
          { ...r },
          '2.5.29.35',
          authorityKeyId((own as Extension).value.subarray(2)),
        )
      },
    },
  })
  refuses('a card certificate used as an SM-DP+', 'policy', {}, { role: 'dp-auth' })

  it('nothing wrong: then it is, also under an EUM without path length', () => {
    const middle = alterExtension(constraints, authority())
    expect(ask({ middle }, {})).toMatchObject({ kind: 'proven' })
  })
})
