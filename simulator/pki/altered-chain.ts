// Chains of trust that are wrong in one chosen way, to see them refused: a right chain is laid out
// and any certificate's contents, signer or finished bytes are replaced.

import type { Eid } from '@holdfast/gsma/ids/eid.ts'
import type { Curve } from '@holdfast/gsma/signature.ts'
import type { CertificateContents } from './certificate-builder.ts'
import { buildCertificate } from './certificate-builder.ts'
import type { Extension, NameParts } from './certificate-extensions.ts'
import {
  authority,
  authorityKeyId,
  extendedKeyUsage,
  keyUsage,
  permittedNames,
  policies,
  policyOf,
  subjectAltName,
  subjectKeyId,
} from './certificate-extensions.ts'
import type { DerivedKey } from './derived-key.ts'
import { deriveKey } from './derived-key.ts'
import { keyIdOf } from './test-pki.ts'

/** What to replace in one certificate; each is given the right one. */
export interface Alteration {
  readonly contents?: (right: CertificateContents) => CertificateContents
  readonly signer?: (right: DerivedKey) => DerivedKey
  readonly bytes?: (right: Uint8Array) => Uint8Array
}

/** Three certificates, each signed by the one before. */
export interface AlteredChain {
  readonly ci: Uint8Array
  /** The EUM of a card; the subordinate CI of a server. */
  readonly middle: Uint8Array
  readonly leaf: Uint8Array
}

export interface ChainAlterations {
  readonly ci?: Alteration
  readonly middle?: Alteration
  readonly leaf?: Alteration
}

export interface ChainLayout {
  readonly curve?: Curve
  readonly eid: Eid
  /** Milliseconds since 1970; all certificates hold for a year from here. */
  readonly from: number
}

const year = 365 * 86_400_000
const ciName: NameParts = [['CN', 'Altered CI']]
const middleName: NameParts = [
  ['O', 'Altered EUM'],
  ['CN', 'middle'],
]

/** The key of a certificate of an altered chain, or of a stranger under any other label. */
export const alteredKey = (label: string, curve: Curve = 'P-256'): DerivedKey =>
  deriveKey({ seed: 'altered chain', label, curve })

/** The contents with one extension replaced, added or, where `extension` is absent, left out. */
export function withExtension(
  right: CertificateContents,
  oid: string,
  extension?: Extension,
): CertificateContents {
  const others = right.extensions.filter((own) => own.oid !== oid)
  return { ...right, extensions: extension ? [...others, extension] : others }
}

/** One extension replaced, added, or left out. */
export const alterExtension = (oid: string, extension?: Extension): Alteration => ({
  contents: (right) => withExtension(right, oid, extension),
})

/** Some of the contents replaced before signing. */
export const alterContents = (change: Partial<CertificateContents>): Alteration => ({
  contents: (right) => ({ ...right, ...change }),
})

/** The finished bytes replaced, signature and all. */
export const alterBytes = (change: (right: Uint8Array) => Uint8Array): Alteration => ({
  bytes: change,
})

interface Standing {
  readonly label: string
  readonly subject: NameParts
  readonly issuer: NameParts
  readonly issuerLabel: string
  readonly extensions: readonly Extension[]
}

function stand(layout: ChainLayout, standing: Standing, alteration: Alteration = {}): Uint8Array {
  const key = alteredKey(standing.label, layout.curve)
  const issuerKey = alteredKey(standing.issuerLabel, layout.curve)
  const right: CertificateContents = {
    serial: Uint8Array.of(0x11, standing.label.length),
    issuer: standing.issuer,
    subject: standing.subject,
    notBefore: layout.from,
    notAfter: layout.from + year,
    publicKey: key.publicKey,
    extensions: [
      subjectKeyId(keyIdOf(key)),
      authorityKeyId(keyIdOf(issuerKey)),
      ...standing.extensions,
    ],
  }
  const contents = alteration.contents?.(right) ?? right
  const signer = alteration.signer?.(issuerKey) ?? issuerKey
  const bytes = buildCertificate(contents, signer)
  return alteration.bytes?.(bytes) ?? bytes
}

const standCi = (layout: ChainLayout, alteration?: Alteration): Uint8Array =>
  stand(
    layout,
    {
      label: 'ci',
      subject: ciName,
      issuer: ciName,
      issuerLabel: 'ci',
      extensions: [authority(), policies(policyOf.ci), keyUsage(5, 6)],
    },
    alteration,
  )

/** CI → EUM → card. */
export function alterCardChain(layout: ChainLayout, altered: ChainAlterations): AlteredChain {
  const middle: Standing = {
    label: 'middle',
    subject: middleName,
    issuer: ciName,
    issuerLabel: 'ci',
    extensions: [
      keyUsage(5),
      policies(policyOf.eum),
      authority(0),
      permittedNames('Altered EUM', [layout.eid.slice(0, 8)]),
    ],
  }
  const leaf: Standing = {
    label: 'leaf',
    subject: [
      ['O', 'Altered EUM'],
      ['serialNumber', layout.eid],
    ],
    issuer: middleName,
    issuerLabel: 'middle',
    extensions: [keyUsage(0), policies(policyOf.euicc)],
  }
  return {
    ci: standCi(layout, altered.ci),
    middle: stand(layout, middle, altered.middle),
    leaf: stand(layout, leaf, altered.leaf),
  }
}

/** CI → subordinate CI → SM-DP+, for authentication or for TLS. */
export function alterServerChain(
  layout: ChainLayout,
  altered: ChainAlterations & { readonly use: 'auth' | 'tls' },
): AlteredChain {
  const middle: Standing = {
    label: 'middle',
    subject: [['CN', 'Altered subordinate CI']],
    issuer: ciName,
    issuerLabel: 'ci',
    extensions: [keyUsage(5, 6), policies(policyOf.ci), authority(0)],
  }
  const forUse: readonly Extension[] =
    altered.use === 'auth'
      ? [policies(policyOf.dpAuth), subjectAltName({ registeredIds: ['2.999.10'] })]
      : [
          policies(policyOf.dpTls),
          extendedKeyUsage(1, 2),
          subjectAltName({ registeredIds: ['2.999.10'], dnsNames: ['smdp.example.com'] }),
        ]
  const leaf: Standing = {
    label: 'leaf',
    subject: [['CN', 'Altered SM-DP+']],
    issuer: middle.subject,
    issuerLabel: 'middle',
    extensions: [keyUsage(0), ...forUse],
  }
  return {
    ci: standCi(layout, altered.ci),
    middle: stand(layout, middle, altered.middle),
    leaf: stand(layout, leaf, altered.leaf),
  }
}
