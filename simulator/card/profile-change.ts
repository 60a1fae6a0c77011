// Enabling, disabling and deleting a profile: the same rules whether the LPA asks for it (ES10c,
// SGP.22 §5.7.16 to §5.7.18) or an eIM's package (ESep, SGP.32 §2.11.1.1). Each gives a result code
// and, when that is 0, the one change to commit.

import { parseHex } from '@holdfast/asn1/hex.ts'
import type { CardNvm, StoredProfile } from './nvm.ts'
import { enabledProfile } from './nvm.ts'
import type { ProfileEvent } from './signed-notification.ts'
import { metadataOf, withEvents } from './signed-notification.ts'
import type { Turn } from './turn.ts'

export interface Outcome {
  readonly code: number
  readonly change?: Partial<CardNvm>
}

const codes = {
  ok: 0,
  notFound: 1,
  wrongState: 2,
  disallowedByPolicy: 3,
  catBusy: 5,
  rollbackNotAvailable: 20,
  returnFallbackProfile: 21,
} as const

/** How a profile is named in a command. */
export type ProfileName =
  | { readonly kind: 'iccid'; readonly value: Uint8Array }
  | { readonly kind: 'isdpAid'; readonly value: Uint8Array }

/** The profile so named, or undefined. */
export function findProfile(nvm: CardNvm, name: ProfileName): StoredProfile | undefined {
  const wanted = Buffer.from(name.value).toString('hex').toUpperCase()
  const field = name.kind === 'iccid' ? 'iccid' : 'isdpAid'
  return nvm.profiles.find((profile) => profile[field] === wanted)
}

const forbids = (profile: StoredProfile, rule: 'ppr1' | 'ppr2'): boolean =>
  metadataOf(profile).profilePolicyRules?.includes(rule) ?? false

/** Uses up one of the answers "catBusy" that the caller asked for. */
function takeBusy(turn: Turn): boolean {
  const { busyCount } = turn.ram
  if (busyCount > 0) turn.remember({ busyCount: busyCount - 1 })
  return busyCount > 0
}

/** The profiles with `target` enabled and whichever was enabled before disabled. */
export const withEnabled = (
  profiles: readonly StoredProfile[],
  iccid: string | null,
): readonly StoredProfile[] =>
  profiles.map((profile) => {
    const state = profile.iccid === iccid ? 'enabled' : 'disabled'
    return profile.state === state ? profile : { ...profile, state }
  })

/** The events of a switch from what is enabled now to `target` (or to nothing). */
export function switchEvents(turn: Turn, target?: StoredProfile): readonly ProfileEvent[] {
  const current = enabledProfile(turn.nvm)
  return [
    ...(current ? [{ profile: current, event: 'disable' } as const] : []),
    ...(target ? [{ profile: target, event: 'enable' } as const] : []),
  ]
}

/** What a card that forgets its enable goes back to at the next reset. */
function reversion(turn: Turn): Partial<CardNvm> {
  if (!turn.model.quirks.enableIsLostAtReset) return {}
  if (turn.nvm.enabledAfterReset !== undefined) return {}
  return { enabledAfterReset: enabledProfile(turn.nvm)?.iccid ?? null }
}

export function enableProfile(turn: Turn, name: ProfileName): Outcome {
  const target = findProfile(turn.nvm, name)
  if (!target) return { code: codes.notFound }
  if (takeBusy(turn)) return { code: codes.catBusy }
  if (target.state === 'enabled') return { code: codes.wrongState }
  const current = enabledProfile(turn.nvm)
  if (current && forbids(current, 'ppr1')) return { code: codes.disallowedByPolicy }
  const profiles = withEnabled(turn.nvm.profiles, target.iccid)
  const change = {
    profiles,
    returnFromFallback: undefined,
    rollback: undefined,
    ...reversion(turn),
  }
  return { code: codes.ok, change: withEvents(turn, change, switchEvents(turn, target)) }
}

export function disableProfile(turn: Turn, name: ProfileName): Outcome {
  const target = findProfile(turn.nvm, name)
  if (!target) return { code: codes.notFound }
  if (takeBusy(turn)) return { code: codes.catBusy }
  if (target.state !== 'enabled') return { code: codes.wrongState }
  if (forbids(target, 'ppr1')) return { code: codes.disallowedByPolicy }
  const profiles = withEnabled(turn.nvm.profiles, null)
  const change = { profiles, returnFromFallback: undefined, rollback: undefined }
  return { code: codes.ok, change: withEvents(turn, change, switchEvents(turn)) }
}

export function deleteProfile(turn: Turn, name: ProfileName): Outcome {
  const { nvm } = turn
  const target = findProfile(nvm, name)
  if (!target) return { code: codes.notFound }
  if (target.state === 'enabled') return { code: codes.wrongState }
  if (forbids(target, 'ppr2')) return { code: codes.disallowedByPolicy }
  const rollbackTo = nvm.packageUnderWay?.rollbackToIccid ?? nvm.rollback?.returnToIccid
  if (rollbackTo === target.iccid) return { code: codes.rollbackNotAvailable }
  if (nvm.returnFromFallback === target.iccid) return { code: codes.returnFallbackProfile }
  const profiles = nvm.profiles.filter((profile) => profile !== target)
  const deleted = [{ profile: target, event: 'delete' } as const]
  return { code: codes.ok, change: withEvents(turn, { profiles }, deleted) }
}

/** An ICCID kept as hexadecimal, as a name. */
export const byIccid = (iccid: string): ProfileName => ({ kind: 'iccid', value: parseHex(iccid) })
