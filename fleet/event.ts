// What happened to a card, one union. Events are append-only facts: state is folded from them, the
// timeline tells them in words, the Merkle log proves them. A kind is never renamed once released.

import type { Association, DeviceFacts, EuiccFacts, InFlight, ProfileOnCard } from './card-state.ts'
import type { Evidence, Instant } from './evidence.ts'
import type {
  Doubt,
  Operation,
  OperationHold,
  OperationId,
  OutcomeName,
  Reason,
} from './operation.ts'
import type { Plan, StepKind } from './plan.ts'
import type { SilenceFact } from './silence/silence-fact.ts'

export type CardFact =
  | {
      readonly kind: 'card-imported'
      readonly generation: 'sgp02' | 'sgp22' | 'sgp32' | 'none'
      readonly device: DeviceFacts
      readonly iccids: readonly string[]
    }
  | { readonly kind: 'card-seen-first'; readonly evidence: Evidence }
  | { readonly kind: 'association-recorded'; readonly association: Association }
  | { readonly kind: 'card-identified'; readonly euicc: EuiccFacts }
  | {
      readonly kind: 'profiles-read'
      readonly profiles: readonly ProfileOnCard[]
      readonly evidence: Evidence
      readonly seqNumber?: number
      /** The operation that asked for it. */
      readonly operationId?: OperationId
    }
  | {
      readonly kind: 'profile-changed'
      readonly iccid: string
      readonly change:
        | 'installed'
        | 'enabled'
        | 'disabled'
        | 'deleted'
        | 'fallback-set'
        | 'fallback-unset'
      readonly evidence: Evidence
      readonly profile?: ProfileOnCard
      /** The operation that made the change; absent when somebody else did. */
      readonly operationId?: OperationId
    }
  | { readonly kind: 'operation-created'; readonly operation: Operation }
  | {
      readonly kind: 'step-begun'
      readonly operationId: OperationId
      readonly stepIndex: number
      readonly doing: StepKind['kind']
      /** Absent where the deadline runs from the first dispatch. */
      readonly stepDeadlineAt?: Instant
      /** The confirmation is overdue; this is the last wait. */
      readonly lastWait?: true
    }
  | {
      /** What is left to do was planned again because the card's facts differ from the plan's. */
      readonly kind: 'plan-remade'
      readonly operationId: OperationId
      readonly plan: Plan
      readonly stepIndex: number
      readonly reason: Reason
    }
  | {
      /** The card named the ICCID that this operation is about. */
      readonly kind: 'target-known'
      readonly operationId: OperationId
      readonly iccid: string
      readonly evidence: Evidence
    }
  | { readonly kind: 'doubt-raised'; readonly operationId: OperationId; readonly doubt: Doubt }
  | {
      readonly kind: 'doubt-settled'
      readonly operationId: OperationId
      readonly reason: Reason
      /** The device is known to call over this ICCID although the target is enabled. */
      readonly staysOn?: string
    }
  | {
      readonly kind: 'step-put-off'
      readonly operationId: OperationId
      readonly until: Instant
      readonly reason: Reason
      /** The try before it does not count. */
      readonly isFree?: true
    }
  | {
      /** The device called and got nothing, because the campaign or a limit holds it back. */
      readonly kind: 'operation-held'
      readonly operationId: OperationId
      readonly hold: OperationHold
    }
  | { readonly kind: 'operation-released'; readonly operationId: OperationId }
  | { readonly kind: 'dispatched'; readonly inFlight: InFlight }
  | {
      readonly kind: 'result-applied'
      readonly operationId?: OperationId
      readonly eimTransactionId?: string
      readonly seqNumber?: number
      /** What the card signed, command by command, in the standard's names. */
      readonly results: readonly { readonly name: string; readonly code: number }[]
    }
  | {
      /** An answer that no card signs: capabilities and certificates, or why there are none. */
      readonly kind: 'card-data-received'
      readonly operationId?: OperationId
      readonly eimTransactionId: string
      readonly error?: number
    }
  | { readonly kind: 'counter-jumped'; readonly from: number; readonly to: number }
  | {
      /** The card is not as we left it, and no operation of ours did that (F32, F40). */
      readonly kind: 'unexpected-change'
      readonly iccid?: string
      /** Of what instant it speaks, where no number of the card says what came before it. */
      readonly seenAt?: Instant
      readonly reason: Reason
    }
  | {
      /** The card has a profile whose code stood in stock, or was given to another card (F50). */
      readonly kind: 'stock-adopted'
      readonly iccid: string
      readonly formerEid?: string
    }
  | {
      readonly kind: 'result-distrusted'
      readonly operationId?: OperationId
      readonly eimTransactionId?: string
      readonly reason: Reason
    }
  | {
      readonly kind: 'notification-received'
      readonly seqNumber: number
      readonly event: string
      readonly iccid?: string
      readonly evidence: Evidence
    }
  | {
      readonly kind: 'download-progressed'
      readonly operationId?: OperationId
      readonly phase: string
      readonly transactionId?: string
      readonly reason?: Reason
    }
  | {
      readonly kind: 'state-change-reported'
      readonly cause: string
      readonly plmn?: string
    }
  | { readonly kind: 'attached'; readonly iccid: string; readonly plmn?: string }
  | {
      /** The operator's network refused the SIM; `rejectCause` is its EMM or GMM cause. */
      readonly kind: 'attach-refused'
      readonly iccid: string
      readonly plmn?: string
      readonly rejectCause: number
    }
  | { readonly kind: 'serving'; readonly iccid: string }
  | {
      readonly kind: 'outcome-changed'
      readonly operationId: OperationId
      readonly from: OutcomeName
      readonly to: OutcomeName
      readonly reason?: Reason
      readonly targetIccid?: string
      readonly formerIccid?: string
      /** Present when the operation is over. */
      readonly ended?: true
    }
  | {
      readonly kind: 'in-flight-cleared'
      readonly eimTransactionId: string
      readonly reason: Reason
    }
  /** The card left a profile of ours too often; nothing is enabled on it for now (F32, F33). */
  | { readonly kind: 'flap-held'; readonly reason: Reason }
  | { readonly kind: 'cancel-asked'; readonly operationId: OperationId; readonly by: string }
  | SilenceFact

/** An event before the store gives it its place in the log. */
export interface EventDraft {
  readonly eid: string
  readonly at: Instant
  /** Who caused it: `person:…`, `token:…`, `card`, `device`, `operator:…`, `clock`. Never empty. */
  readonly actor: string
  readonly fact: CardFact
}

/** An event in the log. */
export interface CardEvent extends EventDraft {
  readonly tenant: string
  /** Position in the tenant's total order, from 0. */
  readonly position: number
  /** `version` of the card after this event. */
  readonly cardVersion: number
}
