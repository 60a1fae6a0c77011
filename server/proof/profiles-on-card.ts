// A signed list of profiles (SGP.22 §5.7.15, SGP.32 §5.9.14) as what stands on the card.

import { formatHex } from '@holdfast/asn1/hex.ts'
import type { ProfileOnCard } from '@holdfast/fleet/card-state.ts'
import type { Evidence, Instant } from '@holdfast/fleet/evidence.ts'
import { decodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { profileClasses, profileStates } from '@holdfast/gsma/sgp22/elements.ts'
import type { ProfileInfo } from '@holdfast/gsma/sgp22/profile-info.ts'

interface Reading {
  readonly evidence: Evidence
  readonly asOf: Instant
}

/** The profiles of a list; an entry without a readable ICCID cannot be one and is left out. */
export const profilesOnCard = (
  list: readonly ProfileInfo[],
  reading: Reading,
): readonly ProfileOnCard[] => list.flatMap((info) => profileOnCard(info, reading))

function profileOnCard(info: ProfileInfo, reading: Reading): readonly ProfileOnCard[] {
  const iccid = info.iccid && decodeIccid(info.iccid)
  if (!iccid?.ok) return []
  const ofClass = classOf(info.profileClass)
  return [
    {
      iccid: iccid.value,
      state: info.profileState === profileStates.enabled ? 'enabled' : 'disabled',
      ...(ofClass ? { class: ofClass } : {}),
      ...(info.isdpAid ? { isdpAid: formatHex(info.isdpAid) } : {}),
      ...(info.serviceProviderName ? { serviceProviderName: info.serviceProviderName } : {}),
      ...(info.profileName ? { profileName: info.profileName } : {}),
      fallbackAttribute: info.fallbackAttribute === true,
      ...(info.fallbackAllowed === undefined ? {} : { fallbackAllowed: info.fallbackAllowed }),
      ...(info.profilePolicyRules ? { policyRules: info.profilePolicyRules } : {}),
      ...reading,
    },
  ]
}

function classOf(code: number | undefined): ProfileOnCard['class'] {
  if (code === profileClasses.test) return 'test'
  if (code === profileClasses.provisioning) return 'provisioning'
  return code === profileClasses.operational ? 'operational' : undefined
}
