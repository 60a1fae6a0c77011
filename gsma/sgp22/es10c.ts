// Local profile management and card questions of an LPA: ES10a, ES10b and ES10c.
// SGP.22 §5.7.3, §5.7.4, §5.7.12, §5.7.16 to §5.7.22.

import { byShape } from '@holdfast/asn1/by-shape.ts'
import { choice, explicit, listOf, optional, sequence, tagged } from '@holdfast/asn1/constructed.ts'
import type { Infer } from '@holdfast/asn1/schema.ts'
import { boolean, integer, named, namedBits, utf8 } from '@holdfast/asn1/schema.ts'
import {
  address,
  eidValue,
  iccid,
  isdpAid,
  rulesAuthorisationTable,
  versionType,
} from './elements.ts'
import { tagList } from './tag-list.ts'
import { certificateList } from './x509-field.ts'

const profileIdentifier = choice({ isdpAid, iccid })

const profileSwitch = sequence({
  profileIdentifier: explicit(0xa0, profileIdentifier),
  refreshFlag: tagged(0x81, boolean()),
})

/** EnableProfileRequest, SGP.22 §5.7.16. */
export const enableProfileRequest = tagged(0xbf31, profileSwitch)
export type EnableProfileRequest = Infer<typeof enableProfileRequest>

export const es10cEnableResults = {
  ok: 0,
  iccidOrAidNotFound: 1,
  profileNotInDisabledState: 2,
  disallowedByPolicy: 3,
  wrongProfileReenabling: 4,
  catBusy: 5,
  undefinedError: 127,
} as const

/** EnableProfileResponse, SGP.22 §5.7.16. */
export const enableProfileResponse = tagged(
  0xbf31,
  sequence({ enableResult: tagged(0x80, named(es10cEnableResults)) }),
)
export type EnableProfileResponse = Infer<typeof enableProfileResponse>

/** DisableProfileRequest, SGP.22 §5.7.17. */
export const disableProfileRequest = tagged(0xbf32, profileSwitch)
export type DisableProfileRequest = Infer<typeof disableProfileRequest>

export const es10cDisableResults = {
  ok: 0,
  iccidOrAidNotFound: 1,
  profileNotInEnabledState: 2,
  disallowedByPolicy: 3,
  catBusy: 5,
  undefinedError: 127,
} as const

/** DisableProfileResponse, SGP.22 §5.7.17. */
export const disableProfileResponse = tagged(
  0xbf32,
  sequence({ disableResult: tagged(0x80, named(es10cDisableResults)) }),
)
export type DisableProfileResponse = Infer<typeof disableProfileResponse>

/** DeleteProfileRequest, SGP.22 §5.7.18. */
export const deleteProfileRequest = explicit(0xbf33, profileIdentifier)
export type DeleteProfileRequest = Infer<typeof deleteProfileRequest>

export const es10cDeleteResults = {
  ok: 0,
  iccidOrAidNotFound: 1,
  profileNotInDisabledState: 2,
  disallowedByPolicy: 3,
  undefinedError: 127,
} as const

/** DeleteProfileResponse, SGP.22 §5.7.18. */
export const deleteProfileResponse = tagged(
  0xbf33,
  sequence({ deleteResult: tagged(0x80, named(es10cDeleteResults)) }),
)
export type DeleteProfileResponse = Infer<typeof deleteProfileResponse>

/** EuiccMemoryResetRequest, SGP.22 §5.7.19; cards of SGP.32 v1.0 answer it too. */
export const euiccMemoryResetRequest = tagged(
  0xbf34,
  sequence({
    resetOptions: tagged(
      0x82,
      namedBits({
        deleteOperationalProfiles: 0,
        deleteFieldLoadedTestProfiles: 1,
        resetDefaultSmdpAddress: 2,
      }),
    ),
  }),
)
export type EuiccMemoryResetRequest = Infer<typeof euiccMemoryResetRequest>

export const es10cResetResults = {
  ok: 0,
  nothingToDelete: 1,
  catBusy: 5,
  undefinedError: 127,
} as const

/** EuiccMemoryResetResponse, SGP.22 §5.7.19. */
export const euiccMemoryResetResponse = tagged(
  0xbf34,
  sequence({ resetResult: tagged(0x80, named(es10cResetResults)) }),
)
export type EuiccMemoryResetResponse = Infer<typeof euiccMemoryResetResponse>

/** GetEuiccDataRequest (GetEID), SGP.22 §5.7.20. */
export const getEuiccDataRequest = tagged(0xbf3e, sequence({ tagList }))
export type GetEuiccDataRequest = Infer<typeof getEuiccDataRequest>

/** GetEuiccDataResponse, SGP.22 §5.7.20. */
export const getEuiccDataResponse = tagged(0xbf3e, sequence({ eidValue }))
export type GetEuiccDataResponse = Infer<typeof getEuiccDataResponse>

/** SetNicknameRequest, SGP.22 §5.7.21. */
export const setNicknameRequest = tagged(
  0xbf29,
  sequence({ iccid, profileNickname: tagged(0x90, utf8({ max: 64 })) }),
)
export type SetNicknameRequest = Infer<typeof setNicknameRequest>

export const setNicknameResults = { ok: 0, iccidNotFound: 1, undefinedError: 127 } as const

/** SetNicknameResponse, SGP.22 §5.7.21. */
export const setNicknameResponse = tagged(
  0xbf29,
  sequence({ setNicknameResult: tagged(0x80, named(setNicknameResults)) }),
)
export type SetNicknameResponse = Infer<typeof setNicknameResponse>

/** GetRatRequest, SGP.22 §5.7.22. */
export const getRatRequest = tagged(0xbf43, sequence({}))

/** GetRatResponse, SGP.22 §5.7.22; one emulated card writes 30 in the place of A0. */
export const getRatResponse = tagged(
  0xbf43,
  sequence({
    rat: byShape(
      tagged(0xa0, rulesAuthorisationTable),
      (_bytes, at) => (at.tag === 0x30 ? rulesAuthorisationTable : undefined),
      0x30,
    ),
  }),
)
export type GetRatResponse = Infer<typeof getRatResponse>

/** EuiccConfiguredAddressesRequest, SGP.22 §5.7.3. */
export const euiccConfiguredAddressesRequest = tagged(0xbf3c, sequence({}))

/** EuiccConfiguredAddressesResponse, SGP.22 §5.7.3. */
export const euiccConfiguredAddressesResponse = tagged(
  0xbf3c,
  sequence({
    defaultDpAddress: optional(tagged(0x80, address)),
    rootDsAddress: tagged(0x81, address),
  }),
)
export type EuiccConfiguredAddressesResponse = Infer<typeof euiccConfiguredAddressesResponse>

/** SetDefaultDpAddressRequest of ES10a, SGP.22 §5.7.4. */
export const setDefaultDpAddressRequest = tagged(
  0xbf3f,
  sequence({ defaultDpAddress: tagged(0x80, address) }),
)
export type SetDefaultDpAddressRequest = Infer<typeof setDefaultDpAddressRequest>

export const setDefaultDpAddressResults = { ok: 0, undefinedError: 127 } as const

/** SetDefaultDpAddressResponse of ES10a, SGP.22 §5.7.4. */
export const setDefaultDpAddressResponse = tagged(
  0xbf3f,
  sequence({ setDefaultDpAddressResult: tagged(0x80, named(setDefaultDpAddressResults)) }),
)
export type SetDefaultDpAddressResponse = Infer<typeof setDefaultDpAddressResponse>

/** LoadCRLRequest, SGP.22 §5.7.12. */
export const loadCRLRequest = tagged(0xbf35, sequence({ crl: tagged(0xa0, certificateList) }))
export type LoadCRLRequest = Infer<typeof loadCRLRequest>

export const loadCRLResponseErrors = {
  invalidSignature: 1,
  invalidCRLFormat: 2,
  notEnoughMemorySpace: 3,
  verificationKeyNotFound: 4,
  fresherCrlAlreadyLoaded: 5,
  baseCrlMissing: 6,
  undefinedError: 127,
} as const

/** LoadCRLResponse, SGP.22 §5.7.12. */
export const loadCRLResponse = explicit(
  0xbf35,
  choice({
    loadCRLResponseOk: tagged(
      0xa0,
      sequence({ missingParts: optional(tagged(0xa0, listOf(integer()))) }),
    ),
    loadCRLResponseError: tagged(0x81, named(loadCRLResponseErrors)),
  }),
)
export type LoadCRLResponse = Infer<typeof loadCRLResponse>

/** ISDRProprietaryApplicationTemplate in the answer to SELECT ISD-R, SGP.22 §5.7.1. */
export const isdrProprietaryApplicationTemplate = tagged(
  0xe0,
  sequence({
    svn: tagged(0x82, versionType),
    lpaeSupport: optional(namedBits({ lpaeUsingCat: 0, lpaeUsingScws: 1 })),
  }),
)

/** LpaeActivationRequest, SGP.22 §5.7.2. */
export const lpaeActivationRequest = tagged(
  0xbf42,
  sequence({
    lpaeOption: tagged(0x80, namedBits({ activateCatBasedLpae: 0, activateScwsBasedLpae: 1 })),
  }),
)

/** LpaeActivationResponse, SGP.22 §5.7.2. */
export const lpaeActivationResponse = tagged(
  0xbf42,
  sequence({ lpaeActivationResult: tagged(0x80, named({ ok: 0, notSupported: 1 })) }),
)
