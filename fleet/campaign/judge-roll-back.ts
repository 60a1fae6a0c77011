// Whether one device of a wave may be sent back to its former profile: only one that serves on the
// new profile and still has the former one on its card, both known for sure. Everything else is
// brought back by its own rollback, or by recovery.

import { enabledProfile, isListProven } from '../card-queries.ts'
import type { CardState } from '../card-state.ts'
import type { Refusal } from '../decision.ts'
import type { Instant } from '../evidence.ts'
import type { Operation } from '../operation.ts'
import { refuse } from '../reasons/reason.ts'
import type { Wish } from '../wish.ts'

export type RollBackVerdict = { readonly kind: 'back'; readonly wish: Wish } | Refusal

/** The wish that takes the device back, or why it stays. `operation` is the campaign's. */
export function judgeRollBack(
  state: CardState,
  operation: Operation,
  now: Instant,
): RollBackVerdict {
  const { targetIccid, formerIccid } = operation
  if (!isServingOn(state, operation)) return refuse('roll-back-not-serving', targetIccid)
  if (!isFormerOnCard(state, operation, now)) return refuse('roll-back-former-gone', formerIccid)
  return { kind: 'back', wish: { kind: 'enable', iccid: formerIccid ?? '' } }
}

/** Its software called over the new profile, last of all, and the card has it enabled. */
export function isServingOn(state: CardState, { outcome, targetIccid }: Operation): boolean {
  const isServing = outcome === 'serving' && targetIccid !== undefined
  return (
    isServing &&
    state.serving?.iccid === targetIccid &&
    enabledProfile(state)?.iccid === targetIccid
  )
}

/** The card's own list, not doubted, has the former profile, disabled. */
export function isFormerOnCard(
  state: CardState,
  { formerIccid }: Operation,
  now: Instant,
): boolean {
  const former = formerIccid === undefined ? undefined : state.profiles[formerIccid]
  return former?.state === 'disabled' && former.class !== 'test' && isListProven(state, now)
}
