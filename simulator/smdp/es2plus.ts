// ES2+: an operator orders profiles, confirms, cancels and releases the orders. Which state allows
// what, and the pair of codes of every refusal, follow SGP.22 §5.3 and §3.1.1.

import { formatHex } from '@holdfast/asn1/hex.ts'
import type { Eid } from '@holdfast/gsma/ids/eid.ts'
import { sha256 } from '@holdfast/gsma/signature.ts'
import type { ProfileRecord } from './order.ts'
import { backInStock, mayBe } from './order.ts'
import type { Answer, Smdp, SmdpWorld } from './smdp.ts'
import { done, failed } from './smdp.ts'

/** DownloadOrder: reserves a profile by ICCID, or one of a type, for a card if one is named. */
export function downloadOrder(
  smdp: Smdp,
  asked: {
    readonly iccid?: string | undefined
    readonly profileType?: string | undefined
    readonly eid?: Eid | undefined
  },
): Answer<{ readonly iccid: string }> {
  const found = asked.iccid === undefined ? byType(smdp, asked.profileType) : byIccid(smdp, asked)
  if (found.kind === 'failed') return found
  const { eid } = asked
  smdp.put({ ...found.value, state: eid ? 'linked' : 'allocated', eid })
  return done({ iccid: found.value.iccid })
}

function byIccid(
  smdp: Smdp,
  asked: { readonly iccid?: string | undefined; readonly profileType?: string | undefined },
): Answer<ProfileRecord> {
  const profile = smdp.profile(asked.iccid ?? '')
  if (!profile) return failed('8.2.1/3.9', `ICCID ${asked.iccid} is not known here`)
  if (asked.profileType !== undefined && asked.profileType !== profile.profileType) {
    return failed('8.2.5/3.8', `${asked.iccid} is of type ${profile.profileType}`)
  }
  if (!mayBe('ordered', profile)) return failed('8.2.1/3.3', `${asked.iccid} is ${profile.state}`)
  return done(profile)
}

function byType(smdp: Smdp, profileType: string | undefined): Answer<ProfileRecord> {
  if (profileType === undefined) return failed('8.2.1/2.3', 'an ICCID or a profile type is needed')
  const found = smdp.fromStock(profileType)
  if (found === 'unknown') return failed('8.2.5/3.9', `no profile type ${profileType} here`)
  if (found === 'none-left') return failed('8.2.5/3.7', `no profile of type ${profileType} is left`)
  return done(found)
}

export interface Confirmation {
  readonly iccid: string
  readonly releaseFlag: boolean
  readonly eid?: Eid | undefined
  readonly matchingId?: string | undefined
  readonly confirmationCode?: string | undefined
  readonly smdsAddress?: string | undefined
}

/** ConfirmOrder: a matching id, perhaps a confirmation code, and perhaps the release. */
export function confirmOrder(
  smdp: Smdp,
  asked: Confirmation,
  world: SmdpWorld,
): Answer<{ readonly matchingId: string; readonly eid?: Eid; readonly smdpAddress: string }> {
  const profile = smdp.profile(asked.iccid)
  if (!profile) return failed('8.2.1/3.9', `ICCID ${asked.iccid} is not known here`)
  const refusal = confirmationRefusal(smdp, profile, asked)
  if (refusal) return refusal
  const matchingId = asked.matchingId ?? profile.matchingId ?? newMatchingId(smdp, world)
  const eid = asked.eid ?? profile.eid
  const confirmed: ProfileRecord = {
    ...profile,
    matchingId,
    ...(eid === undefined ? {} : { eid }),
    ...(asked.confirmationCode === undefined
      ? {}
      : { confirmationCodeHash: hashOf(asked.confirmationCode) }),
    state: 'confirmed',
  }
  smdp.put(asked.releaseFlag ? released(smdp, confirmed, world) : confirmed)
  const { address } = smdp.configuration
  return done({ matchingId, ...(eid === undefined ? {} : { eid }), smdpAddress: address })
}

const hashOf = (code: string): string => formatHex(sha256(new TextEncoder().encode(code)))

function confirmationRefusal(
  smdp: Smdp,
  profile: ProfileRecord,
  asked: Confirmation,
): Answer<never> | undefined {
  const { eid, matchingId, smdsAddress } = asked
  if (!mayBe('confirmable', profile)) {
    return failed('8.2.1/3.3', `${profile.iccid} is ${profile.state}`)
  }
  if (eid !== undefined && profile.eid !== undefined && eid !== profile.eid) {
    return failed('8.1.1/3.10', 'the order is for another card')
  }
  if (matchingId !== undefined && !/^[A-Z0-9-]{1,255}$/.test(matchingId)) {
    return failed('8.2.6/2.1', 'a matching id has upper-case letters, digits and dashes')
  }
  const holder = matchingId === undefined ? undefined : smdp.byMatchingId(matchingId)
  if (holder && holder.iccid !== profile.iccid) {
    return failed('8.2.6/3.3', `${matchingId} belongs to another order`)
  }
  if (smdsAddress === undefined) return undefined
  if (eid === undefined && profile.eid === undefined) {
    return failed('8.1.1/2.2', 'an SM-DS needs the EID of the card')
  }
  return failed('8.9/5.1', `no SM-DS at ${smdsAddress} can be reached from this sandbox`)
}

/** Twenty characters of which nobody can guess the next. */
function newMatchingId(smdp: Smdp, { entropy }: SmdpWorld): string {
  for (;;) {
    const matchingId = formatHex(entropy(10))
    if (!smdp.byMatchingId(matchingId)) return matchingId
  }
}

/** The record with its order open for download from now on. */
function released(smdp: Smdp, profile: ProfileRecord, { now }: SmdpWorld): ProfileRecord {
  const lifetime = smdp.configuration.orderLifetimeMs
  const expiry = lifetime === undefined ? {} : { expiresAt: now + lifetime }
  return { ...profile, state: 'released', ...expiry }
}

/** ReleaseProfile. */
export function releaseProfile(
  smdp: Smdp,
  asked: { readonly iccid: string },
  world: SmdpWorld,
): Answer<null> {
  const profile = smdp.profile(asked.iccid)
  if (!profile) return failed('8.2.1/3.9', `ICCID ${asked.iccid} is not known here`)
  if (profile.state !== 'confirmed') {
    return failed('8.2.1/3.5', `${asked.iccid} is ${profile.state}, not confirmed`)
  }
  smdp.put(released(smdp, profile, world))
  return done(null)
}

/** CancelOrder: back to the stock, or never again. An installed profile cannot be called back. */
export function cancelOrder(
  smdp: Smdp,
  asked: {
    readonly iccid: string
    readonly eid?: Eid | undefined
    readonly matchingId?: string | undefined
    readonly finalProfileStatusIndicator: 'Available' | 'Unavailable'
  },
): Answer<null> {
  const profile = smdp.profile(asked.iccid)
  if (!profile) return failed('8.2.1/3.9', `ICCID ${asked.iccid} is not known here`)
  if (!mayBe('cancellable', profile)) {
    return failed('8.2.1/3.3', `${asked.iccid} is ${profile.state}`)
  }
  if (asked.eid !== undefined && profile.eid !== undefined && asked.eid !== profile.eid) {
    return failed('8.2.1/3.10', 'the order is for another card')
  }
  if (asked.matchingId !== undefined && asked.matchingId !== profile.matchingId) {
    return failed('8.2.6/3.10', 'the order has another matching id')
  }
  const returned = backInStock(profile)
  const isGone = asked.finalProfileStatusIndicator === 'Unavailable'
  smdp.put(isGone ? { ...returned, state: 'unavailable' } : returned)
  return done(null)
}
