// One thing that is tried to bring a silent device back: what, at what cost, until when its proof
// must have come, and what became of it. The only proof is a contact of the device.

import type { Instant } from '../evidence.ts'

export const recoveryActions = [
  'wait',
  'wake',
  'retry-window',
  'alternative-profile',
  'fallback',
  'extend-bootstrap',
  'top-up',
  'reactivate-line',
  'refresh-registration',
  'restore-authority',
  'field-visit',
] as const

export type RecoveryAction = (typeof recoveryActions)[number]

/** What only somebody outside can do: asked of the site's own systems. */
export const hookActions = [
  'wake',
  'top-up',
  'extend-bootstrap',
  'reactivate-line',
  'refresh-registration',
  'field-visit',
] as const

export type HookAction = (typeof hookActions)[number]

export const isHookAction = (action: RecoveryAction): action is HookAction =>
  hookActions.some((one) => one === action)

/** What an action takes from the device, its line and its orders. */
export interface RungCost {
  readonly bytes: number
  readonly sms: number
  readonly joules: number
  readonly cardWrites: number
  readonly smdpRetries: number
}

/** What one rung took from the device; kept beyond the case, so that budgets hold over cases. */
export interface SpentRung {
  readonly at: Instant
  readonly action: RecoveryAction
  readonly cost: RungCost
}

/** The latest that are kept; no device is helped more often than this in a period. */
export const spentRungsMax = 32

export const noCost: RungCost = { bytes: 0, sms: 0, joules: 0, cardWrites: 0, smdpRetries: 0 }

export const costKinds = ['bytes', 'sms', 'joules', 'cardWrites', 'smdpRetries'] as const

export const addCost = (one: RungCost, other: RungCost): RungCost => ({
  bytes: one.bytes + other.bytes,
  sms: one.sms + other.sms,
  joules: one.joules + other.joules,
  cardWrites: one.cardWrites + other.cardWrites,
  smdpRetries: one.smdpRetries + other.smdpRetries,
})

export type RungOutcome =
  /** Asked, and nobody has answered yet. */
  | 'asked'
  /** Taken on; whether it helps is seen only by a contact. */
  | 'accepted'
  | 'refused'
  | 'unanswered'
  /** Its deadline passed without a contact. */
  | 'no-help'

export interface Rung {
  /** Begins with the card's bucket. */
  readonly actionId: string
  readonly action: RecoveryAction
  readonly at: Instant
  /** By then the device must have called, or the rung did not help. */
  readonly dueAt: Instant
  /** How long it has from its answer on, where that is not the action's own time. */
  readonly withinMs?: number
  readonly outcome: RungOutcome
  readonly cost: RungCost
  readonly reason: string
  readonly answeredAt?: Instant
  readonly code?: string
  readonly why?: string
  readonly iccid?: string
  readonly operator?: string
  /** An operation of our own that the rung began. */
  readonly operationId?: string
  /** A person asked for it. */
  readonly by?: string
}

export const isWaiting = ({ outcome }: Rung): boolean =>
  outcome === 'asked' || outcome === 'accepted'
