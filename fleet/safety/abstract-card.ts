// The card reduced to what decides whether its manager reaches it: which profile is enabled, which
// one it may go back to, which one it rescues itself with. Small on purpose: the proof walks every
// state that a plan and every failure in it can lead to. SGP.32 §3.4 (rollback, fallback).

import {
  enabledProfile,
  fallbackProfile,
  isListProven,
  isV10,
  profilesOf,
} from '../card-queries.ts'
import type { CardState } from '../card-state.ts'
import type { Instant } from '../evidence.ts'
import type { StepKind } from '../plan.ts'

/** A profile of which only its part in the plan is known. */
export const oldOne = 'the profile enabled before'
export const newOne = 'the downloaded profile'

export interface AbstractCard {
  /** Absent: none. */
  readonly enabled?: string
  readonly fallback?: string
  /** Until the result of the enable is delivered, the card goes back to this one on demand. */
  readonly rollbackTo?: string
  /** Whether the device reaches us over what is enabled now. */
  readonly reaches: boolean
}

/** What the proof rests on. */
export interface SafetyGround {
  readonly card: AbstractCard
  /** Whether the card's signed list is known; before it, profiles are known by their part only. */
  readonly isProven: boolean
  /**
   * `shown`: this card signed a rollback once; `standard`: nothing speaks against it; `absent`: the
   * card refused the flag, or the maker says that the IPA never rolls back.
   */
  readonly rollback: 'shown' | 'standard' | 'absent'
  /** The fallback mechanism exists from v1.2 on, and the card must say that it has it. */
  readonly canFallBack: boolean
  /** The modem is known to stay on the old profile until it restarts (F26). */
  readonly isDeafToRefresh: boolean
  /** The enabled profile, over which the device is not heard although it was over another. */
  readonly unshown?: string
  /** Somebody else who can switch profiles, in words. */
  readonly otherAuthority?: string
}

/** What the proof of these steps rests on, of what is known now. */
export function groundOf(state: CardState, steps: readonly StepKind[], now: Instant): SafetyGround {
  const isProven = isListProven(state, now)
  const enabled = isProven ? enabledProfile(state)?.iccid : oldOne
  const fallback = fallbackProfile(state)
  const unshown = unshownProfile(state)
  return {
    card: {
      ...(enabled === undefined ? {} : { enabled }),
      ...(fallback ? { fallback: fallback.iccid } : {}),
      reaches: true,
    },
    isProven,
    rollback: rollbackOf(state, now),
    canFallBack: canFallBack(state),
    isDeafToRefresh: state.refreshIgnoredAt !== undefined && !isLineActive(state, steps),
    ...(unshown === undefined ? {} : { unshown }),
  }
}

/** Whether the card has the mechanism, for all we know. */
export const canFallBack = (state: CardState): boolean =>
  !isV10(state) && state.euicc?.fallbackSupported !== false

/** Milliseconds for which a card's refusal of the rollback flag counts; then it is asked again. */
const rollbackRefusalMs = 86_400_000

/** What this card and its IPA have shown of rolling back. */
export function rollbackOf(
  { rollback, device }: Pick<CardState, 'rollback' | 'device'>,
  now: Instant,
): SafetyGround['rollback'] {
  if (device.ipaRollsBack === false) return 'absent'
  if (rollback?.shows) return 'shown'
  return rollback !== undefined && now - rollback.at < rollbackRefusalMs ? 'absent' : 'standard'
}

/** Whether the card would rescue itself from `target` with its fallback profile. */
export const rescuesFrom = (state: CardState, target: string | undefined): boolean =>
  canFallBack(state) &&
  profilesOf(state).some(({ iccid, fallbackAttribute }) => fallbackAttribute && iccid !== target)

/**
 * The enabled profile, when the device was heard over another one after it had been enabled: then
 * nothing shows yet that it is reached over what is enabled.
 */
export function unshownProfile(state: CardState): string | undefined {
  const enabled = enabledProfile(state)
  const heard = lastHeard(state)
  if (!enabled || !heard || heard.iccid === enabled.iccid) return undefined
  const wasDeafThen = (state.refreshIgnoredAt ?? Number.NEGATIVE_INFINITY) >= heard.at
  return heard.at >= enabled.asOf || wasDeafThen ? enabled.iccid : undefined
}

/** The newest sign of life that names an ICCID. */
export function lastHeard({ serving, attached }: CardState) {
  if (!serving || !attached) return serving ?? attached
  return serving.at >= attached.at ? serving : attached
}

/** Whether the operator says that the line of the profile to be enabled is active. */
function isLineActive(state: CardState, steps: readonly StepKind[]): boolean {
  const enable = steps.find(({ kind }) => kind === 'enable')
  const iccid = enable && 'iccid' in enable ? enable.iccid : undefined
  const { lines }: CardWithLines = state
  return iccid !== undefined && lines?.[iccid]?.state === 'active'
}

interface CardWithLines {
  readonly eid: string
  readonly lines?: Readonly<Record<string, { readonly state: string }>>
}

/**
 * The card after the step was carried out and its result reached us. Every package that the card
 * accepts ends the right to roll back what came before it.
 */
export function afterStep(card: AbstractCard, step: StepKind): AbstractCard {
  switch (step.kind) {
    case 'enable':
      return settled({ ...card, enabled: step.iccid ?? newOne, reaches: true })
    case 'disable':
      return card.enabled === step.iccid ? withoutEnabled(settled(card)) : settled(card)
    case 'delete':
      return afterDelete(card, step.iccid)
    case 'read':
      return settled(card)
    case 'set-fallback':
      return { ...settled(card), fallback: step.iccid }
    case 'unset-fallback': {
      const { fallback: _, ...rest } = settled(card)
      return rest
    }
    default:
      return card
  }
}

/** The result was delivered, so the right to roll back is over. */
function settled({ rollbackTo: _, ...card }: AbstractCard): AbstractCard {
  return card
}

function withoutEnabled({ enabled: _, ...card }: AbstractCard): AbstractCard {
  return { ...card, reaches: false }
}

function afterDelete(card: AbstractCard, iccid: string): AbstractCard {
  const { fallback, ...rest } = settled(card)
  const left = fallback === undefined || fallback === iccid ? rest : { ...rest, fallback }
  return card.enabled === iccid ? withoutEnabled(left) : left
}
