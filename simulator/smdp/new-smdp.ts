// An SM-DP+ of the test chain of trust, and a stock of profiles for it.

import type { TrustAnchor } from '@holdfast/gsma/certificate.ts'
import { readTrustAnchor } from '@holdfast/gsma/certificate.ts'
import type { Iccid } from '@holdfast/gsma/ids/iccid.ts'
import { completeIccid } from '@holdfast/gsma/ids/iccid.ts'
import type { ServerCredentials, TestPki } from '../pki/test-pki.ts'
import type { ProfileRecord } from './order.ts'
import { inStock } from './order.ts'
import type { ProfileDescription } from './profile-metadata.ts'
import { describeProfile } from './profile-metadata.ts'
import type { SmdpConfiguration, SmdpCredential } from './smdp.ts'
import { Smdp, standardLimits } from './smdp.ts'

export interface NewSmdp {
  readonly address: string
  readonly oid?: string
  /** One chain of trust for each curve it is to speak. */
  readonly pkis: readonly TestPki[]
  /** Issuers of cards that are served besides those of the test chains. */
  readonly otherAnchors?: readonly TrustAnchor[]
  readonly limits?: Partial<SmdpConfiguration>
  readonly profiles?: readonly ProfileRecord[]
}

/** An SM-DP+ with certificates under these test CIs. */
export function newSmdp(wanted: NewSmdp): Smdp {
  const { address, oid = '2.999.10', pkis } = wanted
  const configuration: SmdpConfiguration = {
    address,
    oid,
    credentials: pkis.map((pki) => credentialOf(pki.smdp({ address, oid }))),
    anchors: [...pkis.map((pki) => anchorOf(pki.ci.certificate)), ...(wanted.otherAnchors ?? [])],
    ...standardLimits,
    ...wanted.limits,
  }
  return new Smdp(configuration, wanted.profiles)
}

const credentialOf = (server: ServerCredentials): SmdpCredential => ({
  ciKeyId: server.ciKeyId,
  authKey: server.auth.key,
  authCertificate: server.auth.certificate,
  bindingKey: server.binding.key,
  bindingCertificate: server.binding.certificate,
})

/** A CI certificate to trust. @throws Error when it is none */
export function anchorOf(certificate: Uint8Array): TrustAnchor {
  const anchor = readTrustAnchor(certificate)
  if (!anchor.ok) throw new Error(`not a certificate issuer: ${anchor.why}`)
  return anchor.value
}

export interface NewStock {
  readonly count: number
  /** First digits of the ICCIDs, 89 and up to 11 more. */
  readonly iccidPrefix: string
  readonly profileType: string
  readonly serviceProviderName: string
  /** Where changes on the card are told: the SM-DP+'s own address. */
  readonly address: string
  /** Octets of each profile package. */
  readonly size?: number
  readonly facts?: Partial<ProfileDescription>
}

/** Available profiles with consecutive ICCIDs. */
export function newStock(wanted: NewStock): readonly ProfileRecord[] {
  const { count, profileType, serviceProviderName, address, size = 4000, facts } = wanted
  const description = describeProfile(serviceProviderName, address, facts)
  return Array.from({ length: count }, (_, index) =>
    inStock({
      iccid: iccidOf(wanted.iccidPrefix, index),
      profileType,
      description,
      source: { kind: 'built-in', size },
    }),
  )
}

/** The ICCID with this serial number: 19 digits, of which the last is the check digit. */
export const iccidOf = (prefix: string, serial: number): Iccid =>
  completeIccid(`${prefix}${String(serial).padStart(18 - prefix.length, '0')}`)
