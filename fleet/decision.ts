// What a pure decision gives back to the shell: events to record, then the reply to give.

import type { EventDraft } from './event.ts'

export interface Decision<Reply> {
  readonly events: readonly EventDraft[]
  readonly reply: Reply
}

/** A refusal that a person can look up and act on. */
export interface Refusal {
  readonly kind: 'refused'
  /** Stable; listed with words in the operator guide. */
  readonly code: string
  readonly why: string
  /** What would make it possible. */
  readonly remedy?: string
}
