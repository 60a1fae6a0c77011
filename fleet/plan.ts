// A plan: what an operation will do, in order. Each step says by when it must end, what proves it,
// and how the device stays manageable if it goes wrong (S4). A plan is a value; it can be shown,
// compared and hashed before anyone commits to it.

import type { Deadlines } from './deadlines.ts'
import type { Instant } from './evidence.ts'

/** How the card stays reachable if this step fails half-way. */
export interface WayBack {
  readonly kind:
    | 'nothing-changes'
    | 'rollback-flag'
    | 'fallback-profile'
    | 'old-profile-stays'
    | 'other-authority'
  readonly why: string
}

export type StepKind =
  /** Ask the IPA for certificates, EUICCInfo2, capabilities, stored results and notifications. */
  | { readonly kind: 'identify' }
  /** Signed listProfileInfo: what is on the card. */
  | { readonly kind: 'read' }
  | {
      readonly kind: 'download'
      /** Absent until the IPA has told what it can do; then the plan is made again. */
      readonly route?: 'direct' | 'indirect'
      readonly activationCode: string
      readonly confirmationCode?: string
    }
  /** `iccid` absent: the one that the download step brought. */
  | { readonly kind: 'enable'; readonly iccid?: string; readonly rollbackFlag: boolean }
  | { readonly kind: 'disable'; readonly iccid: string }
  | { readonly kind: 'delete'; readonly iccid: string }
  | { readonly kind: 'set-fallback'; readonly iccid: string }
  | { readonly kind: 'unset-fallback' }
  /** Wait until the device serves on the expected ICCID. */
  | { readonly kind: 'confirm'; readonly iccid?: string }

export interface Step {
  readonly step: StepKind
  /**
   * Milliseconds the step may take: from its first dispatch, because a sleeping device is not late;
   * for `confirm` from when it becomes current.
   */
  readonly deadlineMs: number
  /** Milliseconds from handing the package to the device until its result is missed. */
  readonly dispatchDeadlineMs: number
  /** In words: what proves that this step is done. */
  readonly proof: string
  readonly wayBack: WayBack
}

export interface Plan {
  readonly steps: readonly Step[]
  /** The rung that ends the operation well. */
  readonly goal: 'serving' | 'applied'
  /** In words, for the dry run: why no device is stranded by this. */
  readonly whySafe: readonly string[]
  readonly madeAt: Instant
  /** Where they differ from `defaultDeadlines`; kept so that a plan made again keeps them. */
  readonly deadlines?: Partial<Deadlines>
}
