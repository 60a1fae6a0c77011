// What an eUICC says about itself. SGP.22 §5.7.8 (ES10b.GetEUICCInfo); the members from ipaMode
// on are those of SGP.32 §5.9, absent on a consumer card.

import { listOf, optional, sequence, tagged } from '@holdfast/asn1/constructed.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import type { Infer } from '@holdfast/asn1/schema.ts'
import { decode, named, namedBits, nothing, octets, utf8 } from '@holdfast/asn1/schema.ts'
import { withText } from '@holdfast/asn1/with-text.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { pprIds, subjectKeyIdentifier, versionType } from './elements.ts'

/** GetEuiccInfo1Request, SGP.22 §5.7.8. */
export const getEuiccInfo1Request = tagged(0xbf20, sequence({}))

/** EUICCInfo1, SGP.22 §5.7.8. */
export const euiccInfo1 = tagged(
  0xbf20,
  sequence({
    svn: tagged(0x82, versionType),
    euiccCiPKIdListForVerification: tagged(0xa9, listOf(subjectKeyIdentifier)),
    euiccCiPKIdListForSigning: tagged(0xaa, listOf(subjectKeyIdentifier)),
  }),
)
export type EuiccInfo1 = Infer<typeof euiccInfo1>

/** UICCCapability, as the interoperable profile format of the TCA names its bits. */
export const uiccCapability = namedBits({
  contactlessSupport: 0,
  usimSupport: 1,
  isimSupport: 2,
  csimSupport: 3,
  akaMilenage: 4,
  akaCave: 5,
  akaTuak128: 6,
  akaTuak256: 7,
  usimTestAlgorithm: 8,
  rfu2: 9,
  gbaAuthenUsim: 10,
  gbaAuthenISim: 11,
  mbmsAuthenUsim: 12,
  eapClient: 13,
  javacard: 14,
  multos: 15,
  multipleUsimSupport: 16,
  multipleIsimSupport: 17,
  multipleCsimSupport: 18,
  berTlvFileSupport: 19,
  dfLinkSupport: 20,
  catTp: 21,
  getIdentity: 22,
  profileAX25519: 23,
  profileBP256: 24,
  suciCalculatorApi: 25,
  dnsResolution: 26,
  scp11ac: 27,
  scp11cAuthorizationMechanism: 28,
  s16mode: 29,
  eaka: 30,
  iotminimal: 31,
})

/** RspCapability, SGP.22 §5.7.8. */
export const rspCapability = namedBits({
  additionalProfile: 0,
  crlSupport: 1,
  rpmSupport: 2,
  testProfileSupport: 3,
  deviceInfoExtensibilitySupport: 4,
  serviceSpecificDataSupport: 5,
})

export const euiccCategories = {
  other: 0,
  basicEuicc: 1,
  mediumEuicc: 2,
  contactlessEuicc: 3,
} as const

export const ipaModes = { ipad: 0, ipae: 1 } as const

/** IoTSpecificInfo, SGP.32 §5.9. */
export const iotSpecificInfo = sequence({
  iotVersion: tagged(0xa0, listOf(versionType)),
  ecallSupported: optional(tagged(0x81, nothing())),
  fallbackSupported: optional(tagged(0x82, nothing())),
  fallbackAllowedUpdateSupported: optional(tagged(0x83, nothing())),
})
export type IotSpecificInfo = Infer<typeof iotSpecificInfo>

/** GetEuiccInfo2Request, SGP.22 §5.7.8. */
export const getEuiccInfo2Request = tagged(0xbf22, sequence({}))

/** The TLVs inside extCardResource, ETSI TS 102 226 §8.2.1.7.2; without a SEQUENCE around them. */
export const extCardResource = sequence({
  numberOfInstalledApplications: optional(tagged(0x81, octets())),
  freeNonVolatileMemory: optional(tagged(0x82, octets())),
  freeVolatileMemory: optional(tagged(0x83, octets())),
})

const numberOf = (value: Uint8Array | undefined): string =>
  value ? String(value.reduce((sum, octet) => sum * 256 + octet, 0)) : 'unknown'

function showResources(contents: Uint8Array): string {
  try {
    const found = decode(extCardResource, tlv(0x30, contents))
    const applications = numberOf(found.numberOfInstalledApplications)
    const lasting = numberOf(found.freeNonVolatileMemory)
    const passing = numberOf(found.freeVolatileMemory)
    return `${applications} applications, ${lasting} octets free, ${passing} volatile`
  } catch (cause) {
    if (cause instanceof Asn1Error) return `${formatHex(contents)} (${cause.detail})`
    throw cause
  }
}

const cardResources = withText(octets(), showResources)

/** EUICCInfo2, SGP.22 §5.7.8 and SGP.32 §5.9. */
export const euiccInfo2 = tagged(
  0xbf22,
  sequence({
    profileVersion: tagged(0x81, versionType),
    svn: tagged(0x82, versionType),
    euiccFirmwareVer: tagged(0x83, versionType),
    extCardResource: tagged(0x84, cardResources),
    uiccCapability: tagged(0x85, uiccCapability),
    ts102241Version: optional(tagged(0x86, versionType)),
    globalplatformVersion: optional(tagged(0x87, versionType)),
    rspCapability: tagged(0x88, rspCapability),
    euiccCiPKIdListForVerification: tagged(0xa9, listOf(subjectKeyIdentifier)),
    euiccCiPKIdListForSigning: tagged(0xaa, listOf(subjectKeyIdentifier)),
    euiccCategory: optional(tagged(0x8b, named(euiccCategories))),
    forbiddenProfilePolicyRules: optional(tagged(0x99, pprIds)),
    ppVersion: versionType,
    sasAcreditationNumber: utf8({ max: 64 }),
    certificationDataObject: optional(
      tagged(
        0xac,
        sequence({
          platformLabel: tagged(0x80, utf8()),
          discoveryBaseURL: tagged(0x81, utf8()),
        }),
      ),
    ),
    treProperties: optional(
      tagged(0x8d, namedBits({ isDiscrete: 0, isIntegrated: 1, usesRemoteMemory: 2 })),
    ),
    treProductReference: optional(tagged(0x8e, utf8())),
    additionalEuiccProfilePackageVersions: optional(tagged(0xaf, listOf(versionType))),
    ipaMode: optional(tagged(0x90, named(ipaModes))),
    euiccCiPKIdListForSigningV3: optional(tagged(0xb1, listOf(subjectKeyIdentifier))),
    additionalEuiccInfo: optional(tagged(0x92, octets({ max: 32 }))),
    highestSvn: optional(tagged(0x93, versionType)),
    iotSpecificInfo: optional(tagged(0xb4, iotSpecificInfo)),
    euiccMinimumSecurityLevel: optional(tagged(0x95, octets({ min: 1, max: 1 }))),
  }),
)
export type EuiccInfo2 = Infer<typeof euiccInfo2>
