// The eUICC Package: what an eIM signs for one card. SGP.32 §2.11.1.1 (ESep).
// The signed part is carried; the signature is over these bytes and the association token.

import { carried, choice, listOf, optional, sequence, tagged } from '@holdfast/asn1/constructed.ts'
import type { Infer } from '@holdfast/asn1/schema.ts'
import { integer, nothing, oid } from '@holdfast/asn1/schema.ts'
import { address, eidValue, iccid, signature, transactionId } from '../sgp22/elements.ts'
import { profileInfoListRequest } from '../sgp22/profile-info.ts'
import { eimConfigurationData, eimId, setDefaultDpAddressRequest } from './eim-configuration.ts'

const byIccid = sequence({ iccid })

/** configureImmediateEnable, SGP.32 §2.11.1.1; configureAutoEnable in v1.0, with the same tags. */
const immediateEnableConfiguration = sequence({
  immediateEnableFlag: optional(tagged(0x80, nothing())),
  defaultSmdpOid: optional(tagged(0x81, oid())),
  defaultSmdpAddress: optional(tagged(0x82, address)),
})

/** Psmo, SGP.32 §2.11.1.1: one profile state management operation. */
export const psmo = choice({
  enable: tagged(0xa3, sequence({ iccid, rollbackFlag: optional(nothing()) })),
  disable: tagged(0xa4, byIccid),
  delete: tagged(0xa5, byIccid),
  listProfileInfo: profileInfoListRequest,
  getRAT: tagged(0xa6, sequence({})),
  configureImmediateEnable: tagged(0xa7, immediateEnableConfiguration),
  setFallbackAttribute: tagged(0xa8, byIccid),
  unsetFallbackAttribute: tagged(0xa9, sequence({})),
  setDefaultDpAddress: setDefaultDpAddressRequest,
})
export type Psmo = Infer<typeof psmo>

/** Eco, SGP.32 §2.11.1.1: one eIM configuration operation. */
export const eco = choice({
  addEim: tagged(0xa8, eimConfigurationData),
  deleteEim: tagged(0xa9, sequence({ eimId })),
  updateEim: tagged(0xaa, eimConfigurationData),
  listEim: tagged(0xab, sequence({})),
})
export type Eco = Infer<typeof eco>

/** EuiccPackage, SGP.32 §2.11.1.1: operations of one kind, executed in order. */
export const euiccPackage = choice({
  psmoList: tagged(0xa0, listOf(psmo)),
  ecoList: tagged(0xa1, listOf(eco)),
})
export type EuiccPackage = Infer<typeof euiccPackage>

/** EuiccPackageSigned, SGP.32 §2.11.1.1. Signed by the eIM, followed by the association token. */
export const euiccPackageSigned = sequence({
  eimId,
  eidValue,
  counterValue: tagged(0x81, integer()),
  eimTransactionId: optional(tagged(0x82, transactionId)),
  euiccPackage,
})
export type EuiccPackageSigned = Infer<typeof euiccPackageSigned>

/** EuiccPackageRequest, SGP.32 §2.11.1.1. */
export const euiccPackageRequest = tagged(
  0xbf51,
  sequence({
    euiccPackageSigned: carried(euiccPackageSigned),
    eimSignature: signature,
  }),
)
export type EuiccPackageRequest = Infer<typeof euiccPackageRequest>
