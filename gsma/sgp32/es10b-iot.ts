// Functions between IPA and card that SGP.32 adds to ES10b: rollback, immediate enabling, fallback,
// emergency profile, reset, certificates, connectivity. SGP.32 §5.9.

import { byShape, childTags, formOf } from '@holdfast/asn1/by-shape.ts'
import { choice, explicit, optional, sequence, tagged } from '@holdfast/asn1/constructed.ts'
import type { Infer } from '@holdfast/asn1/schema.ts'
import { boolean, named, namedBits, nothing, octets, oid } from '@holdfast/asn1/schema.ts'
import { address, subjectKeyIdentifier } from '../sgp22/elements.ts'
import { certificate } from '../sgp22/x509-field.ts'
import { euiccPackageResult } from './euicc-package-result.ts'

const withRefreshFlag = sequence({ refreshFlag: tagged(0x80, boolean()) })

/** ImmediateEnableRequest, SGP.32 §5.9; v1.0 (EnableUsingDD) has no refreshFlag. */
export const immediateEnableRequest = tagged(
  0xbf5a,
  sequence({ refreshFlag: optional(tagged(0x80, boolean())) }),
)
export type ImmediateEnableRequest = Infer<typeof immediateEnableRequest>

export const immediateEnableResults = {
  ok: 0,
  immediateEnableNotAvailable: 1,
  noSessionContext: 4,
  catBusy: 5,
  undefinedError: 127,
} as const

/** ImmediateEnableResponse, SGP.32 §5.9. */
export const immediateEnableResponse = tagged(
  0xbf5a,
  sequence({ immediateEnableResult: tagged(0x80, named(immediateEnableResults)) }),
)
export type ImmediateEnableResponse = Infer<typeof immediateEnableResponse>

/** ProfileRollbackRequest, SGP.32 §5.9. */
export const profileRollbackRequest = tagged(0xbf58, withRefreshFlag)
export type ProfileRollbackRequest = Infer<typeof profileRollbackRequest>

export const profileRollbackCmdResults = {
  ok: 0,
  rollbackNotAllowed: 1,
  catBusy: 5,
  commandError: 7,
  undefinedError: 127,
} as const

/** ProfileRollbackResponse, SGP.32 §5.9. */
export const profileRollbackResponse = tagged(
  0xbf58,
  sequence({
    cmdResult: named(profileRollbackCmdResults),
    eUICCPackageResult: optional(euiccPackageResult),
  }),
)
export type ProfileRollbackResponse = Infer<typeof profileRollbackResponse>

/** ConfigureImmediateProfileEnablingRequest, SGP.32 §5.9. */
export const configureImmediateProfileEnablingRequest = tagged(
  0xbf59,
  sequence({
    immediateEnableFlag: optional(tagged(0x80, nothing())),
    defaultSmdpOid: optional(tagged(0x81, oid())),
    defaultSmdpAddress: optional(tagged(0x82, address)),
  }),
)
export type ConfigureImmediateProfileEnablingRequest = Infer<
  typeof configureImmediateProfileEnablingRequest
>

export const configImmediateEnableResults = {
  ok: 0,
  insufficientMemory: 1,
  associatedEimAlreadyExists: 2,
  undefinedError: 127,
} as const

/** ConfigureImmediateProfileEnablingResponse, SGP.32 §5.9. */
export const configureImmediateProfileEnablingResponse = tagged(
  0xbf59,
  sequence({ configImmediateEnableResult: tagged(0x80, named(configImmediateEnableResults)) }),
)
export type ConfigureImmediateProfileEnablingResponse = Infer<
  typeof configureImmediateProfileEnablingResponse
>

/** ExecuteFallbackMechanismRequest, SGP.32 §5.9. */
export const executeFallbackMechanismRequest = tagged(0xbf5d, withRefreshFlag)
export type ExecuteFallbackMechanismRequest = Infer<typeof executeFallbackMechanismRequest>

export const executeFallbackMechanismResults = {
  ok: 0,
  profileNotInDisabledState: 2,
  catBusy: 5,
  fallbackNotAvailable: 6,
  commandError: 7,
  ecallActive: 104,
  undefinedError: 127,
} as const

/** ExecuteFallbackMechanismResponse, SGP.32 §5.9. */
export const executeFallbackMechanismResponse = tagged(
  0xbf5d,
  sequence({
    executeFallbackMechanismResult: tagged(0x80, named(executeFallbackMechanismResults)),
  }),
)
export type ExecuteFallbackMechanismResponse = Infer<typeof executeFallbackMechanismResponse>

/** ReturnFromFallbackRequest, SGP.32 §5.9. */
export const returnFromFallbackRequest = tagged(0xbf5e, withRefreshFlag)
export type ReturnFromFallbackRequest = Infer<typeof returnFromFallbackRequest>

export const returnFromFallbackResults = {
  ok: 0,
  catBusy: 5,
  fallbackNotAvailable: 6,
  commandError: 7,
  undefinedError: 127,
} as const

/** ReturnFromFallbackResponse, SGP.32 §5.9. */
export const returnFromFallbackResponse = tagged(
  0xbf5e,
  sequence({ returnFromFallbackResult: tagged(0x80, named(returnFromFallbackResults)) }),
)
export type ReturnFromFallbackResponse = Infer<typeof returnFromFallbackResponse>

/** EnableEmergencyProfileRequest, SGP.32 §5.9. */
export const enableEmergencyProfileRequest = tagged(0xbf5b, withRefreshFlag)
export type EnableEmergencyProfileRequest = Infer<typeof enableEmergencyProfileRequest>

export const enableEmergencyProfileResults = {
  ok: 0,
  profileNotInDisabledState: 2,
  catBusy: 5,
  ecallNotAvailable: 8,
  undefinedError: 127,
} as const

/** EnableEmergencyProfileResponse, SGP.32 §5.9. */
export const enableEmergencyProfileResponse = tagged(
  0xbf5b,
  sequence({ enableEmergencyProfileResult: tagged(0x80, named(enableEmergencyProfileResults)) }),
)
export type EnableEmergencyProfileResponse = Infer<typeof enableEmergencyProfileResponse>

/** DisableEmergencyProfileRequest, SGP.32 §5.9. */
export const disableEmergencyProfileRequest = tagged(0xbf5c, withRefreshFlag)
export type DisableEmergencyProfileRequest = Infer<typeof disableEmergencyProfileRequest>

export const disableEmergencyProfileResults = {
  ok: 0,
  profileNotInEnabledState: 2,
  catBusy: 5,
  ecallNotAvailable: 8,
  undefinedError: 127,
} as const

/** DisableEmergencyProfileResponse, SGP.32 §5.9. */
export const disableEmergencyProfileResponse = tagged(
  0xbf5c,
  sequence({ disableEmergencyProfileResult: tagged(0x80, named(disableEmergencyProfileResults)) }),
)
export type DisableEmergencyProfileResponse = Infer<typeof disableEmergencyProfileResponse>

/** EuiccMemoryResetRequest, SGP.32 §5.9. */
export const euiccMemoryResetRequest = tagged(
  0xbf64,
  sequence({
    resetOptions: tagged(
      0x82,
      namedBits({
        deleteOperationalProfiles: 0,
        deleteFieldLoadedTestProfiles: 1,
        resetDefaultSmdpAddress: 2,
        deletePreLoadedTestProfiles: 3,
        deleteProvisioningProfiles: 4,
        resetEimConfigData: 5,
        resetImmediateEnableConfig: 6,
      }),
    ),
  }),
)
export type EuiccMemoryResetRequest = Infer<typeof euiccMemoryResetRequest>

export const resetResults = {
  ok: 0,
  nothingToDelete: 1,
  catBusy: 5,
  ecallActive: 104,
  undefinedError: 127,
} as const
export const resetEimResults = {
  ok: 0,
  nothingToDelete: 1,
  eimResetNotSupported: 2,
  undefinedError: 127,
} as const
export const resetImmediateEnableConfigResults = {
  ok: 0,
  resetIECNotSupported: 1,
  undefinedError: 127,
} as const

/** EuiccMemoryResetResponse, SGP.32 §5.9. */
export const euiccMemoryResetResponse = tagged(
  0xbf64,
  sequence({
    resetResult: tagged(0x80, named(resetResults)),
    resetEimResult: optional(tagged(0x81, named(resetEimResults))),
    resetImmediateEnableConfigResult: optional(
      tagged(0x82, named(resetImmediateEnableConfigResults)),
    ),
  }),
)
export type EuiccMemoryResetResponse = Infer<typeof euiccMemoryResetResponse>

/** GetCertsRequest, SGP.32 §5.9. */
export const getCertsRequest = tagged(
  0xbf56,
  sequence({ euiccCiPKId: optional(tagged(0x80, subjectKeyIdentifier)) }),
)
export type GetCertsRequest = Infer<typeof getCertsRequest>

export const getCertsErrors = { invalidCiPKId: 1, undefinedError: 127 } as const

const eumCertificate = tagged(0xa5, certificate)
const euiccCertificate = tagged(0xa6, certificate)

const getCertsArms = choice({
  certs: tagged(0xa0, sequence({ eumCertificate, euiccCertificate })),
  getCertsError: tagged(0x81, named(getCertsErrors)),
})
export type GetCertsResponse = Infer<typeof getCertsArms>

/** One emulated card gives each certificate an arm of its own: `A0{A5…} A1{A6…}`. */
const certsInTwoArms = formOf(
  sequence({
    eum: tagged(0xa0, sequence({ eumCertificate })),
    euicc: tagged(0xa1, sequence({ euiccCertificate })),
  }),
  ({ eum, euicc }): GetCertsResponse => ({ kind: 'certs', value: { ...eum, ...euicc } }),
)

/** GetCertsResponse, SGP.32 §5.9. */
export const getCertsResponse = byShape(explicit(0xbf56, getCertsArms), (bytes, at) =>
  childTags(bytes, at)[1] === 0xa1 ? certsInTwoArms : undefined,
)

/** GetConnectivityParametersRequest, SGP.32 §5.9. */
export const getConnectivityParametersRequest = tagged(0xbf5f, sequence({}))

export const connectivityParametersErrors = {
  parametersNotAvailable: 1,
  undefinedError: 127,
} as const

/** GetConnectivityParametersResponse, SGP.32 §5.9. */
export const getConnectivityParametersResponse = explicit(
  0xbf5f,
  choice({
    connectivityParameters: tagged(
      0xa0,
      sequence({ httpParams: optional(tagged(0x81, octets())) }),
    ),
    connectivityParametersError: tagged(0x81, named(connectivityParametersErrors)),
  }),
)
export type GetConnectivityParametersResponse = Infer<typeof getConnectivityParametersResponse>

/** IpaeActivationRequest, SGP.32 §5.9. */
export const ipaeActivationRequest = tagged(
  0xbf42,
  sequence({ ipaeOption: tagged(0x80, namedBits({ activateIpae: 0 })) }),
)
export type IpaeActivationRequest = Infer<typeof ipaeActivationRequest>

export const ipaeActivationResults = { ok: 0, notSupported: 1 } as const

/** IpaeActivationResponse, SGP.32 §5.9. */
export const ipaeActivationResponse = tagged(
  0xbf42,
  sequence({ ipaeActivationResult: tagged(0x80, named(ipaeActivationResults)) }),
)
export type IpaeActivationResponse = Infer<typeof ipaeActivationResponse>

/** ISDRProprietaryApplicationTemplateIoT in the answer to SELECT ISD-R, SGP.32 §5.9. */
export const isdrProprietaryApplicationTemplateIoT = tagged(
  0xe1,
  sequence({
    euiccConfiguration: tagged(0x80, namedBits({ ipaeSupported: 0, enabledProfile: 1 })),
  }),
)
export type IsdrProprietaryApplicationTemplateIoT = Infer<
  typeof isdrProprietaryApplicationTemplateIoT
>
