// What a card tells of its profiles, whole or by a list of tags, all or by a search. SGP.22 §5.7.15
// (GetProfilesInfo), SGP.32 §2.11.1.1 and §5.9.14 (listProfileInfo, its default tags).

import { readElements } from '@holdfast/asn1/der.ts'
import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { ProfileInfo, ProfileInfoListRequest } from '@holdfast/gsma/sgp22/profile-info.ts'
import { profileInfo } from '@holdfast/gsma/sgp22/profile-info.ts'
import type { CardNvm, StoredProfile } from './nvm.ts'
import { metadataOf } from './signed-notification.ts'

const consumerTags = [0x5a, 0x4f, 0x9f70, 0x90, 0x91, 0x92, 0x93, 0x94, 0x95]
const packageTags = [0x5a, 0x4f, 0x9f70, 0x91, 0x92, 0x95, 0x9f7b, 0x9f26, 0x9f67]

/** ProfileInfoListResponse (BF2D) of the profiles asked for. */
export function encodeProfileList(
  nvm: CardNvm,
  request: ProfileInfoListRequest,
  asker: 'lpa' | 'eim',
): Uint8Array {
  const tags = request.tagList ? readTags(request.tagList) : undefined
  if (request.tagList && !tags) return encodeProfileListError(1)
  const wanted = tags ?? (asker === 'lpa' ? consumerTags : packageTags)
  const found = nvm.profiles.filter((profile) => matches(profile, request.searchCriteria))
  return tlv(0xbf2d, tlv(0xa0, ...found.map((profile) => encodeProfile(profile, wanted))))
}

export const encodeProfileListError = (code: number): Uint8Array =>
  tlv(0xbf2d, tlv(0x81, Uint8Array.of(code)))

function matches(
  profile: StoredProfile,
  criteria: ProfileInfoListRequest['searchCriteria'],
): boolean {
  if (!criteria) return true
  if (criteria.kind === 'iccid') return profile.iccid === formatHex(criteria.value)
  if (criteria.kind === 'isdpAid') return profile.isdpAid === formatHex(criteria.value)
  return metadataOf(profile).profileClass === criteria.value
}

/** The tags of a tagList, one after the other; undefined when the last one is cut off. */
function readTags(list: Uint8Array): readonly number[] | undefined {
  const tags: number[] = []
  for (let at = 0; at < list.length; at++) {
    let tag = list[at] as number
    if ((tag & 0x1f) === 0x1f) {
      const second = list[++at]
      if (second === undefined) return undefined
      tag = (tag << 8) | second
    }
    tags.push(tag)
  }
  return tags
}

function encodeProfile(profile: StoredProfile, wanted: readonly number[]): Uint8Array {
  const whole = encode(profileInfo, describe(profile))
  const fields = readElements(whole, 0, whole.length).flatMap((outer) =>
    readElements(whole, outer.valueStart, outer.end),
  )
  const kept = fields.filter((field) => wanted.includes(field.tag))
  return tlv(0xe3, ...kept.map((field) => whole.subarray(field.start, field.end)))
}

function describe(profile: StoredProfile): ProfileInfo {
  const metadata = metadataOf(profile)
  const { iccid: _own, serviceSpecificDataNotStoredInEuicc: _dropped, ...shown } = metadata
  return {
    ...shown,
    iccid: parseHex(profile.iccid),
    isdpAid: parseHex(profile.isdpAid),
    profileState: profile.state === 'enabled' ? 1 : 0,
    ...(profile.nickname === undefined ? {} : { profileNickname: profile.nickname }),
    ...(profile.dpOid === undefined ? {} : { dpProprietaryData: { dpOid: profile.dpOid } }),
    ...(metadata.iotSpecificMetadata
      ? { iotSpecificProfileInfo: metadata.iotSpecificMetadata }
      : {}),
    fallbackAttribute: profile.fallbackAttribute,
  }
}
