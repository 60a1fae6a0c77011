// What a card answers to an eUICC Package, signed or not. SGP.32 §2.11.2.1 (ESep).
// Signed parts are carried: an eIM verifies the bytes it received, never a rebuilt form.

import type { Form } from '@holdfast/asn1/by-shape.ts'
import { byShape, childTags, formAt, formOf } from '@holdfast/asn1/by-shape.ts'
import {
  carried,
  choice,
  explicit,
  listOf,
  optional,
  sequence,
  tagged,
} from '@holdfast/asn1/constructed.ts'
import type { Element } from '@holdfast/asn1/der.ts'
import { readElements } from '@holdfast/asn1/der.ts'
import type { Infer } from '@holdfast/asn1/schema.ts'
import { integer, named } from '@holdfast/asn1/schema.ts'
import { rulesAuthorisationTable, signature, transactionId } from '../sgp22/elements.ts'
import { profileInfoListResponse } from '../sgp22/profile-info.ts'
import { eimId, eimIdType } from './eim-configuration.ts'
import * as codes from './package-result-codes.ts'

export const euiccPackageErrorCode = named(codes.euiccPackageErrorCodes)
export const euiccPackageUnsignedErrorCode = named(codes.euiccPackageUnsignedErrorCodes)
export const configureImmediateEnableResult = named(codes.configureImmediateEnableResults)
export const enableProfileResult = named(codes.enableProfileResults)
export const disableProfileResult = named(codes.disableProfileResults)
export const deleteProfileResult = named(codes.deleteProfileResults)
export const rollbackProfileResult = named(codes.rollbackProfileResults)
export const setFallbackAttributeResult = named(codes.setFallbackAttributeResults)
export const unsetFallbackAttributeResult = named(codes.unsetFallbackAttributeResults)
export const deleteEimResult = named(codes.deleteEimResults)
export const updateEimResult = named(codes.updateEimResults)

/** AddEimResult, SGP.32 §2.11.2.1: the token that the card made, or a code. */
export const addEimResult = choice({
  associationToken: tagged(0x84, integer()),
  addEimResultCode: named(codes.addEimResultCodes),
})
export type AddEimResult = Infer<typeof addEimResult>

const eimIdInfoV10 = sequence({ eimId, eimIdType: optional(tagged(0x84, eimIdType)) })

/** EimIdInfo, SGP.32 §2.11.2.1; v1.0 has eimIdType under 84. */
export const eimIdInfo = byShape(
  sequence({ eimId, eimIdType: optional(tagged(0x82, eimIdType)) }),
  (bytes, at) => {
    const [, second] = readElements(bytes, at.valueStart, at.end)
    return second?.tag === 0x84 ? eimIdInfoV10 : undefined
  },
)
export type EimIdInfo = Infer<typeof eimIdInfo>

/** ListEimResult, SGP.32 §2.11.2.1. */
export const listEimResult = choice({
  eimIdList: tagged(0xa0, listOf(eimIdInfo)),
  listEimError: tagged(0x81, named(codes.listEimErrors)),
})
export type ListEimResult = Infer<typeof listEimResult>

/** SetDefaultDpAddressResponse, SGP.32 §2.11.2.1. */
export const setDefaultDpAddressResponse = tagged(
  0xbf65,
  sequence({
    setDefaultDpAddressResult: tagged(0x80, named(codes.setDefaultDpAddressResults)),
  }),
)
export type SetDefaultDpAddressResponse = Infer<typeof setDefaultDpAddressResponse>

/** EuiccResultData, SGP.32 §2.11.2.1: the result of one operation. */
export const euiccResultData = choice({
  enableResult: tagged(0x83, enableProfileResult),
  disableResult: tagged(0x84, disableProfileResult),
  deleteResult: tagged(0x85, deleteProfileResult),
  listProfileInfoResult: profileInfoListResponse,
  getRATResult: tagged(0xa6, rulesAuthorisationTable),
  configureImmediateEnableResult: tagged(0x87, configureImmediateEnableResult),
  addEimResult: explicit(0xa8, addEimResult),
  deleteEimResult: tagged(0x89, deleteEimResult),
  updateEimResult: tagged(0x8a, updateEimResult),
  listEimResult: explicit(0xab, listEimResult),
  rollbackResult: tagged(0x8c, rollbackProfileResult),
  setFallbackAttributeResult: tagged(0x8d, setFallbackAttributeResult),
  unsetFallbackAttributeResult: tagged(0x8e, unsetFallbackAttributeResult),
  processingTerminated: named(codes.processingTerminatedCodes),
  setDefaultDpAddressResult: setDefaultDpAddressResponse,
})
export type EuiccResultData = Infer<typeof euiccResultData>

/** EuiccPackageResultDataSigned, SGP.32 §2.11.2.1. Signed by the eUICC. */
export const euiccPackageResultDataSigned = sequence({
  eimId,
  counterValue: tagged(0x81, integer()),
  eimTransactionId: optional(tagged(0x82, transactionId)),
  seqNumber: tagged(0x83, integer()),
  euiccResult: listOf(euiccResultData),
})
export type EuiccPackageResultDataSigned = Infer<typeof euiccPackageResultDataSigned>

/** EuiccPackageResultSigned, SGP.32 §2.11.2.1. */
export const euiccPackageResultSigned = sequence({
  euiccPackageResultDataSigned: carried(euiccPackageResultDataSigned),
  euiccSignEPR: signature,
})
export type EuiccPackageResultSigned = Infer<typeof euiccPackageResultSigned>

/** EuiccPackageErrorDataSigned, SGP.32 §2.11.2.1. Signed by the eUICC. */
export const euiccPackageErrorDataSigned = sequence({
  eimId,
  counterValue: tagged(0x81, integer()),
  eimTransactionId: optional(tagged(0x82, transactionId)),
  euiccPackageErrorCode,
})
export type EuiccPackageErrorDataSigned = Infer<typeof euiccPackageErrorDataSigned>

/** EuiccPackageErrorSigned, SGP.32 §2.11.2.1. */
export const euiccPackageErrorSigned = sequence({
  euiccPackageErrorDataSigned: carried(euiccPackageErrorDataSigned),
  euiccSignEPE: signature,
})
export type EuiccPackageErrorSigned = Infer<typeof euiccPackageErrorSigned>

/** EuiccPackageErrorUnsigned, SGP.32 §2.11.2.1. */
export const euiccPackageErrorUnsigned = sequence({
  eimId,
  eimTransactionId: optional(tagged(0x82, transactionId)),
  associationToken: optional(tagged(0x84, integer())),
  euiccPackageUnsignedErrorCode: optional(tagged(0x8f, euiccPackageUnsignedErrorCode)),
})
export type EuiccPackageErrorUnsigned = Infer<typeof euiccPackageErrorUnsigned>

const resultArms = choice({
  euiccPackageResultSigned: tagged(0xa0, euiccPackageResultSigned),
  euiccPackageErrorSigned: tagged(0xa1, euiccPackageErrorSigned),
  euiccPackageErrorUnsigned: tagged(0xa2, euiccPackageErrorUnsigned),
})
export type EuiccPackageResult = Infer<typeof resultArms>

const bareResult = formOf(
  euiccPackageResultSigned,
  (value): EuiccPackageResult => ({ kind: 'euiccPackageResultSigned', value }),
)
const bareError = formOf(
  euiccPackageErrorSigned,
  (value): EuiccPackageResult => ({ kind: 'euiccPackageErrorSigned', value }),
)
const bareUnsigned = formOf(
  euiccPackageErrorUnsigned,
  (value): EuiccPackageResult => ({ kind: 'euiccPackageErrorUnsigned', value }),
)

/** A signed part and its signature; that of a result ends with a list, that of an error a code. */
function signedForm(bytes: Uint8Array, at: Element): Form<EuiccPackageResult> | undefined {
  const [data, seal] = readElements(bytes, at.valueStart, at.end)
  if (data?.tag !== 0x30 || seal?.tag !== 0x5f37) return undefined
  return childTags(bytes, data).includes(0x02) ? bareError : bareResult
}

/** The arm without its tag: `BF51{30{…},5F37}`, or the same in one more SEQUENCE. */
function bareArm(bytes: Uint8Array, at: Element): Form<EuiccPackageResult> | undefined {
  const [first, second] = readElements(bytes, at.valueStart, at.end)
  if (first?.tag !== 0x30) return undefined
  if (second) return signedForm(bytes, at)
  const isUnsigned = childTags(bytes, first)[0] === 0x80
  const form = isUnsigned ? bareUnsigned : signedForm(bytes, first)
  return form && formAt(form, first)
}

/** EuiccPackageResult, SGP.32 §2.11.2.1. */
export const euiccPackageResult = byShape(explicit(0xbf51, resultArms), bareArm)
