// An operation: one wish for one device, with its plan and how far it has come. The outcome ladder
// of DESIGN §3 stands here as a table; `outcome-table.ts` holds the allowed steps between rungs.

import type { Instant } from './evidence.ts'
import type { Plan } from './plan.ts'
import type { Wish } from './wish.ts'

export type OperationId = string

/** The ladder, then the ends, then `unknown`, which is a state of its own (S3). */
export type OutcomeName =
  | 'queued'
  | 'sent'
  | 'applied'
  | 'attached'
  | 'serving'
  | 'refused'
  | 'expired'
  | 'cancelled'
  | 'failed'
  | 'rolled-back'
  | 'unknown'

/** Why an outcome is what it is: a stable code that a person can look up, and words. */
export interface Reason {
  /** e.g. `dispatch-deadline`, `card-refused`, `rolled-back-by-card`; see `fleet/reasons`. */
  readonly code: string
  readonly why: string
  /** A standard's code behind it, when there is one. */
  readonly result?: { readonly family: string; readonly code: number | string }
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
  /** When the current step must have ended; a deadline passing is an input like any other. */
  readonly stepDeadlineAt?: Instant
  readonly batchId?: string
  readonly endedAt?: Instant
  /** The ICCID that must serve in the end; known from the wish or from the installation result. */
  readonly targetIccid?: string
  /** The ICCID that was enabled when the operation began: the way back. */
  readonly formerIccid?: string
}
