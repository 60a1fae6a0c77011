import type { ChainAlterations } from '@holdfast/simulator/pki/altered-chain.ts'
import { alterExtension, alterServerChain } from '@holdfast/simulator/pki/altered-chain.ts'
import {
  extendedKeyUsage,
  policies,
  policyOf,
  subjectAltName,
} from '@holdfast/simulator/pki/certificate-extensions.ts'
import { describe, expect, it } from 'vitest'
import type { ChainQuestion, ChainRefusal } from './certificate.ts'
import { readTrustAnchor, verifyChain } from './certificate.ts'
import { completeEid } from './ids/eid.ts'

const eid = completeEid('890490321234512345123456789012')
const at = Date.UTC(2026, 5, 1)
const constraints = '2.5.29.19'
const policy = '2.5.29.32'
const altNames = '2.5.29.17'
const auth = { use: 'auth', role: 'dp-auth' } as const
const tls = { use: 'tls', role: 'dp-tls' } as const

type Server = typeof auth | typeof tls
type Question = Partial<Omit<ChainQuestion, 'anchors'>>

function ask({ use, role }: Server, altered: ChainAlterations, question: Question) {
  const chain = alterServerChain({ eid, from: at }, { ...altered, use })
  const anchor = readTrustAnchor(chain.ci)
  if (!anchor.ok) throw new Error(anchor.why)
  return verifyChain({
    leaf: chain.leaf,
    intermediates: [chain.middle],
    anchors: [anchor.value],
    at,
    role,
    ...question,
  })
}

interface Wrong {
  readonly code: ChainRefusal['code']
  readonly altered?: ChainAlterations
  readonly question?: Question
}
function refuses(server: Server, name: string, { code, altered, question }: Wrong): void {
  it(`${name}: ${code}`, () => {
    const verdict = ask(server, altered ?? {}, question ?? {})
    expect(verdict).toMatchObject({ kind: 'refused', code })
  })
}

describe('a server is not believed with', () => {
  refuses(auth, 'the role of binding profiles', { code: 'policy', question: { role: 'dp-pb' } })
  refuses(auth, 'the role of an SM-DS', { code: 'policy', question: { role: 'ds-auth' } })
  refuses(auth, 'the role of a card', { code: 'policy', question: { role: 'euicc' } })
  refuses(auth, 'another object identifier than expected', {
    code: 'server-name',
    question: { oid: '2.999.11' },
  })
  refuses(auth, 'no object identifier', {
    code: 'server-name',
    altered: { leaf: alterExtension(altNames) },
  })
  refuses(auth, 'a card maker above it', {
    code: 'policy',
    altered: { middle: alterExtension(policy, policies(policyOf.eum)) },
  })
  refuses(auth, 'a card maker of the newer variants above it', {
    code: 'policy',
    altered: { middle: alterExtension(policy, policies(policyOf.eumV3)) },
  })
  refuses(auth, 'another SM-DP+ above it', {
    code: 'basic-constraints',
    altered: { middle: alterExtension(constraints) },
  })
  refuses(tls, 'no purpose', { code: 'purpose', altered: { leaf: alterExtension('2.5.29.37') } })
  refuses(tls, 'the purpose of a client only', {
    code: 'purpose',
    altered: { leaf: alterExtension('2.5.29.37', extendedKeyUsage(2)) },
  })
  refuses(tls, 'no host name', {
    code: 'server-name',
    altered: { leaf: alterExtension(altNames, subjectAltName({ registeredIds: ['2.999.10'] })) },
  })
  refuses(tls, 'another host name', { code: 'server-name', question: { host: 'smdp.example.org' } })
  refuses(tls, 'a host below the one named', {
    code: 'server-name',
    question: { host: 'a.smdp.example.com' },
  })
  refuses(tls, 'a star that would cover two labels', {
    code: 'server-name',
    altered: { leaf: alterExtension(altNames, subjectAltName({ dnsNames: ['*.com'] })) },
    question: { host: 'example.com' },
  })

  it('nothing wrong: then it is', () => {
    const leaf = alterExtension(altNames, subjectAltName({ dnsNames: ['*.example.com'] }))
    expect(ask(tls, { leaf }, { host: 'smdp.example.com' })).toMatchObject({ kind: 'proven' })
    expect(ask(auth, {}, { oid: '2.999.10' })).toMatchObject({ kind: 'proven' })
  })
})
