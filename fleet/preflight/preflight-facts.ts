// What the pre-flight is asked with: facts about the card, the device, its contacts, the profile, its
// line, its operator and its SM-DP+. All but the card's state may be missing; each says who told it.

import type { CardState } from '../card-state.ts'
import type { Evidence, Instant } from '../evidence.ts'
import type { Wish } from '../wish.ts'
import type { CheckName } from './check.ts'
import type { PreflightLimits } from './preflight-limits.ts'

/** The profile that the device would get, as the stock or the operator describes it. */
export interface ProfileFacts {
  readonly iccid?: string
  readonly operator?: string
  /** Octets of the profile package, unprotected. */
  readonly profileBytes?: number
  /** Set aside for this device; `short`: none is left for it. */
  readonly stock: 'reserved' | 'available' | 'short' | 'not-from-stock'
  /** Where the order stands at the SM-DP+, when its operator told. */
  readonly order?: 'released' | 'not-released' | 'expired' | 'used-up'
  readonly evidence: Evidence
}

/** What the operator's system says about the line behind an ICCID. */
export interface LineKnown {
  readonly iccid: string
  readonly state: 'active' | 'not-yet-active' | 'suspended' | 'barred' | 'terminated' | 'unknown'
  readonly bytesLeft?: number
  readonly validUntil?: Instant
  /** ISO 3166 codes in which it may serve; absent: not told. */
  readonly countries?: readonly string[]
  readonly apn?: string
  /** The only IMEI (or its first 8 digits) that it serves. */
  readonly imeiLock?: string
  readonly at: Instant
  readonly evidence: Evidence
}

/** What holds for all lines of an operator. */
export interface OperatorFacts {
  readonly operator: string
  readonly apn?: string
  readonly countries?: readonly string[]
  readonly at: Instant
  readonly evidence: Evidence
}

/** What is known of the SM-DP+ that the activation code names. */
export interface SmdpFacts {
  readonly address: string
  /** Subject key ids of the CIs that its certificates lead to, upper-case hex. */
  readonly ciPkIds?: readonly string[]
  /** When the first certificate in its chains ends. */
  readonly certificateUntil?: Instant
  /** How long it keeps a download session open. */
  readonly sessionSeconds?: number
  readonly at: Instant
  readonly evidence: Evidence
}

/** When the device will next be heard: `expectedContact` of fleet/contact, or what a person said. */
export interface ContactKnown {
  readonly intervalMs: number
  /** The next contact is expected by then. */
  readonly by: Instant
  readonly from: 'configured' | 'learned' | 'assumed'
}

export interface OpenWindow {
  readonly from: Instant
  readonly until: Instant
}

export interface PreflightInput {
  readonly state: CardState
  readonly wish: Wish
  readonly now: Instant
  readonly deadlineAt?: Instant
  /** When changes may be made, soonest first; absent: always. */
  readonly windows?: readonly OpenWindow[]
  readonly profile?: ProfileFacts
  /** Of the profile's ICCID; absent: `state.lines` is looked into. */
  readonly line?: LineKnown
  readonly operator?: OperatorFacts
  readonly smdp?: SmdpFacts
  readonly contact?: ContactKnown
  /** Checks whose fact must be known: unknown then counts as held. None by default. */
  readonly required?: readonly CheckName[]
  readonly limits?: Partial<PreflightLimits>
  /** A person starts it for this one device: the flap guard lets it pass. */
  readonly releasesFlapHold?: boolean
}

/** The device's facts that checks read; columns of the inventory. */
export interface DeviceKnown {
  readonly imei?: string
  readonly country?: string
  readonly apn?: string
  readonly rat?: string
  readonly batteryMwh?: number
  readonly coverageClass?: 'CE0' | 'CE1' | 'CE2'
}
