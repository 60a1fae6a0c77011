// One row of the fleet list: what searches and filters run on. Derived from the card's state by
// `summaryOf`, stored beside it in columns, never edited by itself.

import type { DeviceFacts } from './card-state.ts'
import type { Evidence, Instant } from './evidence.ts'
import type { OutcomeName } from './operation.ts'

export interface DeviceSummary {
  readonly eid: string
  readonly tenant: string
  readonly generation: 'sgp02' | 'sgp22' | 'sgp32' | 'none'
  readonly device: DeviceFacts
  readonly enabledIccid?: string
  /** Service provider name of the enabled profile. */
  readonly operator?: string
  readonly enabledEvidence?: Evidence
  readonly profileCount: number
  /** Of the newest operation. */
  readonly lastOutcome?: OutcomeName
  readonly openOperations: number
  readonly servingIccid?: string
  readonly servingAt?: Instant
  /** From the contact record, not from events: batched writes. */
  readonly lastSeenAt?: Instant
}
