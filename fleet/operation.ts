// An operation: one wish for one device, with its plan and how far it has come. The outcome ladder
// of DESIGN §3 stands here as a table; `outcome-table.ts` holds the allowed steps between rungs.

import type { Instant } from './evidence.ts'
import type { Plan, StepKind } from './plan.ts'
import type { Wish } from './wish.ts'

export type OperationId = string

/** The ladder, then the ends, then `unknown`, which is a state of its own (S3). */
export const outcomeNames = [
  'queued',
  'sent',
  'applied',
  'attached',
  'serving',
  'refused',
  'expired',
  'cancelled',
  'failed',
  'rolled-back',
  'unknown',
] as const

export type OutcomeName = (typeof outcomeNames)[number]

/** Why an outcome is what it is: a stable code that a person can look up, and words. */
export interface Reason {
  /** e.g. `dispatch-deadline`, `card-refused`, `rolled-back-by-card`; see `fleet/reasons`. */
  readonly code: string
  readonly why: string
  /** A standard's code behind it, when there is one. */
  readonly result?: { readonly family: string; readonly code: number | string }
}

/**
 * Something that must be known before the operation may go on: a change whose result never came,
 * or a proof that is overdue. It is settled by asking the card, never by guessing (S3, F35).
 */
export interface Doubt {
  readonly reason: Reason
  /** The dispatch whose result is missing; absent when only the proof is. */
  readonly eimTransactionId?: string
  /** What the card is asked next: results and notifications it kept, or its list of profiles. */
  readonly next: 'ask-stored' | 'read'
  /**
   * What follows when the card proves that the change was not made. `never`: it fails; `later`: it
   * is tried again after a pause, and the last try does not count. Absent: it is tried again.
   */
  readonly retry?: 'never' | 'later'
  /** The other ICCID that the device was seen on. */
  readonly seenOn?: string
  /** How many requests went out to settle it. */
  readonly asked: number
  readonly since: Instant
  /** Then the operation ends as it stands; late truth is still accepted (F43). */
  readonly until: Instant
}

/** How a download goes on, as far as the relay between the IPA and the SM-DP+ sees it. */
export interface DownloadProgress {
  readonly phase: string
  /** Upper-case hex, chosen by the SM-DP+. */
  readonly transactionId?: string
  readonly at: Instant
  /** How often the device began to authenticate itself to the SM-DP+. */
  readonly sessions: number
}

/** The campaign that an operation belongs to. */
export interface CampaignPlace {
  readonly campaignId: string
  /** From 0, the canary. */
  readonly wave: number
  /** It takes the device back to its former profile. */
  readonly isRollBack?: true
}

/** Why nothing of an operation leaves although the device calls. */
export interface OperationHold {
  readonly reason: Reason
  /** When it ends by itself; absent: a person or the campaign decides. */
  readonly until?: Instant
}

export interface Operation {
  readonly operationId: OperationId
  readonly eid: string
  readonly wish: Wish
  readonly plan: Plan
  /** Index of the step that is current; equals `plan.steps.length` when all are done. */
  readonly stepIndex: number
  readonly outcome: OutcomeName
  readonly reason?: Reason
  readonly createdAt: Instant
  readonly createdBy: string
  /** When the operation ends as `expired` if it has not begun to change the card. */
  readonly deadlineAt: Instant
  /**
   * When the current step must have ended; a deadline passing is an input like any other. It runs
   * from the step's first dispatch, because a device may sleep for weeks before it asks; only
   * `confirm`, which nobody fetches, has it from its beginning.
   */
  readonly stepDeadlineAt?: Instant
  readonly batchId?: string
  readonly campaign?: CampaignPlace
  /** Another operation of the card may go first while this one has not begun. */
  readonly hold?: OperationHold
  /** A person started it for this one device, knowing that it flaps. */
  readonly releasesFlapHold?: true
  readonly endedAt?: Instant
  /** The ICCID that must serve in the end; known from the wish or from the installation result. */
  readonly targetIccid?: string
  /** The ICCID that was enabled when the operation began: the way back. */
  readonly formerIccid?: string
  /** Place in the card's queue: its `version` when the operation was created. */
  readonly ordinal?: number
  /** Dispatches so far, by kind of step; each kind has a last try. */
  readonly attempts?: Readonly<Partial<Record<StepKind['kind'], number>>>
  /** Pauses in a row; each is longer than the one before. */
  readonly putOffs?: number
  /** Nothing is sent before this; set by a refusal that is worth a later try. */
  readonly notBefore?: Instant
  readonly doubt?: Doubt
  readonly cancelAsked?: { readonly by: string; readonly at: Instant }
  /** When the first request left that could change the card. */
  readonly changeSentAt?: Instant
  /** When the enable command last left; a heartbeat before it never counts (C3). */
  readonly enableSentAt?: Instant
  /** Where the device was registered then, if it said so; after the switch it should not be. */
  readonly enableSentFrom?: string
  /** Dispatches beside the plan that should give the card a way back again (F26). */
  readonly wayBacks?: Readonly<Partial<Record<'set-fallback' | 'enable', number>>>
  /** When the card proved that this operation changed it. */
  readonly changedAt?: Instant
  /** When the card last proved its list of profiles to this operation. */
  readonly readAt?: Instant
  /** What was on the card when the download began: a new ICCID afterwards is the target (F15). */
  readonly iccidsBefore?: readonly string[]
  readonly download?: DownloadProgress
  /** The whole profile went through the relay at least once: it may be on the card (F14). */
  readonly wasDelivered?: true
  /** Errors that no card signed, saying that our packages are not accepted. */
  readonly unsignedErrors?: number
  /**
   * The device calls over this ICCID although the card has the target enabled: the card was read
   * because of it and is not read again for the same (the modem ignored the REFRESH, F26).
   */
  readonly staysOn?: string
  /** The confirmation is overdue and the card was read; this is the last wait for a heartbeat. */
  readonly lastWait?: true
}
