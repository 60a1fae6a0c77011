// What a card must be told about this eIM to obey it: EimConfigurationData and AddInitialEim
// (SGP.32 §2.11.1.1, §5.9). The card makes the association token itself (-1 asks it to), so that a
// package recorded under an earlier association is worth nothing.

import { X509Certificate } from 'node:crypto'
import { encode } from '@holdfast/asn1/schema.ts'
import {
  addInitialEimRequest,
  type EimConfigurationData,
  eimIdTypes,
} from '@holdfast/gsma/sgp32/eim-configuration.ts'
import type { World } from './world.ts'

export interface EimFacts {
  readonly world: Pick<World, 'eimId' | 'eimFqdn' | 'eimSigner'>
  /** PEM of what devices trust on our TLS; absent where they have their own anchors. */
  readonly tlsAuthority?: string
  /** The last one used for this card; the next package takes one more. */
  readonly counterValue?: number
}

/** Of a card that never had a package from us. */
export const firstCounterValue = 0

const newTokenAsked = -1

/** The data for a card that has no eIM yet. */
export function eimConfiguration(facts: EimFacts): EimConfigurationData {
  const { world, tlsAuthority, counterValue = firstCounterValue } = facts
  return {
    eimId: world.eimId,
    eimFqdn: world.eimFqdn,
    eimIdType: eimIdTypes.eimIdTypeFqdn,
    counterValue,
    associationToken: newTokenAsked,
    eimPublicKeyData: { kind: 'eimPublicKey', value: world.eimSigner.publicKey },
    ...(tlsAuthority === undefined
      ? {}
      : {
          trustedPublicKeyDataTls: {
            kind: 'trustedCertificateTls',
            value: new X509Certificate(tlsAuthority).raw,
          },
        }),
    eimSupportedProtocol: ['eimRetrieveHttps'],
    indirectProfileDownload: true,
  }
}

/** AddInitialEimRequest, DER: what a factory or an IPA hands to a new card. */
export const addInitialEim = (facts: EimFacts): Uint8Array =>
  encode(addInitialEimRequest, { eimConfigurationDataList: [eimConfiguration(facts)] })
