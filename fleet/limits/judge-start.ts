// How many devices one start outside a campaign may change: one mistake in a filter must not change
// a fleet (B6). Above the limit the way is a campaign, which has a canary, thresholds and other
// people's approval. Whoever raised the limit cannot use the raise before another person sets it too.

import type { Refusal } from '../decision.ts'
import type { Instant } from '../evidence.ts'
import { refuse } from '../reasons/reason.ts'
import type { WishKind } from '../wish.ts'

/** What a tenant may do without further ado. */
export interface TenantLimits {
  /** Devices that one start outside a campaign may change. */
  readonly devicesPerStart: number
  /** Who set it last; absent: it is the usual one. */
  readonly set?: { readonly by: string; readonly at: Instant; readonly reason: string }
  /** What the one who set it last may do: the limit that was there before a raise. */
  readonly devicesForSetter?: number
}

export const usualLimits: TenantLimits = { devicesPerStart: 50 }

/** The limits after somebody set the number; a raise is for others until a second person sets it. */
export function setDevicesPerStart(
  before: TenantLimits,
  devicesPerStart: number,
  set: NonNullable<TenantLimits['set']>,
): TenantLimits {
  const present = allowedTo(set.by, before)
  const limits = { devicesPerStart, set }
  if (devicesPerStart <= present) return limits
  const isConfirmed = before.set?.by !== set.by && devicesPerStart <= before.devicesPerStart
  return isConfirmed ? limits : { ...limits, devicesForSetter: present }
}

/** So many devices may this person start at once. */
export const allowedTo = (by: string, limits: TenantLimits): number =>
  limits.set?.by === by
    ? Math.min(limits.devicesForSetter ?? limits.devicesPerStart, limits.devicesPerStart)
    : limits.devicesPerStart

export interface StartSize {
  readonly kind: WishKind
  readonly devices: number
  readonly actor: string
  readonly limits: TenantLimits
  /** What the rules of the devices' countries ask for (country-rules.ts). */
  readonly approvalsAsked?: number
}

/** Why so many devices need a campaign; nothing when the start may go on. Reading changes nothing. */
export function judgeStartSize(start: StartSize): Refusal | undefined {
  const { kind, devices, actor, limits, approvalsAsked = 0 } = start
  if (kind === 'audit') return undefined
  const allowed = allowedTo(actor, limits)
  if (devices > allowed) {
    const isOwnRaise = devices <= limits.devicesPerStart
    const whose = isOwnRaise ? `${allowed} for whoever raised the limit` : `${allowed} at once`
    return refuse('start-needs-campaign', `${devices} devices, ${whose}`)
  }
  if (approvalsAsked === 0) return undefined
  const facts = `a rule of their country asks for ${approvalsAsked} approvals`
  return refuse('start-needs-campaign', facts)
}
