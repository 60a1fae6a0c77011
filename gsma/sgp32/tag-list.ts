// The tag list of an IpaEuiccDataRequest: which members an eIM asks for. SGP.32 §2.11.1.2. v1.0 uses
// other tags for two members. 5A and BF2D are no members: an IPA refuses a list with them.

import type { Tag } from '@holdfast/asn1/der.ts'
import type { Dialect } from './dialect.ts'
import type { IpaEuiccData } from './ipa-euicc-data.ts'

export type IpaEuiccMember = Exclude<keyof IpaEuiccData, 'eimTransactionId'>

const tags: Readonly<Record<IpaEuiccMember, Tag>> = {
  notificationsList: 0xa0,
  defaultSmdpAddress: 0x81,
  euiccPackageResultList: 0xa2,
  euiccInfo1: 0xbf20,
  euiccInfo2: 0xbf22,
  rootSmdsAddress: 0x83,
  associationToken: 0x84,
  eumCertificate: 0xa5,
  euiccCertificate: 0xa6,
  ipaCapabilities: 0xa8,
  deviceInfo: 0xa9,
}

const tagsV10: Readonly<Partial<Record<IpaEuiccMember, Tag>>> = {
  notificationsList: 0xbf2b,
  defaultSmdpAddress: 0x80,
}

/** The tag list asking for `members`, for an IPA that speaks `dialect`. */
export function formatTagList(
  members: readonly IpaEuiccMember[],
  dialect: Dialect = 'v1.2',
): Uint8Array {
  const list = members.flatMap((member) => {
    const tag = (dialect === 'v1.0' ? tagsV10[member] : undefined) ?? tags[member]
    return tag > 0xff ? [tag >> 8, tag & 0xff] : [tag]
  })
  return Uint8Array.from(list)
}

/** The member that a tag of a list asks for; v1.0's tags too, and 88 for A8 as one eIM writes it. */
export function memberOfTag(tag: Tag): IpaEuiccMember | undefined {
  if (tag === 0x88) return 'ipaCapabilities'
  // The keys of the table are the members.
  const names = Object.keys(tags) as IpaEuiccMember[]
  return names.find((name) => tags[name] === tag || tagsV10[name] === tag)
}
