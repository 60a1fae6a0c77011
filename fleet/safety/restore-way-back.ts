// A way back for a device whose modem may have stayed on the former profile (F26). Its card has
// switched, the result came over the old connection, and with that the right to roll back is over:
// when the modem restarts, nothing but a fallback profile leads back from a line that does not work.
// As long as the device is still heard, the former profile is made that. SGP.32 §3.4.2, R-052.

import { currentStep, enabledProfile, fallbackProfile } from '../card-queries.ts'
import type { CardState } from '../card-state.ts'
import type { Operation } from '../operation.ts'
import type { StepKind } from '../plan.ts'
import { canFallBack } from './abstract-card.ts'

/** Packages for it in one operation; a card that refused is not asked for ever. */
const triesMax = 2

/**
 * What to have the card do now, besides waiting for the device; nothing while the modem gives no
 * reason to, or when the card has a fallback profile or cannot have this one.
 * @param plmn where the polling device says that it is registered
 */
export function restoringStep(
  state: CardState,
  operation: Operation,
  plmn: string | undefined,
): Extract<StepKind, { kind: 'set-fallback' }> | undefined {
  const { formerIccid, targetIccid, attempts } = operation
  if (formerIccid === undefined || currentStep(operation)?.kind !== 'confirm') return undefined
  if (!mayStay(operation, plmn) || (attempts?.['set-fallback'] ?? 0) >= triesMax) return undefined
  const enabled = enabledProfile(state)
  const isSwitched = enabled?.iccid === targetIccid && enabled?.evidence === 'proven'
  if (!isSwitched || fallbackProfile(state) || !canFallBack(state)) return undefined
  const isAllowed = state.profiles[formerIccid]?.fallbackAllowed === true
  return isAllowed ? { kind: 'set-fallback', iccid: formerIccid } : undefined
}

/**
 * Whether the device was heard over the former profile after the switch, or is registered where it
 * was before. The latter also fits two operators in one visited network; then it does no harm.
 */
const mayStay = (
  { staysOn, formerIccid, enableSentFrom }: Operation,
  plmn: string | undefined,
): boolean => staysOn === formerIccid || (plmn !== undefined && plmn === enableSentFrom)
