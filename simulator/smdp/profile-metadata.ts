// What an operator says of a profile, and the metadata that a card and its user are shown.
// SGP.22 §5.5.3 (StoreMetadata), SGP.32 §5.9.14 (fallbackAllowed, ecallIndication).

import { encode } from '@holdfast/asn1/schema.ts'
import type { Iccid } from '@holdfast/gsma/ids/iccid.ts'
import { encodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import type { Plmn } from '@holdfast/gsma/ids/plmn.ts'
import { encodePlmn } from '@holdfast/gsma/ids/plmn.ts'
import { profileClasses } from '@holdfast/gsma/sgp22/elements.ts'
import { storeMetadataRequest } from '@holdfast/gsma/sgp22/profile-info.ts'

export type NotificationEventName = 'install' | 'enable' | 'disable' | 'delete'

export interface ProfileDescription {
  readonly serviceProviderName: string
  readonly profileName: string
  readonly profileClass: 'test' | 'provisioning' | 'operational'
  readonly owner?: Plmn | undefined
  /** Which changes on the card are to be told, and to whom. */
  readonly notify: readonly {
    readonly event: NotificationEventName
    readonly address: string
  }[]
  readonly policyRules: readonly ('ppr1' | 'ppr2')[]
  readonly fallbackAllowed: boolean
  readonly ecallIndication: boolean
  /** PNG or JPEG octets, hexadecimal. */
  readonly icon?: { readonly type: 'jpg' | 'png'; readonly bytes: string } | undefined
}

/** An operational profile whose changes are told to this SM-DP+. */
export const describeProfile = (
  serviceProviderName: string,
  address: string,
  facts: Partial<ProfileDescription> = {},
): ProfileDescription => ({
  serviceProviderName,
  profileName: `${serviceProviderName} IoT`,
  profileClass: 'operational',
  notify: (['enable', 'disable', 'delete'] as const).map((event) => ({ event, address })),
  policyRules: [],
  fallbackAllowed: false,
  ecallIndication: false,
  ...facts,
})

const eventNames = {
  install: 'notificationInstall',
  enable: 'notificationEnable',
  disable: 'notificationDisable',
  delete: 'notificationDelete',
} as const

/** StoreMetadataRequest (BF25). Members of SGP.32 stand only where they say something. */
export function encodeMetadata(iccid: Iccid, described: ProfileDescription): Uint8Array {
  const { icon, notify, owner, policyRules } = described
  return encode(storeMetadataRequest, {
    iccid: encodeIccid(iccid),
    serviceProviderName: described.serviceProviderName,
    profileName: described.profileName,
    ...(icon
      ? { iconType: icon.type === 'jpg' ? 0 : 1, icon: Buffer.from(icon.bytes, 'hex') }
      : {}),
    profileClass: profileClasses[described.profileClass],
    ...(notify.length > 0
      ? {
          notificationConfigurationInfo: notify.map(({ event, address }) => ({
            profileManagementOperation: [eventNames[event]],
            notificationAddress: address,
          })),
        }
      : {}),
    ...(owner ? { profileOwner: { mccMnc: encodePlmn(owner) } } : {}),
    ...(policyRules.length > 0 ? { profilePolicyRules: policyRules } : {}),
    ...(described.ecallIndication ? { ecallIndication: true } : {}),
    ...(described.fallbackAllowed ? { fallbackAllowed: true } : {}),
  })
}
