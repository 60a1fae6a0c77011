// The proof that no device is stranded by a plan (S4): every step, every failure there, every state
// that the card can be in then, and for each the way back to its manager. Where there is none the
// plan is refused, with the fact that is missing and how to get it. Pure: only the abstract card is
// walked, so the whole proof is a few dozen states.

import type { CardState } from '../card-state.ts'
import type { Refusal } from '../decision.ts'
import type { Instant } from '../evidence.ts'
import type { StepKind, WayBack } from '../plan.ts'
import { refuse } from '../reasons/reason.ts'
import type { AbstractCard, SafetyGround } from './abstract-card.ts'
import { groundOf } from './abstract-card.ts'
import { proofInWords } from './proof-words.ts'
import type { ProvenState } from './proven-state.ts'
import type { FailureName } from './step-failures.ts'
import { afterFailures } from './step-failures.ts'

export interface Safe {
  readonly kind: 'safe'
  readonly reached: readonly ProvenState[]
  /** State → way back, one line each, for the dry run. */
  readonly words: readonly string[]
}

export interface Unsafe {
  readonly kind: 'unsafe'
  readonly step: StepKind
  readonly failure: FailureName
  readonly refusal: Refusal
}

export interface ProofInput {
  readonly state: CardState
  readonly steps: readonly StepKind[]
  readonly now: Instant
}

/** The proof for these steps on this card as it is known now. */
export function proveSafety({ state, steps, now }: ProofInput): Safe | Unsafe {
  return proveFrom(groundOf(state, steps, now), steps)
}

/**
 * The same from a given ground. Before the card has proven its list nothing is refused: the plan
 * begins with reading it, and the proof is made again before any change.
 */
export function proveFrom(ground: SafetyGround, steps: readonly StepKind[]): Safe | Unsafe {
  const reached: ProvenState[] = []
  const seen = new Set<string>()
  const walk: { readonly index: number; readonly card: AbstractCard }[] = [
    { index: 0, card: ground.card },
  ]
  for (let next = walk.pop(); next; next = walk.pop()) {
    const step = steps[next.index]
    const key = keyOf(next.index, next.card)
    if (!step || seen.has(key)) continue
    seen.add(key)
    for (const { failure, card, goesOn } of afterFailures(next.card, step, ground)) {
      const wayBack = wayBackFrom(next.card, card, ground) ?? unproven(ground)
      if (!wayBack) return unsafe(step, failure)
      reached.push({ step, failure, card, wayBack })
      if (card.reaches || card.enabled === undefined) {
        walk.push({ index: goesOn ? next.index + 1 : next.index, card })
      }
    }
  }
  return { kind: 'safe', reached, words: proofInWords(reached, ground) }
}

const unproven = ({ isProven }: SafetyGround): WayBack | undefined =>
  isProven
    ? undefined
    : { kind: 'nothing-changes', why: 'it is not sent before the card has proven a way back' }

const keyOf = (index: number, { enabled, fallback, rollbackTo, reaches }: AbstractCard): string =>
  [index, enabled, fallback, rollbackTo, reaches].join('|')

/** How the manager gets the device back from `card`; nothing: it does not. */
export function wayBackFrom(
  from: AbstractCard,
  card: AbstractCard,
  ground: SafetyGround,
): WayBack | undefined {
  const { enabled, fallback, reaches } = card
  if (reaches && enabled !== undefined) {
    return enabled === from.enabled
      ? { kind: 'old-profile-stays', why: `${enabled} stays enabled and the device calls over it` }
      : askedAgain(card, ground)
  }
  if (rollsBack(card, ground)) return { kind: 'rollback-flag', why: rollbackInWords(card, ground) }
  if (fallback !== undefined && fallback !== enabled && ground.canFallBack) {
    return { kind: 'fallback-profile', why: `the card uses its fallback profile ${fallback}` }
  }
  if (ground.otherAuthority !== undefined) {
    return { kind: 'other-authority', why: `${ground.otherAuthority} can switch it back` }
  }
  if (from.enabled === undefined) {
    const why = 'no profile is enabled now, so this takes no way back away'
    return { kind: 'nothing-changes', why }
  }
  return undefined
}

/** Whether the card goes back, to a profile over which the device is known to be reached. */
const rollsBack = ({ rollbackTo }: AbstractCard, { rollback, unshown }: SafetyGround): boolean =>
  rollbackTo !== undefined && rollback !== 'absent' && rollbackTo !== unshown

/** The new profile works; what happened is asked, and the card can still go back if it must. */
function askedAgain(card: AbstractCard, ground: SafetyGround): WayBack {
  const over = `the device calls over ${card.enabled}, and the card is asked what happened`
  return rollsBack(card, ground)
    ? { kind: 'rollback-flag', why: `${over}; until then ${rollbackInWords(card, ground)}` }
    : { kind: 'nothing-changes', why: over }
}

function rollbackInWords({ rollbackTo, fallback, enabled }: AbstractCard, ground: SafetyGround) {
  const back = `the card goes back to ${rollbackTo} (rollback)`
  const hasSecond = fallback !== undefined && fallback !== enabled && ground.canFallBack
  return hasSecond ? `${back}; ${fallback} is the fallback profile besides` : back
}

/** The missing fact, and how to get it. */
function unsafe(step: StepKind, failure: FailureName): Unsafe {
  const iccid = 'iccid' in step ? step.iccid : undefined
  const code = failure === 'modem-stays' ? 'no-way-back-later' : 'no-way-back'
  const refusal = refuse(step.kind === 'enable' ? code : 'last-way-back', iccid)
  return { kind: 'unsafe', step, failure, refusal }
}
