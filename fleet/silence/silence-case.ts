// An open case of a silent device: since when, how it was judged first and is judged now, on what
// facts, what was tried, and what comes next. It lives in the card's state while it is open.

import type { Instant } from '../evidence.ts'
import type { Rung } from '../recovery/rung.ts'
import type { CauseCode, RankedCause } from './cause.ts'
import type { Confidence, SilenceClass } from './silence-class.ts'

/** What a judgement says; the case keeps the latest one. */
export interface SilenceVerdict {
  readonly class: SilenceClass
  readonly cause: CauseCode
  /** Most likely first. */
  readonly causes: readonly RankedCause[]
  readonly confidence: Confidence
  /** The facts, in words. */
  readonly because: readonly string[]
  /** Whether it can be mended without a person at the device. */
  readonly recoverable: boolean
  readonly iccid?: string
  readonly operator?: string
  readonly plmn?: string
  readonly country?: string
  readonly rejectCause?: number
}

export interface FieldVisit {
  readonly visitId: string
  readonly orderedAt: Instant
  /** The call over the hook that asked for it; absent where nobody but people here sees it. */
  readonly callId?: string
  readonly reason: string
  readonly evidence: readonly string[]
}

/** The call over the hook that takes back the one for a visit. */
export interface CallOff {
  readonly id: string
  /** The call that asked for the visit. */
  readonly of: string
  readonly at: Instant
}

export type VisitFinding =
  | 'mended'
  | 'replaced'
  | 'no-fault-found'
  | 'not-mended'
  /** The device called before anybody was there. */
  | 'came-back'

export interface SilenceCase extends SilenceVerdict {
  /** Begins with the card's bucket. */
  readonly caseId: string
  readonly firstClass: SilenceClass
  readonly raisedAt: Instant
  /** When the verdict in it was made; absent: when it was raised. Its facts are as of then. */
  readonly judgedAt?: Instant
  /** The last contact with the eIM. */
  readonly since: Instant
  readonly intervalMs: number
  readonly lateAt: Instant
  /** The longest silence that it broke by itself before. */
  readonly longestGapMs?: number
  /** When the case must be looked at again. */
  readonly nextAt?: Instant
  readonly rungs: readonly Rung[]
  readonly stopped?: { readonly by: string; readonly at: Instant; readonly reason?: string }
  /** No rung is left that could help. */
  readonly exhaustedAt?: Instant
  readonly visit?: FieldVisit
  /** How the last visit of this case ended. */
  readonly visited?: { readonly finding: VisitFinding; readonly at: Instant }
}

/** Rungs that a case keeps; the ladder has fewer tries in all. */
export const rungsMax = 32

/** The interval of a case that no overdue contact has raised. */
export const defaultLookMs = 6 * 3_600_000
