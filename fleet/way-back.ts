// How the device stays manageable when a step goes wrong (S4), and which wishes would take the last
// way back away. These rules are asked when a wish is judged and again each time before a change is
// handed out, so no path leads around them.

import {
  enabledProfile,
  fallbackProfile,
  isListProven,
  operationsInOrder,
  profilesOf,
} from './card-queries.ts'
import type { CardState, ProfileOnCard } from './card-state.ts'
import type { Refusal } from './decision.ts'
import type { Instant } from './evidence.ts'
import type { StepKind, WayBack } from './plan.ts'
import { refuse } from './reasons/reason.ts'
import { lastHeard, unshownProfile } from './safety/abstract-card.ts'
import type { Wish } from './wish.ts'

/** The way back that this step leaves. */
export function wayBackOf(state: CardState, step: StepKind): WayBack {
  const enabled = enabledProfile(state)
  const fallback = fallbackProfile(state)
  switch (step.kind) {
    case 'identify':
    case 'read':
    case 'confirm':
      return { kind: 'nothing-changes', why: 'this step changes nothing on the card' }
    case 'download':
      return {
        kind: 'old-profile-stays',
        why: `a new profile is installed disabled; ${stays(enabled)}`,
      }
    case 'enable':
      return enableWayBack(enabled, fallback, step)
    case 'disable':
      return { kind: 'old-profile-stays', why: `another profile stays enabled; ${stays(enabled)}` }
    case 'delete':
      return { kind: 'old-profile-stays', why: `only a disabled profile goes; ${stays(enabled)}` }
    case 'set-fallback':
    case 'unset-fallback':
      return { kind: 'old-profile-stays', why: `no profile is switched; ${stays(enabled)}` }
  }
}

const stays = (enabled: ProfileOnCard | undefined): string =>
  enabled ? `${enabled.iccid} stays enabled` : 'the enabled profile stays as it is'

function enableWayBack(
  enabled: ProfileOnCard | undefined,
  fallback: ProfileOnCard | undefined,
  step: Extract<StepKind, { kind: 'enable' }>,
): WayBack {
  if (step.rollbackFlag) {
    const former = enabled ? enabled.iccid : 'the profile enabled before'
    const second = fallback ? `; ${fallback.iccid} is the fallback profile besides` : ''
    const why = `if the device cannot reach us, its card re-enables ${former} (rollback)${second}`
    return { kind: 'rollback-flag', why }
  }
  if (enabled && fallback) {
    const why = `the card does not roll back; it rescues itself with ${fallback.iccid} (fallback)`
    return { kind: 'fallback-profile', why }
  }
  const why = 'no profile is enabled now, so enabling one takes no way back away'
  return { kind: 'nothing-changes', why }
}

/** Why this wish would take a way back away; none when it would not, or the list is not proven. */
export function judgeWayBack(state: CardState, wish: Wish, now: Instant): readonly Refusal[] {
  if (!isListProven(state, now)) return []
  if (wish.kind === 'disable') return judgeDisable(state, wish.iccid)
  if (wish.kind === 'delete') return judgeDelete(state, wish.iccid)
  if (wish.kind === 'unset-fallback') return judgeUnset(state)
  return []
}

/** The fallback profile rescues a device that is not heard over its enabled profile yet. */
function judgeUnset(state: CardState): readonly Refusal[] {
  const fallback = fallbackProfile(state)
  const isNeeded = fallback !== undefined && unshownProfile(state) !== undefined
  return isNeeded ? [refuse('still-needed', fallback.iccid)] : []
}

function judgeDisable(state: CardState, iccid: string): readonly Refusal[] {
  if (state.profiles[iccid]?.state !== 'enabled') return []
  const others = profilesOf(state).filter((one) => one.iccid !== iccid && one.state === 'enabled')
  return others.length > 0 ? [] : [refuse('nothing-else-enabled', iccid)]
}

function judgeDelete(state: CardState, iccid: string): readonly Refusal[] {
  const profile = state.profiles[iccid]
  if (!profile) return []
  const refusals: Refusal[] = []
  if (profile.state === 'enabled') refusals.push(refuse('profile-is-enabled', iccid))
  if (profile.fallbackAttribute) refusals.push(refuse('is-fallback-profile', iccid))
  if (profile.class === 'provisioning') refusals.push(refuse('is-bootstrap-profile', iccid))
  if (isStillNeeded(state, iccid)) refusals.push(refuse('still-needed', iccid))
  if (profilesOf(state).length === 1 || isLastOfUse(state, iccid)) {
    refusals.push(refuse('last-way-back', iccid))
  }
  return refusals
}

/**
 * Whether the device was last heard over this profile and not over the enabled one; or was switched
 * away from it by us, and has not been heard over the new one since.
 */
function isStillNeeded(state: CardState, iccid: string): boolean {
  const enabled = enabledProfile(state)?.iccid
  if (enabled === undefined || enabled === iccid) return false
  const heard = lastHeard(state)?.iccid
  if (heard === iccid && unshownProfile(state) !== undefined) return true
  const last = operationsInOrder(state).findLast(({ enableSentAt }) => enableSentAt !== undefined)
  const isUnshown = last?.outcome === 'unknown' && last.targetIccid === enabled
  return isUnshown && last.formerIccid === iccid && heard !== enabled
}

/**
 * Whether no profile is enabled and this is the only other one that is no test profile: then it is
 * what the device would have to be rescued with.
 */
function isLastOfUse(state: CardState, iccid: string): boolean {
  if (enabledProfile(state)) return false
  return !profilesOf(state).some((one) => one.iccid !== iccid && one.class !== 'test')
}
