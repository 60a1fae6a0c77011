// What is known of a profile: its metadata on the way to the card, and as the card lists it.
// SGP.22 §5.7.15 (GetProfilesInfo), §5.5.3 (StoreMetadata), §5.4.1 (UpdateMetadata). The members
// from ecallIndication on are those of SGP.32 §5.9.14, absent on a consumer card.

import { sequenceInAnyOrder } from '@holdfast/asn1/any-order.ts'
import { byShape, childTags } from '@holdfast/asn1/by-shape.ts'
import {
  choice,
  explicit,
  listOf,
  optional,
  sequence,
  tagged,
  withDefault,
} from '@holdfast/asn1/constructed.ts'
import type { Infer } from '@holdfast/asn1/schema.ts'
import { boolean, named, octets, utf8 } from '@holdfast/asn1/schema.ts'
import {
  address,
  dpProprietaryElements,
  iccid,
  iconType,
  isdpAid,
  notificationEvent,
  operatorId,
  pprIds,
  profileClass,
  profileClasses,
  profileState,
  vendorSpecificExtension,
} from './elements.ts'
import { tagList } from './tag-list.ts'

/** NotificationConfigurationInformation, SGP.22 §5.5.3. */
export const notificationConfigurationInformation = sequence({
  profileManagementOperation: tagged(0x80, notificationEvent),
  notificationAddress: tagged(0x81, address),
})

/**
 * ProfileInfo, SGP.22 §5.7.15 and SGP.32 §5.9.14. A card may list the members in the order in which
 * it was asked for them.
 */
export const profileInfo = tagged(
  0xe3,
  sequenceInAnyOrder({
    iccid: optional(iccid),
    isdpAid: optional(isdpAid),
    profileState: optional(tagged(0x9f70, profileState)),
    profileNickname: optional(tagged(0x90, utf8({ max: 64 }))),
    serviceProviderName: optional(tagged(0x91, utf8({ max: 32 }))),
    profileName: optional(tagged(0x92, utf8({ max: 64 }))),
    iconType: optional(tagged(0x93, iconType)),
    icon: optional(tagged(0x94, octets({ max: 1024 }))),
    profileClass: optional(tagged(0x95, profileClass)),
    notificationConfigurationInfo: optional(
      tagged(0xb6, listOf(notificationConfigurationInformation)),
    ),
    profileOwner: optional(tagged(0xb7, operatorId)),
    dpProprietaryData: optional(tagged(0xb8, dpProprietaryElements)),
    profilePolicyRules: optional(tagged(0x99, pprIds)),
    serviceSpecificDataStoredInEuicc: optional(tagged(0xbf22, vendorSpecificExtension)),
    ecallIndication: optional(tagged(0x9f7b, boolean())),
    fallbackAttribute: withDefault(tagged(0x9f26, boolean()), false),
    fallbackAllowed: optional(tagged(0x9f67, boolean())),
    iotSpecificProfileInfo: optional(tagged(0xbf64, sequence({}))),
  }),
)
export type ProfileInfo = Infer<typeof profileInfo>

/** ProfileInfoListRequest, SGP.22 §5.7.15. */
export const profileInfoListRequest = tagged(
  0xbf2d,
  sequence({
    searchCriteria: optional(
      explicit(0xa0, choice({ isdpAid, iccid, profileClass: tagged(0x95, profileClass) })),
    ),
    tagList: optional(tagList),
  }),
)
export type ProfileInfoListRequest = Infer<typeof profileInfoListRequest>

export const profileInfoListErrors = {
  incorrectInputValues: 1,
  profileChangeOngoing: 11,
  undefinedError: 127,
} as const
export const profileInfoListError = named(profileInfoListErrors)

const profiles = listOf(profileInfo)

/**
 * profileInfoListOk: `A0{E3…}` by X.680; `30{E3…}` and `A0{30{E3…}}` are met in the field.
 */
const profileInfoListOk = byShape(
  tagged(0xa0, profiles),
  (bytes, at) => {
    const [first, ...others] = childTags(bytes, at)
    return first === 0x30 && others.length === 0 ? explicit(0xa0, profiles) : undefined
  },
  0x30,
)

/** ProfileInfoListResponse, SGP.22 §5.7.15. */
export const profileInfoListResponse = explicit(
  0xbf2d,
  choice({ profileInfoListOk, profileInfoListError: tagged(0x81, profileInfoListError) }),
)
export type ProfileInfoListResponse = Infer<typeof profileInfoListResponse>

/** StoreMetadataRequest, SGP.22 §5.5.3 and SGP.32 §5.9.14. */
export const storeMetadataRequest = tagged(
  0xbf25,
  sequence({
    iccid,
    serviceProviderName: tagged(0x91, utf8({ max: 32 })),
    profileName: tagged(0x92, utf8({ max: 64 })),
    iconType: optional(tagged(0x93, iconType)),
    icon: optional(tagged(0x94, octets({ max: 1024 }))),
    profileClass: withDefault(tagged(0x95, profileClass), profileClasses.operational as number),
    notificationConfigurationInfo: optional(
      tagged(0xb6, listOf(notificationConfigurationInformation)),
    ),
    profileOwner: optional(tagged(0xb7, operatorId)),
    profilePolicyRules: optional(tagged(0x99, pprIds)),
    serviceSpecificDataStoredInEuicc: optional(tagged(0xbf22, vendorSpecificExtension)),
    serviceSpecificDataNotStoredInEuicc: optional(tagged(0xbf23, vendorSpecificExtension)),
    ecallIndication: optional(tagged(0x9f7b, boolean())),
    fallbackAllowed: optional(tagged(0x9f67, boolean())),
    iotSpecificMetadata: optional(tagged(0xbf64, sequence({}))),
  }),
)
export type StoreMetadataRequest = Infer<typeof storeMetadataRequest>

/** UpdateMetadataRequest, SGP.22 §5.4.1 and SGP.32 §5.9.14. */
export const updateMetadataRequest = tagged(
  0xbf2a,
  sequence({
    serviceProviderName: optional(tagged(0x91, utf8({ max: 32 }))),
    profileName: optional(tagged(0x92, utf8({ max: 64 }))),
    iconType: optional(tagged(0x93, iconType)),
    icon: optional(tagged(0x94, octets({ max: 1024 }))),
    profilePolicyRules: optional(tagged(0x99, pprIds)),
    serviceSpecificDataStoredInEuicc: optional(tagged(0xbf22, vendorSpecificExtension)),
    fallbackAllowed: optional(tagged(0x9f67, boolean())),
  }),
)
export type UpdateMetadataRequest = Infer<typeof updateMetadataRequest>
