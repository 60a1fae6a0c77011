// A way back for a device whose modem may have stayed on the former profile (F26). Its card has
// switched, the result came over the old connection, and with that the right to roll back is over:
// when the modem restarts, nothing but a fallback profile leads back from a line that does not work.
// As long as the device is still heard, the former profile is made that; where it cannot be, and the
// card has proven that the modem stays, the card is switched back. SGP.32 §3.4.2, R-052.

import { currentStep, enabledProfile, fallbackProfile } from '../card-queries.ts'
import type { CardState } from '../card-state.ts'
import type { Instant } from '../evidence.ts'
import type { Operation } from '../operation.ts'
import type { StepKind } from '../plan.ts'
import { canFallBack, rollbackOf } from './abstract-card.ts'

/** Packages of each of the two in one operation; a card that refused is not asked for ever. */
const triesMax = 2

type WayBackStep = Extract<StepKind, { kind: 'set-fallback' | 'enable' }>

/**
 * What to have the card do now, besides waiting for the device; nothing while the modem gives no
 * reason to, or the card has a fallback profile.
 * @param polledFrom where the polling device says that it is registered (rPLMN)
 */
export function restoringStep(
  state: CardState,
  operation: Operation,
  { polledFrom, now }: { readonly polledFrom: string | undefined; readonly now: Instant },
): WayBackStep | undefined {
  const { formerIccid, targetIccid, staysOn, wayBacks = {} } = operation
  if (formerIccid === undefined || currentStep(operation)?.kind !== 'confirm') return undefined
  const enabled = enabledProfile(state)
  const isSwitched = enabled?.iccid === targetIccid && enabled?.evidence === 'proven'
  const hasFallback = fallbackProfile(state) !== undefined && canFallBack(state)
  if (!isSwitched || hasFallback) return undefined
  const isProven = staysOn === formerIccid
  const isLeft = (kind: WayBackStep['kind']): boolean => (wayBacks[kind] ?? 0) < triesMax
  if (mayBeFallback(state, formerIccid) && isLeft('set-fallback')) {
    const maySeem = polledFrom !== undefined && polledFrom === operation.enableSentFrom
    return isProven || maySeem ? { kind: 'set-fallback', iccid: formerIccid } : undefined
  }
  const isThere = state.profiles[formerIccid]?.state === 'disabled'
  if (!isProven || !isThere || !isLeft('enable')) return undefined
  const rollbackFlag = rollbackOf(state, now) !== 'absent'
  return { kind: 'enable', iccid: formerIccid, rollbackFlag }
}

/** Whether the card's list says that this profile may be the fallback profile, and none is. */
const mayBeFallback = (state: CardState, iccid: string): boolean =>
  canFallBack(state) &&
  fallbackProfile(state) === undefined &&
  state.profiles[iccid]?.fallbackAllowed === true
